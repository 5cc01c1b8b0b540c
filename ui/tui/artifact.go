package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"assay/ui/present"
	"assay/ui/sanitize"
)

// What can be done about fetching: all again, one artifact again, none of it.

func (m *model) reload() tea.Cmd {
	m.run++
	m.loading, m.err = true, nil
	return tea.Batch(m.load(), m.say("asking the registry again"))
}

// cancelOne stops what is fetched for the artifact under the tree's cursor.
func (m *model) cancelOne() tea.Cmd {
	a := m.selected().artifact
	cancel := m.options.Cancel
	return tea.Batch(func() tea.Msg { cancel(a.ID); return nil }, m.say("stopped fetching %s; R fetches it again", sanitize.String(name(a))))
}

// retryOne fetches the artifact under the tree's cursor again.
func (m *model) retryOne() tea.Cmd {
	a := m.selected().artifact
	retry, asked := m.options.Retry, m.report.Criteria
	return tea.Batch(m.say("fetching %s again", sanitize.String(name(a))), func() tea.Msg {
		r, err := retry(a.ID, asked)
		return retriedMsg{r, err}
	})
}

// retried shows what came of fetching an artifact again.
func (m *model) retried(msg retriedMsg) tea.Cmd {
	switch {
	case msg.err != nil:
		return m.say("%s", sanitize.String(msg.err.Error()))
	case msg.report == nil:
		return m.say("there is no way to fetch this alone; r asks for everything")
	}
	m.setReport(msg.report)
	return m.say("fetched again: %s", strings.ToLower(present.Verdict(msg.report.Verdict).Word))
}

// toggleHex shows original bytes as text or in hexadecimal.
func (m *model) toggleHex() tea.Cmd {
	m.hex = !m.hex
	m.forget()
	m.openPane(paneRaw)
	return nil
}

// lookEverywhere asks again, for every platform.
func (m *model) lookEverywhere() tea.Cmd {
	m.demand.Platform = EveryPlatform
	return m.reload()
}
