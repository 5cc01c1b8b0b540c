package ui

import (
	tea "charm.land/bubbletea/v2"

	"assay/sbom"
)

// openFilter begins to type the filter of the package list.
func (m *model) openFilter() tea.Cmd {
	if m.packageView() == nil {
		return m.say("there is no SBOM whose packages could be filtered")
	}
	if m.pane != panePackages {
		m.openPane(panePackages)
	}
	m.filtering = true
	return nil
}

// typeFilter takes a key while the filter is typed; the list follows every
// letter.
func (m *model) typeFilter(msg tea.KeyPressMsg) tea.Cmd {
	v := m.packageView()
	filter, _, _, _ := v.Settings()
	switch msg.String() {
	case "enter":
		m.filtering = false
	case "esc", "ctrl+c":
		m.filtering = false
		v.Filter("")
	case "backspace":
		if r := []rune(filter); len(r) > 0 {
			v.Filter(string(r[:len(r)-1]))
		}
	default:
		if msg.Text != "" {
			v.Filter(filter + msg.Text)
		}
	}
	m.refresh()
	m.keepInView()
	return nil
}

// sortPackages goes on to the next column to sort by.
func (m *model) sortPackages() tea.Cmd {
	v := m.packageView()
	if v == nil {
		return m.say("there is no SBOM whose packages could be sorted")
	}
	order := []sbom.Column{sbom.ByDocument, sbom.ByName, sbom.ByVersion, sbom.ByType, sbom.ByLicense, sbom.BySupplier}
	_, by, _, _ := v.Settings()
	for i, c := range order {
		if c == by {
			by = order[(i+1)%len(order)]
			break
		}
	}
	v.Sort(by, false)
	if m.pane != panePackages {
		m.openPane(panePackages)
	}
	m.refresh()
	return m.say("sorted by %s", by)
}
