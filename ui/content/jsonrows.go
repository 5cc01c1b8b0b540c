package content

import (
	"encoding/json"
	"fmt"
	"strings"

	"assay/ui/bounds"
)

// jsonRows is a JSON value with a line for every member and element, as
// json.Indent lays it out. A line is only a few numbers until it is asked for:
// indented JSON grows with the square of its depth. What nests too deeply is one
// line, and after a number of lines there is one that says so.
type jsonRows struct {
	text string
	rows []jsonRow
	// depths has, of rows that are not unfolded, how deep they are.
	depths map[int]int
	// cut is where rows end, in bytes, where they end before the value does.
	cut int
}

// jsonRow is one line; places are in bytes from the start of the text.
type jsonRow struct {
	// from and to are the value, up to its closing bracket.
	from, to int32
	// name is where a member's name begins, or -1.
	name int32
	// last is the row that closes the value that this row opens, or -1.
	last  int32
	level uint8
	kind  rowKind
	comma bool
}

type rowKind uint8

const (
	rowScalar rowKind = iota
	rowEmpty
	rowOpen
	rowClose
	// rowDeep is an object or list that is not unfolded, rowBlank the line that
	// follows a line break after the value.
	rowDeep
	rowBlank
)

// layJSON lays out a JSON value, which must be valid, in at most rows lines that
// take about size bytes.
func layJSON(text string, rows, size int) *jsonRows {
	l := layout{jsonRows: &jsonRows{text: text, depths: map[int]int{}}, rowsLeft: rows, sizeLeft: size, name: -1}
	for l.at < len(text) {
		l.step()
	}
	for range strings.Count(text[len(strings.TrimRight(text, " \t\r\n")):], "\n") {
		l.add(jsonRow{name: -1, last: -1, kind: rowBlank})
	}
	return l.jsonRows
}

// layout is the laying out of a value.
type layout struct {
	*jsonRows
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
	l.add(jsonRow{from: int32(l.at), to: int32(end), name: int32(l.name), last: -1, level: uint8(len(l.open)), kind: kind}) //nolint:gosec // Blobs have far less than 2 GiB, and levels are bounded.
	l.at, l.name = end, -1
}

func (l *layout) openValue() {
	if end := l.at + 1 + len(l.text[l.at+1:]) - len(strings.TrimLeft(l.text[l.at+1:], " \t\r\n")); end < len(l.text) && (l.text[end] == '}' || l.text[end] == ']') {
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
func (l *layout) add(r jsonRow) {
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

// Len is the number of lines.
func (j *jsonRows) Len() int {
	if j.cut > 0 {
		return len(j.rows) + 1
	}
	return len(j.rows)
}

// End returns the line that closes what line i opens, or -1.
func (j *jsonRows) End(i int) int {
	if i >= len(j.rows) {
		return -1
	}
	return int(j.rows[i].last)
}

// Has reports whether line i has text, which is in lower case.
func (j *jsonRows) Has(i int, text string) bool {
	if i >= len(j.rows) {
		return shows(j.At(i, 0), text)
	}
	r := j.rows[i]
	from, to := r.from, r.to
	if r.kind == rowOpen {
		to = from + 1
	}
	if r.name >= 0 {
		from = r.name
	}
	// What a line shows differs from the source around colons, and where
	// something was made visible.
	return containsFold(j.text[from:to], text) || (!isASCII(j.text[from:to]) || strings.ContainsAny(text, `: \`)) && shows(j.At(i, 0), text)
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}

// At returns line i: the name of a member apart from its value, which is what
// is copied.
func (j *jsonRows) At(i, _ int) Line {
	if i >= len(j.rows) {
		return cutLine(len(j.rows), len(j.text))
	}
	r := j.rows[i]
	indent := 2 * int(r.level)
	value, tail := j.text[r.from:r.to], ""
	if r.comma {
		tail = ","
	}
	out := Line{Indent: indent + 2, Level: indent + 1}
	switch r.kind {
	case rowOpen:
		out.Whole, value = value, value[:1]
	case rowEmpty:
		value = value[:1] + value[len(value)-1:]
	case rowDeep:
		out.Whole, value = value, value[:1]+" … "+value[len(value)-1:]
	}
	lead := strings.Repeat(" ", indent)
	if r.name >= 0 {
		name := j.text[r.name:bounds.StringEnd(j.text, int(r.name))]
		out.Spans = []Span{{lead, Plain}, S(Label, shortened("", name, ":")), S(Plain, shortened(" ", value, tail))}
		out.Copy = unquoted(value)
	} else {
		out.Spans = []Span{S(Plain, shortened(lead, value, tail))}
		out.Copy = value + tail
	}
	if r.kind == rowDeep {
		out.Copy = out.Whole
		out.Spans = append(out.Spans, Span{fmt.Sprintf("  %d levels more, %s, are not unfolded; pane Raw shows the bytes (key B)", j.depths[i], Size(int64(len(out.Whole)))), Warn})
	}
	return out
}

// cutLine says that lines end before what they show does.
func cutLine(lines, size int) Line {
	return Line{Spans: []Span{{fmt.Sprintf("… cut here, after %s; it has %s", Plural(lines, "line"), Size(int64(size))), Warn}}}
}

// shortened is text between lead and tail, cut where all is too long.
func shortened(lead, text, tail string) string {
	if all := len(lead) + len(text) + len(tail); all > bounds.JSONValue {
		return lead + bounds.Head(text, bounds.JSONValue-len(lead)) + " … " + Size(int64(all)) + " in all"
	}
	return lead + text + tail
}

// unquoted is what a JSON string says; other values are as they are, and so are
// long strings with escapes, which nobody copies.
func unquoted(value string) string {
	switch {
	case len(value) < 2 || value[0] != '"':
		return value
	case !strings.Contains(value, `\`):
		return value[1 : len(value)-1]
	case len(value) > bounds.String:
		return value
	}
	var text string
	if json.Unmarshal([]byte(value), &text) != nil {
		return value
	}
	return text
}
