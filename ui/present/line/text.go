package line

import (
	"fmt"
	"strings"

	"assay/ui/present/bounds"
	"assay/ui/sanitize"
)

// textRows is a text with a line for each of its lines, made when it is asked
// for.
type textRows struct {
	text  string
	style Style
	// ends are the places in the text where lines end.
	ends []int32
	cut  bool
}

// OfText lays out a text in at most rows lines that take about size bytes.
func OfText(style Style, text string, rows, size int) List {
	t := &textRows{text: text, style: style}
	for at := 0; ; {
		n := strings.IndexByte(text[at:], '\n')
		end := at + n
		if n < 0 {
			end = len(text)
		}
		if size -= min(end-at, bounds.JSONValue); len(t.ends) == rows || size < 0 && len(t.ends) > 0 {
			t.cut = true
			return t
		}
		t.ends = append(t.ends, int32(end)) //nolint:gosec // Blobs have far less than 2 GiB.
		if n < 0 {
			return t
		}
		at = end + 1
	}
}

// Len is the number of lines.
func (t *textRows) Len() int {
	if t.cut {
		return len(t.ends) + 1
	}
	return len(t.ends)
}

// At returns line i; the whole text is what is copied.
func (t *textRows) At(i, _ int) Line {
	if i >= len(t.ends) {
		return CutShort(len(t.ends), len(t.text))
	}
	from := 0
	if i > 0 {
		from = int(t.ends[i-1]) + 1
	}
	line := Shorten("", t.text[from:t.ends[i]], "")
	return Line{Spans: []Span{{sanitize.Lines(line)[0], t.style}}, Copy: t.text}
}

// Lines makes a line of each line of a text. Of a long text not all are made,
// and the last one says so.
func Lines(style Style, text string) []Line {
	return All(OfText(style, text, bounds.Rows, bounds.Laid))
}

// CutShort says that lines end before what they show does.
func CutShort(lines, size int) Line {
	return Line{Spans: []Span{{fmt.Sprintf("… cut here, after %s; the whole has %s", Plural(lines, "line"),
		bounds.Size(int64(size))), StyleWarn}}}
}

// Shorten is text between lead and tail, cut where all is too long.
func Shorten(lead, text, tail string) string {
	if all := len(lead) + len(text) + len(tail); all > bounds.JSONValue {
		return lead + bounds.Head(text, bounds.JSONValue-len(lead)) + " … " + bounds.Size(int64(all)) + " in all"
	}
	return lead + text + tail
}

// All makes every line of a list.
func All(list List) []Line {
	out := make([]Line, list.Len())
	for i := range out {
		out[i] = list.At(i, 0)
	}
	return out
}
