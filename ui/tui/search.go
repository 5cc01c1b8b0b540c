package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"assay/ui/present/line"
)

// setQuery changes what is searched for and marked, on both sides.
func (m *model) setQuery(text string) {
	m.panes.query = text
	if text == "" {
		m.tree.list.Query = ""
	}
}

// search goes to the next match in a direction; 0 stays where it already is one.
func (m *model) search(direction int) tea.Cmd {
	if m.panes.query == "" {
		return nil
	}
	v, area := m.active()
	v.Query = m.panes.query
	if direction == 0 {
		// The line under the cursor counts while the word is being typed.
		v.Cursor--
		direction = 1
	}
	if !v.Find(direction, area.W, area.H) {
		v.Cursor = max(0, v.Cursor)
		return m.notify("%q is not here", m.panes.query)
	}
	if list, ok := v.List().(*line.Folded); ok && list.Hides(v.Cursor, strings.ToLower(m.panes.query)) {
		m.fold()
	}
	if at, of := v.Matches(); of > 0 {
		return m.notify("match %d of %d", at, of)
	}
	return nil
}
