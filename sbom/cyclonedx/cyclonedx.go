// Package cyclonedx reads CycloneDX documents through CycloneDX/cyclonedx-go,
// as JSON and XML.
package cyclonedx

import (
	"bytes"
	"fmt"

	cdx "github.com/CycloneDX/cyclonedx-go"

	"assay/sbom"
)

// ReadJSON reads CycloneDX JSON.
func ReadJSON(data []byte) *sbom.Document { return read(data, cdx.BOMFileFormatJSON, "JSON") }

// ReadXML reads CycloneDX XML.
func ReadXML(data []byte) *sbom.Document { return read(data, cdx.BOMFileFormatXML, "XML") }

// maxDepth bounds components within components.
const maxDepth = 100

func read(data []byte, format cdx.BOMFileFormat, name string) (doc *sbom.Document) {
	doc = &sbom.Document{Format: "CycloneDX " + name}
	defer func() {
		// The library is not written for hostile input.
		if r := recover(); r != nil {
			doc.Note(data, -1, sbom.Error, "unreadable", "", fmt.Sprintf("the document cannot be read: %v", r))
		}
	}()
	var bom cdx.BOM
	if err := cdx.NewBOMDecoder(bytes.NewReader(data), format).Decode(&bom); err != nil {
		doc.Note(data, -1, sbom.Error, "unreadable", "", err.Error())
	}
	doc.Format = "CycloneDX-" + bom.SpecVersion.String() + " " + name
	doc.Namespace = bom.SerialNumber
	if m := bom.Metadata; m != nil {
		doc.Created = m.Timestamp
		doc.Creators = creators(m)
		if m.Component != nil {
			doc.Name = m.Component.Name
			doc.Roots = append(doc.Roots, m.Component.BOMRef)
			add(doc, *m.Component, 0)
		}
	}
	if bom.Components != nil {
		for _, c := range *bom.Components {
			add(doc, c, 0)
		}
	}
	if bom.Dependencies != nil {
		for _, d := range *bom.Dependencies {
			if d.Dependencies == nil {
				continue
			}
			for _, on := range *d.Dependencies {
				doc.Relationships = append(doc.Relationships, sbom.Relationship{From: d.Ref, Type: "DEPENDS_ON", To: on})
			}
		}
	}
	return doc
}

func creators(m *cdx.Metadata) []string {
	var out []string
	if m.Tools != nil {
		if m.Tools.Components != nil {
			for _, c := range *m.Tools.Components {
				out = append(out, "Tool: "+c.Name+" "+c.Version)
			}
		}
		if m.Tools.Tools != nil {
			for _, t := range *m.Tools.Tools {
				out = append(out, "Tool: "+t.Name+" "+t.Version)
			}
		}
	}
	return out
}

// add appends a component and those within it.
func add(doc *sbom.Document, c cdx.Component, depth int) {
	if depth > maxDepth {
		doc.Note(nil, -1, sbom.Error, "too-deep", c.BOMRef, "components are nested too deep; the rest was not read")
		return
	}
	p := sbom.Package{ID: c.BOMRef, Name: c.Name, Version: c.Version, PURL: c.PackageURL, Purpose: string(c.Type), Copyright: c.Copyright,
		Description: c.Description, Originator: c.Publisher}
	if c.Group != "" {
		p.Name = c.Group + "/" + c.Name
	}
	if c.Supplier != nil {
		p.Supplier = c.Supplier.Name
	}
	if c.CPE != "" {
		p.CPEs = []string{c.CPE}
	}
	if c.Hashes != nil {
		for _, h := range *c.Hashes {
			p.Checksums = append(p.Checksums, sbom.Checksum{Algorithm: string(h.Algorithm), Value: h.Value})
		}
	}
	p.LicenseDeclared = licenses(c.Licenses)
	doc.Packages = append(doc.Packages, p)
	if c.Components != nil {
		for _, inner := range *c.Components {
			add(doc, inner, depth+1)
		}
	}
}

func licenses(list *cdx.Licenses) string {
	if list == nil {
		return ""
	}
	out := ""
	for _, l := range *list {
		text := l.Expression
		if l.License != nil {
			if text = l.License.ID; text == "" {
				text = l.License.Name
			}
		}
		if out != "" {
			out += " AND "
		}
		out += text
	}
	return out
}
