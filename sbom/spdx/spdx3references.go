package spdx

import (
	"cmp"
	"strings"

	"assay/sbom"
	"assay/sbom/internal/build"
	"assay/sbom/internal/jsonscan"
)

// objects walks a value that is a string, an object, or a list of both, as
// JSON-LD allows everywhere: strings are IDs of elements.
func (g *graphReader) objects(what string, reference func(string), object func(name []byte), done func()) {
	one := func() {
		if g.Kind() == jsonscan.String {
			reference(g.Text(what))
			return
		}
		if g.Null(what) {
			return
		}
		var name []byte
		for ok := g.Object(what); ok && g.Member(&name); {
			object(name)
		}
		if !g.Stopped() && g.b.Reserve(g.Offset()) {
			done()
		}
	}
	if g.Kind() != jsonscan.Array {
		one()
		return
	}
	for ok := g.Array(what); ok && g.Next(); {
		one()
	}
}

func (g *graphReader) integrity(n *node) {
	var c sbom.Checksum
	g.objects("verifiedUsing", func(id string) { build.Append(g.b, &n.verified, id, g.Offset()) }, func(name []byte) {
		switch string(name) {
		case "algorithm":
			c.Algorithm = g.Text("algorithm")
		case "hashValue":
			c.Value = g.Text("hashValue")
		default:
			g.Skip()
		}
	}, func() {
		n.checksums = append(n.checksums, sbom.Checksum{Algorithm: strings.ToUpper(c.Algorithm), Value: c.Value})
		c = sbom.Checksum{}
	})
}

func (g *graphReader) externalIdentifiers(n *node) {
	var r sbom.Reference
	g.objects("externalIdentifier", func(id string) { build.Append(g.b, &n.identifiers, id, g.Offset()) }, func(name []byte) {
		switch string(name) {
		case "externalIdentifierType":
			r.Type = g.Text("externalIdentifierType")
		case "identifier":
			r.Locator = g.Text("identifier")
		case memberComment:
			r.Comment = g.Text(memberComment)
		default:
			g.Skip()
		}
	}, func() {
		build.Append(g.b, &n.references, r, g.Offset())
		r = sbom.Reference{}
	})
}

// imports reads the elements of other documents that this one refers to.
func (g *graphReader) imports() {
	var e sbom.ExternalDocument
	g.objects("import", func(string) {}, func(name []byte) {
		switch string(name) {
		case "externalSpdxId":
			e.ID = g.Text("externalSpdxId")
		case "locationHint":
			e.URI = g.Text("locationHint")
		default:
			g.Skip()
		}
	}, func() {
		build.Append(g.b, &g.d.Externals, e, g.Offset())
		g.others[e.ID] = true
		e = sbom.ExternalDocument{}
	})
}

func (g *graphReader) externalReferences(n *node) {
	var r sbom.Reference
	g.objects("externalRef", func(string) {}, func(name []byte) {
		switch string(name) {
		case "externalRefType":
			r.Type = g.Text("externalRefType")
		case "locator":
			g.Strings("locator", func(text string) { r.Locator = text })
		case memberComment:
			r.Comment = g.Text(memberComment)
		default:
			g.Skip()
		}
	}, func() {
		build.Append(g.b, &n.references, r, g.Offset())
		r = sbom.Reference{}
	})
}

// agentReferences reads agents by ID, or written out in place.
func (g *graphReader) agentReferences(what string) []string {
	var ids []string
	var id, name, kind string
	g.objects(what, func(id string) { build.Append(g.b, &ids, id, g.Offset()) }, func(member []byte) {
		switch string(member) {
		case "spdxId", "@id":
			id = g.Text("spdxId")
		case memberName:
			name = g.Text(memberName)
		case "type", "@type":
			kind = g.Text("type")
		default:
			g.Skip()
		}
	}, func() {
		id = cmp.Or(id, "_:"+name)
		inline := node{class: kind, id: id, name: name}
		g.keepOther(class(kind), &inline)
		ids = append(ids, id)
		id, name, kind = "", "", ""
	})
	return ids
}

// creationReference reads the creation information by ID, or written out.
func (g *graphReader) creationReference() string {
	var n node
	var id string
	g.objects("creationInfo", func(text string) { id = text }, func(name []byte) {
		if string(name) == "@id" || string(name) == "spdxId" {
			n.id = g.Text("@id")
		} else if !g.otherMember(&n, name) {
			g.Skip()
		}
	}, func() {
		id = cmp.Or(n.id, "_:inline")
		g.creations[id] = creation{version: n.version, created: n.created, by: n.by, using: n.using}
	})
	return id
}
