package bounds

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestMeasure compares the measured size with what encoding/json makes.
func TestMeasure(t *testing.T) {
	t.Parallel()
	for in, depth := range map[string]int{
		`{}`: 1, `[]`: 1, `[ ]`: 1, `1`: 0, `"a\"b]"`: 0, `{"a":[1,2,{"b":{}}],"c\\":"}"}`: 4, ` [ 1 , [ ] , { } ] `: 2, `[[[[]]]]`: 4,
		`{"a":"\u005b"}`: 1,
		strings.Repeat("[", 100) + strings.Repeat("]", 100): 100,
	} {
		var b bytes.Buffer
		if err := json.Indent(&b, bytes.TrimSpace([]byte(in)), "", "  "); err != nil {
			t.Fatal(err)
		}
		if got := Measure([]byte(in)); got.Depth != depth || got.Indented != int64(b.Len()) {
			t.Errorf("%s: %+v, want depth %d and %d bytes", in, got, depth, b.Len())
		}
	}
}

func TestCut(t *testing.T) {
	t.Parallel()
	if got := Cut("abc", 3); got != "abc" {
		t.Errorf("%q", got)
	}
	if got := Cut(strings.Repeat("ä", 4), 3); got != "ä … 8 B in all" || !utf8.ValidString(got) {
		t.Errorf("%q", got)
	}
	if got := Cut(strings.Repeat("\x80", 2000), 100); !strings.Contains(got, "2.0 KiB in all") {
		t.Errorf("%q", got)
	}
}

// FuzzMeasure compares the measure of any JSON with what encoding/json makes.
func FuzzMeasure(f *testing.F) {
	f.Add([]byte(`{"a":[1,2,{"b":{}}],"c":"\\"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var b bytes.Buffer
		if len(data) > 1000 || json.Indent(&b, bytes.Trim(data, " \t\r\n"), "", "  ") != nil {
			return
		}
		if got := Measure(data); got.Indented != int64(b.Len()) {
			t.Errorf("%q: %d, want %d", data, got.Indented, b.Len())
		}
	})
}
