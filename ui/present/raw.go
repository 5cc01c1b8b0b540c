package present

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"assay/inspect/report"
	"assay/ui/present/bounds"
	"assay/ui/present/jsonview"
	"assay/ui/present/line"
)

// RawSize is how many bytes Raw lays out.
func RawSize(s *report.Signature, a *report.Artifact) int {
	n := 0
	if a != nil {
		n += len(a.Manifest)
	}
	if s != nil {
		for _, p := range s.Raw {
			n += min(len(p.Bytes), bounds.Raw)
		}
	}
	return n
}

// Raw shows the original bytes of a signature and of its manifest, as text
// where they are text, or all in hexadecimal.
func Raw(s *report.Signature, a *report.Artifact, hexadecimal bool) line.Nested {
	out := &line.Sections{}
	if a != nil && len(a.Manifest) > 0 {
		out.Add(line.Static{line.NewLine(line.Literal(line.StyleHeading, "manifest  "), line.Text(line.StyleDim, a.Source.Reference))})
		out.Add(original(a.Manifest, hexadecimal))
		out.Add(line.Static{line.Blank()})
	}
	if s != nil {
		for _, p := range s.Raw {
			addPart(out, p, hexadecimal)
		}
	}
	if out.Len() == 0 {
		return line.Static(nothing("There are no bytes to show."))
	}
	return out
}

// addPart adds bytes as indented JSON, as text, or in hexadecimal.
func addPart(s *line.Sections, p report.RawPart, hexadecimal bool) {
	s.Add(line.Static{line.NewLine(line.Text(line.StyleHeading, p.Name+"  "),
		line.Text(line.StyleDim, p.MediaType+"  "+bounds.Size(int64(len(p.Bytes)))))})
	data := p.Bytes[:min(len(p.Bytes), bounds.Raw)]
	// A signed message is binary, even where its bytes happen to be text.
	s.Add(original(data, hexadecimal || p.MediaType == "application/pgp"))
	if len(data) < len(p.Bytes) {
		s.Add(line.Static{line.TextLine(line.StyleDim, "… cut here; the whole has "+bounds.Size(int64(len(p.Bytes))))})
	}
	s.Add(line.Static{line.Blank()})
}

func original(data []byte, hexadecimal bool) line.List {
	if hexadecimal || !utf8.Valid(data) && bytes.Contains(data[:min(len(data), 4096)], []byte{0}) {
		return hexRows(data)
	}
	return jsonview.List(data, bounds.RawRows, math.MaxInt)
}

// hexRows is bytes in hexadecimal, sixteen to a line.
type hexRows []byte

// Len is the number of lines.
func (h hexRows) Len() int { return (len(h) + 15) / 16 }

// At returns line i.
func (h hexRows) At(i, _ int) line.Line {
	row := h[16*i : min(16*i+16, len(h))]
	text := make([]byte, len(row))
	for k, b := range row {
		if b < 0x20 || b >= 0x7f {
			b = '.'
		}
		text[k] = b
	}
	return line.Line{Spans: []line.Span{line.Text(line.StyleDim, fmt.Sprintf("%08x  ", 16*i)),
		line.Text(line.StylePlain, line.Pad(spaced(row), 50)), line.Text(line.StyleDim, string(text))},
		Copy: hex.EncodeToString(row), Fixed: true}
}

func spaced(row []byte) string {
	var b strings.Builder
	for _, c := range row {
		fmt.Fprintf(&b, "%02x ", c)
	}
	return b.String()
}
