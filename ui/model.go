package ui

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"assay/inspect/report"
	"assay/sbom"
	"assay/ui/content"
)

// Start inspects the target and hands news to emit as it comes. It returns the
// final report. The terminal program calls it once at the beginning and again
// on reload.
type Start func(emit func(report.Event)) (*report.Report, error)

// Options says what the terminal program shows and how.
type Options struct {
	// Target is what was asked about, shown before anything is known of it.
	Target string
	Start  Start
	// Judge makes a new report of what was fetched under another demand. It
	// is called after Start has returned; nil means that it is not to be had.
	Judge func(report.Asked) (*report.Report, error)
	// Theme is auto, dark or light.
	Theme   string
	NoColor bool
	ASCII   bool
	NoMouse bool
	// Note is shown on every screen, such as that this is a demo.
	Note string
}

// model is the state of the terminal program. It changes in Update only, and
// Update does no I/O.
type model struct {
	options Options
	keys    keyMap
	theme   theme
	content content.Options
	send    func(tea.Msg)

	width, height int
	report        *report.Report
	err           error
	loading       bool
	// run counts loads, so that news of an earlier one is told apart.
	run    int
	digest string

	nodes     []node
	tree      scroller
	treeShown bool
	// focusTree says which side the keys go to.
	focusTree bool

	pane  pane
	views map[viewKey]*scroller

	help   bool
	whatIf *whatIf
	// original is what was asked at first.
	original  *report.Asked
	searching bool
	// filtering says that the filter of the package list is being typed.
	filtering bool
	packages  map[*sbom.Document]*sbom.View
	query     string
	status    string
	statusAge int
	wrap      bool
}

// viewKey names one pane of one signature; each keeps its own place.
type viewKey struct {
	pane pane
	id   string
}

// News for Update.
type (
	eventMsg struct {
		run   int
		event report.Event
	}
	doneMsg struct {
		run    int
		report *report.Report
		err    error
	}
	clearStatusMsg struct{ age int }
)

func newModel(options Options) *model {
	m := &model{
		options: options, keys: newKeyMap(), theme: newTheme(options.Theme != "light"), content: content.Options{ASCII: options.ASCII},
		views: map[viewKey]*scroller{}, packages: map[*sbom.Document]*sbom.View{}, wrap: true, loading: true,
		report: &report.Report{Target: report.Target{Reference: options.Target}, Partial: true, Verdict: report.VerdictUnknown},
	}
	m.tree.wrap = false
	return m
}

// Init asks for the background colour and starts the inspection.
func (m *model) Init() tea.Cmd {
	cmds := []tea.Cmd{m.load()}
	if m.options.Theme == "auto" && !m.options.NoColor {
		cmds = append(cmds, tea.RequestBackgroundColor)
	}
	return tea.Batch(cmds...)
}

// load runs the inspection in the background.
func (m *model) load() tea.Cmd {
	run, start, send := m.run, m.options.Start, m.send
	return func() tea.Msg {
		r, err := start(func(e report.Event) {
			if send != nil {
				send(eventMsg{run, e})
			}
		})
		return doneMsg{run, r, err}
	}
}

// setReport takes a new report and keeps the cursor on the artifact it was on.
func (m *model) setReport(r *report.Report) {
	selected := m.selectedID()
	m.report = r
	m.nodes = newTree(r, m.content)
	lines := make([]content.Line, len(m.nodes))
	for i, n := range m.nodes {
		lines[i] = n.line
		if n.id() == selected && selected != "" {
			m.tree.cursor = i
		}
	}
	m.tree.set(lines)
	m.refresh()
}

// refresh lays out the pane that is shown again.
func (m *model) refresh() { m.view().set(m.lines()) }

func (n node) id() string {
	if n.signed != nil {
		return n.artifact.ID + " " + n.signed.ID
	}
	return n.artifact.ID
}

func (m *model) selected() *node {
	if m.tree.cursor < 0 || m.tree.cursor >= len(m.nodes) {
		return nil
	}
	return &m.nodes[m.tree.cursor]
}

func (m *model) selectedID() string {
	if n := m.selected(); n != nil {
		return n.id()
	}
	return ""
}

// signed is the signature that the panes are about: the one under the tree's
// cursor, else the one that decided the verdict.
func (m *model) signed() *report.Signed {
	if n := m.selected(); n != nil && n.signed != nil {
		return n.signed
	}
	if m.pane == paneOverview {
		return nil
	}
	return m.decisive()
}

// decisive is the signature that explains the verdict.
func (m *model) decisive() *report.Signed {
	all := m.report.All()
	for _, d := range m.report.Diagnoses {
		for _, s := range all {
			if s.ID == d.Signature && m.report.Verdict != report.Verified {
				return s
			}
		}
	}
	for _, s := range all {
		if s.Counts && s.Verdict == m.report.Verdict {
			return s
		}
	}
	if len(all) > 0 {
		return all[0]
	}
	return nil
}

// sbom is the SBOM under the tree's cursor, else the first.
func (m *model) sbom() *report.SBOM {
	if n := m.selected(); n != nil && n.sbom != nil {
		return n.sbom
	}
	if len(m.report.SBOMs) > 0 {
		return m.report.SBOMs[0]
	}
	return nil
}

// packageView is the package list as the user filtered and sorted it.
func (m *model) packageView() *sbom.View {
	b := m.sbom()
	if b == nil || b.Document == nil {
		return nil
	}
	v := m.packages[b.Document]
	if v == nil {
		v = sbom.NewIndex(b.Document).View()
		m.packages[b.Document] = v
	}
	return v
}

func (m *model) view() *scroller {
	id := ""
	switch m.pane {
	case panePackages:
		if b := m.sbom(); b != nil {
			id = b.Source.Digest + b.Source.Reference
		}
	case paneRequests:
	default:
		if s := m.signed(); s != nil {
			id = s.ID
		} else if n := m.selected(); n != nil && m.pane == paneRaw {
			id = n.id()
		}
	}
	k := viewKey{m.pane, id}
	v := m.views[k]
	if v == nil {
		v = &scroller{}
		m.views[k] = v
	}
	v.wrap, v.query = m.wrap, m.query
	if len(v.lines) == 0 {
		v.set(m.lines())
	}
	return v
}

func (m *model) lines() []content.Line {
	if m.err != nil {
		return append([]content.Line{content.T(content.Bad, "This could not be inspected.")}, content.Lines(content.Plain, m.err.Error())...)
	}
	var a *report.Artifact
	if n := m.selected(); n != nil {
		a = n.artifact
		if m.pane == paneOverview && a.Problem != "" && n.signed == nil {
			return append([]content.Line{content.T(content.Bad, a.Source.Reference)}, content.Lines(content.Plain, a.Problem)...)
		}
	}
	return paneLines(m.pane, m.report, m.signed(), a, m.sbom(), m.packageView(), m.content)
}

func (m *model) layout() layout { return newLayout(m.width, m.height, m.treeShown) }

// say shows a short message for a few seconds.
func (m *model) say(format string, args ...any) tea.Cmd {
	m.status = fmt.Sprintf(format, args...)
	m.statusAge++
	age := m.statusAge
	return tea.Tick(4*time.Second, func(time.Time) tea.Msg { return clearStatusMsg{age} })
}
