package spdx

import (
	"bytes"
	"fmt"
	"io"

	"github.com/spdx/tools-golang/rdf"
	common "github.com/spdx/tools-golang/spdx"
	"github.com/spdx/tools-golang/yaml"

	"assay/sbom"
)

// ReadYAML reads SPDX 2 YAML through spdx/tools-golang.
func ReadYAML(data []byte) *sbom.Document {
	return throughLibrary(data, "YAML", yaml.Read)
}

// ReadRDF reads SPDX 2 RDF/XML through spdx/tools-golang.
func ReadRDF(data []byte) *sbom.Document {
	return throughLibrary(data, "RDF", rdf.Read)
}

func throughLibrary(data []byte, form string, read func(io.Reader) (*common.Document, error)) (out *sbom.Document) {
	out = &sbom.Document{Format: "SPDX " + form}
	defer func() {
		// The library panics over some malformed documents.
		if r := recover(); r != nil {
			out.Note(data, -1, sbom.Error, "unreadable", "", fmt.Sprintf("the document cannot be read: %v", r))
		}
	}()
	doc, err := read(bytes.NewReader(data))
	if err != nil {
		out.Note(data, -1, sbom.Error, "unreadable", "", err.Error())
		return out
	}
	out.Format = doc.SPDXVersion + " " + form
	out.Name, out.Namespace = doc.DocumentName, doc.DocumentNamespace
	if c := doc.CreationInfo; c != nil {
		out.Created = c.Created
		for _, creator := range c.Creators {
			out.Creators = append(out.Creators, creator.CreatorType+": "+creator.Creator)
		}
	}
	for _, p := range doc.Packages {
		if p == nil {
			continue
		}
		q := sbom.Package{ID: string(p.PackageSPDXIdentifier), Name: p.PackageName, Version: p.PackageVersion, LicenseConcluded: p.PackageLicenseConcluded,
			LicenseDeclared: p.PackageLicenseDeclared, Copyright: p.PackageCopyrightText, Download: p.PackageDownloadLocation, SourceInfo: p.PackageSourceInfo,
			Purpose: p.PrimaryPackagePurpose, Description: p.PackageDescription}
		if p.PackageSupplier != nil {
			q.Supplier = p.PackageSupplier.Supplier
		}
		if p.PackageOriginator != nil {
			q.Originator = p.PackageOriginator.Originator
		}
		for _, c := range p.PackageChecksums {
			q.Checksums = append(q.Checksums, sbom.Checksum{Algorithm: string(c.Algorithm), Value: c.Value})
		}
		for _, ref := range p.PackageExternalReferences {
			if ref != nil {
				addReference(&q, ref.RefType, ref.Locator)
			}
		}
		out.Packages = append(out.Packages, q)
	}
	for _, f := range doc.Files {
		if f != nil {
			out.Files = append(out.Files, sbom.File{ID: string(f.FileSPDXIdentifier), Name: f.FileName})
		}
	}
	for _, r := range doc.Relationships {
		if r != nil {
			out.Relationships = append(out.Relationships, sbom.Relationship{From: string(r.RefA.ElementRefID), Type: r.Relationship, To: string(r.RefB.ElementRefID)})
		}
	}
	return out
}
