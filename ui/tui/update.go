package tui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"assay/inspect/report"
	"assay/ui/present"
	"assay/ui/present/theme"
	"assay/ui/sanitize"
)

// Update takes one message.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := m.handle(msg)
	if more := m.prepare(); more != nil {
		cmd = tea.Batch(cmd, more)
	}
	return m, cmd
}

func (m *model) handle(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
		m.keepInView()
	case tea.BackgroundColorMsg:
		m.theme = theme.New(msg.IsDark())
	case eventMsg:
		if msg.run == m.run {
			m.take(msg.event)
		}
	case doneMsg:
		return m.finish(msg)
	case judgedMsg:
		return m.judged(msg)
	case retriedMsg:
		return m.retried(msg)
	case exportedMsg:
		return m.exported(msg)
	case indexedMsg:
		m.sboms[msg.state.document] = msg.state
		m.refresh()
	case laidMsg:
		m.laidOut(msg)
	case clearStatusMsg:
		if msg.age == m.statusAge {
			m.status = ""
		}
	case tea.KeyPressMsg:
		return m.press(msg)
	case tea.PasteMsg:
		return m.paste(msg.Content)
	case tea.MouseWheelMsg:
		m.wheel(msg)
	case tea.MouseClickMsg:
		m.click(msg)
	}
	return nil
}

// paste takes text that was pasted to where something is being typed.
func (m *model) paste(text string) tea.Cmd {
	switch line := strings.TrimSpace(text); {
	case m.whatIf != nil:
		m.pasteWhatIf(text)
	case m.palette != nil:
		m.palette.input.SetValue(m.palette.input.Value() + line)
	case m.export != nil:
		m.export.input.SetValue(m.export.input.Value() + line)
	case m.filtering:
		filter, _, _, _ := m.sbomState().view.Settings()
		m.setFilter(filter + line)
	case m.searching:
		m.query += line
		return m.search(0)
	}
	return nil
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
		// A platform that is not there must not stay what a reload asks for.
		m.demand.Platform = ""
		if msg.report != nil {
			m.report.Requests, m.report.Fetched = msg.report.Requests, msg.report.Fetched
		}
		m.refresh()
		return nil
	}
	before := m.digest
	m.digest = msg.report.Target.Digest
	m.setReport(msg.report)
	if m.options.Compare && before == "" {
		m.showPage(pageCompare)
	}
	if before != "" && before != m.digest {
		return m.say("the name now points to %s; before it was %s", sanitize.String(m.digest), sanitize.String(before))
	}
	return nil
}

// press takes a key.
func (m *model) press(msg tea.KeyPressMsg) tea.Cmd {
	// A message is about the key before.
	m.status = ""
	switch {
	case m.whatIf != nil:
		return m.pressWhatIf(msg)
	case m.palette != nil:
		return m.pressPalette(msg)
	case m.export != nil:
		return m.pressExport(msg)
	case m.filtering:
		return m.typeFilter(msg)
	case m.searching:
		return m.typeSearch(msg)
	}
	if m.help && m.pressHelp(msg) {
		return nil
	}
	for _, a := range m.actions {
		if !key.Matches(msg, a.Binding) {
			continue
		}
		// Where nothing but the verdict is shown, nothing may open unseen.
		if m.layout().Mode == modeTiny && a.Keys()[0] != m.keys.Quit.Keys()[0] && a.Keys()[0] != m.keys.Suspend.Keys()[0] {
			return nil
		}
		return m.perform(a)
	}
	return nil
}

// pressHelp scrolls the help or closes it, and reports whether that was all
// that the key is for.
func (m *model) pressHelp(msg tea.KeyPressMsg) bool {
	switch msg.String() {
	case "j", "down":
		m.helpFrom++
	case "k", "up":
		m.helpFrom--
	case "space", "pgdown", "ctrl+f":
		m.helpFrom += m.height / 2
	case "pgup", "ctrl+b":
		m.helpFrom -= m.height / 2
	default:
		m.help = false
		return msg.String() != "ctrl+c"
	}
	m.helpFrom = max(0, m.helpFrom)
	return true
}

func (m *model) toggleWrap() {
	m.wrap = !m.wrap
	m.view().shift = 0
	m.keepInView()
}

// back leaves what is open: a package's details, the search, then the pane.
func (m *model) back() {
	if !m.focusTree && m.closePackage() {
		return
	}
	if s := m.sbomState(); !m.focusTree && m.onPackages() {
		if filter, _, _, _ := s.view.Settings(); filter != "" {
			m.setFilter("")
			return
		}
	}
	m.query = ""
	m.setFocus(true)
}

// fold folds or unfolds the branch, or the JSON, under the cursor.
func (m *model) fold() {
	v := m.view()
	if s := m.sbomState(); m.pane == panePackages && s != nil && s.page == pageTree && len(s.opened) == 0 {
		s.tree.Fold(v.cursor)
		m.refresh()
	} else if list, ok := v.lines.(*present.Folded); ok {
		k := m.viewKey()
		start := list.Toggle(v.cursor, m.folds[k])
		m.refresh()
		if list, ok := v.lines.(*present.Folded); ok && start >= 0 {
			v.cursor = list.Line(start)
		}
	}
	m.keepInView()
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

// page is how far the page keys go, in lines.
func (m *model) page() int {
	s, area := m.active()
	return max(1, area.H-1-len(s.head(area.W, area.H)))
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
// line that names a signature to that signature; it unfolds what is folded.
func (m *model) open() {
	if m.focusTree {
		m.setFocus(false)
		m.refresh()
		return
	}
	l, ok := m.view().current()
	switch {
	case !ok:
		return
	case l.Package > 0:
		m.openPackage(l.Package - 1)
		return
	case l.Filter != "":
		m.showPage(pageList)
		m.setFilter(l.Filter)
		return
	case l.Target == "":
		if list, ok := m.view().lines.(*present.Folded); ok && list.Opens(m.view().cursor) {
			m.fold()
		}
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
		line := v.lineAt(msg.Y-l.Detail.Y, l.Detail.W, l.Detail.H)
		if line >= 0 && line == v.cursor {
			m.open()
		} else if line >= 0 {
			v.cursor = line
		}
	case l.Tabs.contains(msg.X, msg.Y):
		for p, span := range m.tabSpans() {
			if msg.X >= span[0] && msg.X < span[1] {
				m.openPane(pane(p))
			}
		}
	}
}
