package spdx

import (
	"bytes"
	"cmp"
	"strings"

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
		identifiers: map[string]sbom.Reference{}, hashes: map[string]sbom.Checksum{}, creations: map[string]creation{}, others: map[string]bool{}}
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
	mark := g.b.Checkpoint()
	var name []byte
	for ok := g.Object("an element"); ok && g.Member(&name); {
		g.member(n, name)
	}
	n.length = g.Offset() - n.offset
	g.b.Name(mark, n.id)
	g.Element = ""
	if !g.Stopped() {
		g.keep(n)
	}
}

// class is the last part of a type's name: software_Package, software:Package
// and an IRI all end in Package.
func class(name string) string {
	if at := strings.LastIndexAny(name, "_/:#"); at >= 0 {
		return name[at+1:]
	}
	return name
}

func (g *graphReader) keep(n *node) {
	if !g.b.ReserveFile(n.offset) {
		return
	}
	switch kind := class(n.class); {
	case strings.HasSuffix(kind, "Package"):
		g.keepPackage(n)
	case kind == "File":
		build.AppendReserved(g.b, &g.d.Files, sbom.File{ID: n.id, Name: n.name, Copyright: n.copyright, Types: list(n.purpose), Comment: n.comment,
			Checksums: g.b.Checksums(n.checksums), Offset: n.offset, Length: n.length}, 0, n.offset)
	case kind == "Snippet":
		build.AppendReserved(g.b, &g.d.Snippets, sbom.Snippet{ID: n.id, Name: n.name, FromFile: n.fromFile}, 0, n.offset)
	case kind == "Annotation":
		build.AppendReserved(g.b, &g.d.Annotations, sbom.Annotation{Type: n.annotationType, Comment: cmp.Or(n.statement, n.comment), Subject: n.subject}, 0, n.offset)
	case strings.HasSuffix(kind, "Relationship"):
		g.keepRelationship(n)
	case kind == "CreationInfo":
		g.creations[n.id] = creation{version: n.version, created: n.created, by: clone(n.by), using: clone(n.using)}
	default:
		g.keepOther(kind, n)
	}
}

func (g *graphReader) keepOther(kind string, n *node) {
	switch kind {
	case "SpdxDocument":
		g.d.ID, g.d.Name, g.d.Namespace, g.d.Comment = n.id, n.name, n.id, n.comment
		g.d.Roots = append(g.d.Roots, n.roots...)
		g.creation = n.creation
		g.others[n.id] = true
	case "Sbom", "Bom", "Bundle":
		// What a document describes may be an SBOM, which in turn has roots.
		if g.boms == nil {
			g.boms = map[string][]string{}
		}
		g.boms[n.id] = clone(n.roots)
		g.others[n.id] = true
	case "Organization":
		g.agents[n.id] = agent{sbom.Organization, n.name}
	case "Person":
		g.agents[n.id] = agent{sbom.Person, n.name}
	case "Tool", "SoftwareAgent":
		g.agents[n.id] = agent{sbom.Tool, n.name}
	case "Agent":
		g.agents[n.id] = agent{sbom.Untyped, n.name}
	case "ExternalIdentifier":
		g.identifiers[n.id] = sbom.Reference{Type: n.identifierType, Locator: n.identifier}
	case "Hash", "PackageVerificationCode":
		g.hashes[n.id] = sbom.Checksum{Algorithm: n.algorithm, Value: n.hashValue}
	default:
		g.others[n.id] = true
		g.keepLicense(kind, n)
	}
}

// keepLicense keeps a licence, by its class or by what it says.
func (g *graphReader) keepLicense(kind string, n *node) {
	switch {
	case n.expression != "":
		g.licenses[n.id] = n.expression
	case strings.Contains(kind, "License") || strings.HasSuffix(n.class, "Element") || kind == "Addition":
		name := n.name
		if name == "" {
			name = class(n.id)
		}
		g.licenses[n.id] = name
	default:
		return
	}
	if n.text != "" {
		build.AppendReserved(g.b, &g.d.Licenses, sbom.License{ID: n.id, Name: n.name, Text: n.text, Comment: n.comment, SeeAlso: clone(n.seeAlso)}, 0, n.offset)
	}
}

func (g *graphReader) keepPackage(n *node) {
	p := sbom.Package{ID: n.id, Name: n.name, Version: n.packageVersion, PURL: n.purl, Copyright: n.copyright, Download: n.download,
		SourceInfo: n.sourceInfo, Purpose: n.purpose, Description: n.description, Checksums: g.b.Checksums(n.checksums), Offset: n.offset, Length: n.length}
	p.References = g.b.References(n.references)
	if p.PURL == "" {
		for _, r := range n.references {
			if strings.HasPrefix(r.Locator, "pkg:") {
				p.PURL = r.Locator
				break
			}
		}
	}
	if n.details != (sbomDetails{}) {
		d := p.Detail()
		d.Summary, d.Comment, d.Homepage = n.details.summary, n.comment, n.details.homepage
		d.BuiltDate, d.ReleaseDate, d.ValidUntil = n.details.built, n.details.released, n.details.validUntil
	} else if n.comment != "" {
		p.Detail().Comment = n.comment
	}
	// An element of any class has got the room of a file.
	if !g.b.ReserveFile(n.offset) || !g.b.ReserveDetails(n.offset, p.Details) {
		return
	}
	build.AppendReserved(g.b, &g.d.Packages, p, 0, n.offset)
	if n.supplier != "" || len(n.originators) > 0 || len(n.identifiers) > 0 || len(n.verified) > 0 {
		build.Append(g.b, &g.pending, pendingPackage{index: len(g.d.Packages) - 1, supplier: n.supplier,
			originator: cmp.Or(n.originators...), identifiers: clone(n.identifiers), verified: clone(n.verified)}, n.offset)
	}
}

// keepRelationship makes one relationship of SPDX 2 for each target.
func (g *graphReader) keepRelationship(n *node) {
	kind := relationshipName(n.relationship)
	for i, to := range n.to {
		if i > 0 && !build.ReserveFor[sbom.Relationship](g.b, n.offset) {
			return
		}
		build.AppendReserved(g.b, &g.d.Relationships, sbom.Relationship{From: n.from, Type: kind, To: to, Comment: n.comment, Offset: n.offset}, 0, n.offset)
	}
}

// relationshipName turns dependsOn into DEPENDS_ON. Names that are written the
// old way already stay.
func relationshipName(name string) string {
	switch name {
	case "contains":
		return contains
	case "dependsOn":
		return "DEPENDS_ON"
	case "hasDeclaredLicense":
		return "HAS_DECLARED_LICENSE"
	case "hasConcludedLicense":
		return "HAS_CONCLUDED_LICENSE"
	case "describes":
		return describes
	}
	if strings.ToUpper(name) == name {
		return name
	}
	var out bytes.Buffer
	for i := range len(name) {
		c := name[i]
		if c >= 'A' && c <= 'Z' && i > 0 {
			out.WriteByte('_')
		}
		if c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		out.WriteByte(c)
	}
	return out.String()
}

func clone(texts []string) []string { return append([]string(nil), texts...) }

func list(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}
