package present

import (
	"regexp"
	"strings"
	"sync"

	"assay/inspect/report"
	"assay/ui/present/bounds"
	"assay/ui/present/line"
)

// diagnosis shows a cause with both sides and what to do.
func diagnosis(d report.Diagnosis, where string) []line.Line {
	out := []line.Line{line.NewLine(line.Text(line.StyleBad, strings.ReplaceAll(d.Cause, "-", " ")), line.Text(line.StyleDim, "   "+where))}
	out = append(out, line.Line{Spans: []line.Span{line.Literal(line.StylePlain, "  "), line.Text(line.StylePlain, d.Message)}, Indent: 2})
	want, got := d.WantLabel, d.GotLabel
	if want == "" {
		want = "wanted"
	}
	if got == "" {
		got = "found"
	}
	if d.Evidence.Want != "" {
		out = append(out, side(want, d.Evidence.Want, d.Evidence.Got))
	}
	if d.Evidence.Got != "" {
		out = append(out, side(got, d.Evidence.Got, d.Evidence.Want))
	}
	if d.Why != "" && !strings.Contains(d.Message, d.Why) {
		out = append(out, line.Line{Spans: []line.Span{line.Literal(line.StylePlain, "  "), line.Text(line.StyleDim, d.Why)}, Indent: 2})
	}
	for _, step := range d.Steps() {
		style, prefix := line.StylePlain, "  "
		if step.Copyable {
			style, prefix = line.StyleAccent, "    "
		}
		out = append(out, line.Line{Spans: []line.Span{line.Text(line.StylePlain, prefix), line.Text(style, step.Text)},
			Indent: len(prefix), Copy: step.Text})
	}
	if len(d.Consequences) > 0 {
		out = append(out, line.Line{Spans: []line.Span{line.Literal(line.StyleDim, "  also fails for this reason: "),
			line.Text(line.StyleDim, strings.Join(d.Consequences, "; "))}, Indent: 4})
	}
	return out
}

// side shows one side of a comparison, with what differs from the other marked.
func side(label, value, other string) line.Line {
	head, otherHead := bounds.Cut(value, bounds.Value), bounds.Cut(other, bounds.Value)
	short, otherShort := shortHashes(head), shortHashes(otherHead)
	if short == otherShort {
		short, otherShort = head, otherHead
	}
	same, middle, tail := differing(short, otherShort)
	return line.Line{Spans: []line.Span{line.Text(line.StyleLabel, "  "+line.Pad(label, 12)), line.Text(line.StylePlain, same),
		line.Text(line.StyleDifferent, middle), line.Text(line.StylePlain, tail)}, Indent: 14, Copy: value}
}

var longHash = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\b[0-9a-f]{40,128}\b`) })

// shortHashes cuts long hexadecimal numbers to the twelve digits that tell them
// apart at a glance. What is copied keeps them whole.
func shortHashes(text string) string {
	return longHash().ReplaceAllStringFunc(text, func(hash string) string { return hash[:12] + "…" })
}

// differing splits value into the part that it begins with like other, the part
// in which they differ, and the part that they end with alike. Values that have
// little in common are not marked, as then all differs.
func differing(value, other string) (head, middle, tail string) {
	if value == other || other == "" {
		return value, "", ""
	}
	v, w := []rune(value), []rune(other)
	start := 0
	for start < len(v) && start < len(w) && v[start] == w[start] {
		start++
	}
	end := 0
	for end < len(v)-start && end < len(w)-start && v[len(v)-1-end] == w[len(w)-1-end] {
		end++
	}
	if (start+end)*3 < len(v) {
		return value, "", ""
	}
	return string(v[:start]), string(v[start : len(v)-end]), string(v[len(v)-end:])
}
