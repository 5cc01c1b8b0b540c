package jsonview

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"assay/registry/serve/hostile"
	"assay/ui/present/bounds"
	"assay/ui/present/line"
)

// TestJSONAsIndented wants the lines that json.Indent makes.
func TestJSONAsIndented(t *testing.T) {
	t.Parallel()
	for _, in := range []string{`{}`, `[ ]`, `"a"`, "[1]\n", "{}\r\n\n", `{"a" : [1, 2.50 ,{"b\":": {} , "c":null}],"d":"}\\"}`,
		`[[],[[]],{"":{"":[]}}]`, `["\": x"]`} {
		var want bytes.Buffer
		if err := json.Indent(&want, []byte(in), "", "  "); err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimSuffix(line.Static(Lines([]byte(in))).String(), "\n"); got != strings.ReplaceAll(want.String(), "\r", "") {
			t.Errorf("%s:\n%s\nwant\n%s", in, got, want.String())
		}
	}
}

// FuzzJSON lays out any bytes, and compares what is JSON with json.Indent.
func FuzzJSON(f *testing.F) {
	for _, s := range []string{`{"a":[1,{"b":[]}],"c":"\u001b"}`, "[1,\n2]\n", strings.Repeat("[", 200) + strings.Repeat("]", 200),
		"no JSON", `{"a":`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 4000 {
			return
		}
		lines := Lines(data)
		list := List(data, bounds.RawRows, 1<<62)
		if n, ok := list.(line.Nested); ok {
			for i := range n.Len() {
				if end := n.End(i); end >= n.Len() || end >= 0 && end <= i {
					t.Fatalf("%q: line %d ends at %d of %d", data, i, end, n.Len())
				}
				_ = line.Has(n, i, "x")
			}
		}
		Unfold(data)
		Of(data).At("a", "b")
		var want bytes.Buffer
		if json.Indent(&want, data, "", "  ") == nil && want.Len() < bounds.JSONValue && bounds.Measure(data).Depth < bounds.Depth &&
			isASCII(want.String()) && !strings.ContainsAny(want.String(), "\t\r\x7f") {
			if got := strings.TrimRight(line.Static(lines).String(), " \n"); got != strings.TrimRight(want.String(), " \n") {
				t.Errorf("%q:\n%s\nwant\n%s", data, got, want.String())
			}
		}
	})
}

// TestHostileJSON wants JSON of any depth and size to become a bounded number
// of bytes in a moment, with a word on what is not shown.
func TestHostileJSON(t *testing.T) {
	t.Parallel()
	deep := hostile.Deep(9_990)
	for name, c := range map[string]struct{ in, want string }{
		"deep":           {deep, "9926 levels more, 19.4 KiB, are not unfolded"},
		"deeper than Go": {hostile.Deep(100_000), "195.3 KiB in all"},
		"member":         {`{"a":1,"b":` + deep + `,"c":2}`, `"c": 2`},
		"wide":           {hostile.Wide(64, 100_000), "the whole has 195.4 KiB"},
		"flat":           {hostile.Wide(1, 1_000_000), "… cut here, after 20000 lines; the whole has 1.9 MiB"},
		"lines":          {strings.Repeat("\n", 1_000_000), "… cut here, after 20000 lines"},
		"value":          {`{"a":"` + strings.Repeat("x", 1<<20) + `"}`, "1.0 MiB in all"},
		"name":           {`{"` + strings.Repeat("x", 1<<20) + `":1}`, "1.0 MiB in all"},
		"within base64":  {`{"a":"` + base64.StdEncoding.EncodeToString([]byte(deep)) + `"}`, "9926 levels more"},
	} {
		begin := time.Now()
		out := line.Static(Unfold([]byte(c.in))).String()
		if took := time.Since(begin); len(out) > 2*bounds.Laid || !strings.Contains(out, c.want) || took > 2*time.Second {
			t.Errorf("%s: %d bytes in %s, want %q among them\n%.200s…%s", name, len(out), took, c.want, out, out[max(0, len(out)-200):])
		}
		n := List([]byte(c.in), bounds.RawRows, 1<<62)
		if n.Len() > bounds.RawRows+1 {
			t.Errorf("%s: %d lines in pane Raw", name, n.Len())
		}
	}
}

// TestWhole wants the line that stands for something to copy all of it.
func TestWhole(t *testing.T) {
	t.Parallel()
	deep := hostile.Deep(100)
	for _, l := range Lines([]byte(`{"a": {"b": [1,  2]}, "c":` + deep + `}`)) {
		switch text := strings.TrimSpace(l.String()); {
		case text == `"a": {` && l.Whole != `{"b": [1,  2]}`:
			t.Errorf("%q stands for %q", text, l.Whole)
		case strings.Contains(text, "…") && strings.Count(l.Copy, "[") != 100-bounds.Depth+1:
			t.Errorf("%q copies %q", text, l.Copy)
		}
	}
	f := line.Fold(Lay(`{"a":[1,2],"b":3}`, 100, 1<<20), map[int]bool{1: true})
	if l := f.At(1, 0); f.Len() != 4 || l.String() != `  "a": [ … 3 lines` || l.Copy != "[1,2]" || !f.Hides(1, "2") || f.Hides(2, "3") {
		t.Errorf("%d lines, %q copies %q", f.Len(), l.String(), l.Copy)
	}
	if row, err := json.Marshal(f.At(1, 0).Row); err != nil || string(row) != "[1,2]" {
		t.Errorf("the row is %s (%v)", row, err)
	}
}

// TestUnfoldFolds wants text that was unfolded to belong to its member, and
// objects around it to end where they end.
func TestUnfoldFolds(t *testing.T) {
	t.Parallel()
	pem := base64.StdEncoding.EncodeToString([]byte("-----BEGIN X-----\nabc\n-----END X-----\n"))
	lines := line.Static(Unfold([]byte(`{"a":{"key":"` + pem + `","b":1},"c":2}`)))
	if end := lines.End(1); lines[end].String() != "  }," {
		t.Errorf("the object ends at line %d of %s", end, lines.String())
	}
	if end := lines.End(2); end != 5 {
		t.Errorf("the member ends at line %d of\n%s", end, lines.String())
	}
}
