package tui

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"assay/inspect/report"
)

// TestRetryBesideOtherCriteria changes the criteria while an artifact is being
// fetched again: whichever answer comes last, the screen ends with a complete
// report by the new criteria.
func TestRetryBesideOtherCriteria(t *testing.T) {
	t.Parallel()
	before, now := report.Criteria{}, report.Criteria{Identity: "builder"}
	for _, test := range []struct {
		name    string
		partial bool
		deliver func(m *model, retried retriedMsg, reverified reverifiedMsg)
	}{
		{"the new criteria first", true, func(m *model, retried retriedMsg, reverified reverifiedMsg) {
			deliver(m, m.reverified(reverified))
			deliver(m, m.retried(retried))
		}},
		{"the artifact first", true, func(m *model, retried retriedMsg, reverified reverifiedMsg) {
			deliver(m, m.retried(retried))
			deliver(m, m.reverified(reverified))
		}},
		{"the new criteria on all that there is", false, func(m *model, retried retriedMsg, reverified reverifiedMsg) {
			deliver(m, m.reverified(reverified))
			deliver(m, m.retried(retried))
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			engine := &fakeEngine{capabilities: Capabilities{Reverify: true, Retry: true},
				reverify: func(c report.Criteria) (*report.Report, error) {
					return &report.Report{Criteria: c, Verdict: report.VerdictFailed}, nil
				}}
			m := newTestModel(Options{Target: "x", Appearance: dark, Engine: engine})
			m.Update(tea.WindowSizeMsg{Width: 100, Height: 30})
			m.run.loading, m.run.retrying = false, 1
			test.deliver(m, retriedMsg{m.run.number, &report.Report{Criteria: before, Verdict: report.VerdictUnpinned}, nil},
				reverifiedMsg{m.run.number, m.run.asked, &report.Report{Criteria: now, Verdict: report.VerdictUnsigned,
					Partial: test.partial}, nil})
			if got := m.run.report.Criteria.Identity; got != now.Identity {
				t.Errorf("the report is by the identity %q", got)
			}
			if m.run.report.Partial {
				t.Error("the report is not complete")
			}
			if got := m.run.report.Verdict; got != report.VerdictFailed {
				t.Errorf("the verdict is %s", got)
			}
		})
	}
}

// TestLateAnswer wants the answer to an earlier question not to take the place of
// the answer to a later one.
func TestLateAnswer(t *testing.T) {
	t.Parallel()
	engine := &fakeEngine{capabilities: Capabilities{Reverify: true}, reverify: func(c report.Criteria) (*report.Report, error) {
		return &report.Report{Criteria: c}, nil
	}}
	m := newTestModel(Options{Target: "x", Appearance: dark, Engine: engine})
	m.run.loading = false
	first, second := m.reverify(report.Criteria{Identity: "first"}), m.reverify(report.Criteria{Identity: "second"})
	deliver(m, second)
	deliver(m, first)
	if got := m.run.report.Criteria.Identity; got != "second" {
		t.Errorf("the report is by the identity %q", got)
	}
}
