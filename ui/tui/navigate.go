package tui

import (
	tea "charm.land/bubbletea/v2"

	"assay/ui/present/line"
	"assay/ui/tui/scroll"
)

// Moving about: between lines, sides, panes and signatures.

// active is the side that the keys go to, and its room.
func (m *model) active() (*scroll.View, rect) {
	l := m.layout()
	if m.tree.focused {
		return &m.tree.list, l.Tree
	}
	return m.view(), l.Detail
}

// moveBy moves the cursor of the active side by n lines.
func (m *model) moveBy(n int) {
	v, area := m.active()
	v.Move(n, area.W, area.H)
	if m.tree.focused {
		m.refresh()
	}
}

// pageSize is how far the page keys go, in lines.
func (m *model) pageSize() int {
	v, area := m.active()
	return v.PageSize(area.W, area.H)
}

// farEnough is more lines than any list has.
const farEnough = 1 << 30

// horizontal changes between tree and pane; in a pane with unwrapped lines it
// moves those first. direction is -1 for left and 1 for right.
func (m *model) horizontal(direction int) {
	v := m.view()
	if !m.tree.focused && !m.panes.wrap && (direction > 0 || v.Shift > 0) {
		v.Shift = max(0, v.Shift+shiftStep*direction)
		return
	}
	m.setFocus(direction < 0)
}

// shiftStep is how far a key moves unwrapped lines, in cells.
const shiftStep = 8

// keepInView scrolls so that the cursors stay on the screen.
func (m *model) keepInView() {
	l := m.layout()
	m.tree.list.Move(0, max(1, l.Tree.W), max(1, l.Tree.H))
	m.view().Move(0, max(1, l.Detail.W), max(1, l.Detail.H))
}

// setFocus gives the keys to the tree or to the pane.
func (m *model) setFocus(tree bool) {
	m.tree.focused, m.tree.shown = tree, tree
	m.keepInView()
}

func (m *model) openPane(p pane) {
	m.panes.open = p
	m.setFocus(false)
	m.refresh()
}

func (m *model) toggleWrap() {
	m.panes.wrap = !m.panes.wrap
	m.view().Shift = 0
	m.keepInView()
}

// back leaves what is open: a package's details, the filter, then the pane.
func (m *model) back() {
	if !m.tree.focused && m.closePackage() {
		return
	}
	if !m.tree.focused && m.onPackages() && m.sbomState().filter() != "" {
		m.setFilter("")
		return
	}
	m.setQuery("")
	m.setFocus(true)
}

// fold folds or unfolds the branch, or the JSON, under the cursor.
func (m *model) fold() {
	v := m.view()
	if s := m.sbomState(); m.panes.open == panePackages && s != nil && s.page == pageTree && len(s.opened) == 0 {
		s.tree.Fold(v.Cursor)
		m.refresh()
	} else if list, ok := v.List().(*line.Folded); ok {
		k := m.viewKey()
		start := list.Toggle(v.Cursor, m.panes.folds[k])
		m.refresh()
		if list, ok := v.List().(*line.Folded); ok && start >= 0 {
			v.Cursor = list.Line(start)
		}
	}
	m.keepInView()
}

// follow does what enter does: it leads from the tree into the pane, from a line
// that names a signature to that signature; it unfolds what is folded.
func (m *model) follow() {
	if m.tree.focused {
		m.setFocus(false)
		m.refresh()
		return
	}
	l, ok := m.view().Current()
	switch {
	case !ok:
	case l.Package > 0:
		m.openPackage(l.Package - 1)
	case l.Filter != "":
		m.showPage(pageList)
		m.setFilter(l.Filter)
	case l.Target != "":
		m.followTo(l.Target)
	default:
		if list, ok := m.view().List().(*line.Folded); ok && list.Opens(m.view().Cursor) {
			m.fold()
		}
	}
}

// followTo selects the signature, or the artifact, with this ID.
func (m *model) followTo(id string) {
	for i, n := range m.tree.nodes {
		if n.signed != nil && n.signed.ID == id || n.artifact.ID == id {
			m.tree.list.Cursor = i
			if n.sbom != nil && n.signed == nil {
				m.panes.open = panePackages
			}
			m.refresh()
			m.keepInView()
			return
		}
	}
}

// step selects the next or previous signature; direction is 1 or -1.
func (m *model) step(direction int) {
	for i := m.tree.list.Cursor + direction; i >= 0 && i < len(m.tree.nodes); i += direction {
		if m.tree.nodes[i].signed != nil {
			m.tree.list.Cursor = i
			m.refresh()
			m.keepInView()
			return
		}
	}
}

// wheelLines is how far a turn of the mouse wheel goes.
const wheelLines = 3

func (m *model) wheel(msg tea.MouseWheelMsg) {
	by := wheelLines
	if msg.Button == tea.MouseWheelUp {
		by = -wheelLines
	}
	l := m.layout()
	if l.Mode == modeSplit && l.Tree.contains(msg.X, msg.Y) {
		m.tree.list.Move(by, l.Tree.W, l.Tree.H)
		m.refresh()
		return
	}
	v, area := m.active()
	v.Move(by, area.W, area.H)
}

func (m *model) click(msg tea.MouseClickMsg) {
	l := m.layout()
	switch {
	case l.Tree.contains(msg.X, msg.Y):
		m.tree.list.Cursor = max(0, min(m.tree.list.Offset()+msg.Y-l.Tree.Y, len(m.tree.nodes)-1))
		m.tree.focused = true
		m.refresh()
	case l.Detail.contains(msg.X, msg.Y):
		m.tree.focused = false
		v := m.view()
		line := v.LineAt(msg.Y-l.Detail.Y, l.Detail.W, l.Detail.H)
		if line >= 0 && line == v.Cursor {
			m.follow()
		} else if line >= 0 {
			v.Cursor = line
		}
	case l.Tabs.contains(msg.X, msg.Y):
		for p, name := range m.tabNames() {
			if msg.X >= name.from && msg.X < name.to {
				m.openPane(pane(p))
			}
		}
	}
}
