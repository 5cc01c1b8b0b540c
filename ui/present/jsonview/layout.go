package jsonview

import (
	"strings"

	"assay/ui/present/bounds"
	"assay/ui/present/line"
)

// Lay lays out a JSON value, which must be valid, in at most rows lines that
// take about size bytes.
func Lay(text string, rows, size int) line.Nested {
	l := layout{valueRows: &valueRows{text: text, depths: map[int]int{}}, rowsLeft: rows, sizeLeft: size, name: -1}
	for l.at < len(text) {
		l.step()
	}
	for range strings.Count(text[len(strings.TrimRight(text, " \t\r\n")):], "\n") {
		l.add(row{name: -1, last: -1, kind: rowBlank})
	}
	return l.valueRows
}

// layout is the laying out of a value.
type layout struct {
	*valueRows
	at                 int
	rowsLeft, sizeLeft int
	// name is where the name of the member begins whose value comes next, or -1.
	name int
	// open are the rows of the objects and lists around the place, -1 for one
	// that has none; objects says which are objects.
	open    []int
	objects []bool
}

// step takes one token.
func (l *layout) step() {
	switch c := l.text[l.at]; c {
	case ' ', '\t', '\r', '\n', ':':
		l.at++
	case ',':
		if n := len(l.rows); n > 0 && l.cut == 0 {
			l.rows[n-1].comma = true
		}
		l.at++
	case '}', ']':
		l.closeValue()
	case '{', '[':
		l.openValue()
	case '"':
		end := bounds.StringEnd(l.text, l.at)
		if n := len(l.objects); n > 0 && l.objects[n-1] && l.name < 0 {
			l.name, l.at = l.at, end
			return
		}
		l.value(rowScalar, end)
	default:
		l.value(rowScalar, literalEnd(l.text, l.at))
	}
}

// value adds a row for a value that ends at end and goes on behind it.
func (l *layout) value(kind rowKind, end int) {
	//nolint:gosec // Blobs have far less than 2 GiB, and levels are bounded.
	l.add(row{from: int32(l.at), to: int32(end), name: int32(l.name), last: -1, level: uint8(len(l.open)), kind: kind})
	l.at, l.name = end, -1
}

func (l *layout) openValue() {
	if end := l.at + 1 + len(l.text[l.at+1:]) - len(strings.TrimLeft(l.text[l.at+1:], " \t\r\n")); end < len(l.text) &&
		(l.text[end] == '}' || l.text[end] == ']') {
		l.value(rowEmpty, end+1)
		return
	}
	if len(l.open) == bounds.Depth {
		end := valueEnd(l.text, l.at)
		if l.cut == 0 {
			l.depths[len(l.rows)] = bounds.Measure(l.text[l.at:end]).Depth
		}
		l.value(rowDeep, end)
		return
	}
	at := l.at
	l.value(rowOpen, at+1)
	row := len(l.rows) - 1
	if l.cut > 0 {
		row = -1
	}
	l.open, l.objects = append(l.open, row), append(l.objects, l.text[at] == '{')
}

func (l *layout) closeValue() {
	last := len(l.open) - 1
	row := l.open[last]
	l.open, l.objects = l.open[:last], l.objects[:last]
	l.value(rowClose, l.at+1)
	if row >= 0 {
		l.rows[row].to, l.rows[row].last = int32(l.at), int32(len(l.rows)-1) //nolint:gosec // See value.
	}
}

// add adds a row, unless there are too many.
func (l *layout) add(r row) {
	if l.cut > 0 {
		return
	}
	size := 2*int(r.level) + min(int(r.to-r.from), bounds.JSONValue)
	if l.rowsLeft, l.sizeLeft = l.rowsLeft-1, l.sizeLeft-size; l.rowsLeft < 0 || l.sizeLeft < 0 {
		l.cut = max(1, l.at)
		return
	}
	l.rows = append(l.rows, r)
}

// valueEnd returns where the object or list that begins at i ends.
func valueEnd(text string, i int) int {
	for depth := 0; i < len(text); {
		switch text[i] {
		case '"':
			i = bounds.StringEnd(text, i)
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
		i++
	}
	return len(text)
}

// literalEnd returns where a number, true, false or null ends.
func literalEnd(text string, i int) int {
	if n := strings.IndexAny(text[i:], ",]} \t\r\n"); n >= 0 {
		return i + n
	}
	return len(text)
}
