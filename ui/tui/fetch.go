package tui

import (
	"context"
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"assay/inspect/report"
	"assay/ui/present"
	"assay/ui/tui/dialog"
)

// What can be done about fetching: all again, one artifact again, none of it.

// inspect runs an inspection in the background.
func (m *model) inspect() tea.Cmd {
	number, engine, send, change := m.run.number, m.options.Engine, m.send, m.run.change
	return m.background(func(ctx context.Context) tea.Msg {
		r, err := engine.Inspect(ctx, change, func(e report.Event) {
			if send != nil {
				send(eventMsg{number, e})
			}
		})
		return inspectedMsg{number, r, err}
	})
}

// applyEvent takes news of a running inspection.
func (m *model) applyEvent(e report.Event) {
	if e.Report != nil {
		m.setReport(e.Report)
		return
	}
	if e.Artifact == nil || len(m.run.report.Artifacts) == 0 && e.Artifact.Parent != "" {
		return
	}
	m.setReport(withArtifact(m.run.report, *e.Artifact))
}

// withArtifact returns a copy of r in which an artifact has moved on, or is new.
func withArtifact(r *report.Report, news report.Artifact) *report.Report {
	next := *r
	next.Artifacts = append([]report.Artifact(nil), r.Artifacts...)
	for i := range next.Artifacts {
		if a := &next.Artifacts[i]; a.ID == news.ID {
			a.State, a.Bytes, a.Total, a.Problem = news.State, news.Bytes, news.Total, news.Problem
			return &next
		}
	}
	next.Artifacts = append(next.Artifacts, news)
	return &next
}

// inspected takes the result of an inspection.
func (m *model) inspected(msg inspectedMsg) tea.Cmd {
	if msg.run != m.run.number {
		return nil
	}
	m.run.loading = false
	m.run.err = msg.err
	if msg.err != nil {
		m.notInspected(msg.report)
		return nil
	}
	before := m.run.digest
	m.run.digest = msg.report.Target.Digest
	m.setReport(msg.report)
	if m.options.Compare && before == "" {
		m.showPage(pageCompare)
	}
	if before != "" && before != m.run.digest {
		return m.notify("the name now points to %s; before it was %s", m.run.digest, before)
	}
	return nil
}

// notInspected takes the report of an inspection that failed, which may be nil:
// the requests in it are shown with what was known before.
func (m *model) notInspected(r *report.Report) {
	// A platform that is not there must not stay what a reload asks for.
	m.run.change.Platform = ""
	if r != nil {
		next := *m.run.report
		next.Requests, next.Fetched = r.Requests, r.Fetched
		m.setReport(&next)
	}
	m.refresh()
}

// reload inspects the target once more.
func (m *model) reload() tea.Cmd {
	m.run.number++
	m.run.loading, m.run.retrying, m.run.err = true, 0, nil
	return tea.Batch(m.inspect(), m.notify("asking the registry again"))
}

// inspectEveryPlatform inspects the target once more, for every platform.
func (m *model) inspectEveryPlatform() tea.Cmd {
	m.run.change.Platform = EveryPlatform
	return m.reload()
}

// cancelArtifact stops what is fetched for the artifact under the tree's cursor.
func (m *model) cancelArtifact() tea.Cmd {
	a, engine := m.tree.selected().artifact, m.options.Engine
	stop := m.background(func(context.Context) tea.Msg {
		engine.Cancel(a.ID)
		return nil
	})
	return tea.Batch(stop, m.notify("stopped fetching %s; R fetches it again", artifactName(a)))
}

// retryArtifact fetches the artifact under the tree's cursor again.
func (m *model) retryArtifact() tea.Cmd {
	m.run.retrying++
	number, engine := m.run.number, m.options.Engine
	a, criteria := m.tree.selected().artifact, m.run.report.Criteria
	again := m.background(func(ctx context.Context) tea.Msg {
		r, err := engine.Retry(ctx, a.ID, criteria)
		return retriedMsg{number, r, err}
	})
	return tea.Batch(m.notify("fetching %s again", artifactName(a)), again)
}

// retried shows what came of fetching an artifact again.
func (m *model) retried(msg retriedMsg) tea.Cmd {
	if msg.run != m.run.number {
		return nil
	}
	m.run.retrying--
	switch asked := m.run.report.Criteria; {
	case errors.Is(msg.err, ErrNothingToRetry):
		return m.notify("there is no way to fetch this alone; r asks for everything")
	case msg.err != nil:
		return tea.Batch(m.notify("%v", msg.err), m.completed())
	case !dialog.SameCriteria(asked, msg.report.Criteria):
		// Meanwhile the user has asked for something else; the report of before must
		// not take the place of its answer.
		return m.reverify(asked)
	}
	m.setReport(msg.report)
	return m.notify("fetched again: %s", verdictWord(msg.report))
}

// completed checks again where the report was made while an artifact was being
// fetched, and nothing is any more.
func (m *model) completed() tea.Cmd {
	if m.run.loading || m.run.retrying > 0 || !m.run.report.Partial {
		return nil
	}
	return m.reverify(m.run.report.Criteria)
}

// verdictWord is the verdict as it stands within a sentence.
func verdictWord(r *report.Report) string { return strings.ToLower(present.Verdict(r.Verdict).Word) }
