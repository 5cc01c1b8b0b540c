package cyclonedx

import (
	"cmp"

	"assay/sbom"
	"assay/sbom/internal/build"
	"assay/sbom/internal/jsonscan"
)

func (r *jsonReader) components(parent int) {
	for ok := r.Array(memberComponents); ok && r.Next(); {
		if r.Item(memberComponents) {
			r.component(parent)
		}
	}
}

// component reads a component and those within it, and returns its place in
// the list, or -1 when it was not kept.
func (r *jsonReader) component(parent int) int {
	var p part
	if r.Kind() != jsonscan.Object {
		r.Object("a component") // Notes what it is instead.
		return -1
	}
	p.Offset = r.Offset()
	checkpoint, index := r.b.Checkpoint(), r.assembler.open(r.Offset(), parent)
	var name []byte
	for ok := r.Object("a component"); ok && r.Member(&name); {
		if string(name) == memberComponents {
			r.components(index)
		} else {
			r.componentMember(&p, name)
		}
	}
	p.Length = r.Offset() - p.Offset
	r.b.Name(checkpoint, cmp.Or(p.ID, p.Name))
	r.Element = ""
	if r.Stopped() {
		r.assembler.drop(index)
		return -1
	}
	r.assembler.close(index, &p)
	return index
}

func (r *jsonReader) componentMember(p *part, name []byte) {
	switch string(name) {
	case "bom-ref":
		p.ID = r.Text("bom-ref")
		r.Element = p.ID
	case "type":
		p.Purpose = r.Text("type")
	case "group":
		p.group = r.Text("group")
	case memberName:
		p.Name = r.Text(memberName)
	case "version":
		p.Version = r.Text("version")
	case "description":
		p.Description = r.Text("description")
	case "purl":
		p.PURL = r.Text("purl")
	case "cpe":
		if cpe := r.Text("cpe"); build.ReserveFor[sbom.Reference](r.b, r.Offset()) {
			p.cpe(cpe)
		}
	case "copyright":
		p.Copyright = r.Text("copyright")
	case "scope":
		p.scope = r.Text("scope")
	case "supplier":
		p.Supplier = r.named("supplier")
	case "manufacturer":
		p.manufacturer = r.named("manufacturer")
	case "publisher":
		p.publisher = r.Text("publisher")
	case "author":
		p.author = r.Text("author")
	case "authors":
		for ok := r.Array("authors"); ok && r.Next(); {
			if author := r.named("an author"); p.author == "" {
				p.author = author
			}
		}
	default:
		r.componentList(p, name)
	}
}

func (r *jsonReader) componentList(p *part, name []byte) {
	switch string(name) {
	case "hashes":
		r.pairs("hashes", "alg", "content", func(algorithm, value string) {
			build.AppendReserved(r.b, &p.checksums, sbom.Checksum{Algorithm: algorithm, Value: value}, p.Offset, r.Offset())
		})
	case "properties":
		r.pairs("properties", "name", "value", p.property)
	case "externalReferences":
		r.pairs("externalReferences", "type", "url", func(kind, url string) {
			build.Append(r.b, &p.references, sbom.Reference{Type: kind, Locator: url}, r.Offset())
			if kind == "distribution" && p.Download == "" {
				p.Download = url
			}
		})
	case "licenses":
		r.licenses(p)
	case "evidence":
		r.evidence(p)
	default:
		r.Skip()
	}
}

// pairs reads a list of objects with two texts of interest.
func (r *jsonReader) pairs(what, first, second string, each func(string, string)) {
	var name []byte
	for ok := r.Array(what); ok && r.Next(); {
		if !r.Item(what) {
			continue
		}
		var a, b string
		for ok := r.Object(what); ok && r.Member(&name); {
			switch string(name) {
			case first:
				a = r.Text(first)
			case second:
				b = r.Text(second)
			default:
				r.Skip()
			}
		}
		if !r.Stopped() && r.b.Reserve(r.Offset()) {
			each(a, b)
		}
	}
}

func (r *jsonReader) licenses(p *part) {
	var name []byte
	for ok := r.Array("licenses"); ok && r.Next(); {
		if !r.Item("licenses") {
			continue
		}
		var l license
		for ok := r.Object("a licence choice"); ok && r.Member(&name); {
			switch string(name) {
			case "expression":
				l.expression = r.Text("expression")
			case "acknowledgement":
				l.acknowledgement = r.Text("acknowledgement")
			case "license":
				r.license(&l)
			default:
				r.Skip()
			}
		}
		if !r.Stopped() && r.b.Reserve(r.Offset()) {
			p.license(l)
		}
	}
}

func (r *jsonReader) license(l *license) {
	var name []byte
	for ok := r.Object("a licence"); ok && r.Member(&name); {
		switch string(name) {
		case "id":
			l.id = r.Text("id")
		case memberName:
			l.name = r.Text(memberName)
		case "acknowledgement":
			l.acknowledgement = r.Text("acknowledgement")
		case "text":
			for ok := r.Object("text"); ok && r.Member(&name); {
				if string(name) == "content" {
					l.text = r.Text("content")
				} else {
					r.Skip()
				}
			}
		default:
			r.Skip()
		}
	}
}

func (r *jsonReader) evidence(p *part) {
	var name []byte
	for ok := r.Object("evidence"); ok && r.Member(&name); {
		if string(name) != "occurrences" {
			r.Skip()
			continue
		}
		r.pairs("occurrences", "location", "bom-ref", func(location, _ string) {
			if location != "" {
				p.locations = append(p.locations, location)
			}
		})
	}
}
