package jsonview

import (
	"encoding/json"
	"fmt"
	"strings"

	"assay/ui/present/bounds"
	"assay/ui/present/line"
)

// valueRows is a JSON value with a line for every member and element, as
// json.Indent lays it out. A line is only a few numbers until it is asked for:
// indented JSON grows with the square of its depth. What nests too deeply is one
// line, and after a number of lines there is one that says so.
type valueRows struct {
	text string
	rows []row
	// depths has, of rows that are not unfolded, how deep they are.
	depths map[int]int
	// cut is where rows end, in bytes, where they end before the value does.
	cut int
}

// row is one line; places are in bytes from the start of the text.
type row struct {
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

// Len is the number of lines.
func (j *valueRows) Len() int {
	if j.cut > 0 {
		return len(j.rows) + 1
	}
	return len(j.rows)
}

// End returns the line that closes what line i opens, or -1.
func (j *valueRows) End(i int) int {
	if i >= len(j.rows) {
		return -1
	}
	return int(j.rows[i].last)
}

// Has reports whether line i has text, which is in lower case.
func (j *valueRows) Has(i int, text string) bool {
	if i >= len(j.rows) {
		return line.Shows(j.At(i, 0), text)
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
	return line.ContainsFold(j.text[from:to], text) || (!isASCII(j.text[from:to]) || strings.ContainsAny(text, `: \`)) &&
		line.Shows(j.At(i, 0), text)
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
func (j *valueRows) At(i, _ int) line.Line {
	if i >= len(j.rows) {
		return line.CutShort(len(j.rows), len(j.text))
	}
	r := j.rows[i]
	indent := 2 * int(r.level)
	value, tail := j.text[r.from:r.to], ""
	if r.comma {
		tail = ","
	}
	out := line.Line{Indent: indent + 2, Level: indent + 1}
	switch r.kind {
	case rowOpen:
		out.Whole, value = value, value[:1]
	case rowEmpty:
		value = value[:1] + value[len(value)-1:]
	case rowDeep:
		out.Whole, value = value, value[:1]+" … "+value[len(value)-1:]
	default:
	}
	lead := strings.Repeat(" ", indent)
	if r.name >= 0 {
		name := j.text[r.name:bounds.StringEnd(j.text, int(r.name))]
		out.Spans = []line.Span{line.Text(line.StylePlain, lead), line.Text(line.StyleLabel, line.Shorten("", name, ":")),
			line.Text(line.StylePlain, line.Shorten(" ", value, tail))}
		out.Copy = unquoted(value)
	} else {
		out.Spans = []line.Span{line.Text(line.StylePlain, line.Shorten(lead, value, tail))}
		out.Copy = value + tail
	}
	if r.kind == rowDeep {
		out.Copy = out.Whole
		out.Spans = append(out.Spans, line.Text(line.StyleWarn,
			fmt.Sprintf("  %d levels more, %s, are not unfolded; pane Raw shows the bytes (key B)", j.depths[i],
				bounds.Size(int64(len(out.Whole))))))
	}
	return out
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
