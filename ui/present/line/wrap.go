package line

import (
	"strings"

	"assay/ui/sanitize"
)

// Wrap breaks a line into rows of at most width cells, at spaces where it can,
// with the line's hanging indent. A width below 1 leaves it as it is.
func Wrap(l Line, width int) []Line {
	if width < 1 || l.Width() <= width {
		return []Line{l}
	}
	if l.Fixed {
		return []Line{cut(l, width)}
	}
	indent := l.Indent
	if indent > width/2 {
		indent = width / 4
	}
	w := wrapper{width: width, indent: indent, line: l}
	for _, s := range l.Spans {
		w.add(s)
	}
	w.flush()
	return w.rows
}

// cut shortens a line to width cells.
func cut(l Line, width int) Line {
	out := l
	out.Spans = nil
	for _, s := range l.Spans {
		n := sanitize.Width(s.Text)
		if n > width {
			s.Text = sanitize.Truncate(s.Text, width)
			out.Spans = append(out.Spans, s)
			return out
		}
		width -= n
		out.Spans = append(out.Spans, s)
	}
	return out
}

// wrapper fills rows span by span.
type wrapper struct {
	width, indent int
	line          Line
	rows          []Line
	current       []Span
	used          int
}

func (w *wrapper) add(s Span) {
	for _, word := range words(s.Text) {
		n := sanitize.Width(word)
		// A word that no row could hold is broken where it stands.
		if w.used+n > w.width && w.used > w.start() && n <= w.width-w.indent {
			trimmed := strings.TrimRight(word, " ")
			if w.used+sanitize.Width(trimmed) <= w.width {
				w.push(Span{trimmed, s.Style})
				w.newRow()
				continue
			}
			w.newRow()
			word = strings.TrimLeft(word, " ")
			n = sanitize.Width(word)
		}
		for n > w.width-w.used {
			if w.used >= w.width && w.used > w.start() {
				w.newRow()
				continue
			}
			head, rest := splitAt(word, w.width-w.used)
			w.push(Span{head, s.Style})
			w.newRow()
			word, n = rest, w.widthOf(rest)
		}
		if word != "" {
			w.push(Span{word, s.Style})
		}
	}
}

// widthOf is the width of a word, or more than a row has. A word of many rows
// is not measured once for each of them.
func (w *wrapper) widthOf(word string) int {
	if len(word) > maxCellBytes*w.width {
		return w.width + 1
	}
	return sanitize.Width(word)
}

// maxCellBytes is more than the bytes that any cell has: a character with as
// many marks as are left on one.
const maxCellBytes = 32

// start is where text begins in the current row.
func (w *wrapper) start() int {
	if len(w.rows) == 0 {
		return 0
	}
	return w.indent
}

func (w *wrapper) push(s Span) {
	w.used += sanitize.Width(s.Text)
	if n := len(w.current); n > 0 && w.current[n-1].Style == s.Style {
		w.current[n-1].Text += s.Text
		return
	}
	w.current = append(w.current, s)
}

func (w *wrapper) newRow() {
	w.flush()
	w.used = w.indent
	if w.indent > 0 {
		w.current = []Span{{strings.Repeat(" ", w.indent), StylePlain}}
	}
}

func (w *wrapper) flush() {
	if w.used > w.start() || len(w.rows) == 0 {
		w.rows = append(w.rows, Line{Spans: w.current, Copy: w.line.Copy, Target: w.line.Target})
	}
	w.current = nil
}

// words splits text behind its spaces, each word with the spaces that follow.
func words(text string) []string {
	var out []string
	for len(text) > 0 {
		end := strings.IndexByte(text, ' ')
		if end < 0 {
			return append(out, text)
		}
		for end < len(text) && text[end] == ' ' {
			end++
		}
		out = append(out, text[:end])
		text = text[end:]
	}
	return out
}

// splitAt cuts a word so that the head takes at most width cells, and at least
// one character so that wrapping always comes to an end.
func splitAt(word string, width int) (head, rest string) {
	used := 0
	for i, r := range word {
		n := sanitize.Width(string(r))
		if used+n > width && i > 0 {
			return word[:i], word[i:]
		}
		used += n
	}
	return word, ""
}
