package spdx

import (
	"bytes"
	"fmt"

	"github.com/spdx/tools-golang/rdf"
	spdxlibrary "github.com/spdx/tools-golang/spdx"
	"github.com/spdx/tools-golang/spdx/v2/common"

	"assay/sbom"
)

// ReadRDF reads SPDX 2 RDF/XML through spdx/tools-golang, which reads all of a
// document or nothing and knows no places.
func ReadRDF(in sbom.Input) *sbom.Document {
	b := sbom.NewBuilder(in)
	b.Document.Format = "SPDX RDF"
	doc, err := readLibraryRDF(in.Data[in.Start:])
	if err != nil {
		b.Note(-1, sbom.Error, sbom.CodeUnreadable, "", "the document cannot be read: "+err.Error())
		return b.Finish()
	}
	convertLibrary(b, doc)
	b.Check(rules())
	return b.Finish()
}

func readLibraryRDF(data []byte) (doc *spdxlibrary.Document, err error) {
	defer func() {
		// The library panics over some malformed documents.
		if r := recover(); r != nil {
			err = fmt.Errorf("the RDF reader gave up: %v", r)
		}
	}()
	return rdf.Read(bytes.NewReader(data))
}

func convertLibrary(b *sbom.Builder, doc *spdxlibrary.Document) {
	out := b.Document
	setVersion(b, doc.SPDXVersion, "RDF", -1)
	out.ID, out.Name, out.Namespace = reference(doc.SPDXIdentifier), doc.DocumentName, doc.DocumentNamespace
	out.DataLicense, out.Comment = doc.DataLicense, doc.DocumentComment
	if c := doc.CreationInfo; c != nil {
		out.Created, out.LicenseListVersion = c.Created, c.LicenseListVersion
		for _, creator := range c.Creators {
			out.Creators = append(out.Creators, creator.CreatorType+": "+creator.Creator)
		}
	}
	for _, e := range doc.ExternalDocumentReferences {
		out.Externals = append(out.Externals, sbom.ExternalDocument{ID: "DocumentRef-" + string(e.DocumentRefID), URI: e.URI,
			Checksum: sbom.Checksum{Algorithm: string(e.Checksum.Algorithm), Value: e.Checksum.Value}})
	}
	for _, p := range doc.Packages {
		if p != nil {
			convertPackage(b, p)
		}
	}
	for _, f := range doc.Files {
		if f != nil {
			convertFile(b, f)
		}
	}
	for _, r := range doc.Relationships {
		if r != nil {
			addRelationship(b, sbom.Relationship{From: endOf(r.RefA), Type: relationshipName(r.Relationship), To: endOf(r.RefB), Comment: r.RelationshipComment, Offset: -1}, 0)
		}
	}
	for _, l := range doc.OtherLicenses {
		if l != nil {
			out.Licenses = append(out.Licenses, sbom.License{ID: l.LicenseIdentifier, Name: l.LicenseName, Text: l.ExtractedText, Comment: l.LicenseComment, SeeAlso: l.LicenseCrossReferences})
		}
	}
	for _, a := range doc.Annotations {
		if a != nil {
			annotation := convertAnnotation(*a)
			out.Annotations = append(out.Annotations, annotation)
		}
	}
}

// reference gives an ID the prefix that the library takes off.
func reference(id common.ElementID) string {
	if id == "" {
		return ""
	}
	return "SPDXRef-" + string(id)
}

func endOf(e common.DocElementID) string {
	if e.SpecialID != "" {
		return e.SpecialID
	}
	if e.DocumentRefID != "" {
		return "DocumentRef-" + string(e.DocumentRefID) + ":" + reference(e.ElementRefID)
	}
	return reference(e.ElementRefID)
}
