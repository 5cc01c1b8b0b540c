package tui

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"assay/inspect/report"
	"assay/sbom"
)

// largeModel shows an SBOM of n packages, indexed.
func largeModel(tb testing.TB, n int) *model {
	tb.Helper()
	d := &sbom.Document{Format: "SPDX-2.3 JSON", Name: "large"}
	for i := range n {
		d.Packages = append(
			d.Packages,
			sbom.Package{
				ID:      fmt.Sprintf("SPDXRef-%d", i),
				Name:    fmt.Sprintf("package-%d", i*7919%n),
				Version: fmt.Sprintf("%d.%d", i%9, i%31),
				Supplier: fmt.Sprintf(
					"Maintainer %d",
					i%40,
				),
				LicenseDeclared: []string{"MIT", "GPL-2.0-only", "Apache-2.0", "NOASSERTION"}[i%4],
				PURL:            fmt.Sprintf("pkg:%s/package-%d@%d.%d", []string{"deb", "npm", "golang"}[i%3], i*7919%n, i%9, i%31),
			},
		)
		d.Relationships = append(
			d.Relationships,
			sbom.Relationship{From: fmt.Sprintf("SPDXRef-%d", i/3), Type: "DEPENDS_ON", To: fmt.Sprintf("SPDXRef-%d", i)},
		)
	}
	g := sbom.NewGraph(d)
	b := &report.SBOM{
		Source:   report.Source{Store: report.StoreFile, Reference: "large"},
		Format:   d.Format,
		Trust:    report.VerdictUnsigned,
		Document: d,
		Graph:    g,
		Quality:  sbom.NewQuality(d, g),
		Packages: n,
	}
	m := newTestModel(Options{Target: "large", Appearance: dark, Pane: PackagesPane})
	m.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
	_, cmd := m.Update(
		inspectedMsg{
			report: &report.Report{
				Target:    report.Target{Artifact: report.ArtifactDocument},
				SBOMs:     []*report.SBOM{b},
				Artifacts: []report.Artifact{{ID: "large", Kind: report.KindSBOM, SBOM: 0}},
			},
		},
	)
	// Indexing goes on in the background; the screen says so until then.
	for _, msg := range messages(cmd) {
		m.Update(msg)
	}
	if m.sbomState() == nil {
		tb.Fatal("the document was never indexed")
	}
	return m
}

// messages runs a command and those that it is made of.
func messages(cmd tea.Cmd) []tea.Msg {
	if cmd == nil {
		return nil
	}
	switch msg := cmd().(type) {
	case nil:
		return nil
	case tea.BatchMsg:
		var out []tea.Msg
		for _, c := range msg {
			out = append(out, messages(c)...)
		}
		return out
	default:
		return []tea.Msg{msg}
	}
}

// BenchmarkKeyToFrame measures a key press with the frame that follows, over
// 100,000 packages and over raw bytes of 5 MB. A frame of a 60 Hz screen has
// 16 ms.
func BenchmarkKeyToFrame(b *testing.B) {
	packages := largeModel(b, 100_000)
	frame := func(b *testing.B, m *model, keys ...string) {
		b.Helper()
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			press(m, keys[i%len(keys)])
			_ = m.screen()
		}
	}
	b.Run("packages/down", func(b *testing.B) { frame(b, packages, "down") })
	b.Run("packages/page", func(b *testing.B) { frame(b, packages, "pgdown") })
	b.Run("packages/end", func(b *testing.B) { frame(b, packages, "G", "g") })
	b.Run("packages/sort", func(b *testing.B) { frame(b, packages, "s") })
	b.Run("packages/group", func(b *testing.B) { frame(b, packages, "b") })
	press(packages, "f")
	b.Run("packages/filter", func(b *testing.B) {
		frame(b, packages, "n", "p", "m", "backspace", "backspace", "backspace")
	})
	press(packages, "enter")
	press(packages, "/")
	b.Run("packages/search", func(b *testing.B) { frame(b, packages, "9", "9", "9", "backspace", "backspace", "backspace") })

	raw := newTestModel(Options{Target: "large", Appearance: dark, Pane: int(paneRaw) + 1})
	raw.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
	var list []map[string]any
	for i := range 40_000 {
		list = append(
			list,
			map[string]any{"number": i, "text": "a string of some length that stands for a line of a predicate", "more": []int{i, i + 1}},
		)
	}
	data, err := json.Marshal(list)
	if err != nil {
		b.Fatal(err)
	}
	envelope := []byte(`{"payload":"` + strings.Repeat("QUJD", 1<<20) + `"}`)
	s := &report.Signature{
		ID:  "sig",
		Raw: []report.RawPart{{Name: "envelope", Bytes: envelope}, {Name: "payload", Bytes: data}, {Name: "text", Bytes: envelope[1:]}},
	}
	r := &report.Report{
		Signatures: []*report.Signature{s},
		Artifacts:  []report.Artifact{{ID: "a", Kind: report.KindSignature, SBOM: -1, Signed: []string{"sig"}}},
	}
	_, cmd := raw.Update(inspectedMsg{report: r})
	for _, msg := range messages(cmd) {
		raw.Update(msg)
	}
	b.Run("raw/down", func(b *testing.B) { frame(b, raw, "down") })
	b.Run("raw/page", func(b *testing.B) { frame(b, raw, "pgdown") })
	b.Run("raw/end", func(b *testing.B) { frame(b, raw, "G", "g") })
	b.Run("raw/open", func(b *testing.B) { frame(b, raw, "1", "7") })
	b.Run("raw/fold", func(b *testing.B) { frame(b, raw, "z") })
}
