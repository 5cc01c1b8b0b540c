// Package syft reads the native JSON of syft, which cosign attaches as
// application/vnd.syft+json.
package syft

import (
	"strings"

	"assay/sbom"
	"assay/sbom/internal/build"
	"assay/sbom/internal/jsonscan"
)

// ReadJSON reads a syft document (github.com/anchore/syft, schema/json). It
// never fails: what cannot be read is in the document's diagnostics.
func ReadJSON(in sbom.Input) *sbom.Document {
	b := build.New(in)
	r := &reader{Scanner: jsonscan.New(b), b: b, d: b.Document}
	r.d.Format = "syft JSON"
	r.document()
	r.Finish()
	b.Check(build.Rules{Known: func(id string) bool { return id == r.source }})
	return b.Finish()
}

type reader struct {
	*jsonscan.Scanner
	b *build.Builder
	d *sbom.Document
	// source is the ID of what was scanned, which relationships start from.
	source string
}

func (r *reader) document() {
	var name []byte
	for ok := r.Object("the document"); ok && r.Member(&name); {
		switch string(name) {
		case "artifacts":
			from := r.Offset()
			for ok := r.Array("artifacts"); ok && r.Next(); {
				r.artifact(from)
			}
		case "artifactRelationships":
			for ok := r.Array("artifactRelationships"); ok && r.Next(); {
				r.relationship()
			}
		case "files":
			from := r.Offset()
			for ok := r.Array("files"); ok && r.Next(); {
				r.file(from)
			}
		case "source":
			r.sourceMember()
		case "descriptor":
			r.descriptor()
		case "schema":
			r.fields("schema", func(name string) bool {
				if name == "version" {
					r.d.SpecVersion = r.Text("version")
				}
				return name == "version"
			})
		default:
			r.Skip()
		}
	}
}

// fields walks an object; each reports whether it took the member.
func (r *reader) fields(what string, each func(name string) bool) {
	var name []byte
	for ok := r.Object(what); ok && r.Member(&name); {
		if !each(string(name)) {
			r.Skip()
		}
	}
}

func (r *reader) sourceMember() {
	var name, target string
	r.fields("source", func(member string) bool {
		switch member {
		case "id":
			r.source = r.Text("id")
		case "name":
			name = r.Text("name")
		case "target":
			// A string for folders, an object for images in older documents.
			if r.Kind() != jsonscan.String {
				return false
			}
			target = r.Text("target")
		default:
			return false
		}
		return true
	})
	if r.d.Name = name; name == "" {
		r.d.Name = target
	}
	// The source is the document's subject, and what contains its packages.
	r.d.ID = r.source
	if r.source != "" {
		build.Append(r.b, &r.d.Roots, r.source, r.Offset())
	}
}

func (r *reader) descriptor() {
	var tool, version string
	r.fields("descriptor", func(member string) bool {
		switch member {
		case "name":
			tool = r.Text("name")
		case "version":
			version = r.Text("version")
		case "timestamp":
			r.d.Created = r.Text("timestamp")
		default:
			return false
		}
		return true
	})
	if tool != "" {
		build.Append(r.b, &r.d.Creators, "Tool: "+strings.TrimRight(tool+"-"+version, "-"), r.Offset())
	}
}

func (r *reader) file(from int) {
	if !r.Item("files") {
		return
	}
	f := sbom.File{Offset: r.Offset()}
	r.fields("a file", func(member string) bool {
		switch member {
		case "id":
			f.ID = r.Text("id")
		case "location":
			r.fields("location", func(member string) bool {
				if member == "path" {
					f.Name = r.Text("path")
				}
				return member == "path"
			})
		case "digests":
			for ok := r.Array("digests"); ok && r.Next(); {
				build.Append(r.b, &f.Checksums, r.digest(), f.Offset)
			}
		default:
			return false
		}
		return true
	})
	f.Length = r.Offset() - f.Offset
	if !r.Stopped() && r.b.ReserveFile(f.Offset) {
		f.Checksums = r.b.Checksums(f.Checksums)
		build.AppendReserved(r.b, &r.d.Files, f, from, f.Offset)
	}
}

func (r *reader) digest() (c sbom.Checksum) {
	r.fields("a digest", func(member string) bool {
		switch member {
		case "algorithm":
			c.Algorithm = r.Text("algorithm")
		case "value":
			c.Value = r.Text("value")
		default:
			return false
		}
		return true
	})
	return c
}

// relationship reads one in the terms of SPDX: "dependency-of" becomes
// DEPENDENCY_OF, from parent to child.
func (r *reader) relationship() {
	if !r.Item("artifactRelationships") {
		return
	}
	rel := sbom.Relationship{Offset: r.Offset()}
	r.fields("a relationship", func(member string) bool {
		switch member {
		case "parent":
			rel.From = r.Text("parent")
		case "child":
			rel.To = r.Text("child")
		case "type":
			rel.Type = strings.ToUpper(strings.ReplaceAll(r.Text("type"), "-", "_"))
		default:
			return false
		}
		return true
	})
	if !r.Stopped() {
		build.Append(r.b, &r.d.Relationships, rel, rel.Offset)
	}
}
