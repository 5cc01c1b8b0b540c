package tui

import (
	"slices"

	"assay/ui/present"
	"assay/ui/present/bounds"
)

// laid keeps the lines of panes that were looked at, so that going back and
// forth makes them once. All of them together are bounded: an image can have
// thousands of signatures, each with panes of its own.
type laid struct {
	// panes are in the order in which they were last used.
	panes []laidPane
}

type laidPane struct {
	key   viewKey
	lines present.Nested
}

// get returns the lines of a pane, or nil.
func (l *laid) get(k viewKey) present.Nested {
	i := slices.IndexFunc(l.panes, func(p laidPane) bool { return p.key == k })
	if i < 0 {
		return nil
	}
	found := l.panes[i]
	l.panes = append(slices.Delete(l.panes, i, i+1), found)
	return found.lines
}

// add keeps the lines of a pane and returns those panes that are dropped for it.
func (l *laid) add(k viewKey, lines present.Nested) (dropped []viewKey) {
	l.panes = append(slices.DeleteFunc(l.panes, func(p laidPane) bool { return p.key == k }), laidPane{k, lines})
	total := 0
	for i := len(l.panes) - 1; i >= 0; i-- {
		if total += l.panes[i].lines.Len(); total > bounds.Kept && i < len(l.panes)-1 {
			for _, p := range l.panes[:i+1] {
				dropped = append(dropped, p.key)
			}
			l.panes = slices.Delete(l.panes, 0, i+1)
			return dropped
		}
	}
	return nil
}

// keep keeps the lines of a pane for as long as there is room. What is dropped
// is made again when it is looked at; the place in it stays.
func (m *model) keep(k viewKey, lines present.Nested) {
	for _, dropped := range m.laid.add(k, lines) {
		if v := m.views[dropped]; v != nil {
			v.lines = nil
		}
	}
}

// forget drops the lines of all panes: the report has changed.
func (m *model) forget() {
	m.laid = laid{}
	clear(m.laying)
	for _, v := range m.views {
		v.lines = nil
	}
}
