// Package present turns a report into lines: what each pane says, apart from
// how it is drawn. The terminal program and the text printer show the same
// lines, so they cannot say different things.
//
// Every string that comes from outside enters a line through a function of
// this package and is made visible on the way (see package visible). Whether a
// fact was signed, is unsigned, or was derived by a check is said in words
// where it is shown.
package present

import (
	"strings"

	"assay/ui/present/bounds"
	"assay/ui/sanitize"
)

// Style says what a span means; a theme decides how that looks.
type Style int

// The styles.
const (
	StylePlain Style = iota
	StyleDim
	StyleHeading
	StyleLabel
	StyleGood
	StyleBad
	StyleWarn
	StyleUnpinned
	StyleAccent
	StyleDifferent
)

// Span is a piece of a line in one style. Text has been made visible.
type Span struct {
	Text  string
	Style Style
}

// Line is one line of a pane before wrapping.
type Line struct {
	Spans []Span
	// Indent is the hanging indent in cells of what does not fit.
	Indent int
	// Copy is the value that the line is about, as it came, for the clipboard.
	Copy string
	// Target, where set, is what Enter on this line leads to.
	Target string
	// Level is, in JSON, how deep the line lies, from 1; lines can be folded
	// below one of a lower level.
	Level int
	// Below counts the lines after this one that belong to it and can be folded
	// away; the line then reads Short. Closed lines begin so.
	Below  int
	Short  []Span
	Closed bool
	// Package is, where the line is about a package, its place in the document
	// from 1.
	Package int
	// Filter, where set, is the package filter that Enter on this line leads to.
	Filter string
	// Whole is, where the line opens or stands for JSON that has more lines, all
	// of it, as it came.
	Whole string
	// Row is what the line is about, for taking it away as JSON.
	Row any
	// Fixed lines are cut at the edge and not wrapped.
	Fixed bool
}

// Width returns the cells that the line takes.
func (l Line) Width() int {
	n := 0
	for _, s := range l.Spans {
		n += sanitize.Width(s.Text)
	}
	return n
}

// String returns the line's text without styles.
func (l Line) String() string {
	var b strings.Builder
	for _, s := range l.Spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

// Text makes a span of untrusted text. What is too long is cut, and says so.
func Text(style Style, text string) Span { return Span{brief(text), style} }

// brief is a value as it is shown: made visible, and cut where it is too long.
func brief(text string) string { return sanitize.String(bounds.Cut(text, bounds.Value)) }

// NewLine makes a line of spans.
func NewLine(spans ...Span) Line { return Line{Spans: spans} }

// TextLine makes a line of one span of untrusted text.
func TextLine(style Style, text string) Line { return Line{Spans: []Span{Text(style, text)}} }

// Blank is an empty line.
func Blank() Line { return Line{} }

// Lines makes a line of each line of a text. Of a long text not all are made,
// and the last one says so.
func Lines(style Style, text string) []Line { return textLines(style, text, bounds.Rows, bounds.Laid) }

func textLines(style Style, text string, rows, size int) []Line {
	return all(layText(style, text, rows, size))
}

// Field makes a line of a label and a value; the value is what is copied. An
// empty value is shown as a dash, so that a reader sees that it is not there.
func Field(label, value string) Line { return field(label, StylePlain, value) }

func field(label string, style Style, value string) Line {
	shown := Text(style, value)
	if value == "" {
		shown = Span{"—", StyleDim}
	}
	l := Line{Spans: []Span{{pad(label, labelWidth), StyleLabel}, shown}, Indent: labelWidth, Copy: value}
	return badged(l, value)
}

// badged marks a line whose value has characters that a terminal would obey or
// hide, so that a reader takes the second look that they are there to prevent.
func badged(l Line, value string) Line {
	if sanitize.Changed(value) {
		l.Spans = append(l.Spans, Span{"  ! hidden characters", StyleWarn})
	}
	return l
}

// labelWidth is the column in which the values of fields begin.
const labelWidth = 18

func pad(text string, width int) string {
	text = sanitize.String(bounds.Cut(text, bounds.Name))
	if n := width - sanitize.Width(text); n > 0 {
		return text + strings.Repeat(" ", n)
	}
	return text + " "
}

// Heading makes a heading.
func Heading(text string) Line { return TextLine(StyleHeading, text) }

// Indent moves lines to the right.
func Indent(by int, lines []Line) []Line {
	prefix := Span{strings.Repeat(" ", by), StylePlain}
	out := make([]Line, len(lines))
	for i, l := range lines {
		if len(l.Spans) > 0 {
			l.Spans = append([]Span{prefix}, l.Spans...)
			l.Indent += by
		}
		out[i] = l
	}
	return out
}

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

// cutCell makes text visible and cuts it to width cells.
func cutCell(text string, width int) string { return sanitize.Truncate(brief(text), width) }
