package content

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"

	"assay/inspect/report"
)

// maxRaw bounds how much of one piece is laid out as lines, in bytes.
const maxRaw = 8 << 20

// RawSize is how many bytes Raw lays out.
func RawSize(s *report.Signed, a *report.Artifact) int {
	n := 0
	if a != nil {
		n += len(a.Manifest)
	}
	if s != nil {
		for _, p := range s.Raw {
			n += min(len(p.Bytes), maxRaw)
		}
	}
	return n
}

// Raw shows the original bytes of a signature and of its manifest, as text
// where they are text, or all in hexadecimal.
func Raw(s *report.Signed, a *report.Artifact, hexadecimal bool) []Line {
	var out []Line
	if a != nil && len(a.Manifest) > 0 {
		out = append(out, L(Span{"manifest  ", Heading}, S(Dim, a.Source.Reference)))
		out = append(out, original(a.Manifest, hexadecimal)...)
		out = append(out, Blank())
	}
	if s != nil {
		for _, p := range s.Raw {
			out = append(out, part(p, hexadecimal)...)
		}
	}
	if len(out) == 0 {
		return nothing("There are no bytes to show here.")
	}
	return out
}

// part shows bytes as indented JSON, as text, or in hexadecimal.
func part(p report.RawPart, hexadecimal bool) []Line {
	out := []Line{L(S(Heading, p.Name+"  "), S(Dim, p.MediaType+"  "+Size(int64(len(p.Bytes)))))}
	data := p.Bytes
	cutOff := len(data) > maxRaw
	if cutOff {
		data = data[:maxRaw]
	}
	// A signed message is binary, even where its bytes happen to be text.
	out = append(out, original(data, hexadecimal || p.MediaType == "application/pgp")...)
	if cutOff {
		out = append(out, T(Dim, "… cut here; it has "+Size(int64(len(p.Bytes)))))
	}
	return append(out, Blank())
}

func original(data []byte, hexadecimal bool) []Line {
	if !hexadecimal && (utf8.Valid(data) || !bytes.Contains(data[:min(len(data), 4096)], []byte{0})) {
		return JSON(data)
	}
	return Hex(data)
}

// Hex lays out bytes in hexadecimal, sixteen to a line.
func Hex(data []byte) []Line {
	var out []Line
	for i := 0; i < len(data); i += 16 {
		row := data[i:min(i+16, len(data))]
		text := make([]byte, len(row))
		for k, b := range row {
			if b < 0x20 || b >= 0x7f {
				b = '.'
			}
			text[k] = b
		}
		out = append(out, Line{Spans: []Span{{fmt.Sprintf("%08x  ", i), Dim}, {pad(spaced(row), 50), Plain}, {string(text), Dim}}, Copy: hex.EncodeToString(row), Fixed: true})
	}
	return out
}

func spaced(row []byte) string {
	var b strings.Builder
	for _, c := range row {
		fmt.Fprintf(&b, "%02x ", c)
	}
	return b.String()
}
