package content

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"
)

// Folded is lines of which some are folded away: those that belong to the line
// above them, and in JSON those from one that opens an object or a list up to
// the one that closes it.
type Folded struct {
	all []Line
	// rows are the lines that are shown; nil means all of them.
	rows []int
	// hidden is how many lines each folded line hides.
	hidden map[int]int
}

// Fold returns lines without what is folded; folded has the numbers of the
// lines that are.
func Fold(all []Line, folded map[int]bool) *Folded {
	f := &Folded{all: all}
	if len(folded) == 0 {
		return f
	}
	f.hidden = map[int]int{}
	for i := 0; i < len(all); i++ {
		f.rows = append(f.rows, i)
		if folded[i] {
			if end := closing(all, i); end > i {
				f.hidden[i] = end - i
				i = end
			}
		}
	}
	return f
}

// Closed returns the numbers of the lines that begin folded.
func Closed(all []Line) map[int]bool {
	closed := map[int]bool{}
	for i, l := range all {
		if l.Closed && l.Below > 0 {
			closed[i] = true
		}
	}
	return closed
}

// Len is the number of lines that are shown.
func (f *Folded) Len() int {
	if f.rows == nil {
		return len(f.all)
	}
	return len(f.rows)
}

// At returns a line; a folded one is its short form, or says how many it hides.
func (f *Folded) At(i, _ int) Line {
	l := f.all[f.number(i)]
	switch n := f.hidden[f.number(i)]; {
	case n == 0:
	case l.Short != nil:
		l.Spans = l.Short
	default:
		l.Spans = append(l.Spans[:len(l.Spans):len(l.Spans)], Span{fmt.Sprintf(" … %s", Plural(n, "line")), Dim})
		l.Copy, l.Row = f.folded(f.number(i), n), nil
		if json.Valid([]byte(l.Copy)) {
			l.Row = json.RawMessage(l.Copy)
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
func (f *Folded) Has(i int, text string) bool { return shows(f.At(i, 0), text) || f.hides(i, text) }

// Hides reports whether text, which is in lower case, stands only in what line
// i hides.
func (f *Folded) Hides(i int, text string) bool { return !shows(f.At(i, 0), text) && f.hides(i, text) }

func (f *Folded) hides(i int, text string) bool {
	from := f.number(i)
	n := f.hidden[from]
	return n > 0 && slices.ContainsFunc(f.all[from:from+n+1], func(l Line) bool { return shows(l, text) })
}

// Opens reports whether line i has something below it to fold or unfold.
func (f *Folded) Opens(i int) bool {
	return i >= 0 && i < f.Len() && closing(f.all, f.number(i)) > f.number(i)
}

// folded is the JSON that a folded line stands for, without the name of the
// member that it is.
func (f *Folded) folded(from, n int) string {
	var b strings.Builder
	for i := from; i <= from+n; i++ {
		text := strings.TrimSpace(f.all[i].String())
		if i == from {
			text = text[len(text)-1:]
		}
		b.WriteString(text + "\n")
	}
	return strings.TrimRight(b.String(), ",\n")
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
		if end := closing(f.all, start); end >= at && end > start {
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

// closing returns the last line that belongs to line i, or -1.
func closing(all []Line, i int) int {
	if all[i].Below > 0 {
		return i + all[i].Below
	}
	level := all[i].Level
	if level == 0 || i+1 >= len(all) || all[i+1].Level <= level {
		return -1
	}
	for k := i + 1; k < len(all); k++ {
		if all[k].Level <= level {
			return k
		}
	}
	return -1
}
