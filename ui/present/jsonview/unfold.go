package jsonview

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"strings"

	"assay/ui/present/bounds"
	"assay/ui/present/line"
)

// Lines shows a JSON value with indentation; what is no JSON is shown as text.
func Lines(data []byte) []line.Line { return line.All(List(data, bounds.Rows, bounds.Laid)) }

// List is JSON with indentation, and anything else as text, in at most rows lines that
// take about size bytes.
func List(data []byte, rows, size int) line.List {
	switch {
	case len(data) == 0:
		return line.Static{line.TextLine(line.StyleDim, "nothing")}
	case json.Valid(data):
		return Lay(view(data), rows, size)
	}
	return line.OfText(line.StylePlain, view(data), rows, size)
}

// Unfold shows JSON and, below a member whose value is base64 of readable text,
// that text: Rekor keeps PEM that way.
func Unfold(data []byte) []line.Line {
	left := bounds.Unfolded
	var out []line.Line
	for _, l := range Lines(data) {
		var inner []line.Line
		if left > 0 {
			inner = decoded(l.Copy)
		}
		if len(inner) > 0 {
			left--
			l.Below = len(inner)
		}
		out = append(out, l)
		for _, below := range line.Indent(l.Indent+2, inner) {
			// It is part of the member, whatever its own form.
			below.Level = l.Level + 1
			out = append(out, below)
		}
	}
	return out
}

// decoded returns the text that value is the base64 of, or nothing. Digests
// and signatures are base64 too, but of bytes that are no text.
func decoded(value string) []line.Line {
	if len(value) < 24 || len(value) > bounds.Laid {
		return nil
	}
	raw, err := base64.StdEncoding.DecodeString(value)
	if err != nil {
		return nil
	}
	for _, b := range raw {
		if b != '\n' && b != '\r' && b != '\t' && (b < 0x20 || b >= 0x7f) {
			return nil
		}
	}
	if !json.Valid(raw) {
		return line.All(line.OfText(line.StyleDim, strings.TrimSpace(string(raw)), bounds.UnfoldedRows, bounds.Laid))
	}
	lines := line.All(Lay(string(bytes.TrimSpace(raw)), bounds.UnfoldedRows, bounds.Laid))
	for _, l := range lines {
		for i := range l.Spans {
			l.Spans[i].Style = line.StyleDim
		}
	}
	return lines
}
