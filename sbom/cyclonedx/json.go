package cyclonedx

import (
	"assay/sbom"
	"assay/sbom/internal/build"
	"assay/sbom/internal/jsonscan"
)

// ReadJSON reads CycloneDX JSON (ECMA-424; cyclonedx.org/docs/1.6/json). It
// never fails: what cannot be read is in the document's diagnostics.
func ReadJSON(in sbom.Input) *sbom.Document {
	b := build.New(in)
	r := &jsonReader{Scanner: jsonscan.New(b), b: b, d: b.Document, assembler: assembler{b: b}, services: map[string]bool{}}
	r.d.Format = "CycloneDX JSON"
	r.document()
	r.Finish()
	r.assembler.finish()
	b.Check(build.Rules{IDsOptional: true, Known: func(id string) bool { return r.services[id] }})
	return b.Finish()
}

type jsonReader struct {
	*jsonscan.Scanner
	b         *build.Builder
	d         *sbom.Document
	assembler assembler
	// services and other things with a reference that are no components.
	services map[string]bool
}

func (r *jsonReader) document() {
	version, offset := "", r.b.Input.Start
	var name []byte
	for ok := r.Object("the document"); ok && r.Member(&name); {
		switch string(name) {
		case "specVersion":
			r.Kind()
			offset = r.Offset()
			version = r.Text("specVersion")
		case "serialNumber":
			r.d.Namespace = r.Text("serialNumber")
		case "metadata":
			r.metadata()
		case memberComponents:
			r.components(-1)
		case memberServices:
			r.serviceList()
		case "dependencies":
			r.dependencies()
		case "vulnerabilities":
			r.vulnerabilities()
		case "annotations":
			r.annotations()
		default:
			r.Skip()
		}
	}
	setVersion(r.b, version, "JSON", offset)
}

func (r *jsonReader) metadata() {
	var name []byte
	for ok := r.Object("metadata"); ok && r.Member(&name); {
		switch string(name) {
		case "timestamp":
			r.d.Created = r.Text("timestamp")
		case "tools":
			r.tools()
		case "authors":
			r.authors("Person")
		case "manufacture", "manufacturer", "supplier":
			if made := r.named(string(name)); made != "" {
				build.Append(r.b, &r.d.Creators, creator("Organization", "", made, ""), r.Offset())
			}
		case "component":
			if index := r.component(-1); index >= 0 {
				setRoot(r.b, index)
			}
		default:
			r.Skip()
		}
	}
}

// tools reads the list of old and the object since 1.5.
func (r *jsonReader) tools() {
	if r.Kind() == jsonscan.Object {
		var name []byte
		for ok := r.Object("tools"); ok && r.Member(&name); {
			switch string(name) {
			case memberComponents, "services":
				r.toolList(string(name))
			default:
				r.Skip()
			}
		}
		return
	}
	r.toolList("tools")
}

func (r *jsonReader) toolList(what string) {
	var name []byte
	for ok := r.Array(what); ok && r.Next(); {
		var vendor, tool, version string
		for ok := r.Object("a tool"); ok && r.Member(&name); {
			switch string(name) {
			case "vendor", "author", "publisher", "group":
				vendor = r.Text("vendor")
			case memberName:
				tool = r.Text(memberName)
			case "version":
				version = r.Text("version")
			default:
				r.Skip()
			}
		}
		if r.b.Reserve(r.Offset()) {
			r.d.Creators = append(r.d.Creators, creator("Tool", vendor, tool, version))
		}
	}
}

func (r *jsonReader) authors(kind string) {
	for ok := r.Array("authors"); ok && r.Next(); {
		if name := r.named("an author"); name != "" && r.b.Reserve(r.Offset()) {
			r.d.Creators = append(r.d.Creators, creator(kind, "", name, ""))
		}
	}
}

// named reads the name of an organisation or person.
func (r *jsonReader) named(what string) (text string) {
	var name []byte
	for ok := r.Object(what); ok && r.Member(&name); {
		if string(name) == memberName {
			text = r.Text(memberName)
		} else {
			r.Skip()
		}
	}
	return text
}

func (r *jsonReader) serviceList() {
	var name []byte
	for ok := r.Array(memberServices); ok && r.Next(); {
		for ok := r.Object("a service"); ok && r.Member(&name); {
			switch string(name) {
			case "bom-ref":
				if id := r.Text("bom-ref"); r.b.Reserve(r.Offset()) {
					r.services[id] = true
				}
			case memberServices:
				r.serviceList()
			default:
				r.Skip()
			}
		}
	}
}

func (r *jsonReader) dependencies() {
	var name []byte
	for ok := r.Array("dependencies"); ok && r.Next(); {
		if !r.Item("dependencies") {
			continue
		}
		first, ref, offset := len(r.d.Relationships), "", r.Offset()
		for ok := r.Object("a dependency"); ok && r.Member(&name); {
			switch string(name) {
			case "ref":
				ref = r.Text("ref")
			case "dependsOn":
				r.edges("DEPENDS_ON", offset)
			case "provides":
				r.edges("PROVIDES", offset)
			default:
				r.Skip()
			}
		}
		// The ref may follow the list of what it depends on.
		for i := first; i < len(r.d.Relationships); i++ {
			r.d.Relationships[i].From = ref
		}
		if r.Stopped() {
			r.d.Relationships = r.d.Relationships[:first]
		}
	}
}

func (r *jsonReader) edges(kind string, offset int) {
	r.Strings("dependsOn", func(to string) {
		build.Append(r.b, &r.d.Relationships, sbom.Relationship{Type: kind, To: to, Offset: offset}, offset)
	})
}
