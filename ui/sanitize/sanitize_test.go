package sanitize

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestText(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "docker.io/library/alpine:3", "docker.io/library/alpine:3"},
		{"escape sequence", "a\x1b[31mb", `a\x1b[31mb`},
		{"C1 CSI", "a\u009b31m", `a\x9b31m`},
		{"DEL and bell", "\x7f\a", `\x7f\x07`},
		{"carriage return", "good\rbad", `good\x0dbad`},
		{"newline and tab", "a\nb\tc", `a\x0ab\x09c`},
		{"invalid UTF-8", "a\xffb", `a\xffb`},
		{"right-to-left override", "a\u202eb", `a\u202eb`},
		{"isolate", "\u2066x\u2069", `\u2066x\u2069`},
		{"zero width", "a\u200bb\u200d\ufeff", `a\u200bb\u200d\ufeff`},
		{"line separator", "a\u2028b", `a\u2028b`},
		{"no-break space", "a\u00a0b", `a\xa0b`},
		{"tag character", "a\U000e0041", `a\U000e0041`},
		{"variation selector", "a\ufe0f", `a\ufe0f`},
		{"umlaut", "Zoë", "Zoë"},
		{"combining", "e\u0301", "e\u0301"},
		{"leading mark", "\u0301e", `\u0301e`},
		{"tower of marks", "e" + strings.Repeat("\u0301", 6), "e" + strings.Repeat("\u0301", 4) + `\u0301\u0301`},
		{"wide", "日本", "日本"},
		{"hangul filler", "a\u3164b", `a\u3164b`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := String(test.in); got != test.want {
				t.Errorf("Text(%q) = %q, want %q", test.in, got, test.want)
			}
		})
	}
}

func TestLines(t *testing.T) {
	got := strings.Join(Lines("a\tb\r\nc\rd\n"), "|")
	if want := `a   b|c\x0dd|`; got != want {
		t.Errorf("Lines = %q, want %q", got, want)
	}
}

func TestJSONKeepsItsMeaning(t *testing.T) {
	in := map[string]string{"k": "a\x1b\u202e\u009b日\U000e0041e\u0301"}
	encoded, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	safe := JSON(encoded)
	for _, r := range string(safe) {
		if hidden(r) {
			t.Errorf("%U is still in %q", r, safe)
		}
	}
	var out map[string]string
	if err := json.Unmarshal(safe, &out); err != nil || out["k"] != in["k"] {
		t.Errorf("after escaping it reads %q (%v), want %q", out["k"], err, in["k"])
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"", "a\x1b]8;;x\x07", "\u202e\xff", "e\u0301\u0301\u0301\u0301\u0301\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		out := String(s)
		if !utf8.ValidString(out) {
			t.Fatalf("Text(%q) is not UTF-8: %q", s, out)
		}
		for _, r := range out {
			if r < 0x20 || r >= 0x7f && r < 0xa0 || hidden(r) {
				t.Fatalf("Text(%q) still holds %U", s, r)
			}
		}
	})
}
