package line

import (
	"sort"
	"strings"
)

// List is lines that are made when they are asked for, so that a list of any
// length costs what is on the screen.
type List interface {
	// Len is the number of lines.
	Len() int
	// At returns line i for a space of width cells.
	At(i, width int) Line
}

// Headed is a list with lines above it that do not scroll.
type Headed interface {
	List
	Head(width int) []Line
}

// Searched is a list that can tell whether a line has a word without making
// the line.
type Searched interface {
	List
	// Has reports whether line i has text, which is in lower case.
	Has(i int, text string) bool
}

// Nested is a list in which lines belong to lines above them and can be folded
// away with them.
type Nested interface {
	List
	// End returns the last line that belongs to line i, or -1.
	End(i int) int
}

// Static is a list of lines that are there already.
type Static []Line

// Len is the number of lines.
func (s Static) Len() int { return len(s) }

// At returns line i.
func (s Static) At(i, _ int) Line { return s[i] }

// End returns the last line that belongs to line i, or -1.
func (s Static) End(i int) int {
	if s[i].Below > 0 {
		return i + s[i].Below
	}
	level := s[i].Level
	if level == 0 || i+1 >= len(s) || s[i+1].Level <= level {
		return -1
	}
	for k := i + 1; k < len(s); k++ {
		if s[k].Level <= level {
			return k
		}
	}
	return -1
}

// String returns the text of the lines, each with a line break.
func (s Static) String() string {
	var b strings.Builder
	for _, l := range s {
		b.WriteString(l.String() + "\n")
	}
	return b.String()
}

// Sections is one list after another.
type Sections struct {
	parts []List
	// from is the first line of each part.
	from []int
	n    int
}

// Add adds a list at the end.
func (s *Sections) Add(l List) {
	s.parts, s.from = append(s.parts, l), append(s.from, s.n)
	s.n += l.Len()
}

// Len is the number of lines.
func (s *Sections) Len() int { return s.n }

// part returns the part that line i is in, and where it begins.
func (s *Sections) part(i int) (List, int) {
	at := sort.SearchInts(s.from, i+1) - 1
	return s.parts[at], s.from[at]
}

// At returns line i.
func (s *Sections) At(i, width int) Line {
	part, from := s.part(i)
	return part.At(i-from, width)
}

// End returns the last line that belongs to line i, or -1.
func (s *Sections) End(i int) int {
	part, from := s.part(i)
	if n, ok := part.(Nested); ok {
		if end := n.End(i - from); end >= 0 {
			return from + end
		}
	}
	return -1
}

// Has reports whether line i has text, which is in lower case.
func (s *Sections) Has(i int, text string) bool {
	part, from := s.part(i)
	return Has(part, i-from, text)
}

// Pages is a list with lines above it.
type Pages struct {
	List
	Above []Line
}

// Head returns the lines above the list, and those of the list itself.
func (p Pages) Head(width int) []Line {
	if h, ok := p.List.(Headed); ok {
		return append(p.Above[:len(p.Above):len(p.Above)], h.Head(width)...)
	}
	return p.Above
}

// Has looks into the list below.
func (p Pages) Has(i int, text string) bool { return Has(p.List, i, text) }

// Has reports whether line i of a list has text, which is in lower case.
func Has(l List, i int, text string) bool {
	if s, ok := l.(Searched); ok {
		return s.Has(i, text)
	}
	return Shows(l.At(i, 0), text)
}

// Shows reports whether a line has text, which is in lower case.
func Shows(l Line, text string) bool { return strings.Contains(strings.ToLower(l.String()), text) }

// ContainsFold reports whether s has text, which is in lower case, in any case
// of ASCII letters, without making a copy of s.
func ContainsFold(s, text string) bool {
	for i := 0; i+len(text) <= len(s); i++ {
		k := 0
		for k < len(text) && lowerByte(s[i+k]) == text[k] {
			k++
		}
		if k == len(text) {
			return true
		}
	}
	return false
}

func lowerByte(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}
