package cyclonedx

import (
	"encoding/xml"
	"strings"

	"assay/sbom"
)

type xmlReader struct {
	*walker
	d         *sbom.Document
	assembler assembler
	services  map[string]bool
}

func (r *xmlReader) document() {
	root, offset := r.next()
	if root == nil {
		return
	}
	version := root.Name.Space[strings.LastIndexByte(root.Name.Space, '/')+1:]
	setVersion(r.b, version, "XML", offset)
	r.d.Namespace = attribute(root, "serialNumber")
	r.children(func(e *xml.StartElement, _ int) {
		switch e.Name.Local {
		case "metadata":
			r.metadata()
		case "components":
			r.components(-1)
		case "services":
			r.serviceList()
		case "dependencies":
			r.dependencies("")
		case "vulnerabilities":
			r.vulnerabilities()
		default:
			r.skip()
		}
	})
	r.trailing()
}

// trailing notes what stands after the root element.
func (r *xmlReader) trailing() {
	if r.stopped {
		return
	}
	offset := r.offset()
	if rest := strings.TrimSpace(string(r.b.Input.Data[min(offset, len(r.b.Input.Data)):])); rest != "" && !strings.HasPrefix(rest, "<!--") {
		r.b.Notef(offset, sbom.Warning, sbom.CodeTrailing, "", "%d bytes follow the end of the document; they are not read", len(rest))
	}
}

func (r *xmlReader) metadata() {
	r.children(func(e *xml.StartElement, offset int) {
		switch name := e.Name.Local; name {
		case "timestamp":
			r.d.Created = r.text()
		case "tools":
			r.tools()
		case "authors":
			r.children(func(*xml.StartElement, int) { r.addCreator("Person", r.named()) })
		case "manufacture", "manufacturer", "supplier":
			r.addCreator("Organization", r.named())
		case "component":
			if index := r.component(e, offset, -1); index >= 0 {
				setRoot(r.d, index)
			}
		default:
			r.skip()
		}
	})
}

func (r *xmlReader) addCreator(kind, name string) {
	if name != "" && r.b.Room(r.offset()) {
		r.d.Creators = append(r.d.Creators, creator(kind, "", name, ""))
	}
}

// tools reads <tool> elements, and the <components> and <services> since 1.5.
func (r *xmlReader) tools() {
	r.children(func(e *xml.StartElement, _ int) {
		switch e.Name.Local {
		case "tool":
			r.tool()
		case "components", "services":
			r.children(func(*xml.StartElement, int) { r.tool() })
		default:
			r.skip()
		}
	})
}

func (r *xmlReader) tool() {
	var vendor, tool, version string
	r.children(func(e *xml.StartElement, _ int) {
		switch e.Name.Local {
		case "vendor", "author", "publisher", "group":
			vendor = r.text()
		case "name":
			tool = r.text()
		case "version":
			version = r.text()
		default:
			r.skip()
		}
	})
	if r.b.Room(r.offset()) {
		r.d.Creators = append(r.d.Creators, creator("Tool", vendor, tool, version))
	}
}

// named reads the <name> within the current element.
func (r *xmlReader) named() (name string) {
	r.children(func(e *xml.StartElement, _ int) {
		if e.Name.Local == "name" {
			name = r.text()
		} else {
			r.skip()
		}
	})
	return name
}

func (r *xmlReader) serviceList() {
	r.children(func(e *xml.StartElement, _ int) {
		if id := attribute(e, "bom-ref"); id != "" && r.b.Room(r.offset()) {
			r.services[id] = true
		}
		r.children(func(e *xml.StartElement, _ int) {
			if e.Name.Local == "services" {
				r.serviceList()
			} else {
				r.skip()
			}
		})
	})
}

// dependencies reads <dependency ref> elements, each within what depends on it.
func (r *xmlReader) dependencies(from string) {
	r.children(func(e *xml.StartElement, offset int) {
		kind := "DEPENDS_ON"
		if e.Name.Local == "provides" {
			kind = "PROVIDES"
		}
		ref := attribute(e, "ref")
		if from != "" && r.b.Room(offset) {
			r.d.Relationships = append(r.d.Relationships, sbom.Relationship{From: from, Type: kind, To: ref, Offset: offset})
		}
		r.dependencies(ref)
	})
}

func (r *xmlReader) vulnerabilities() {
	r.children(func(*xml.StartElement, int) {
		var v sbom.Vulnerability
		r.children(func(e *xml.StartElement, _ int) { r.vulnerabilityMember(&v, e.Name.Local) })
		if !r.stopped && r.b.Room(r.offset()) {
			r.d.Vulnerabilities = append(r.d.Vulnerabilities, v)
		}
	})
}

func (r *xmlReader) vulnerabilityMember(v *sbom.Vulnerability, name string) {
	switch name {
	case "id":
		v.ID = r.text()
	case "description":
		v.Description = r.text()
	case "source":
		v.Source = r.named()
	case "ratings", "affects", "analysis":
		r.children(func(e *xml.StartElement, _ int) {
			switch e.Name.Local {
			case "rating", "target":
				r.children(func(e *xml.StartElement, _ int) {
					text := r.text()
					switch {
					case e.Name.Local == "severity" && v.Severity == "":
						v.Severity = text
					case e.Name.Local == "ref" && r.b.Room(r.offset()):
						v.Affects = append(v.Affects, text)
					}
				})
			case "state":
				v.State = r.text()
			case "justification":
				v.Justification = r.text()
			case "detail":
				v.Detail = r.text()
			default:
				r.skip()
			}
		})
	default:
		r.skip()
	}
}
