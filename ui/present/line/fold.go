package line

import (
	"sort"
)

// Folded is lines of which some are folded away: those that belong to the line
// above them, and in JSON those from one that opens an object or a list up to
// the one that closes it.
type Folded struct {
	all Nested
	// rows are the lines that are shown; nil means all of them.
	rows []int
	// hidden is how many lines each folded line hides.
	hidden map[int]int
}

// Fold returns lines without what is folded; folded has the numbers of the
// lines that are.
func Fold(all Nested, folded map[int]bool) *Folded {
	f := &Folded{all: all}
	if len(folded) == 0 {
		return f
	}
	f.hidden = map[int]int{}
	for i := 0; i < all.Len(); i++ {
		f.rows = append(f.rows, i)
		if folded[i] {
			if end := all.End(i); end > i {
				f.hidden[i] = end - i
				i = end
			}
		}
	}
	return f
}

// Closed returns the numbers of the lines that begin folded.
func Closed(list List) map[int]bool {
	closed := map[int]bool{}
	lines, _ := list.(Static)
	for i, l := range lines {
		if l.Closed && l.Below > 0 {
			closed[i] = true
		}
	}
	return closed
}

// Len is the number of lines that are shown.
func (f *Folded) Len() int {
	if f.rows == nil {
		return f.all.Len()
	}
	return len(f.rows)
}

// At returns a line; a folded one is its short form, or says how many it hides.
func (f *Folded) At(i, width int) Line {
	l := f.all.At(f.number(i), width)
	switch n := f.hidden[f.number(i)]; {
	case n == 0:
	case l.Short != nil:
		l.Spans = l.Short
	default:
		l.Spans = append(l.Spans[:len(l.Spans):len(l.Spans)], Span{" … " + Plural(n, "line"), StyleDim})
		if l.Whole != "" {
			l.Copy, l.Row = l.Whole, written(l.Whole)
		}
	}
	return l
}

// number returns which of all lines is shown as line i.
func (f *Folded) number(i int) int {
	if f.rows == nil {
		return i
	}
	return f.rows[i]
}

// Has reports whether line i, or what it hides, has text, which is in lower
// case.
func (f *Folded) Has(i int, text string) bool {
	n := f.number(i)
	if f.hidden[n] == 0 {
		return Has(f.all, n, text)
	}
	return Shows(f.At(i, 0), text) || f.hides(i, text)
}

// Hides reports whether text, which is in lower case, stands only in what line
// i hides.
func (f *Folded) Hides(i int, text string) bool { return !Shows(f.At(i, 0), text) && f.hides(i, text) }

func (f *Folded) hides(i int, text string) bool {
	from := f.number(i)
	n := f.hidden[from]
	for k := from; n > 0 && k <= from+n; k++ {
		if Has(f.all, k, text) {
			return true
		}
	}
	return false
}

// Opens reports whether line i has something below it to fold or unfold.
func (f *Folded) Opens(i int) bool {
	return i >= 0 && i < f.Len() && f.all.End(f.number(i)) > f.number(i)
}

// Toggle changes what is folded so that the innermost object or list around
// line i is folded, or shown again. It returns the number, among all lines, of
// the line that opens it, or -1 where there is nothing to fold.
func (f *Folded) Toggle(i int, folded map[int]bool) int {
	if i < 0 || i >= f.Len() {
		return -1
	}
	at := f.number(i)
	for start := at; start >= 0; start-- {
		if folded[start] && start == at {
			delete(folded, start)
			return start
		}
		if end := f.all.End(start); end >= at && end > start {
			folded[start] = true
			return start
		}
	}
	return -1
}

// Line returns where a line of all lines is shown now.
func (f *Folded) Line(at int) int {
	if f.rows == nil {
		return at
	}
	return sort.SearchInts(f.rows, at+1) - 1
}

// written is JSON as it stands somewhere, written as it is.
type written string

// MarshalJSON returns it.
func (w written) MarshalJSON() ([]byte, error) { return []byte(w), nil }
