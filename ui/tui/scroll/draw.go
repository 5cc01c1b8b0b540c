package scroll

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"assay/ui/present/line"
	"assay/ui/present/theme"
)

// Rows draws at most height rows of at most width cells. focused marks the line
// under the cursor.
func (v *View) Rows(t theme.Theme, width, height int, focused bool) []string {
	if v.list == nil {
		return nil
	}
	var out []string
	for _, row := range v.head(width, height) {
		out = append(out, t.Line(row))
	}
	for i := v.offset; i < v.Len() && len(out) < height; i++ {
		for _, row := range v.wrapped(i, width) {
			if len(out) == height {
				break
			}
			out = append(out, v.draw(t, row, width, focused && i == v.Cursor))
		}
	}
	return out
}

// head returns the rows above the list, which do not scroll. Where they would
// leave less than half of the room, the first of them are left out.
func (v *View) head(width, height int) []line.Line {
	h, ok := v.list.(line.Headed)
	if !ok {
		return nil
	}
	var rows []line.Line
	for _, l := range h.Head(width) {
		l.Fixed = true
		rows = append(rows, line.Wrap(l, width)...)
	}
	if drop := len(rows) - height/2; drop > 0 {
		// The names of the columns, at the end, say most about the rows.
		rows = rows[min(drop, len(rows)):]
	}
	return rows
}

// wrapped returns the rows of a line.
func (v *View) wrapped(number, width int) []line.Line {
	l := v.list.At(number, width)
	if !v.Wrap {
		l.Fixed = true
		l = shifted(l, v.Shift)
	}
	return line.Wrap(l, width)
}

// shifted returns a line without its first cells.
func shifted(l line.Line, by int) line.Line {
	if by == 0 {
		return l
	}
	var spans []line.Span
	for _, sp := range l.Spans {
		runes := []rune(sp.Text)
		n := min(by, len(runes))
		by -= n
		if n < len(runes) {
			spans = append(spans, line.Span{Text: string(runes[n:]), Style: sp.Style})
		}
	}
	l.Spans = spans
	return l
}

func (v *View) draw(t theme.Theme, row line.Line, width int, selected bool) string {
	switch {
	case selected:
		return ansi.Truncate(t.Row(row, width), width, "")
	case v.Query != "":
		return highlight(t, row, strings.ToLower(v.Query))
	}
	return t.Line(row)
}

// highlight marks the occurrences of query, which is in lower case, in a row.
func highlight(t theme.Theme, row line.Line, query string) string {
	var b strings.Builder
	for _, sp := range row.Spans {
		text := sp.Text
		for {
			lower := strings.ToLower(text)
			at := strings.Index(lower, query)
			// Letters whose lower case has another length are not marked.
			if at < 0 || len(lower) != len(text) {
				b.WriteString(t.Render(sp.Style, text))
				break
			}
			b.WriteString(t.Render(sp.Style, text[:at]))
			b.WriteString(t.Match.Render(text[at : at+len(query)]))
			text = text[at+len(query):]
		}
	}
	return b.String()
}
