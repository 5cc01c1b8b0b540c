package present

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"

	"assay/inspect/report"
	"assay/ui/present/bounds"
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
func Raw(s *report.Signature, a *report.Artifact, hexadecimal bool) Nested {
	out := &Sections{}
	if a != nil && len(a.Manifest) > 0 {
		out.Add(Static{NewLine(Span{"manifest  ", StyleHeading}, Text(StyleDim, a.Source.Reference))})
		out.Add(original(a.Manifest, hexadecimal))
		out.Add(Static{Blank()})
	}
	if s != nil {
		for _, p := range s.Raw {
			out.addPart(p, hexadecimal)
		}
	}
	if out.Len() == 0 {
		return Static(nothing("There are no bytes to show here."))
	}
	return out
}

// addPart adds bytes as indented JSON, as text, or in hexadecimal.
func (s *Sections) addPart(p report.RawPart, hexadecimal bool) {
	s.Add(Static{NewLine(Text(StyleHeading, p.Name+"  "), Text(StyleDim, p.MediaType+"  "+Size(int64(len(p.Bytes)))))})
	data := p.Bytes[:min(len(p.Bytes), bounds.Raw)]
	// A signed message is binary, even where its bytes happen to be text.
	s.Add(original(data, hexadecimal || p.MediaType == "application/pgp"))
	if len(data) < len(p.Bytes) {
		s.Add(Static{TextLine(StyleDim, "… cut here; it has "+Size(int64(len(p.Bytes))))})
	}
	s.Add(Static{Blank()})
}

func original(data []byte, hexadecimal bool) List {
	switch {
	case hexadecimal || !utf8.Valid(data) && bytes.Contains(data[:min(len(data), 4096)], []byte{0}):
		return hexRows(data)
	case len(data) == 0:
		return Static(JSON(data))
	case json.Valid(data):
		return layJSON(string(data), bounds.RawRows, 1<<62)
	}
	return layText(StylePlain, string(data), bounds.RawRows, 1<<62)
}
