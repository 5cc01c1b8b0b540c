package cyclonedx

import (
	"assay/sbom"
	"assay/sbom/internal/build"
	"assay/sbom/internal/jsonscan"
)

// vulnerabilities reads what a document says of vulnerabilities, VEX included.
func (r *jsonReader) vulnerabilities() {
	var name []byte
	for ok := r.Array("vulnerabilities"); ok && r.Next(); {
		if !r.Item("vulnerabilities") {
			continue
		}
		var v sbom.Vulnerability
		for ok := r.Object("a vulnerability"); ok && r.Member(&name); {
			r.vulnerabilityMember(&v, name)
		}
		if !r.Stopped() {
			build.Append(r.b, &r.d.Vulnerabilities, v, r.Offset())
		}
	}
}

func (r *jsonReader) vulnerabilityMember(v *sbom.Vulnerability, name []byte) {
	switch string(name) {
	case "id":
		v.ID = r.Text("id")
	case "description":
		v.Description = r.Text("description")
	case "source":
		v.Source = r.named("source")
	case "ratings":
		r.pairs("ratings", "severity", "method", func(severity, _ string) {
			if v.Severity == "" {
				v.Severity = severity
			}
		})
	case "analysis":
		var inner []byte
		for ok := r.Object("analysis"); ok && r.Member(&inner); {
			switch string(inner) {
			case "state":
				v.State = r.Text("state")
			case "justification":
				v.Justification = r.Text("justification")
			case "detail":
				v.Detail = r.Text("detail")
			default:
				r.Skip()
			}
		}
	case "affects":
		from := r.Offset()
		r.pairs("affects", "ref", "\x00", func(ref, _ string) {
			build.AppendReserved(r.b, &v.Affects, ref, from, r.Offset())
		})
	default:
		r.Skip()
	}
}

// annotations reads remarks (since 1.5); one remark may have many subjects.
func (r *jsonReader) annotations() {
	var name []byte
	for ok := r.Array("annotations"); ok && r.Next(); {
		if !r.Item("annotations") {
			continue
		}
		var a sbom.Annotation
		var subjects []string
		for ok := r.Object("an annotation"); ok && r.Member(&name); {
			switch string(name) {
			case "subjects":
				r.Strings("subjects", func(id string) { build.Append(r.b, &subjects, id, r.Offset()) })
			case "timestamp":
				a.Date = r.Text("timestamp")
			case "text":
				a.Comment = r.Text("text")
			case "annotator":
				a.Annotator = r.annotator()
			default:
				r.Skip()
			}
		}
		for _, subject := range subjects {
			a.Subject = subject
			if !r.Stopped() {
				build.Append(r.b, &r.d.Annotations, a, r.Offset())
			}
		}
	}
}

func (r *jsonReader) annotator() (text string) {
	var name []byte
	for ok := r.Object("annotator"); ok && r.Member(&name); {
		if r.Kind() == jsonscan.Object {
			text = r.named("annotator")
		} else {
			r.Skip()
		}
	}
	return text
}
