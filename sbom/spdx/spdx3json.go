package spdx

import (
	"assay/sbom"
	"assay/sbom/internal/build"
	"assay/sbom/internal/jsonscan"
)

// ReadJSONLD reads SPDX 3.0 JSON-LD (SPDX specification 3.0.1, serialised with
// its published context): elements in @graph, or one element alone. Elements
// refer to each other by ID, so agents, licences and identifiers are put
// together once all are read. It never fails: what cannot be read is in the
// document's diagnostics.
func ReadJSONLD(in sbom.Input) *sbom.Document {
	b := build.New(in)
	g := &graphReader{Scanner: jsonscan.New(b), b: b, d: b.Document, agents: map[string]agent{}, licenses: map[string]string{},
		identifiers: map[string]sbom.Reference{}, hashes: map[string]sbom.Checksum{}, creations: map[string]creation{},
		others: map[string]bool{}}
	g.d.Format = "SPDX-3 JSON-LD"
	g.document()
	g.Finish()
	g.resolve()
	b.Check(build.Rules{Known: g.exists})
	return b.Finish()
}

// graphReader reads a graph of SPDX 3. The maps hold, by ID, what packages
// refer to.
type graphReader struct {
	*jsonscan.Scanner
	b *build.Builder
	d *sbom.Document

	agents      map[string]agent
	licenses    map[string]string
	identifiers map[string]sbom.Reference
	hashes      map[string]sbom.Checksum
	creations   map[string]creation
	others      map[string]bool // elements of other classes

	pending  []pendingPackage
	context  string
	creation string // of the document
	boms     map[string][]string
	element  node // reused
}

type agent struct {
	kind sbom.AgentKind
	name string
}

// creation is a CreationInfo.
type creation struct {
	version, created string
	by, using        []string
}

// pendingPackage is what a package says by reference.
type pendingPackage struct {
	index                 int
	supplier, originator  string
	identifiers, verified []string
}

func (g *graphReader) document() {
	var name []byte
	root := false
	g.element.reset()
	for ok := g.Object("the document"); ok && g.Member(&name); {
		switch string(name) {
		case "@context":
			g.Strings("@context", func(text string) { g.context = text })
		case "@graph":
			for ok := g.Array("@graph"); ok && g.Next(); {
				g.graphElement()
			}
		default:
			// A document may be one element alone, next to @context.
			root = true
			g.element.offset = g.b.Input.Start
			g.member(&g.element, name)
		}
	}
	if root && g.element.class != "" && !g.Stopped() {
		g.element.length = g.Offset() - g.element.offset
		g.keep(&g.element)
	}
}

func (g *graphReader) graphElement() {
	if !g.Item("elements of @graph") {
		return
	}
	n := &g.element
	n.reset()
	n.offset = g.Offset()
	checkpoint := g.b.Checkpoint()
	var name []byte
	for ok := g.Object("an element"); ok && g.Member(&name); {
		g.member(n, name)
	}
	n.length = g.Offset() - n.offset
	g.b.Name(checkpoint, n.id)
	g.Element = ""
	if !g.Stopped() {
		g.keep(n)
	}
}
