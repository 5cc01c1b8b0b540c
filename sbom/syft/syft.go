// Package syft reads the native JSON of syft, which cosign attaches as
// application/vnd.syft+json.
package syft

import (
	"errors"

	"assay/sbom"
	"assay/sbom/jsondoc"
)

// ReadJSON reads a syft document. It never fails: what cannot be read is in
// the document's diagnostics.
func ReadJSON(data []byte) *sbom.Document {
	doc := &sbom.Document{Format: "syft JSON"}
	err := jsondoc.Members(jsondoc.Value{Raw: data}, func(name string, v jsondoc.Value) {
		switch name {
		case "artifacts":
			_ = jsondoc.Elements(v, func(v jsondoc.Value) { artifact(doc, v) })
		case "artifactRelationships":
			_ = jsondoc.Elements(v, func(v jsondoc.Value) { relationship(doc, v) })
		case "source":
			_ = jsondoc.Members(v, func(name string, v jsondoc.Value) {
				if name == "name" {
					doc.Name, _ = jsondoc.Text(v)
				}
			})
		}
	})
	if errors.Is(err, jsondoc.ErrTruncated) {
		doc.Note(data, len(data), sbom.Error, "truncated", "", "the document breaks off here; what stands before it was read")
	} else if err != nil {
		doc.Note(data, -1, sbom.Error, "not-json", "", err.Error())
	}
	return doc
}

func artifact(doc *sbom.Document, v jsondoc.Value) {
	p := sbom.Package{Start: v.Offset, End: v.Offset + len(v.Raw)}
	_ = jsondoc.Members(v, func(name string, v jsondoc.Value) {
		fields := map[string]*string{"id": &p.ID, "name": &p.Name, "version": &p.Version, "purl": &p.PURL, "type": &p.Purpose, "foundBy": &p.SourceInfo}
		if field, ok := fields[name]; ok {
			*field, _ = jsondoc.Text(v)
			return
		}
		if name == "licenses" {
			_ = jsondoc.Elements(v, func(v jsondoc.Value) { license(&p, v) })
		}
	})
	doc.Packages = append(doc.Packages, p)
}

// license takes both forms: a string in older documents, an object since.
func license(p *sbom.Package, v jsondoc.Value) {
	text, ok := jsondoc.Text(v)
	if !ok {
		text = ""
		_ = jsondoc.Members(v, func(name string, v jsondoc.Value) {
			if s, ok := jsondoc.Text(v); ok && (name == "spdxExpression" && s != "" || name == "value" && text == "") {
				text = s
			}
		})
	}
	if text == "" {
		return
	}
	if p.LicenseDeclared != "" {
		p.LicenseDeclared += " AND "
	}
	p.LicenseDeclared += text
}

func relationship(doc *sbom.Document, v jsondoc.Value) {
	var r sbom.Relationship
	_ = jsondoc.Members(v, func(name string, v jsondoc.Value) {
		fields := map[string]*string{"parent": &r.From, "child": &r.To, "type": &r.Type}
		if field, ok := fields[name]; ok {
			*field, _ = jsondoc.Text(v)
		}
	})
	doc.Relationships = append(doc.Relationships, r)
}
