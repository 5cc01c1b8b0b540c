package present

import (
	"encoding/hex"
	"fmt"
	"strings"

	"assay/ui/present/bounds"
	"assay/ui/sanitize"
)

// textRows is a text with a line for each of its lines, made when it is asked
// for.
type textRows struct {
	text  string
	style Style
	// ends are the places in the text where lines end.
	ends []int32
	cut  bool
}

// layText lays out a text in at most rows lines that take about size bytes.
func layText(style Style, text string, rows, size int) *textRows {
	t := &textRows{text: text, style: style}
	for at := 0; ; {
		n := strings.IndexByte(text[at:], '\n')
		end := at + n
		if n < 0 {
			end = len(text)
		}
		if size -= min(end-at, bounds.JSONValue); len(t.ends) == rows || size < 0 && len(t.ends) > 0 {
			t.cut = true
			return t
		}
		t.ends = append(t.ends, int32(end)) //nolint:gosec // Blobs have far less than 2 GiB.
		if n < 0 {
			return t
		}
		at = end + 1
	}
}

// Len is the number of lines.
func (t *textRows) Len() int {
	if t.cut {
		return len(t.ends) + 1
	}
	return len(t.ends)
}

// At returns line i; the whole text is what is copied.
func (t *textRows) At(i, _ int) Line {
	if i >= len(t.ends) {
		return cutLine(len(t.ends), len(t.text))
	}
	from := 0
	if i > 0 {
		from = int(t.ends[i-1]) + 1
	}
	line := shortened("", t.text[from:t.ends[i]], "")
	return Line{Spans: []Span{{sanitize.Lines(line)[0], t.style}}, Copy: t.text}
}

// hexRows is bytes in hexadecimal, sixteen to a line.
type hexRows []byte

// Len is the number of lines.
func (h hexRows) Len() int { return (len(h) + 15) / 16 }

// At returns line i.
func (h hexRows) At(i, _ int) Line {
	row := h[16*i : min(16*i+16, len(h))]
	text := make([]byte, len(row))
	for k, b := range row {
		if b < 0x20 || b >= 0x7f {
			b = '.'
		}
		text[k] = b
	}
	return Line{Spans: []Span{{fmt.Sprintf("%08x  ", 16*i), StyleDim}, {pad(spaced(row), 50), StylePlain}, {string(text), StyleDim}}, Copy: hex.EncodeToString(row), Fixed: true}
}

func spaced(row []byte) string {
	var b strings.Builder
	for _, c := range row {
		fmt.Fprintf(&b, "%02x ", c)
	}
	return b.String()
}
