// Package line is what every pane is made of: lines of styled text, lists of
// lines that are made when they are asked for, folding, and wrapping to a width.
//
// Text from outside enters a line through [Text] and what is built on it, which
// cut it and make it visible (package sanitize); [Literal] takes constants of
// the program and nothing else. The package knows no report, no terminal and no
// colours.
package line

import (
	"fmt"
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

// literal is text that is written in the program: only constants convert to it
// by themselves.
type literal string

// Literal makes a span of a constant. It is shown as it is.
func Literal(style Style, text literal) Span { return Span{string(text), style} }

// brief is a value as it is shown: made visible, and cut where it is too long.
func brief(text string) string { return sanitize.String(bounds.Cut(text, bounds.Value)) }

// NewLine makes a line of spans.
func NewLine(spans ...Span) Line { return Line{Spans: spans} }

// TextLine makes a line of one span of untrusted text.
func TextLine(style Style, text string) Line { return Line{Spans: []Span{Text(style, text)}} }

// Blank is an empty line.
func Blank() Line { return Line{} }

// Field makes a line of a label and a value; the value is what is copied. An
// empty value is shown as a dash, so that a reader sees that it is not there.
func Field(label, value string) Line { return StyledField(label, StylePlain, value) }

// StyledField is a field whose value has a style.
func StyledField(label string, style Style, value string) Line {
	shown := Text(style, value)
	if value == "" {
		shown = Span{"—", StyleDim}
	}
	l := Line{Spans: []Span{{Pad(label, LabelWidth), StyleLabel}, shown}, Indent: LabelWidth, Copy: value}
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

// LabelWidth is the column in which the values of fields begin.
const LabelWidth = 18

// Pad makes text visible and fills it with spaces up to width cells; at least one
// follows it.
func Pad(text string, width int) string {
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

// Cell makes a span of untrusted text for a column of width cells, the last of
// which stays free.
func Cell(style Style, text string, width int) Span {
	return Span{Pad(sanitize.Truncate(brief(text), width-1), width), style}
}

// Plural renders a count with its noun.
func Plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
