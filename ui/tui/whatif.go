package tui

import (
	"cmp"
	"context"

	tea "charm.land/bubbletea/v2"

	"assay/inspect/report"
	"assay/ui/tui/dialog"
	"assay/ui/tui/scroll"
)

// openWhatIf opens the form that changes the criteria.
func (m *model) openWhatIf() {
	r := m.run.report
	if m.run.original == nil {
		criteria := r.Criteria
		m.run.original = &criteria
	}
	m.dialogs.Push(dialog.NewWhatIf(dialog.Subject{
		Criteria:  r.Criteria,
		Original:  *m.run.original,
		Signature: m.actionSignature(),
		Platforms: m.can().Platforms && (r.Target.Platforms > 0 || r.Target.Platform != ""),
		Platform:  m.platform(),
	}))
}

// platform is the one that is looked at.
func (m *model) platform() string {
	return cmp.Or(m.run.change.Platform, m.run.report.Target.Platform)
}

// ask runs the checks with other criteria: on what was fetched, or, for another
// platform, by inspecting the target again.
func (m *model) ask(a dialog.Ask) tea.Cmd {
	m.run.change.Criteria = &a.Criteria
	if a.Platform != m.platform() {
		m.run.change.Platform = a.Platform
		m.dialogs.Pop()
		return m.reload()
	}
	return m.reverify(a.Criteria)
}

// reverify runs the checks with criteria on what was fetched.
func (m *model) reverify(criteria report.Criteria) tea.Cmd {
	m.run.asked++
	number, asked, engine := m.run.number, m.run.asked, m.options.Engine
	return m.background(func(ctx context.Context) tea.Msg {
		r, err := engine.Reverify(ctx, criteria)
		return reverifiedMsg{number, asked, r, err}
	})
}

// reverified shows the result of checking again; a mistake stays in the form.
func (m *model) reverified(msg reverifiedMsg) tea.Cmd {
	if msg.run != m.run.number || msg.asked != m.run.asked {
		return nil
	}
	form, open := m.dialogs.Top().(*dialog.WhatIf)
	if !m.settle(form, open, msg.err) {
		return nil
	}
	m.panes.views = map[viewKey]*scroll.View{}
	m.setReport(msg.report)
	return tea.Batch(m.notify("checked again on what was fetched: %s", verdictWord(msg.report)), m.completed())
}

// criteriaChanged says that the report answers something else than was asked on
// the command line.
func (m *model) criteriaChanged() bool {
	return m.run.original != nil && !dialog.SameCriteria(*m.run.original, m.run.report.Criteria)
}
