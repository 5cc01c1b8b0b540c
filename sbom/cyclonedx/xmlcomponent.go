package cyclonedx

import (
	"encoding/xml"

	"assay/sbom"
)

func (r *xmlReader) components(parent int) {
	r.children(func(e *xml.StartElement, offset int) {
		if e.Name.Local == "component" {
			r.component(e, offset, parent)
		} else {
			r.skip()
		}
	})
}

// component reads a component and those within it, and returns its place in
// the list, or -1 when it was not kept.
func (r *xmlReader) component(e *xml.StartElement, offset, parent int) int {
	var p part
	p.Offset, p.ID, p.Purpose = offset, attribute(e, "bom-ref"), attribute(e, "type")
	index := r.assembler.open(offset, parent)
	r.element = p.ID
	r.children(func(e *xml.StartElement, _ int) {
		if e.Name.Local == "components" {
			r.components(index)
		} else {
			r.componentMember(&p, e)
		}
	})
	if r.stopped {
		r.assembler.drop(index)
		return -1
	}
	p.Length = r.offset() - offset
	r.assembler.close(index, &p)
	return index
}

func (r *xmlReader) componentMember(p *part, e *xml.StartElement) {
	switch e.Name.Local {
	case "group":
		p.group = r.text()
	case "name":
		p.Name = r.text()
	case "version":
		p.Version = r.text()
	case "description":
		p.Description = r.text()
	case "purl":
		p.PURL = r.text()
	case "cpe":
		p.cpe(r.text())
	case "copyright":
		p.Copyright = r.text()
	case "scope":
		p.scope = r.text()
	case "supplier":
		p.Supplier = r.named()
	case "manufacturer":
		p.manufacturer = r.named()
	case "publisher":
		p.publisher = r.text()
	case "author":
		p.author = r.text()
	case "authors":
		r.children(func(*xml.StartElement, int) {
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
		r.children(func(e *xml.StartElement, _ int) {
			if value := r.text(); r.b.Room(p.Offset) {
				p.checksums = append(p.checksums, sbom.Checksum{Algorithm: attribute(e, "alg"), Value: value})
			}
		})
	case "properties":
		r.children(func(e *xml.StartElement, _ int) {
			if value := r.text(); r.b.Room(p.Offset) {
				p.property(attribute(e, "name"), value)
			}
		})
	case "externalReferences":
		r.children(func(e *xml.StartElement, _ int) { r.reference(p, attribute(e, "type")) })
	case "licenses":
		r.children(func(e *xml.StartElement, _ int) { r.license(p, e) })
	case "evidence":
		r.evidence(p)
	default:
		r.skip()
	}
}

func (r *xmlReader) reference(p *part, kind string) {
	r.children(func(e *xml.StartElement, _ int) {
		if e.Name.Local != "url" {
			r.skip()
			return
		}
		url := r.text()
		if !r.b.Room(p.Offset) {
			return
		}
		p.references = append(p.references, sbom.Reference{Type: kind, Locator: url})
		if kind == "distribution" && p.Download == "" {
			p.Download = url
		}
	})
}

func (r *xmlReader) license(p *part, e *xml.StartElement) {
	l := license{acknowledgement: attribute(e, "acknowledgement")}
	if e.Name.Local == "expression" {
		l.expression = r.text()
	} else {
		r.children(func(e *xml.StartElement, _ int) {
			switch e.Name.Local {
			case "id":
				l.id = r.text()
			case "name":
				l.name = r.text()
			case "text":
				l.text = r.text()
			default:
				r.skip()
			}
		})
	}
	if r.b.Room(p.Offset) {
		p.license(l)
	}
}

func (r *xmlReader) evidence(p *part) {
	r.children(func(e *xml.StartElement, _ int) {
		if e.Name.Local != "occurrences" {
			r.skip()
			return
		}
		r.children(func(*xml.StartElement, int) {
			r.children(func(e *xml.StartElement, _ int) {
				if e.Name.Local != "location" {
					r.skip()
				} else if text := r.text(); text != "" && r.b.Room(p.Offset) {
					p.locations = append(p.locations, text)
				}
			})
		})
	})
}
