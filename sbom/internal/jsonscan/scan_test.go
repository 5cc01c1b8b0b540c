package jsonscan

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"assay/sbom"
	"assay/sbom/internal/build"
)

func scanner(text string) (*Scanner, *build.Builder) {
	b := build.New(sbom.Input{Data: []byte(text)})
	return New(b), b
}

func TestText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`"plain"`: "plain", `""`: "", `"a\"b\\c\/d"`: `a"b\c/d`, `"\b\f\n\r\t"`: "\b\f\n\r\t", `"\u00e4\ud834\udd1e"`: "ä𝄞",
		`"\ud834"`: "\ufffd", `"\ud834\u0041"`: "\ufffdA", `"\x"`: `\x`, `"\u12"`: `\u12`, "\"\xff\"": "\xff", `12.5`: "12.5",
		`true`: "true", `null`: "", `{"a":1}`: "", `[1]`: "",
		`"unclosed`: "", `"unclosed\"`: "", ``: "",
	} {
		s, _ := scanner(text)
		if got := s.Text("it"); got != want {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
	}
}

// TestWalk walks a document with everything in it and wants to end after it.
func TestWalk(t *testing.T) {
	t.Parallel()
	s, b := scanner(` {"a" : [1, "x", {"deep":[[]]}, null], "b":{}, "c":"\"}" , "d":false} `)
	var name []byte
	var seen strings.Builder
	for ok := s.Object("it"); ok && s.Member(&name); {
		seen.Write(name)
		switch string(name) {
		case "a":
			for ok := s.Array("a"); ok && s.Next(); {
				seen.WriteByte(byte('0' + s.Kind()))
				s.Skip()
			}
		case "d":
			seen.WriteByte(byte('0' + s.Boolean("d")))
		default:
			s.Skip()
		}
	}
	s.Finish()
	if seen.String() != "a4316bcd1" {
		t.Errorf("the walk saw %q, want a4316bcd1", seen.String())
	}
	if s.Stopped() {
		t.Error("the walk stopped")
	}
	if d := b.Finish(); len(d.Diagnostics) > 0 {
		t.Errorf("diagnostics %v", d.Diagnostics)
	}
}

// FuzzText compares strings with the standard decoder, for those that it takes
// and does not repair.
func FuzzText(f *testing.F) {
	for _, seed := range []string{`plain`, `\u00e4\n`, `\ud834\udd1e`, `a\\`, `ä`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, inner string) {
		text := `"` + inner + `"`
		var want string
		if !utf8.ValidString(inner) || json.Unmarshal([]byte(text), &want) != nil || strings.Contains(want, "\ufffd") {
			t.Skip()
		}
		s, b := scanner(text)
		if got := s.Text("it"); got != want {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
		s.Finish()
		if d := b.Finish(); len(d.Diagnostics) > 0 {
			t.Errorf("%s: %v", text, d.Diagnostics)
		}
	})
}

// FuzzSkip passes over anything, whole documents to their end.
func FuzzSkip(f *testing.F) {
	f.Add(`{"a":[1,2,{"b":null}]}`)
	f.Add(`[[["x\"]"]]]`)
	f.Fuzz(func(t *testing.T, text string) {
		s, _ := scanner(text)
		s.Skip()
		if s.Offset() > len(text) {
			t.Fatalf("%d is beyond %d", s.Offset(), len(text))
		}
		if json.Valid([]byte(text)) && (s.Stopped() || strings.TrimSpace(text[s.Offset():]) != "") {
			t.Errorf("%q ends at %d", text, s.Offset())
		}
	})
}
