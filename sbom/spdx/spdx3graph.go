package spdx

import (
	"bytes"
	"cmp"
	"strings"

	"assay/sbom"
	"assay/sbom/internal/build"
)

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
		build.AppendReserved(g.b, &g.d.Files, sbom.File{ID: n.id, Name: n.name, Copyright: n.copyright, Types: list(n.purpose),
			Comment:   n.comment,
			Checksums: g.b.Checksums(n.checksums), Offset: n.offset, Length: n.length}, 0, n.offset)
	case kind == "Snippet":
		build.AppendReserved(g.b, &g.d.Snippets, sbom.Snippet{ID: n.id, Name: n.name, FromFile: n.fromFile}, 0, n.offset)
	case kind == "Annotation":
		build.AppendReserved(g.b, &g.d.Annotations, sbom.Annotation{Type: n.annotationType, Comment: cmp.Or(n.statement, n.comment),
			Subject: n.subject}, 0, n.offset)
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
		build.AppendReserved(g.b, &g.d.Licenses, sbom.License{ID: n.id, Name: n.name, Text: n.text, Comment: n.comment,
			SeeAlso: clone(n.seeAlso)}, 0, n.offset)
	}
}

func (g *graphReader) keepPackage(n *node) {
	p := sbom.Package{ID: n.id, Name: n.name, Version: n.packageVersion, PURL: n.purl, Copyright: n.copyright, Download: n.download,
		SourceInfo: n.sourceInfo, Purpose: n.purpose, Description: n.description, Checksums: g.b.Checksums(n.checksums), Offset: n.offset,
		Length: n.length}
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
	// Any element has reserved as much as a file; a package takes more.
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
		build.AppendReserved(g.b, &g.d.Relationships, sbom.Relationship{From: n.from, Type: kind, To: to, Comment: n.comment,
			Offset: n.offset}, 0, n.offset)
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
