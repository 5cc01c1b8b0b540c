package tui

import (
	tea "charm.land/bubbletea/v2"

	"assay/inspect/report"
	"assay/ui/present"
)

// Some things take longer than a key press may: they are made in the background
// when they come to be shown, and the pane says so until they are there.

// maxIndexedAtOnce is up to how many packages a document is indexed, and
// maxLaidAtOnce up to how many bytes are laid out, while the screen waits: some
// ten milliseconds' work.
const (
	maxIndexedAtOnce = 5000
	maxLaidAtOnce    = 256 << 10
)

// indexedMsg brings the index of a large document.
type indexedMsg struct{ state *sbomState }

// laidMsg brings the lines of a pane that has many.
type laidMsg struct {
	report *report.Report
	key    viewKey
	hex    bool
	lines  present.Nested
}

// prepare begins what the pane that is shown still wants.
func (m *model) prepare() tea.Cmd {
	switch {
	case m.err != nil:
		return nil
	case m.pane == panePackages:
		return m.prepareIndex()
	case m.pane == paneRaw:
		return m.prepareRaw()
	}
	return nil
}

func (m *model) prepareIndex() tea.Cmd {
	b := m.sbom()
	if b == nil || b.Document == nil || m.sbomState() != nil || m.indexing[b.Document] {
		return nil
	}
	m.indexing[b.Document] = true
	return func() tea.Msg { return indexedMsg{newSBOMState(b)} }
}

func (m *model) prepareRaw() tea.Cmd {
	k := m.viewKey()
	if m.laid.get(k) != nil || m.laying[k] {
		return nil
	}
	var a *report.Artifact
	if n := m.selected(); n != nil {
		a = n.artifact
	}
	m.laying[k] = true
	r, s, hex := m.report, m.signed(), m.hex
	return func() tea.Msg { return laidMsg{r, k, hex, present.Raw(s, a, hex)} }
}

// laidOut takes lines that were made in the background, unless the report has
// changed meanwhile.
func (m *model) laidOut(msg laidMsg) {
	if msg.report != m.report || msg.hex != m.hex {
		return
	}
	m.keep(msg.key, msg.lines)
	m.refresh()
}
