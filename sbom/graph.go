package sbom

import "strings"

// relation is what a relationship says about why an element is in a document.
type relation uint8

const (
	otherRelation relation = iota
	dependency             // the parent depends on the child
	containment            // the parent contains the child
	description            // the document describes the child
)

// classify says what a relationship means, and whether its To is the parent.
// Types are those of SPDX 2.3, clause 11.1, and what other formats were turned
// into.
func classify(kind string) (what relation, reversed bool) {
	switch kind {
	case "DEPENDS_ON", "DYNAMIC_LINK", "STATIC_LINK", "HAS_PREREQUISITE", "HAS_DYNAMIC_LINK", "HAS_STATIC_LINK",
		"HAS_OPTIONAL_DEPENDENCY", "HAS_PROVIDED_DEPENDENCY", "PROVIDES":
		return dependency, false
	case "PREREQUISITE_FOR":
		return dependency, true
	case "CONTAINS", "HAS_OPTIONAL_COMPONENT":
		return containment, false
	case "CONTAINED_BY", "PACKAGE_OF", "OPTIONAL_COMPONENT_OF", "EXPANDED_FROM_ARCHIVE":
		return containment, true
	case "DESCRIBES":
		return description, false
	case "DESCRIBED_BY":
		return description, true
	}
	if strings.HasSuffix(kind, "DEPENDENCY_OF") {
		return dependency, true
	}
	return otherRelation, false
}

// Graph holds the relationships of a document both ways. Make one with
// [NewGraph]. It is not safe for concurrent use.
type Graph struct {
	document *Document // whose count says which numbers elements have
	// out and in hold, for each element, the relationships it is From and To
	// of: numbers into Relationships, then Implied.
	out, in links
	// parents and children follow dependency and containment, whichever way
	// the document wrote them.
	children, parents links
	roots             []int
	rootsGuessed      bool
	dependencies      reach
	everything        reach
}

// links are lists of numbers, one for each element, in one piece.
type links struct {
	starts []int32
	to     []int32
	kinds  []relation
}

func (l *links) of(element int) (int32, int32) { return l.starts[element], l.starts[element+1] }

// Edge is a relationship as seen from one of its ends.
type Edge struct {
	*Relationship
	// Outgoing says that the element asked for is From.
	Outgoing bool
	// Other is the element at the other end, of kind NoElement when the
	// document does not have it.
	Other Element
	// OtherID is its ID.
	OtherID string
}

// NewGraph makes the graph of a document, which must not change afterwards.
func NewGraph(d *Document) *Graph {
	g := &Graph{document: d}
	ends := make([][2]int32, 0, len(d.Relationships)+len(d.Implied))
	for _, list := range [][]Relationship{d.Relationships, d.Implied} {
		for i := range list {
			//nolint:gosec // the builder bounds how many there are.
			ends = append(ends, [2]int32{int32(d.number(list[i].From)), int32(d.number(list[i].To))})
		}
	}
	//nolint:gosec // the builder bounds how many there are.
	g.out = g.link(ends, func(i int) (int32, int32, relation) { return ends[i][0], int32(i), otherRelation })
	//nolint:gosec // the builder bounds how many there are.
	g.in = g.link(ends, func(i int) (int32, int32, relation) { return ends[i][1], int32(i), otherRelation })
	oriented := func(i int) (parent, child int32, what relation) {
		what, reversed := classify(g.relationship(i).Type)
		if parent, child = ends[i][0], ends[i][1]; reversed {
			parent, child = child, parent
		}
		if what == otherRelation || parent < 0 || child < 0 || parent == child {
			return -1, -1, what
		}
		return parent, child, what
	}
	g.children = g.link(ends, oriented)
	g.parents = g.link(ends, func(i int) (int32, int32, relation) {
		parent, child, what := oriented(i)
		return child, parent, what
	})
	g.findRoots()
	return g
}

func (g *Graph) relationship(i int) *Relationship {
	if i < len(g.document.Relationships) {
		return &g.document.Relationships[i]
	}
	return &g.document.Implied[i-len(g.document.Relationships)]
}

// link makes the lists from pairs of an element and what it leads to.
func (g *Graph) link(ends [][2]int32, pair func(i int) (int32, int32, relation)) links {
	l := links{starts: make([]int32, g.document.count()+1)}
	for i := range ends {
		if element, _, _ := pair(i); element >= 0 {
			l.starts[element+1]++
		}
	}
	for i := 1; i < len(l.starts); i++ {
		l.starts[i] += l.starts[i-1]
	}
	l.to = make([]int32, l.starts[len(l.starts)-1])
	l.kinds = make([]relation, len(l.to))
	next := append([]int32(nil), l.starts...)
	for i := range ends {
		if element, to, kind := pair(i); element >= 0 {
			l.to[next[element]], l.kinds[next[element]] = to, kind
			next[element]++
		}
	}
	return l
}

// Relations returns the relationships of an element both ways, those that it
// is From of first.
func (g *Graph) Relations(id string) []Edge {
	number := g.document.number(id)
	if number < 0 {
		return nil
	}
	var edges []Edge
	for _, side := range []struct {
		links    *links
		outgoing bool
	}{{&g.out, true}, {&g.in, false}} {
		from, to := side.links.of(number)
		for _, i := range side.links.to[from:to] {
			r := g.relationship(int(i))
			e := Edge{Relationship: r, Outgoing: side.outgoing, OtherID: r.To}
			if !side.outgoing {
				e.OtherID = r.From
			}
			e.Other, _ = g.document.Find(e.OtherID)
			edges = append(edges, e)
		}
	}
	return edges
}

// Children returns the packages that a package depends on or contains, by
// their index in Document.Packages, each once.
func (g *Graph) Children(index int) []int { return g.neighbours(&g.children, index) }

// Parents returns the packages that depend on or contain a package.
func (g *Graph) Parents(index int) []int { return g.neighbours(&g.parents, index) }

func (g *Graph) neighbours(l *links, index int) []int {
	if index < 0 || index >= len(g.document.Packages) {
		return nil
	}
	var out []int
	seen := map[int32]bool{}
	from, to := l.of(index)
	for _, other := range l.to[from:to] {
		if int(other) < len(g.document.Packages) && !seen[other] {
			seen[other] = true
			out = append(out, int(other))
		}
	}
	return out
}

// Roots returns the packages that the dependency tree begins with. When the
// document names none, they are the packages that nothing depends on or
// contains but that have children themselves, and guessed is true.
func (g *Graph) Roots() (packages []int, guessed bool) {
	for _, root := range g.roots {
		if root < len(g.document.Packages) {
			packages = append(packages, root)
		}
	}
	return packages, g.rootsGuessed
}

func (g *Graph) findRoots() {
	seen := map[int]bool{}
	for _, id := range g.document.Roots {
		if number := g.document.number(id); number >= 0 && !seen[number] {
			seen[number] = true
			g.roots = append(g.roots, number)
		}
	}
	if len(g.roots) > 0 {
		return
	}
	g.rootsGuessed = true
	for i := range g.document.Packages {
		from, to := g.parents.of(i)
		first, last := g.children.of(i)
		if from == to && first < last {
			g.roots = append(g.roots, i)
		}
	}
}
