package sbom

import "iter"

// View is a list of packages as a user sees it: filtered, sorted, grouped. It
// keeps its memory from one change to the next, so that typing and scrolling
// allocate nothing per row.
type View struct {
	index      *Index
	text       string
	sort       Column
	descending bool
	group      Column

	matches, one bitset
	rows         []int32 // packages in order, group after group
	groups       []Group
	starts       []int32 // reused: of each value of the group column
}

// Group is a heading with the packages under it: Count rows of the view, from
// row Start on.
type Group struct {
	Value        string
	Start, Count int
}

// View returns a view of all packages in the document's order.
func (x *Index) View() *View {
	words := (len(x.Document.Packages) + 63) / 64
	v := &View{index: x, matches: make(bitset, words), one: make(bitset, words), rows: make([]int32, 0, len(x.Document.Packages))}
	v.Filter("")
	return v
}

// Filter keeps the packages that match every term of text, in any case:
//
//	word            in any field
//	field:word      in that field: name, version, type, license, supplier, …
//	missing:field   that have no value in a field; has:field for the others
//	-term           that do not match the term
//	"two words"     a term with a space
func (v *View) Filter(text string) {
	v.text = text
	for i := range v.matches {
		v.matches[i] = ^uint64(0)
	}
	if extra := len(v.matches)*64 - len(v.index.Document.Packages); extra > 0 {
		v.matches[len(v.matches)-1] >>= extra
	}
	for _, t := range parseQuery(text) {
		v.index.match(t, v.one)
		for i := range v.matches {
			if t.negate {
				v.matches[i] &^= v.one[i]
			} else {
				v.matches[i] &= v.one[i]
			}
		}
	}
	v.arrange()
}

// Sort orders the packages by a column. Packages without a value come last, or
// first when descending.
func (v *View) Sort(by Column, descending bool) {
	v.sort, v.descending = by, descending
	v.arrange()
}

// GroupBy puts packages of one value in a column under a heading; ByDocument
// for no groups.
func (v *View) GroupBy(by Column) {
	v.group = by
	v.arrange()
}

// Settings returns what the view was last asked for.
func (v *View) Settings() (filter string, sort Column, descending bool, group Column) {
	return v.text, v.sort, v.descending, v.group
}

// arrange makes rows anew by walking the packages in the column's order, which
// the index has ready.
func (v *View) arrange() {
	v.rows = v.rows[:0]
	total := len(v.index.Document.Packages)
	var order []int32
	if v.sort != ByDocument && v.sort < columnCount {
		order = v.index.columns[v.sort].order
	}
	for i := range total {
		at := i
		if v.descending {
			at = total - 1 - i
		}
		if order != nil {
			at = int(order[at])
		}
		if v.matches.has(at) {
			v.rows = append(v.rows, int32(at))
		}
	}
	v.groups = v.groups[:0]
	if v.group != ByDocument && v.group < columnCount {
		v.arrangeGroups(v.index.columns[v.group])
	}
}

// arrangeGroups moves rows of one value together and keeps their order.
func (v *View) arrangeGroups(c *column) {
	if cap(v.starts) < len(c.values)+1 {
		v.starts = make([]int32, len(c.values)+1)
	}
	starts := v.starts[:len(c.values)+1]
	clear(starts)
	for _, row := range v.rows {
		starts[c.of[row]+1]++
	}
	for i := 1; i < len(starts); i++ {
		if count := starts[i]; count > 0 {
			v.groups = append(v.groups, Group{Value: c.values[i-1], Start: int(starts[i-1]), Count: int(count)})
		}
		starts[i] += starts[i-1]
	}
	sorted := make([]int32, len(v.rows))
	for _, row := range v.rows {
		value := c.of[row]
		sorted[starts[value]] = row
		starts[value]++
	}
	v.rows = append(v.rows[:0], sorted...)
}

// Len returns how many packages match.
func (v *View) Len() int { return len(v.rows) }

// Package returns the package in a row, and its index in Document.Packages.
func (v *View) Package(row int) (p *Package, index int) {
	index = int(v.rows[row])
	return &v.index.Document.Packages[index], index
}

// Find returns the row of a package by its index in Document.Packages, or -1 when it
// does not match.
func (v *View) Find(index int) int {
	if index < 0 || index >= len(v.index.Document.Packages) || !v.matches.has(index) {
		return -1
	}
	for row, at := range v.rows {
		if int(at) == index {
			return row
		}
	}
	return -1
}

// Groups returns the headings in order; none without GroupBy. It is valid until
// the view changes.
func (v *View) Groups() []Group { return v.groups }

// Packages goes through the packages in order.
func (v *View) Packages() iter.Seq[*Package] {
	return func(yield func(*Package) bool) {
		for _, row := range v.rows {
			if !yield(&v.index.Document.Packages[row]) {
				return
			}
		}
	}
}
