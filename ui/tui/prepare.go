package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"assay/inspect/report"
	"assay/ui/present"
	"assay/ui/present/line"
	"assay/ui/tui/dialog"
)

// Some things take longer than a key press may. They are made in the background
// when they come to be shown, and the pane says so until they are there.

// maxIndexedAtOnce is up to how many packages a document is indexed, and
// maxRawAtOnce up to how many bytes are laid out, while the screen waits: some
// ten milliseconds' work.
const (
	maxIndexedAtOnce = 5000
	maxRawAtOnce     = 256 << 10
)

// indexedMsg brings the index of a large document.
type indexedMsg struct{ state *sbomState }

// linesMsg brings the lines of a pane that has many.
type linesMsg struct {
	report *report.Report
	key    viewKey
	hex    bool
	lines  line.Nested
}

// prepare brings up to date what View draws, which changes nothing itself, and
// begins what the pane that is shown still wants.
func (m *model) prepare() tea.Cmd {
	if p, ok := m.dialogs.Top().(*dialog.Palette); ok {
		p.Refresh(m.entries())
	}
	m.view()
	switch {
	case m.run.err != nil:
		return nil
	case m.panes.open == panePackages:
		return m.prepareIndex()
	case m.panes.open == paneRaw:
		return m.prepareRaw()
	}
	return nil
}

func (m *model) prepareIndex() tea.Cmd {
	b := m.sbom()
	if b == nil || b.Document == nil || m.sbomState() != nil || m.sboms.indexing[b.Document] {
		return nil
	}
	m.sboms.indexing[b.Document] = true
	return m.background(func(context.Context) tea.Msg { return indexedMsg{newSBOMState(b)} })
}

func (m *model) prepareRaw() tea.Cmd {
	k := m.viewKey()
	if m.panes.cache.get(k) != nil || m.panes.pending[k] {
		return nil
	}
	var a *report.Artifact
	if n := m.tree.selected(); n != nil {
		a = n.artifact
	}
	m.panes.pending[k] = true
	r, s, hex := m.run.report, m.signed(), m.panes.hex
	return m.background(func(context.Context) tea.Msg { return linesMsg{r, k, hex, present.Raw(s, a, hex)} })
}

// linesMade takes lines that were made in the background, unless the report has
// changed meanwhile.
func (m *model) linesMade(msg linesMsg) {
	if msg.report != m.run.report || msg.hex != m.panes.hex {
		return
	}
	m.panes.put(msg.key, msg.lines)
	m.refresh()
}
