package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"assay/sbom"
)

// openFilter begins to type the filter of the package list.
func (m *model) openFilter() tea.Cmd {
	m.showPage(pageList)
	m.filtering = true
	return nil
}

// setFilter shows the packages that a filter leaves, and keeps the cursor on
// its package where that is among them.
func (m *model) setFilter(text string) {
	m.rearrange(func(v *sbom.View) { v.Filter(text) })
}

// rearrange changes the list of packages under the cursor.
func (m *model) rearrange(change func(*sbom.View)) {
	s := m.sbomState()
	at, _ := m.view().current()
	change(s.view)
	m.refresh()
	if at.Package > 0 {
		if line := m.packageLine(at.Package - 1); line >= 0 {
			m.view().cursor = line
		}
	}
	m.keepInView()
}

// typeFilter takes a key while the filter is typed; the list follows every
// letter.
func (m *model) typeFilter(msg tea.KeyPressMsg) tea.Cmd {
	filter, _, _, _ := m.sbomState().view.Settings()
	switch msg.String() {
	case "enter":
		m.filtering = false
	case "esc", "ctrl+c":
		m.filtering = false
		m.setFilter("")
	case "backspace":
		if r := []rune(filter); len(r) > 0 {
			m.setFilter(string(r[:len(r)-1]))
		}
	default:
		if msg.Text != "" {
			m.setFilter(filter + msg.Text)
		}
	}
	return nil
}

// The columns to sort and to group by, in the order in which a key goes through
// them.
var (
	sortColumns  = []sbom.Column{sbom.ByDocument, sbom.ByName, sbom.ByVersion, sbom.ByType, sbom.ByLicense, sbom.BySupplier}
	groupColumns = []sbom.Column{sbom.ByDocument, sbom.ByType, sbom.ByLicense, sbom.BySupplier, sbom.BySource}
)

func after(columns []sbom.Column, c sbom.Column) sbom.Column {
	return columns[(slices.Index(columns, c)+1)%len(columns)]
}

// sortPackages goes on to the next column to sort by.
func (m *model) sortPackages() tea.Cmd {
	_, by, _, _ := m.sbomState().view.Settings()
	next := after(sortColumns, by)
	m.showPage(pageList)
	m.rearrange(func(v *sbom.View) { v.Sort(next, false) })
	return m.say("sorted by %s", next)
}

// reversePackages turns the order round.
func (m *model) reversePackages() tea.Cmd {
	_, by, descending, _ := m.sbomState().view.Settings()
	m.showPage(pageList)
	m.rearrange(func(v *sbom.View) { v.Sort(by, !descending) })
	return nil
}

// groupPackages goes on to the next column to group by.
func (m *model) groupPackages() tea.Cmd {
	_, _, _, by := m.sbomState().view.Settings()
	next := after(groupColumns, by)
	m.showPage(pageList)
	m.rearrange(func(v *sbom.View) { v.GroupBy(next) })
	if next == sbom.ByDocument {
		return m.say("not grouped")
	}
	return m.say("grouped by %s", next)
}
