package present

import (
	"fmt"
	"sort"

	"assay/inspect/report"
	"assay/ui/present/bounds"
)

// Checks lists every check of a signature with both sides.
func Checks(s *report.Signature, o Options) []Line {
	if s == nil {
		return nothing("There is no signature whose checks could be shown.")
	}
	pass, fail, other := s.Count()
	out := []Line{NewLine(Span{title(s), StyleHeading}, Text(StyleDim, fmt.Sprintf("  %d pass  %d fail  %d not applicable or undecided", pass, fail, other))), Blank()}
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
func check(c report.Check, o Options) []Line {
	mark := Status(c.Status)
	if c.Status == report.StatusFail && !c.Required {
		mark.Style = StyleWarn
	}
	style := StylePlain
	if c.Status == report.StatusSkipped {
		style = StyleDim
	}
	lead := []Span{mark.Span(o.ASCII), {"  " + pad(c.Title, titleWidth-len(mark.Word)), style}}
	value := c.Got
	if value == "" {
		value = c.Detail
	}
	out := []Line{{Spans: append(lead[:2:2], Text(StyleDim, string(c.ID))), Short: append(lead[:2:2], Text(StyleDim, shortHashes(bounds.Cut(value, bounds.Value)))),
		Closed: !c.Blocks() && c.Status != report.StatusFail, Copy: value, Row: c, Fixed: true}}
	detail := func(label, value string, style Style) {
		if value != "" {
			out = append(out, Line{Spans: []Span{{"        " + pad(label, 6), StyleLabel}, Text(style, value)}, Indent: 14, Copy: value, Row: c})
		}
	}
	switch c.Status {
	case report.StatusFail:
		detail("want", c.Want, StylePlain)
		detail("got", c.Got, StylePlain)
		detail("why", c.Detail, StyleDim)
		if !c.Required {
			detail("", "tolerated: the verdict does not depend on it", StyleDim)
		}
	case report.StatusPass:
		detail("got", c.Got, StyleDim)
		detail("", c.Detail, StyleDim)
	default:
		detail("why", c.Detail, StyleDim)
	}
	if o.Explain {
		detail("about", c.ID.Meaning(), StyleDim)
	}
	out[0].Below = len(out) - 1
	return out
}

func nothing(text string) []Line { return []Line{TextLine(StyleDim, text)} }

// Requests lists what was asked of the registry.
func Requests(r *report.Report) []Line {
	out := []Line{NewLine(Span{fmt.Sprintf("%s, %s, %d of them one after another", Plural(r.Fetched.Requests, "request"), Size(r.Fetched.Bytes), r.Fetched.Depth), StyleHeading}), Blank()}
	for _, q := range r.Requests {
		style := StylePlain
		if q.Status >= 400 || q.Problem != "" {
			style = StyleWarn
		}
		state := fmt.Sprint(q.Status)
		if q.Status == 0 {
			state = "—"
		}
		l := Line{Spans: []Span{{fmt.Sprintf("%6d ms  ", q.Started.Milliseconds()), StyleDim}, {pad(q.Method, 5), StylePlain}, {pad(state, 4), style},
			{fmt.Sprintf("%10s %5d ms  ", Size(q.Bytes), q.Duration.Milliseconds()), StyleDim}, Text(StylePlain, q.URL)}, Copy: q.URL, Row: q, Indent: 12}
		if q.Problem != "" {
			l.Spans = append(l.Spans, Text(StyleBad, "  "+q.Problem))
		}
		out = append(out, l)
	}
	return out
}

// Commands lists the command lines that show the same by hand.
func Commands(s *report.Signature) []Line {
	if s == nil || len(s.Commands) == 0 {
		return nil
	}
	out := []Line{Heading("Equivalent commands")}
	for _, c := range s.Commands {
		out = append(out, TextLine(StyleDim, c.Shows), Line{Spans: []Span{{"  ", StylePlain}, Text(StyleAccent, c.Line)}, Indent: 4, Copy: c.Line})
	}
	return out
}
