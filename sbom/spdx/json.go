// Package spdx reads SPDX documents: versions 2.1 to 2.3 as JSON, tag-value and
// YAML, the last through spdx/tools-golang.
package spdx

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"

	"assay/sbom"
	"assay/sbom/jsondoc"
)

// ReadJSON reads SPDX 2 JSON (SPDX specification 2.3, annex on JSON). It never
// fails: what cannot be read is in the document's diagnostics.
func ReadJSON(data []byte) *sbom.Document {
	r := &jsonReader{data: data, doc: &sbom.Document{Format: "SPDX JSON"}}
	root := jsondoc.Value{Raw: data}
	r.finish(jsondoc.Members(root, r.member))
	return r.doc
}

type jsonReader struct {
	data []byte
	doc  *sbom.Document
}

func (r *jsonReader) finish(err error) {
	switch {
	case errors.Is(err, jsondoc.ErrTruncated):
		r.doc.Note(r.data, len(r.data), sbom.Error, "truncated", "", "the document breaks off here; what stands before it was read")
	case err != nil:
		offset := -1
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			offset = int(syntax.Offset)
		}
		r.doc.Note(r.data, offset, sbom.Error, "not-json", "", err.Error())
	}
}

func (r *jsonReader) member(name string, v jsondoc.Value) {
	switch name {
	case "spdxVersion":
		version := r.text(v, name, "")
		r.doc.Format = version + " JSON"
		if !strings.HasPrefix(version, "SPDX-2.") || strings.Count(version, ".") > 1 {
			r.doc.Note(r.data, v.Offset, sbom.Warning, "version-unknown", "", "spdxVersion "+version+" is not one of SPDX-2.1, SPDX-2.2 and SPDX-2.3")
		}
	case "name":
		r.doc.Name = r.text(v, name, "")
	case "documentNamespace":
		r.doc.Namespace = r.text(v, name, "")
	case "creationInfo":
		r.members(v, name, func(name string, v jsondoc.Value) {
			switch name {
			case "created":
				r.doc.Created = r.text(v, name, "")
			case "creators":
				r.elements(v, name, func(v jsondoc.Value) { r.doc.Creators = append(r.doc.Creators, r.text(v, name, "")) })
			}
		})
	case "documentDescribes":
		r.elements(v, name, func(v jsondoc.Value) { r.doc.Roots = append(r.doc.Roots, r.text(v, name, "")) })
	case "packages":
		r.elements(v, name, r.pkg)
	case "files":
		r.elements(v, name, r.file)
	case "relationships":
		r.elements(v, name, r.relationship)
	case "hasExtractedLicensingInfos":
		r.elements(v, name, r.license)
	}
}

// members and elements walk a value; one of another kind is noted and passed
// over.
func (r *jsonReader) members(v jsondoc.Value, element string, each func(string, jsondoc.Value)) {
	r.walked(jsondoc.Members(v, each), v, element)
}

func (r *jsonReader) elements(v jsondoc.Value, element string, each func(jsondoc.Value)) {
	r.walked(jsondoc.Elements(v, each), v, element)
}

func (r *jsonReader) walked(err error, v jsondoc.Value, element string) {
	if err != nil && !errors.Is(err, jsondoc.ErrTruncated) && !isNull(v) {
		r.doc.Note(r.data, v.Offset, sbom.Error, "wrong-type", element, element+": "+err.Error())
	}
}

func isNull(v jsondoc.Value) bool { return bytes.Equal(v.Raw, []byte("null")) }

func (r *jsonReader) text(v jsondoc.Value, name, element string) string {
	s, ok := jsondoc.Text(v)
	if isNull(v) {
		return ""
	}
	if !ok {
		r.doc.Note(r.data, v.Offset, sbom.Warning, "wrong-type", element, name+" should be a string")
	}
	return s
}

func (r *jsonReader) pkg(v jsondoc.Value) {
	if isNull(v) {
		r.doc.Note(r.data, v.Offset, sbom.Warning, "null-package", "", "a package that is null")
		return
	}
	p := sbom.Package{Start: v.Offset, End: v.Offset + len(v.Raw)}
	r.members(v, "package", func(name string, v jsondoc.Value) { r.packageMember(&p, name, v) })
	if p.ID == "" && p.Name == "" {
		return
	}
	r.doc.Packages = append(r.doc.Packages, p)
}

func (r *jsonReader) packageMember(p *sbom.Package, name string, v jsondoc.Value) {
	fields := map[string]*string{
		"SPDXID": &p.ID, "name": &p.Name, "versionInfo": &p.Version, "licenseConcluded": &p.LicenseConcluded, "licenseDeclared": &p.LicenseDeclared,
		"copyrightText": &p.Copyright, "downloadLocation": &p.Download, "sourceInfo": &p.SourceInfo, "primaryPackagePurpose": &p.Purpose, "description": &p.Description,
	}
	if field, ok := fields[name]; ok {
		*field = r.text(v, name, p.ID)
		return
	}
	switch name {
	case "supplier":
		p.Supplier = r.agent(v, name, p)
	case "originator":
		p.Originator = r.agent(v, name, p)
	case "filesAnalyzed":
		if s, quoted := jsondoc.Text(v); quoted {
			r.doc.Note(r.data, v.Offset, sbom.Warning, "wrong-type", p.ID, "filesAnalyzed is the string "+s+" and not a boolean")
		}
	case "checksums":
		r.elements(v, name, func(v jsondoc.Value) { p.Checksums = append(p.Checksums, r.checksum(v, p.ID)) })
	case "externalRefs":
		r.elements(v, name, func(v jsondoc.Value) { r.reference(p, v) })
	}
}

// agent takes the prefix off a supplier or originator. Empty, NONE and untyped
// ones are not allowed and common.
func (r *jsonReader) agent(v jsondoc.Value, name string, p *sbom.Package) string {
	text := r.text(v, name, p.ID)
	for _, prefix := range []string{"Organization: ", "Person: ", "Tool: "} {
		if rest, ok := strings.CutPrefix(text, prefix); ok {
			return rest
		}
	}
	if text != "NOASSERTION" {
		r.doc.Note(r.data, v.Offset, sbom.Warning, "agent-untyped", p.ID, name+" "+quoted(text)+" is neither Organization, Person nor NOASSERTION")
	}
	return text
}

func quoted(text string) string { return `"` + text + `"` }

func (r *jsonReader) checksum(v jsondoc.Value, element string) (c sbom.Checksum) {
	r.members(v, "checksum", func(name string, v jsondoc.Value) {
		switch name {
		case "algorithm":
			c.Algorithm = r.text(v, name, element)
		case "checksumValue":
			c.Value = r.text(v, name, element)
		}
	})
	return c
}

func (r *jsonReader) reference(p *sbom.Package, v jsondoc.Value) {
	var kind, locator string
	r.members(v, "externalRef", func(name string, v jsondoc.Value) {
		switch name {
		case "referenceType":
			kind = r.text(v, name, p.ID)
		case "referenceLocator":
			locator = r.text(v, name, p.ID)
		}
	})
	addReference(p, kind, locator)
}

func addReference(p *sbom.Package, kind, locator string) {
	switch {
	case strings.HasSuffix(kind, "purl") && p.PURL == "":
		p.PURL = locator
	case strings.Contains(kind, "cpe"):
		p.CPEs = append(p.CPEs, locator)
	}
}

func (r *jsonReader) file(v jsondoc.Value) {
	var f sbom.File
	r.members(v, "file", func(name string, v jsondoc.Value) {
		switch name {
		case "SPDXID":
			f.ID = r.text(v, name, "")
		case "fileName":
			f.Name = r.text(v, name, f.ID)
		case "checksums":
			r.elements(v, name, func(v jsondoc.Value) { f.Checksums = append(f.Checksums, r.checksum(v, f.ID)) })
		}
	})
	r.doc.Files = append(r.doc.Files, f)
}

func (r *jsonReader) relationship(v jsondoc.Value) {
	var rel sbom.Relationship
	r.members(v, "relationship", func(name string, v jsondoc.Value) {
		switch name {
		case "spdxElementId":
			rel.From = r.text(v, name, "")
		case "relationshipType":
			rel.Type = r.text(v, name, "")
		case "relatedSpdxElement":
			rel.To = r.text(v, name, "")
		}
	})
	if rel.Type == "DESCRIBE" {
		r.doc.Note(r.data, v.Offset, sbom.Warning, "relationship-unknown", rel.From, "the relationship DESCRIBE is taken for DESCRIBES")
		rel.Type = "DESCRIBES"
	}
	if rel.Type == "DESCRIBES" {
		r.doc.Roots = append(r.doc.Roots, rel.To)
	}
	r.doc.Relationships = append(r.doc.Relationships, rel)
}

func (r *jsonReader) license(v jsondoc.Value) {
	var l sbom.License
	r.members(v, "license", func(name string, v jsondoc.Value) {
		switch name {
		case "licenseId":
			l.ID = r.text(v, name, "")
		case "name":
			l.Name = r.text(v, name, l.ID)
		case "extractedText":
			l.Text = r.text(v, name, l.ID)
		}
	})
	r.doc.Licenses = append(r.doc.Licenses, l)
}
