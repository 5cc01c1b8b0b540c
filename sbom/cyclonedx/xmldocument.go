package cyclonedx

import (
	"encoding/xml"
	"strings"

	"assay/sbom"
	"assay/sbom/internal/build"
	"assay/sbom/internal/xmlscan"
)

// ReadXML reads CycloneDX XML (cyclonedx.org/docs/1.6/xml). It never fails:
// what cannot be read is in the document's diagnostics.
func ReadXML(in sbom.Input) *sbom.Document {
	b := build.New(in)
	r := &xmlReader{Scanner: xmlscan.New(b), b: b, d: b.Document, assembler: assembler{b: b}, services: map[string]bool{}}
	r.d.Format = "CycloneDX XML"
	r.document()
	r.assembler.finish()
	b.Check(build.Rules{IDsOptional: true, Known: func(id string) bool { return r.services[id] }})
	return b.Finish()
}

type xmlReader struct {
	*xmlscan.Scanner
	b         *build.Builder
	d         *sbom.Document
	assembler assembler
	services  map[string]bool
}

func (r *xmlReader) document() {
	root, offset := r.Root()
	if root == nil {
		return
	}
	version := root.Name.Space[strings.LastIndexByte(root.Name.Space, '/')+1:]
	setVersion(r.b, version, "XML", offset)
	r.d.Namespace = xmlscan.Attribute(root, "serialNumber")
	r.Children(func(e *xml.StartElement, _ int) {
		switch e.Name.Local {
		case "metadata":
			r.metadata()
		case memberComponents:
			r.components(-1)
		case memberServices:
			r.serviceList()
		case "dependencies":
			r.dependencies("")
		case "vulnerabilities":
			r.vulnerabilities()
		default:
			r.Skip()
		}
	})
	r.Finish()
}

func (r *xmlReader) metadata() {
	r.Children(func(e *xml.StartElement, offset int) {
		switch name := e.Name.Local; name {
		case "timestamp":
			r.d.Created = r.Text()
		case "tools":
			r.tools()
		case "authors":
			r.Children(func(*xml.StartElement, int) { r.addCreator("Person", r.named()) })
		case "manufacture", "manufacturer", "supplier":
			r.addCreator("Organization", r.named())
		case "component":
			if index := r.component(e, offset, -1); index >= 0 {
				setRoot(r.b, index)
			}
		default:
			r.Skip()
		}
	})
}

func (r *xmlReader) addCreator(kind, name string) {
	if name != "" && r.b.Reserve(r.Offset()) {
		r.d.Creators = append(r.d.Creators, creator(kind, "", name, ""))
	}
}

// tools reads <tool> elements, and the <components> and <services> since 1.5.
func (r *xmlReader) tools() {
	r.Children(func(e *xml.StartElement, _ int) {
		switch e.Name.Local {
		case "tool":
			r.tool()
		case memberComponents, "services":
			r.Children(func(*xml.StartElement, int) { r.tool() })
		default:
			r.Skip()
		}
	})
}

func (r *xmlReader) tool() {
	var vendor, tool, version string
	r.Children(func(e *xml.StartElement, _ int) {
		switch e.Name.Local {
		case "vendor", "author", "publisher", "group":
			vendor = r.Text()
		case memberName:
			tool = r.Text()
		case "version":
			version = r.Text()
		default:
			r.Skip()
		}
	})
	if r.b.Reserve(r.Offset()) {
		r.d.Creators = append(r.d.Creators, creator("Tool", vendor, tool, version))
	}
}

// named reads the <name> within the current element.
func (r *xmlReader) named() (name string) {
	r.Children(func(e *xml.StartElement, _ int) {
		if e.Name.Local == memberName {
			name = r.Text()
		} else {
			r.Skip()
		}
	})
	return name
}

func (r *xmlReader) serviceList() {
	r.Children(func(e *xml.StartElement, _ int) {
		if id := xmlscan.Attribute(e, "bom-ref"); id != "" && r.b.Reserve(r.Offset()) {
			r.services[id] = true
		}
		r.Children(func(e *xml.StartElement, _ int) {
			if e.Name.Local == memberServices {
				r.serviceList()
			} else {
				r.Skip()
			}
		})
	})
}

// dependencies reads <dependency ref> elements, each within what depends on it.
func (r *xmlReader) dependencies(from string) {
	r.Children(func(e *xml.StartElement, offset int) {
		kind := "DEPENDS_ON"
		if e.Name.Local == "provides" {
			kind = "PROVIDES"
		}
		ref := xmlscan.Attribute(e, "ref")
		if from != "" {
			build.Append(r.b, &r.d.Relationships, sbom.Relationship{From: from, Type: kind, To: ref, Offset: offset}, offset)
		}
		r.dependencies(ref)
	})
}

func (r *xmlReader) vulnerabilities() {
	r.Children(func(*xml.StartElement, int) {
		var v sbom.Vulnerability
		r.Children(func(e *xml.StartElement, _ int) { r.vulnerabilityMember(&v, e.Name.Local) })
		if !r.Stopped {
			build.Append(r.b, &r.d.Vulnerabilities, v, r.Offset())
		}
	})
}

func (r *xmlReader) vulnerabilityMember(v *sbom.Vulnerability, name string) {
	switch name {
	case "id":
		v.ID = r.Text()
	case "description":
		v.Description = r.Text()
	case "source":
		v.Source = r.named()
	case "ratings", "affects", "analysis":
		r.Children(func(e *xml.StartElement, _ int) {
			switch e.Name.Local {
			case "rating", "target":
				r.Children(func(e *xml.StartElement, _ int) {
					text := r.Text()
					switch {
					case e.Name.Local == "severity" && v.Severity == "":
						v.Severity = text
					case e.Name.Local == "ref":
						build.Append(r.b, &v.Affects, text, r.Offset())
					}
				})
			case "state":
				v.State = r.Text()
			case "justification":
				v.Justification = r.Text()
			case "detail":
				v.Detail = r.Text()
			default:
				r.Skip()
			}
		})
	default:
		r.Skip()
	}
}
