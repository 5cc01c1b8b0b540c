package present

import (
	"fmt"
	"slices"
	"strings"

	"assay/sbom"
	"assay/ui/present/line"
)

// PackageTree shows which package depends on, or contains, which. Branches are
// made when they are unfolded, so that a large document costs nothing.
type PackageTree struct {
	document *sbom.Document
	graph    *sbom.Graph
	options  Options
	guessed  bool
	rows     []treeRow
}

// treeRow is a package at one place of the tree; it may have several.
type treeRow struct {
	index, depth int
	children     int
	open         bool
	// again says that the package is above itself, which ends the branch.
	again bool
}

// NewPackageTree returns the tree with its roots unfolded once.
func NewPackageTree(d *sbom.Document, g *sbom.Graph, o Options) *PackageTree {
	t := &PackageTree{document: d, graph: g, options: o}
	var roots []int
	roots, t.guessed = g.Roots()
	for _, root := range roots {
		t.rows = append(t.rows, t.row(root, 0, nil))
	}
	if len(roots) <= maxUnfoldedRoots {
		for i := range slices.Backward(t.rows) {
			t.Fold(i)
		}
	}
	return t
}

// maxUnfoldedRoots is up to how many roots are unfolded from the beginning.
const maxUnfoldedRoots = 3

func (t *PackageTree) row(index, depth int, above []int) treeRow {
	r := treeRow{index: index, depth: depth, again: slices.Contains(above, index)}
	if !r.again {
		r.children = len(t.graph.Children(index))
	}
	return r
}

// Fold unfolds the branch in line i, or folds it again, and reports whether
// there is one.
func (t *PackageTree) Fold(i int) bool {
	if i < 0 || i >= len(t.rows) || t.rows[i].children == 0 {
		return false
	}
	r := &t.rows[i]
	if r.open {
		end := i + 1
		for end < len(t.rows) && t.rows[end].depth > r.depth {
			end++
		}
		r.open = false
		t.rows = slices.Delete(t.rows, i+1, end)
		return true
	}
	r.open = true
	above := t.path(i)
	var below []treeRow
	for _, child := range t.graph.Children(r.index) {
		below = append(below, t.row(child, r.depth+1, above))
	}
	t.rows = slices.Insert(t.rows, i+1, below...)
	return true
}

// path returns the packages from the root to line i.
func (t *PackageTree) path(i int) []int {
	out := []int{t.rows[i].index}
	for depth := t.rows[i].depth; i >= 0 && depth > 0; i-- {
		if t.rows[i].depth < depth {
			out, depth = append(out, t.rows[i].index), t.rows[i].depth
		}
	}
	return out
}

// Len is the number of lines that are unfolded.
func (t *PackageTree) Len() int { return len(t.rows) }

// Head says what the branches are.
func (t *PackageTree) Head(int) []line.Line {
	head := fmt.Sprintf("dependencies and contents below %s; z unfolds", line.Plural(t.roots(), "root"))
	switch {
	case len(t.rows) == 0:
		head = "the document has no relationships, so there is no tree; enter on a package in the list shows where it was found"
	case t.guessed:
		head = fmt.Sprintf("the document names no root; %s that nothing depends on; z unfolds", line.Plural(t.roots(), "package"))
	}
	return []line.Line{{Spans: []line.Span{line.Text(line.StyleDim, head)}, Fixed: true}}
}

func (t *PackageTree) roots() int {
	n := 0
	for i := range t.rows {
		if t.rows[i].depth == 0 {
			n++
		}
	}
	return n
}

// At makes a line.
func (t *PackageTree) At(i, _ int) line.Line {
	r := t.rows[i]
	p := &t.document.Packages[r.index]
	fold := "  "
	switch {
	case r.children > 0 && r.open:
		fold = "▾ "
	case r.children > 0:
		fold = "▸ "
	}
	if t.options.ASCII {
		fold = strings.NewReplacer("▾", "-", "▸", "+").Replace(fold)
	}
	l := line.Line{Spans: []line.Span{line.Text(line.StyleDim, strings.Repeat("  ", r.depth)+fold), line.Text(line.StylePlain, p.Name),
		line.Text(line.StyleDim, "  "+p.Version+"  "+p.Type())}, Fixed: true, Copy: p.PURL, Package: r.index + 1, Row: p}
	if l.Copy == "" {
		l.Copy = strings.TrimSpace(p.Name + " " + p.Version)
	}
	switch {
	case r.again:
		l.Spans = append(l.Spans, line.Literal(line.StyleWarn, "  already shown above"))
	case r.children > 0 && !r.open:
		l.Spans = append(l.Spans, line.Text(line.StyleDim, fmt.Sprintf("  %d below", r.children)))
	}
	return l
}

// Has reports whether a line's package has text in its name or version.
func (t *PackageTree) Has(i int, text string) bool {
	p := &t.document.Packages[t.rows[i].index]
	return line.ContainsFold(p.Name, text) || line.ContainsFold(p.Version, text)
}
