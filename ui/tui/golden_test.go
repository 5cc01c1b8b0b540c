package tui

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/vt"
	"github.com/google/go-cmp/cmp"

	"assay/inspect"
	"assay/inspect/report"
)

var update = flag.Bool("update", false, "write the golden screens anew")

const demoDir = "../testdata/demo/"

// screenCase is one cell of the matrix of case, pane, size and theme.
type screenCase struct {
	name   string
	layout string
	asked  report.Criteria
	keys   []string
	width  int
	height int
	change func(*Options)
}

var (
	askKey      = report.Criteria{Keys: []string{demoDir + "k-p256.pub"}}
	askOtherKey = report.Criteria{Keys: []string{demoDir + "k-other.pub"}}
	askGitHub   = report.Criteria{
		Identity: "https://github.com/acme/demo/.github/workflows/release.yml@refs/tags/v1.0",
		Issuer:   "http://127.0.0.1:5401",
	}
)

var screens = []screenCase{
	{name: "wrong-key-80x24", layout: "v2-key-rekor", asked: askOtherKey, width: 80, height: 24},
	{name: "wrong-key-120x40", layout: "v2-key-rekor", asked: askOtherKey, width: 120, height: 40},
	{name: "wrong-key-50x15", layout: "v2-key-rekor", asked: askOtherKey, width: 50, height: 15},
	{name: "wrong-key-20x5", layout: "v2-key-rekor", asked: askOtherKey, width: 20, height: 5},
	{name: "wrong-key-checks-80x24", layout: "v2-key-rekor", asked: askOtherKey, keys: []string{"2"}, width: 80, height: 24},
	{
		name:   "wrong-key-ascii-80x24",
		layout: "v2-key-rekor",
		asked:  askOtherKey,
		width:  80,
		height: 24,
		change: func(o *Options) { o.ASCII, o.NoColor = true, true },
	},
	{name: "wrong-identity-80x24", layout: "v2-keyless-github", asked: askGitHub, width: 80, height: 24},
	{name: "unpinned-120x30", layout: "v2-keyless-github", width: 120, height: 30},
	{name: "certificate-100x40", layout: "v2-keyless-github", keys: []string{"4"}, width: 100, height: 40},
	{name: "log-90x30", layout: "v3-keyless-email", keys: []string{"5"}, width: 90, height: 30},
	{name: "claims-90x30", layout: "v3-sign-and-attest", keys: []string{"3"}, width: 90, height: 30},
	{name: "tag-moved-80x24", layout: "tag-moved", asked: askKey, width: 80, height: 24},
	{name: "tampered-80x24", layout: "bad-payload-tampered", asked: askKey, width: 80, height: 24},
	{name: "unsigned-80x24", layout: "unsigned", asked: askKey, width: 80, height: 24},
	{name: "packages-120x24", layout: "sbom-attached-signed", asked: askKey, keys: []string{"6"}, width: 120, height: 24},
	{name: "tree-50x15", layout: "v3-sign-and-attest", keys: []string{"tab"}, width: 50, height: 15},
	{name: "help-100x40", layout: "unsigned", keys: []string{"?"}, width: 100, height: 40},
	{name: "raw-80x24", layout: "v2-key-rekor", asked: askKey, keys: []string{"7"}, width: 80, height: 24},
}

// load inspects a demo layout; its path stands for the reference, so that
// screens do not depend on a port.
func load(tb testing.TB, layout string, asked report.Criteria) *report.Report {
	tb.Helper()
	asked.TrustedRoot, asked.Offline = demoDir+"trusted-root.json", true
	r, err := inspect.Run(context.Background(), "oci:"+demoDir+"layouts/"+layout+":1.0", inspect.Options{Criteria: asked}, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

func pressed(name string) tea.KeyPressMsg {
	special := map[string]rune{
		"tab":       tea.KeyTab,
		"enter":     tea.KeyEnter,
		"esc":       tea.KeyEscape,
		"down":      tea.KeyDown,
		"up":        tea.KeyUp,
		"backspace": tea.KeyBackspace,
		"pgdown":    tea.KeyPgDown,
	}
	if code, ok := special[name]; ok {
		return tea.KeyPressMsg{Code: code}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// drawn is the screen as a terminal shows it.
func drawn(m *model) string {
	screen := vt.NewEmulator(m.width, m.height)
	_, _ = screen.WriteString(strings.ReplaceAll(m.screen(), "\n", "\r\n"))
	var rows []string
	for row := range strings.SplitSeq(screen.String(), "\n") {
		rows = append(rows, strings.TrimRight(row, " \r"))
	}
	return strings.Join(rows, "\n") + "\n"
}

func modelFor(tb testing.TB, c screenCase) *model {
	tb.Helper()
	options := Options{Target: c.layout, Appearance: dark}
	if c.change != nil {
		c.change(&options)
	}
	m := newTestModel(options)
	m.Update(tea.WindowSizeMsg{Width: c.width, Height: c.height})
	m.Update(inspectedMsg{report: load(tb, c.layout, c.asked)})
	for _, k := range c.keys {
		m.Update(pressed(k))
	}
	return m
}

// TestScreens compares screens with those in testdata/screens; -update writes
// them anew.
func TestScreens(t *testing.T) {
	for _, c := range screens {
		t.Run(c.name, func(t *testing.T) {
			got := drawn(modelFor(t, c))
			compareGolden(t, c.name, got)
			for i, row := range strings.Split(strings.TrimSuffix(got, "\n"), "\n") {
				if w := len([]rune(row)); w > c.width {
					t.Errorf("row %d is %d cells wide, the screen %d", i, w, c.width)
				}
			}
		})
	}
}

// compareGolden compares a text with a file in testdata/screens, or writes the
// file with -update.
func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("../testdata/screens", name+".txt")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		t.Fatalf("there is no golden screen %s; go test ./ui -update makes it", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("screen differs (-want +got):\n%s", diff)
	}
}

// TestMatrix draws every pane of a few cases at the two sizes that divide the
// screen differently, a file for each case and size.
func TestMatrix(t *testing.T) {
	for _, c := range []screenCase{
		{name: "wrong-key", layout: "v2-key-rekor", asked: askOtherKey},
		{name: "unpinned", layout: "v2-keyless-github"},
		{name: "bundles", layout: "v3-sign-and-attest", asked: askKey},
		{name: "sbom", layout: "sbom-attached-signed", asked: askKey},
	} {
		for _, size := range [][2]int{{80, 24}, {120, 30}} {
			c.width, c.height = size[0], size[1]
			name := fmt.Sprintf("matrix-%s-%dx%d", c.name, c.width, c.height)
			t.Run(name, func(t *testing.T) {
				m := modelFor(t, c)
				var all strings.Builder
				for p := range paneCount {
					m.Update(pressed(string(rune('1' + p))))
					all.WriteString("=== " + paneNames()[p] + "\n" + drawn(m))
				}
				compareGolden(t, name, all.String())
			})
		}
	}
}

// TestThemes draws every pane of a few cases in every theme. Styles are written
// as the numbers of their escape sequences between ‹ and ›.
func TestThemes(t *testing.T) {
	for _, c := range []screenCase{
		{name: "wrong-key", layout: "v2-key-rekor", asked: askOtherKey},
		{name: "sbom", layout: "sbom-attached-signed", asked: askKey},
	} {
		for theme, change := range map[string]func(*Options){
			"dark":     func(*Options) {},
			"light":    func(o *Options) { o.Theme = "light" },
			"no-color": func(o *Options) { o.NoColor = true },
		} {
			name := "theme-" + theme + "-" + c.name
			t.Run(name, func(t *testing.T) {
				c.width, c.height, c.change = 80, 24, change
				m := modelFor(t, c)
				var all strings.Builder
				for p := range paneCount {
					m.Update(pressed(string(rune('1' + p))))
					screen := strings.NewReplacer("\x1b[0m", "‹›", "\x1b[m", "‹›").Replace(m.screen())
					all.WriteString("=== " + paneNames()[p] + "\n" + styleSequence.ReplaceAllString(screen, "‹$1›") + "\n")
				}
				if theme == "no-color" && strings.Contains(all.String(), "38;") {
					t.Error("there are colours where none are wanted")
				}
				compareGolden(t, name, all.String())
			})
		}
	}
}

var styleSequence = regexp.MustCompile("\x1b\\[([0-9;]*)m")

// TestAnswerFits wants a failed verification to show cause, both sides and
// remedy without scrolling at 80 by 24, whatever the cause.
func TestAnswerFits(t *testing.T) {
	for _, c := range []struct {
		layout string
		asked  report.Criteria
		want   []string
	}{
		{"v2-key-rekor", askOtherKey, []string{
			"FAILED", "wrong key", "you gave", "3f89bb2b3ed8", "signed by", "7b09f4177369", "assay --key KEY",
		}},
		{"v2-keyless-github", askGitHub, []string{
			"FAILED", "wrong identity", "refs/tags/v1.0", "refs/heads/main", "--certificate-identity",
		}},
		{"tag-moved", askKey, []string{"UNSIGNED", "tag moved", "e463efcefb0f", "assay oci:"}},
		{"bad-payload-tampered", askKey, []string{"FAILED", "payload tampered", "Do not use the image"}},
		{"unsigned", askKey, []string{"UNSIGNED", "no signature", "include them"}},
	} {
		t.Run(c.layout, func(t *testing.T) {
			got := drawn(modelFor(t, screenCase{layout: c.layout, asked: c.asked, width: 80, height: 24}))
			flat := strings.Join(strings.Fields(got), " ")
			for _, want := range c.want {
				if !strings.Contains(flat, want) {
					t.Errorf("the screen does not show %q:\n%s", want, got)
				}
			}
		})
	}
}

// TestEverySize draws every pane at every small size: nothing may be wider or
// higher than the screen, and nothing may panic.
func TestEverySize(t *testing.T) {
	r := load(t, "v3-sign-and-attest", report.Criteria{})
	for width := 1; width <= 125; width += 7 {
		for height := 1; height <= 41; height += 5 {
			m := newTestModel(Options{Target: "x", Appearance: dark})
			m.Update(tea.WindowSizeMsg{Width: width, Height: height})
			m.Update(inspectedMsg{report: r})
			for _, k := range []string{"1", "2", "tab", "down", "3", "4", "G", "5", "w", "6", "7", "pgdown", "8", "?", "esc", "/"} {
				m.Update(pressed(k))
				checkSize(t, m, fmt.Sprintf("%dx%d after %s", width, height, k))
			}
		}
	}
}

func checkSize(t *testing.T, m *model, when string) {
	t.Helper()
	rows := strings.Split(m.screen(), "\n")
	if len(rows) > m.height {
		t.Fatalf("%s: %d rows", when, len(rows))
	}
	for _, row := range rows {
		if w := widthOf(row); w > m.width {
			t.Fatalf("%s: a row of %d cells: %q", when, w, row)
		}
	}
}
