package tui

import "assay/inspect/report"

// Why actions cannot be done now. Each method returns a reason for the user, or
// nothing where the action is available.

// can is what the engine can do.
func (m *model) can() Capabilities { return m.options.Engine.Capabilities() }

// notReadyOr is the reason that nothing is here, or not yet, else the given one.
func (m *model) notReadyOr(otherwise string) string {
	switch {
	case m.run.err != nil:
		return "the image could not be read; r asks the registry again"
	case m.run.loading:
		return "still reading from the registry; wait until everything has arrived"
	}
	return otherwise
}

func (m *model) sbomUnavailable() string {
	switch b := m.sbom(); {
	case b == nil:
		return m.notReadyOr("no SBOM was found with this image")
	case b.Document == nil:
		return "this SBOM could not be read"
	case m.sbomState() == nil:
		return "the packages are still being indexed; pane 6 shows them"
	}
	return ""
}

func (m *model) searchUnavailable() string {
	if m.panes.query == "" {
		return "nothing to search for; / begins a search"
	}
	return ""
}

func (m *model) linkUnavailable() string {
	s := m.actionSignature()
	switch {
	case s == nil:
		return m.notReadyOr("there is no signature here")
	case s.Log == nil:
		return "this signature has no log entry"
	case s.Log.SearchURL == "":
		return "this entry is not in the public-good log, so no search page shows it"
	}
	return ""
}

func (m *model) whatIfUnavailable() string {
	if !m.can().Reverify {
		return "what-if is not available here"
	}
	return m.notReadyOr("")
}

func (m *model) reloadUnavailable() string {
	if m.run.loading {
		return m.notReadyOr("")
	}
	return ""
}

func (m *model) cancelUnavailable() string {
	n := m.tree.selected()
	if !m.can().Cancel || n == nil || n.artifact.State != report.StateFetching && n.artifact.State != report.StatePending {
		return "nothing is being fetched for the artifact under the tree's cursor"
	}
	return ""
}

func (m *model) retryUnavailable() string {
	n := m.tree.selected()
	switch {
	case !m.can().Retry:
		return "there is nothing to fetch again here; r asks for everything"
	case m.run.loading || m.run.err != nil:
		return m.notReadyOr("")
	case n == nil || n.artifact.State != report.StateFailed:
		return "the artifact under the tree's cursor has arrived already"
	}
	return ""
}

func (m *model) platformsUnavailable() string {
	switch {
	case !m.can().Platforms:
		return "there are no platforms to look at"
	case m.run.report.Target.Platforms < 2:
		return m.notReadyOr("this image has only one platform")
	case m.run.change.Platform == EveryPlatform:
		return "every platform is shown already"
	}
	return m.reloadUnavailable()
}
