package spdx

import (
	"encoding/xml"
	"strconv"
	"strings"

	"assay/sbom"
	"assay/sbom/internal/build"
	"assay/sbom/internal/xmlscan"
)

// ReadRDF reads SPDX 2 RDF/XML (SPDX specification 2.3, annex on RDF): resources
// with properties, written within one another or by reference in any order, so
// all are collected first. It never fails: what cannot be read is in the
// document's diagnostics.
//
// The reader of spdx/tools-golang parses in goroutines of its own, so that a
// panic there could not be caught, and reads all of a document or nothing.
func ReadRDF(in sbom.Input) *sbom.Document {
	b := build.New(in)
	r := &rdfReader{Scanner: xmlscan.New(b), b: b, d: b.Document, resources: map[string]*resource{}, externals: map[string]string{}}
	r.d.Format = "SPDX RDF"
	if root, _ := r.Root(); root != nil {
		r.Children(func(e *xml.StartElement, offset int) { r.resource(e, offset) })
	}
	r.Finish()
	r.assemble()
	b.Check(rules())
	return b.Finish()
}

type rdfReader struct {
	*xmlscan.Scanner
	b *build.Builder
	d *sbom.Document

	resources map[string]*resource
	order     []*resource
	// externals are the IDs of other documents by their URI.
	externals map[string]string
}

// resource is a subject of RDF with what is said of it.
type resource struct {
	id, class      string
	offset, length int
	cut            bool // the document breaks off within
	properties     []property
}

// property is a text, or the ID of a resource.
type property struct{ name, text, reference string }

const spdxTerms = "http://spdx.org/rdf/terms#"

// resource reads the element of a resource and returns its ID, or one of the
// reader's own where it has none.
func (r *rdfReader) resource(e *xml.StartElement, offset int) string {
	id := referenceOf(e, "about")
	if id == "" {
		id = "_:made-up-" + strconv.Itoa(len(r.order))
	}
	s := r.resources[id]
	if s == nil {
		s = &resource{id: id}
		r.resources[id] = s
		if r.b.ReserveFile(offset) {
			r.order = append(r.order, s)
		}
	}
	if e.Name.Local != "Description" {
		s.class, s.offset = e.Name.Local, offset
	}
	for _, a := range e.Attr {
		if a.Name.Space == spdxTerms {
			r.add(s, property{name: a.Name.Local, text: a.Value})
		}
	}
	r.Children(func(e *xml.StartElement, offset int) { r.property(s, e, offset) })
	if s.cut = s.cut || r.Stopped; s.offset == offset {
		s.length = r.Offset() - offset
	}
	return id
}

func (r *rdfReader) add(s *resource, p property) {
	build.Append(r.b, &s.properties, p, s.offset)
}

// property reads what is said of a resource: a reference, other resources in
// place, or a text.
func (r *rdfReader) property(s *resource, e *xml.StartElement, _ int) {
	name := e.Name.Local
	if reference := referenceOf(e, "resource"); reference != "" {
		r.add(s, property{name: name, reference: reference})
		r.Skip()
		return
	}
	inner := false
	text := r.Content(func(e *xml.StartElement, offset int) {
		inner = true
		r.add(s, property{name: name, reference: r.resource(e, offset)})
	})
	if !inner {
		r.add(s, property{name: name, text: text})
	}
}

// referenceOf returns the ID in an attribute: a URI, or that of a blank node.
func referenceOf(e *xml.StartElement, attribute string) string {
	if uri := xmlscan.Attribute(e, attribute); uri != "" {
		return uri
	}
	if node := xmlscan.Attribute(e, "nodeID"); node != "" {
		return "_:" + node
	}
	return ""
}

// get returns the first value of a property: its text, or the value that a
// named individual of SPDX means.
func (s *resource) get(name string) string {
	for i := range s.properties {
		if s.properties[i].name == name {
			return s.properties[i].value()
		}
	}
	return ""
}

func (p *property) value() string {
	if p.reference == "" {
		return p.text
	}
	term, ok := strings.CutPrefix(p.reference, spdxTerms)
	switch {
	case ok && term == "noassertion":
		return sbom.NoAssertion
	case ok && term == "none":
		return sbom.None
	case ok:
		// checksumAlgorithm_sha1, relationshipType_contains, …
		_, rest, found := strings.Cut(term, "_")
		if !found {
			return term
		}
		return rest
	}
	return fragment(p.reference)
}

// all returns the values of a property that may occur more than once.
func (s *resource) all(name string) []string {
	var out []string
	for i := range s.properties {
		if s.properties[i].name == name {
			out = append(out, s.properties[i].value())
		}
	}
	return out
}

// linked calls each resource that a property refers to.
func (r *rdfReader) linked(s *resource, name string, each func(*resource)) {
	for i := range s.properties {
		if p := &s.properties[i]; p.name == name && p.reference != "" {
			if other := r.resources[p.reference]; other != nil {
				each(other)
			}
		}
	}
}

// fragment is the last part of a URI: an SPDX ID or a licence.
func fragment(uri string) string {
	if at := strings.LastIndexByte(uri, '#'); at >= 0 {
		return uri[at+1:]
	}
	return uri[strings.LastIndexByte(uri, '/')+1:]
}

// identifier turns the URI of an element into its ID, with the document's
// before it when that is another one.
func (r *rdfReader) identifier(uri string) string {
	switch uri {
	case spdxTerms + "noassertion":
		return sbom.NoAssertion
	case spdxTerms + "none":
		return sbom.None
	}
	if base, id, ok := strings.Cut(uri, "#"); ok {
		if external := r.externals[base]; external != "" {
			return external + ":" + id
		}
	}
	return fragment(uri)
}
