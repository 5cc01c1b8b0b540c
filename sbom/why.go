package sbom

import (
	"slices"
	"strings"
)

// Reason is the kind of evidence for a package being in the document, best first.
type Reason uint8

// The reasons.
const (
	// Unexplained: the document does not say.
	Unexplained Reason = iota
	// IsRoot: the document is about this package.
	IsRoot
	// Depended: a chain of dependencies leads from a root to it.
	Depended
	// Contained: a chain of dependencies and containment does.
	Contained
	// FoundAsFile: files of it are in the document.
	FoundAsFile
	// FoundInSource: the document says in words where it was found.
	FoundInSource
)

// String returns the reason in a word or two.
func (r Reason) String() string {
	return [...]string{"not said", "root", "dependency", "contained", "by its files", "by source"}[r%6]
}

// Explanation says why a package is in the document.
type Explanation struct {
	Reason Reason
	// Paths are IDs from a root to the package, shortest first.
	Paths [][]string
	// More is how many further parents lead to the package.
	More int
	// Files are paths of files, and Source is the document's own words, where
	// the reason is one of these.
	Files  []string
	Source string
	// Note says how far the reason goes, where it is not the best one.
	Note string
}

// reach is, for each element, how a walk from the roots first came to it.
type reach struct {
	from []int32 // the element before, -1 for roots, -2 for never
	far  []int32 // how many steps from a root
}

// walk goes from the roots along dependencies, and along containment as well if
// asked to.
func (g *Graph) walk(containments bool) reach {
	r := reach{from: make([]int32, g.document.count()), far: make([]int32, g.document.count())}
	for i := range r.from {
		r.from[i] = -2
	}
	queue := make([]int32, 0, len(r.from))
	for _, root := range g.roots {
		if r.from[root] == -2 {
			r.from[root] = -1
			queue = append(queue, int32(root)) //nolint:gosec // the builder bounds how many there are.
		}
	}
	for head := 0; head < len(queue); head++ {
		at := queue[head]
		from, to := g.children.of(int(at))
		for i := from; i < to; i++ {
			next, kind := g.children.to[i], g.children.kinds[i]
			if r.from[next] == -2 && (kind == dependency || containments) {
				r.from[next], r.far[next] = at, r.far[at]+1
				queue = append(queue, next)
			}
		}
	}
	return r
}

func (g *Graph) reached() (dependencies, everything *reach) {
	if g.dependencies.from == nil {
		g.dependencies, g.everything = g.walk(false), g.walk(true)
	}
	return &g.dependencies, &g.everything
}

// Reason returns why a package, by its index in Document.Packages, is in the
// document, without the paths. It is quick enough for a column of a list.
func (g *Graph) Reason(index int) Reason {
	dependencies, everything := g.reached()
	p := &g.document.Packages[index]
	switch {
	case dependencies.from[index] == -1:
		return IsRoot
	case dependencies.from[index] >= 0:
		return Depended
	case everything.from[index] >= 0:
		return Contained
	case g.hasFiles(index) || len(p.More().Locations) > 0:
		return FoundAsFile
	case p.SourceInfo != "":
		return FoundInSource
	case g.hasParents(index):
		return Contained
	}
	return Unexplained
}

func (g *Graph) hasParents(index int) bool {
	from, to := g.parents.of(index)
	return from < to
}

func (g *Graph) hasFiles(index int) bool {
	from, to := g.children.of(index)
	for _, child := range g.children.to[from:to] {
		if g.document.element(int(child)).Kind == FileElement {
			return true
		}
	}
	return false
}

// Why explains why a package, by its index in Document.Packages, is in the
// document, with at most limit paths and files.
func (g *Graph) Why(index, limit int) Explanation {
	p := &g.document.Packages[index]
	e := Explanation{Reason: g.Reason(index), Source: p.SourceInfo, Files: g.files(index, limit)}
	dependencies, everything := g.reached()
	switch e.Reason {
	case IsRoot:
		if e.Note = "the document is about this package"; g.rootsGuessed {
			e.Note = "nothing leads to it, and the document names no root"
		}
	case Depended:
		e.Paths, e.More = g.paths(index, dependencies, limit)
	case Contained:
		e.Paths, e.More = g.paths(index, everything, limit)
		if e.Note = "no chain of dependencies leads here; the document says what contains it"; everything.from[index] == -2 {
			e.Note = "no root leads here; these are its nearest parents"
			e.Paths = g.nearest(index, limit)
		}
	case FoundAsFile:
		e.Note = "no relationship leads here; the document says which files it was found in"
	case FoundInSource:
		e.Note = "no relationship leads here; the document says in words where it was found"
	default:
		e.Note = "the document does not say"
	}
	if g.rootsGuessed && (e.Reason == Depended || e.Reason == Contained) {
		e.Note = strings.TrimPrefix(e.Note+"; the document names no root, so paths begin where nothing leads to", "; ")
	}
	return e
}

// paths returns, for each parent that a root leads to, the shortest path by way
// of it, shortest first.
func (g *Graph) paths(index int, r *reach, limit int) (paths [][]string, more int) {
	var parents []int32
	from, to := g.parents.of(index)
	for i := from; i < to; i++ {
		parent := g.parents.to[i]
		if r.from[parent] != -2 && (g.parents.kinds[i] == dependency || r == &g.everything) && !slices.Contains(parents, parent) {
			parents = append(parents, parent)
		}
		if len(parents) > 1000 {
			break
		}
	}
	slices.SortStableFunc(parents, func(a, b int32) int { return int(r.far[a] - r.far[b]) })
	for _, parent := range parents {
		path := g.path(int(parent), r)
		if slices.Contains(path, g.document.identifier(index)) {
			continue
		}
		if len(paths) == limit {
			more++
			continue
		}
		paths = append(paths, append(path, g.document.identifier(index)))
	}
	return paths, more
}

// path returns the IDs from a root to an element.
func (g *Graph) path(element int, r *reach) []string {
	var ids []string
	for at := int32(element); at >= 0; at = r.from[at] { //nolint:gosec // the builder bounds how many there are.
		ids = append(ids, g.document.identifier(int(at)))
	}
	slices.Reverse(ids)
	return ids
}

func (g *Graph) nearest(index, limit int) [][]string {
	var paths [][]string
	from, to := g.parents.of(index)
	for _, parent := range g.parents.to[from:to] {
		if len(paths) == limit {
			break
		}
		paths = append(paths, []string{g.document.identifier(int(parent)), g.document.identifier(index)})
	}
	return paths
}

// files returns names of files of a package, at most limit.
func (g *Graph) files(index, limit int) []string {
	files := slices.Clone(g.document.Packages[index].More().Locations)
	from, to := g.children.of(index)
	for _, child := range g.children.to[from:to] {
		if len(files) >= limit {
			break
		}
		if e := g.document.element(int(child)); e.Kind == FileElement {
			files = append(files, g.document.Files[e.Index].Name)
		}
	}
	return files[:min(len(files), limit)]
}

// Files returns the files that a package contains, by their index in
// Document.Files.
func (g *Graph) Files(index int) []int {
	var out []int
	from, to := g.children.of(index)
	for _, child := range g.children.to[from:to] {
		if e := g.document.element(int(child)); e.Kind == FileElement {
			out = append(out, e.Index)
		}
	}
	return out
}
