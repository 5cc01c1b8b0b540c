package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"assay/sbom"
)

// setFilter shows the packages that a filter leaves, and keeps the cursor on
// its package where that is among them.
func (m *model) setFilter(text string) {
	m.rearrange(func(v *sbom.View) { v.Filter(text) })
}

// rearrange changes the list of packages under the cursor.
func (m *model) rearrange(change func(*sbom.View)) {
	s := m.sbomState()
	if s == nil {
		// The report has changed, and the packages are being indexed.
		return
	}
	at, _ := m.view().Current()
	change(s.view)
	m.refresh()
	if at.Package > 0 {
		if line := m.packageLine(at.Package - 1); line >= 0 {
			m.view().Cursor = line
		}
	}
	m.keepInView()
}

// sortColumns are the columns to sort by, in the order in which a key goes
// through them; groupColumns those to group by.
func sortColumns() []sbom.Column {
	return []sbom.Column{sbom.ByDocument, sbom.ByName, sbom.ByVersion, sbom.ByType, sbom.ByLicense, sbom.BySupplier}
}

func groupColumns() []sbom.Column {
	return []sbom.Column{sbom.ByDocument, sbom.ByType, sbom.ByLicense, sbom.BySupplier, sbom.BySource}
}

// next returns the column after c; after the last comes the first.
func next(columns []sbom.Column, c sbom.Column) sbom.Column {
	return columns[(slices.Index(columns, c)+1)%len(columns)]
}

// sortPackages goes on to the next column to sort by.
func (m *model) sortPackages() tea.Cmd {
	_, by, _, _ := m.sbomState().view.Settings()
	column := next(sortColumns(), by)
	m.showPage(pageList)
	m.rearrange(func(v *sbom.View) { v.Sort(column, false) })
	return m.notify("sorted by %s", column)
}

// reversePackages reverses the order.
func (m *model) reversePackages() tea.Cmd {
	_, by, descending, _ := m.sbomState().view.Settings()
	m.showPage(pageList)
	m.rearrange(func(v *sbom.View) { v.Sort(by, !descending) })
	return nil
}

// groupPackages goes on to the next column to group by.
func (m *model) groupPackages() tea.Cmd {
	_, _, _, by := m.sbomState().view.Settings()
	column := next(groupColumns(), by)
	m.showPage(pageList)
	m.rearrange(func(v *sbom.View) { v.GroupBy(column) })
	if column == sbom.ByDocument {
		return m.notify("not grouped")
	}
	return m.notify("grouped by %s", column)
}
