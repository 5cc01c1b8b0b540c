package spdx

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"assay/sbom"
)

// resolve puts together what elements say of each other by ID.
func (g *graphReader) resolve() {
	for _, p := range g.pending {
		g.resolvePackage(&g.d.Packages[p.index], p)
	}
	g.resolveLicenses()
	g.resolveCreation()
	g.resolveRoots()
}

func (g *graphReader) resolvePackage(p *sbom.Package, by pendingPackage) {
	if by.supplier != "" {
		p.SupplierKind, p.Supplier = g.agent(by.supplier, "suppliedBy", p)
	}
	if by.originator != "" {
		p.OriginatorKind, p.Originator = g.agent(by.originator, "originatedBy", p)
	}
	for _, id := range by.identifiers {
		r, ok := g.identifiers[id]
		if !ok {
			g.dangling(p, "externalIdentifier", id)
			continue
		}
		if p.PURL == "" && strings.HasPrefix(r.Locator, "pkg:") {
			p.PURL = r.Locator
		} else {
			p.References = append(p.References, r)
		}
	}
	for _, id := range by.verified {
		if c, ok := g.hashes[id]; ok {
			p.Checksums = append(p.Checksums, sbom.Checksum{Algorithm: strings.ToUpper(c.Algorithm), Value: c.Value})
		} else {
			g.dangling(p, "verifiedUsing", id)
		}
	}
}

func (g *graphReader) dangling(p *sbom.Package, member, id string) {
	if !g.b.Truncated() {
		g.b.Note(p.Offset, sbom.Warning, sbom.CodeDangling, id, member+` of "`+p.ID+`" refers to "`+id+`", which is not in the document`)
	}
}

// agent resolves the ID of an agent. Some writers put the kind into the name
// as SPDX 2 has it, which is taken off.
func (g *graphReader) agent(id, member string, p *sbom.Package) (sbom.AgentKind, string) {
	a, ok := g.agents[id]
	switch {
	case ok:
		if kind, name := sbom.SplitAgent(a.name); kind != sbom.Untyped {
			return kind, name
		}
		return a.kind, a.name
	case individual(id):
		return sbom.Untyped, sbom.NoAssertion
	}
	g.dangling(p, member, id)
	return sbom.Untyped, id
}

// individual reports the named elements of the specification that mean no
// value: NoAssertionElement, NoneElement, NoAssertionLicense, …
func individual(id string) bool {
	return strings.HasPrefix(id, "https://spdx.org/rdf/3") || strings.HasPrefix(id, "spdx:") ||
		id == "NoAssertionElement" || id == "NoneElement" || strings.HasSuffix(id, "_NoAssertionLicense") ||
		strings.HasSuffix(id, "_NoneLicense")
}

// resolveLicenses gives packages and files the licences that relationships
// name.
func (g *graphReader) resolveLicenses() {
	packages := map[string]int{}
	files := map[string]int{}
	for i := range g.d.Relationships {
		r := &g.d.Relationships[i]
		if r.Type != "HAS_DECLARED_LICENSE" && r.Type != "HAS_CONCLUDED_LICENSE" {
			continue
		}
		if len(packages)+len(files) == 0 {
			for i := range g.d.Packages {
				packages[g.d.Packages[i].ID] = i
			}
			for i := range g.d.Files {
				files[g.d.Files[i].ID] = i
			}
		}
		text := g.license(r.To)
		if at, ok := packages[r.From]; ok {
			p := &g.d.Packages[at]
			if r.Type == "HAS_DECLARED_LICENSE" {
				p.LicenseDeclared = both(p.LicenseDeclared, text)
			} else {
				p.LicenseConcluded = both(p.LicenseConcluded, text)
			}
		} else if at, ok := files[r.From]; ok && r.Type == "HAS_CONCLUDED_LICENSE" {
			g.d.Files[at].LicenseConcluded = both(g.d.Files[at].LicenseConcluded, text)
		}
	}
}

// maxLicense bounds what the licences of one package add up to.
const maxLicense = 16 << 10

func both(a, b string) string {
	if a == "" || a == b {
		return b
	}
	if len(a) > maxLicense {
		return a
	}
	return a + " AND " + b
}

func (g *graphReader) license(id string) string {
	if text, ok := g.licenses[id]; ok {
		return text
	}
	switch {
	case strings.HasSuffix(id, "NoAssertionLicense") || strings.HasSuffix(id, "NoAssertionElement") ||
		strings.HasSuffix(id, "Licensing/NoAssertion"):
		return sbom.NoAssertion
	case strings.HasSuffix(id, "NoneLicense") || strings.HasSuffix(id, "NoneElement") || strings.HasSuffix(id, "Licensing/None"):
		return sbom.None
	}
	return strings.TrimPrefix(id, "https://spdx.org/licenses/")
}

// resolveCreation takes the creation information of the document, or else the
// first there is.
func (g *graphReader) resolveCreation() {
	c, ok := g.creations[g.creation]
	if ids := slices.Sorted(maps.Keys(g.creations)); !ok && len(ids) > 0 {
		c = g.creations[ids[0]]
	}
	version := c.version
	if version == "" {
		version = contextVersion(g.context)
	}
	g.d.SpecVersion = version
	if version != "" {
		g.d.Format = "SPDX-" + version + " JSON-LD"
	}
	if !strings.HasPrefix(version, "3.0") {
		g.b.Note(g.b.Input.Start, sbom.Warning, sbom.CodeVersion, "",
			`the specification's version "`+version+`" is neither 3.0.0 nor 3.0.1; the document is read as the nearest of them`)
	}
	g.d.Created = c.created
	for _, id := range append(clone(c.by), c.using...) {
		a := g.agents[id]
		kind, name := sbom.SplitAgent(a.name)
		if kind == sbom.Untyped {
			kind = a.kind
		}
		if name = cmp.Or(name, id); kind != sbom.Untyped {
			name = kind.String() + ": " + name
		}
		g.d.Creators = append(g.d.Creators, name)
	}
}

// contextVersion is the version in https://spdx.org/rdf/3.0.1/spdx-context.jsonld.
func contextVersion(context string) string {
	_, rest, ok := strings.Cut(context, "spdx.org/rdf/")
	version, _, found := strings.Cut(rest, "/")
	if !ok || !found {
		return ""
	}
	return strings.TrimPrefix(version, "v")
}

// resolveRoots goes from an SBOM that the document describes to that SBOM's
// own roots, and adds what it describes by relationship.
func (g *graphReader) resolveRoots() {
	var roots []string
	for _, root := range g.d.Roots {
		if inner, ok := g.boms[root]; ok && len(inner) > 0 {
			roots = append(roots, inner...)
		} else {
			roots = append(roots, root)
		}
	}
	if len(roots) == 0 {
		for _, id := range slices.Sorted(maps.Keys(g.boms)) {
			roots = append(roots, g.boms[id]...)
		}
	}
	g.d.Roots = roots
	for i := range g.d.Relationships {
		if r := &g.d.Relationships[i]; r.Type == describes {
			addRoot(g.b, r.To, r.Offset)
		}
	}
}

// exists knows IDs of elements that are in none of the document's lists.
func (g *graphReader) exists(id string) bool {
	if g.others[id] || individual(id) || strings.HasPrefix(id, "https://spdx.org/licenses/") {
		return true
	}
	if _, ok := g.agents[id]; ok {
		return true
	}
	if _, ok := g.identifiers[id]; ok {
		return true
	}
	_, ok := g.hashes[id]
	return ok
}
