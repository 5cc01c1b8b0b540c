package cyclonedx

import (
	"encoding/xml"

	"assay/sbom"
	"assay/sbom/internal/build"
	"assay/sbom/internal/xmlscan"
)

func (r *xmlReader) components(parent int) {
	r.Children(func(e *xml.StartElement, offset int) {
		if e.Name.Local == "component" {
			r.component(e, offset, parent)
		} else {
			r.Skip()
		}
	})
}

// component reads a component and those within it, and returns its place in
// the list, or -1 when it was not kept.
func (r *xmlReader) component(e *xml.StartElement, offset, parent int) int {
	var p part
	p.Offset, p.ID, p.Purpose = offset, xmlscan.Attribute(e, "bom-ref"), xmlscan.Attribute(e, "type")
	index := r.assembler.open(offset, parent)
	r.Element = p.ID
	r.Children(func(e *xml.StartElement, _ int) {
		if e.Name.Local == memberComponents {
			r.components(index)
		} else {
			r.componentMember(&p, e)
		}
	})
	if r.Stopped {
		r.assembler.drop(index)
		return -1
	}
	p.Length = r.Offset() - offset
	r.assembler.close(index, &p)
	return index
}

func (r *xmlReader) componentMember(p *part, e *xml.StartElement) {
	switch e.Name.Local {
	case "group":
		p.group = r.Text()
	case memberName:
		p.Name = r.Text()
	case "version":
		p.Version = r.Text()
	case "description":
		p.Description = r.Text()
	case "purl":
		p.PURL = r.Text()
	case "cpe":
		if cpe := r.Text(); build.ReserveFor[sbom.Reference](r.b, r.Offset()) {
			p.cpe(cpe)
		}
	case "copyright":
		p.Copyright = r.Text()
	case "scope":
		p.scope = r.Text()
	case "supplier":
		p.Supplier = r.named()
	case "manufacturer":
		p.manufacturer = r.named()
	case "publisher":
		p.publisher = r.Text()
	case "author":
		p.author = r.Text()
	case "authors":
		r.Children(func(*xml.StartElement, int) {
			if author := r.named(); p.author == "" {
				p.author = author
			}
		})
	default:
		r.componentList(p, e)
	}
}

func (r *xmlReader) componentList(p *part, e *xml.StartElement) {
	switch e.Name.Local {
	case "hashes":
		r.Children(func(e *xml.StartElement, _ int) {
			if value := r.Text(); r.b.Reserve(p.Offset) {
				p.checksums = append(p.checksums, sbom.Checksum{Algorithm: xmlscan.Attribute(e, "alg"), Value: value})
			}
		})
	case "properties":
		r.Children(func(e *xml.StartElement, _ int) {
			if value := r.Text(); r.b.Reserve(p.Offset) {
				p.property(xmlscan.Attribute(e, "name"), value)
			}
		})
	case "externalReferences":
		r.Children(func(e *xml.StartElement, _ int) { r.reference(p, xmlscan.Attribute(e, "type")) })
	case "licenses":
		r.Children(func(e *xml.StartElement, _ int) { r.license(p, e) })
	case "evidence":
		r.evidence(p)
	default:
		r.Skip()
	}
}

func (r *xmlReader) reference(p *part, kind string) {
	r.Children(func(e *xml.StartElement, _ int) {
		if e.Name.Local != "url" {
			r.Skip()
			return
		}
		url := r.Text()
		build.Append(r.b, &p.references, sbom.Reference{Type: kind, Locator: url}, p.Offset)
		if kind == "distribution" && p.Download == "" {
			p.Download = url
		}
	})
}

func (r *xmlReader) license(p *part, e *xml.StartElement) {
	l := license{acknowledgement: xmlscan.Attribute(e, "acknowledgement")}
	if e.Name.Local == "expression" {
		l.expression = r.Text()
	} else {
		r.Children(func(e *xml.StartElement, _ int) {
			switch e.Name.Local {
			case "id":
				l.id = r.Text()
			case memberName:
				l.name = r.Text()
			case "text":
				l.text = r.Text()
			default:
				r.Skip()
			}
		})
	}
	if r.b.Reserve(p.Offset) {
		p.license(l)
	}
}

func (r *xmlReader) evidence(p *part) {
	r.Children(func(e *xml.StartElement, _ int) {
		if e.Name.Local != "occurrences" {
			r.Skip()
			return
		}
		r.Children(func(*xml.StartElement, int) {
			r.Children(func(e *xml.StartElement, _ int) {
				if e.Name.Local != "location" {
					r.Skip()
				} else if text := r.Text(); text != "" && r.b.Reserve(p.Offset) {
					p.locations = append(p.locations, text)
				}
			})
		})
	})
}
