package tui

import (
	"strings"
	"testing"

	"assay/ui/present/line"
)

// TestChecksUnfold wants a line for each check that needs no attention, with
// its details a key away, and a search that looks into what is folded.
func TestChecksUnfold(t *testing.T) {
	const folded = "✓ pass  claims name this image              sha256:0e2603f48e4a…"
	const detail = "0e2603f48e4aaa80f77e52f096adf37c2f0842cf80d76a867f631391b33306f4"
	c := screenCase{layout: "v2-key-rekor", asked: askKey, keys: []string{"2"}, width: 120, height: 40}
	m := modelFor(t, c)
	if got := drawn(m); !strings.Contains(got, folded) || strings.Contains(got, "claims.digest") {
		t.Fatalf("the check is not one line:\n%s", got)
	}
	for _, c := range []struct {
		name string
		keys []string
	}{
		{"enter", []string{"enter"}},
		{"z", []string{"z"}},
		{"search", append(append([]string{"g", "/"}, strings.Split("manifest was signed", "")...), "enter")},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := modelFor(t, screenCase{layout: "v2-key-rekor", asked: askKey, keys: []string{"2"}, width: 120, height: 40})
			for m.view().Cursor = 0; !strings.Contains(mustCurrent(t, m).String(), "claims name this image"); m.view().Cursor++ {
			}
			if copied := mustCurrent(t, m).Copy; copied != "sha256:"+detail {
				t.Errorf("y copies %q", copied)
			}
			for _, k := range c.keys {
				m.Update(pressed(k))
			}
			got := strings.Join(strings.Fields(strings.ReplaceAll(drawn(m), "│", "")), "")
			if !strings.Contains(got, detail) || !strings.Contains(got, "claims.digest") {
				t.Errorf("the details are not shown:\n%s", drawn(m))
			}
			m.Update(pressed("z"))
			if got := drawn(m); !strings.Contains(got, folded) {
				t.Errorf("the check does not fold again:\n%s", got)
			}
		})
	}
}

func mustCurrent(t *testing.T, m *model) line.Line {
	t.Helper()
	l, ok := m.view().Current()
	if !ok {
		t.Fatal("there is no such line")
	}
	return l
}

// TestFailuresBeginUnfolded wants both sides of what failed without a key.
func TestFailuresBeginUnfolded(t *testing.T) {
	m := modelFor(t, screenCase{layout: "v2-key-rekor", asked: askOtherKey, keys: []string{"2"}, width: 80, height: 24})
	for _, want := range []string{"key.match", "want  SHA256:3f89bb2b", "got   SHA256:7b09f417"} {
		if got := drawn(m); !strings.Contains(got, want) {
			t.Errorf("the screen does not show %q:\n%s", want, got)
		}
	}
}

// TestCopyHarmless wants what is put into the clipboard to do nothing while a
// terminal takes it.
func TestCopyHarmless(t *testing.T) {
	if got := clipboardText("a\x1b[201~\nb"); got != `"a\u001b[201~\nb"` {
		t.Errorf("%q is copied", got)
	}
	if got := clipboardText("plain https://x"); got != "plain https://x" {
		t.Errorf("%q is copied", got)
	}
	for _, c := range []struct {
		line  line.Line
		value string
		want  bool
	}{
		{line.TextLine(line.StylePlain, "-----BEGIN X-----"), "-----BEGIN X-----\nabc\n", true},
		{line.Field("name", "x\ncurl|sh\n"), "x\ncurl|sh\n", false},
		{line.TextLine(line.StylePlain, "a"), "a\n\x1b[201~", false},
		{line.TextLine(line.StylePlain, "a"), "a", false},
	} {
		if got := isBlock(c.line, c.value); got != c.want {
			t.Errorf("%q is a block: %v", c.value, got)
		}
	}
}
