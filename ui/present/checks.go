package present

import (
	"fmt"
	"sort"
	"strconv"
	"strings"

	"assay/inspect/report"
	"assay/ui/present/bounds"
	"assay/ui/present/line"
)

// Checks lists every check of a signature with both sides.
func Checks(s *report.Signature, o Options) []line.Line {
	if s == nil {
		return nothing("No signature was found, so there are no checks.")
	}
	pass, fail, other := s.Count()
	out := []line.Line{line.NewLine(line.Text(line.StyleHeading, title(s)),
		line.Text(line.StyleDim, fmt.Sprintf("  %d pass  %d fail  %d not applicable or undecided", pass, fail, other))), line.Blank()}
	for _, c := range failuresFirst(s.Checks) {
		out = append(out, check(c, o)...)
	}
	return out
}

// failuresFirst puts what a reader looks for at the top: what keeps the
// signature from being accepted, then tolerated flaws, then what passed, then
// what did not apply.
func failuresFirst(checks []report.Check) []report.Check {
	rank := func(c report.Check) int {
		switch {
		case c.Blocks() && c.Status == report.StatusFail:
			return 0
		case c.Blocks():
			return 1
		case c.Status == report.StatusFail:
			return 2
		case c.Status == report.StatusPass:
			return 3
		}
		return 4
	}
	out := append([]report.Check(nil), checks...)
	sort.SliceStable(out, func(i, j int) bool { return rank(out[i]) < rank(out[j]) })
	return out
}

// titleWidth is the width in cells of the word for a check's state and its title.
const titleWidth = 40

// check shows one check: its state, what it is about, and the two sides where
// they tell more than the state. What needs no attention begins folded.
func check(c report.Check, o Options) []line.Line {
	mark := Status(c.Status)
	if c.Status == report.StatusFail && !c.Required {
		mark.Style = line.StyleWarn
	}
	style := line.StylePlain
	if c.Status == report.StatusSkipped {
		style = line.StyleDim
	}
	lead := []line.Span{mark.Span(o.ASCII), line.Text(style, "  "+line.Pad(c.Title, titleWidth-len(mark.Word)))}
	value := c.Got
	if value == "" {
		value = c.Detail
	}
	out := []line.Line{{Spans: append(lead[:2:2], line.Text(line.StyleDim, string(c.ID))),
		Short:  append(lead[:2:2], line.Text(line.StyleDim, shortHashes(bounds.Cut(value, bounds.Value)))),
		Closed: !c.Blocks() && c.Status != report.StatusFail, Copy: value, Row: c, Fixed: true}}
	detail := func(label, value string, style line.Style) {
		if value != "" {
			out = append(out, line.Line{Spans: []line.Span{line.Text(line.StyleLabel, "        "+line.Pad(label, 6)),
				line.Text(style, value)}, Indent: 14, Copy: value, Row: c})
		}
	}
	switch c.Status {
	case report.StatusFail:
		detail("want", c.Want, line.StylePlain)
		detail("got", c.Got, line.StylePlain)
		detail("why", c.Detail, line.StyleDim)
		if !c.Required {
			detail("", "a warning: the verdict does not depend on it", line.StyleDim)
		}
	case report.StatusPass:
		detail("got", c.Got, line.StyleDim)
		detail("", c.Detail, line.StyleDim)
	default:
		detail("why", c.Detail, line.StyleDim)
	}
	if o.Explain {
		detail("about", c.ID.Meaning(), line.StyleDim)
	}
	out[0].Below = len(out) - 1
	return out
}

func nothing(text string) []line.Line { return []line.Line{line.TextLine(line.StyleDim, text)} }

// Requests lists what was asked of the registry.
func Requests(r *report.Report) []line.Line {
	out := []line.Line{line.NewLine(line.Text(line.StyleHeading,
		strings.Join([]string{line.Plural(r.Fetched.Requests, "request"), bounds.Size(r.Fetched.Bytes),
			line.Plural(r.Fetched.Depth, "round trip")}, ", "))), line.Blank()}
	for _, q := range r.Requests {
		style := line.StylePlain
		if q.Status >= 400 || q.Problem != "" {
			style = line.StyleWarn
		}
		state := strconv.Itoa(q.Status)
		if q.Status == 0 {
			state = "—"
		}
		l := line.Line{Spans: []line.Span{line.Text(line.StyleDim, fmt.Sprintf("%6d ms  ", q.Started.Milliseconds())),
			line.Text(line.StylePlain, line.Pad(q.Method, 5)), line.Text(style, line.Pad(state, 4)),
			line.Text(line.StyleDim, fmt.Sprintf("%10s %5d ms  ", bounds.Size(q.Bytes), q.Duration.Milliseconds())),
			line.Text(line.StylePlain, q.URL)}, Copy: q.URL, Row: q, Indent: 12}
		if q.Problem != "" {
			l.Spans = append(l.Spans, line.Text(line.StyleBad, "  "+q.Problem))
		}
		out = append(out, l)
	}
	return out
}

// Commands lists the command lines that show the same by hand.
func Commands(s *report.Signature) []line.Line {
	if s == nil || len(s.Commands) == 0 {
		return nil
	}
	out := []line.Line{line.Heading("Equivalent commands")}
	for _, c := range s.Commands {
		out = append(out, line.TextLine(line.StyleDim, c.Shows),
			line.Line{Spans: []line.Span{line.Literal(line.StylePlain, "  "), line.Text(line.StyleAccent, c.Line)}, Indent: 4,
				Copy: c.Line})
	}
	return out
}
