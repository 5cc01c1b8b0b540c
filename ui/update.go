package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"assay/inspect/report"
	"assay/ui/visible"
)

// Update takes one message.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
		m.keepInView()
	case tea.BackgroundColorMsg:
		m.theme = newTheme(msg.IsDark())
	case eventMsg:
		if msg.run == m.run {
			m.take(msg.event)
		}
	case doneMsg:
		return m, m.finish(msg)
	case judgedMsg:
		return m, m.judged(msg)
	case clearStatusMsg:
		if msg.age == m.statusAge {
			m.status = ""
		}
	case tea.KeyPressMsg:
		return m, m.press(msg)
	case tea.PasteMsg:
		if m.whatIf != nil {
			m.pasteWhatIf(msg.Content)
		} else if m.searching {
			m.query += visible.Text(msg.Content)
			m.search(1)
		}
	case tea.MouseWheelMsg:
		m.wheel(msg)
	case tea.MouseClickMsg:
		m.click(msg)
	}
	return m, nil
}

// take applies news of a running inspection.
func (m *model) take(e report.Event) {
	if e.Report != nil {
		m.setReport(e.Report)
		return
	}
	if e.Artifact == nil || len(m.report.Artifacts) == 0 && e.Artifact.Parent != "" {
		return
	}
	next := *m.report
	next.Artifacts = append([]report.Artifact(nil), m.report.Artifacts...)
	for i := range next.Artifacts {
		if next.Artifacts[i].ID == e.Artifact.ID {
			next.Artifacts[i].State, next.Artifacts[i].Bytes, next.Artifacts[i].Total = e.Artifact.State, e.Artifact.Bytes, e.Artifact.Total
			next.Artifacts[i].Problem = e.Artifact.Problem
			m.setReport(&next)
			return
		}
	}
	next.Artifacts = append(next.Artifacts, *e.Artifact)
	m.setReport(&next)
}

// finish takes the result of an inspection.
func (m *model) finish(msg doneMsg) tea.Cmd {
	if msg.run != m.run {
		return nil
	}
	m.loading = false
	m.err = msg.err
	if msg.err != nil {
		m.refresh()
		return nil
	}
	before := m.digest
	m.digest = msg.report.Target.Digest
	m.setReport(msg.report)
	if before != "" && before != m.digest {
		return m.say("the name now points to %s; before it was %s", visible.Text(m.digest), visible.Text(before))
	}
	return nil
}

// press takes a key.
func (m *model) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case m.whatIf != nil:
		return m.pressWhatIf(msg)
	case m.filtering:
		return m.typeFilter(msg)
	case m.searching:
		return m.typeSearch(msg)
	}
	k := m.keys
	if m.help && !key.Matches(msg, k.Quit) {
		m.help = false
		return nil
	}
	switch {
	case key.Matches(msg, k.Quit):
		if m.help {
			m.help = false
			return nil
		}
		return tea.Quit
	case key.Matches(msg, k.Suspend):
		return tea.Suspend
	case key.Matches(msg, k.Help):
		m.help = true
	case key.Matches(msg, k.WhatIf):
		return m.openWhatIf()
	case key.Matches(msg, k.Reload):
		return m.reload()
	case key.Matches(msg, k.Copy):
		return m.copyValue()
	case key.Matches(msg, k.Command):
		return m.copyCommand()
	case key.Matches(msg, k.Link):
		return m.copyLink()
	case key.Matches(msg, k.Wrap):
		m.wrap = !m.wrap
		m.view().shift = 0
		m.keepInView()
	case key.Matches(msg, k.Search):
		m.searching, m.query = true, ""
	case key.Matches(msg, k.Filter):
		return m.openFilter()
	case key.Matches(msg, k.Sort):
		return m.sortPackages()
	case key.Matches(msg, k.NextMatch):
		return m.search(1)
	case key.Matches(msg, k.PreviousMatch):
		return m.search(-1)
	default:
		m.navigate(msg)
	}
	return nil
}

// navigate moves about in tree and panes.
func (m *model) navigate(msg tea.KeyPressMsg) {
	k := m.keys
	for p := range paneCount {
		if key.Matches(msg, k.Pane[p]) {
			m.openPane(p)
			return
		}
	}
	switch {
	case key.Matches(msg, k.Focus):
		m.setFocus(!m.focusTree)
	case key.Matches(msg, k.Open):
		m.open()
	case key.Matches(msg, k.Back):
		m.query = ""
		m.setFocus(true)
	case key.Matches(msg, k.Next):
		m.step(1)
	case key.Matches(msg, k.Previous):
		m.step(-1)
	case key.Matches(msg, k.Left):
		m.sideways(-1)
	case key.Matches(msg, k.Right):
		m.sideways(1)
	default:
		m.scroll(msg)
	}
}

// sideways changes between tree and pane; in a pane with unwrapped lines it
// moves those first.
func (m *model) sideways(direction int) {
	v := m.view()
	if !m.focusTree && !m.wrap && (direction > 0 || v.shift > 0) {
		v.shift = max(0, v.shift+8*direction)
		return
	}
	m.setFocus(direction < 0)
}

func (m *model) scroll(msg tea.KeyPressMsg) {
	k := m.keys
	_, area := m.active()
	page := max(1, area.H-1)
	switch {
	case key.Matches(msg, k.Up):
		m.moveBy(-1)
	case key.Matches(msg, k.Down):
		m.moveBy(1)
	case key.Matches(msg, k.PageUp):
		m.moveBy(-page)
	case key.Matches(msg, k.PageDown):
		m.moveBy(page)
	case key.Matches(msg, k.Top):
		m.moveBy(-1 << 30)
	case key.Matches(msg, k.Bottom):
		m.moveBy(1 << 30)
	}
}

// active is the side that the keys go to.
func (m *model) active() (*scroller, rect) {
	l := m.layout()
	if m.focusTree {
		return &m.tree, l.Tree
	}
	return m.view(), l.Detail
}

func (m *model) moveBy(n int) {
	s, area := m.active()
	s.move(n, area.W, area.H)
	if m.focusTree {
		m.refresh()
	}
}

// keepInView scrolls so that the cursors stay on the screen.
func (m *model) keepInView() {
	l := m.layout()
	m.tree.move(0, max(1, l.Tree.W), max(1, l.Tree.H))
	m.view().move(0, max(1, l.Detail.W), max(1, l.Detail.H))
}

func (m *model) setFocus(tree bool) {
	m.focusTree, m.treeShown = tree, tree
	m.keepInView()
}

func (m *model) openPane(p pane) {
	m.pane = p
	m.setFocus(false)
	m.refresh()
}

// open follows the line under the cursor: from the tree into the pane, from a
// line that names a signature to that signature.
func (m *model) open() {
	if m.focusTree {
		m.setFocus(false)
		m.refresh()
		return
	}
	l, ok := m.view().current()
	if !ok || l.Target == "" {
		return
	}
	for i, n := range m.nodes {
		if n.signed != nil && n.signed.ID == l.Target || n.artifact.ID == l.Target {
			m.tree.cursor = i
			if n.sbom != nil && n.signed == nil {
				m.pane = panePackages
			}
			m.refresh()
			m.keepInView()
			return
		}
	}
}

// step goes to the next or previous signature.
func (m *model) step(direction int) {
	for i := m.tree.cursor + direction; i >= 0 && i < len(m.nodes); i += direction {
		if m.nodes[i].signed != nil {
			m.tree.cursor = i
			m.refresh()
			m.keepInView()
			return
		}
	}
}

func (m *model) reload() tea.Cmd {
	if m.loading {
		return m.say("still asking the registry")
	}
	m.run++
	m.loading, m.err = true, nil
	return tea.Batch(m.load(), m.say("asking the registry again"))
}

func (m *model) wheel(msg tea.MouseWheelMsg) {
	by := 3
	if msg.Button == tea.MouseWheelUp {
		by = -3
	}
	l := m.layout()
	if l.Mode == modeSplit && l.Tree.contains(msg.X, msg.Y) {
		m.tree.move(by, l.Tree.W, l.Tree.H)
		m.refresh()
		return
	}
	s, area := m.active()
	s.move(by, area.W, area.H)
}

func (m *model) click(msg tea.MouseClickMsg) {
	l := m.layout()
	switch {
	case l.Tree.contains(msg.X, msg.Y):
		m.tree.cursor = clamp(m.tree.offset+msg.Y-l.Tree.Y, len(m.nodes)-1)
		m.focusTree = true
		m.refresh()
	case l.Detail.contains(msg.X, msg.Y):
		m.focusTree = false
		v := m.view()
		row := msg.Y - l.Detail.Y
		for i := v.offset; i < len(v.lines); i++ {
			if row -= len(v.wrapped(i, l.Detail.W)); row < 0 {
				v.cursor = i
				return
			}
		}
	case l.Tabs.contains(msg.X, msg.Y):
		for p, span := range m.tabSpans() {
			if msg.X >= span[0] && msg.X < span[1] {
				m.openPane(pane(p))
			}
		}
	}
}
