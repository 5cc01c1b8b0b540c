package tui

import (
	"fmt"
	"maps"
	"time"

	tea "charm.land/bubbletea/v2"

	"assay/inspect/report"
	"assay/sbom"
	"assay/ui/present"
	"assay/ui/present/bounds"
	"assay/ui/present/theme"
)

// Start inspects the target and hands news to emit as it comes. It returns the
// final report. The terminal program calls it once at the beginning and again
// on reload. With an error the report, which may be nil, says what was asked of
// the registry.
type Start func(demand Demand, emit func(report.Event)) (*report.Report, error)

// Demand is how the user has changed what was asked on the command line; the
// zero value has not.
type Demand struct {
	// Platform is os/arch[/variant], or EveryPlatform; empty means as asked.
	Platform string
	// Asked replaces what signatures are measured against; nil means as asked.
	Asked *report.Criteria
}

// EveryPlatform as a platform looks at every one.
const EveryPlatform = "all"

// Options says what the terminal program shows and how.
type Options struct {
	// Target is what was asked about, shown before anything is known of it.
	Target string
	Start  Start
	// Platforms says that Start can look at other platforms.
	Platforms bool
	// Pane is the number of the pane to begin with, from 1.
	Pane int
	// Compare opens the comparison of the first two SBOMs.
	Compare bool
	// Judge makes a new report of what was fetched under another demand. It
	// is called after Start has returned; nil means that it is not available.
	Judge func(report.Criteria) (*report.Report, error)
	// Cancel stops fetching an artifact, by ID, and reports whether there was
	// anything to stop; Retry fetches one again that could not be had, and
	// returns a new report, or nil where there was nothing to fetch. Either may
	// be nil.
	Cancel func(id string) bool
	Retry  func(id string, asked report.Criteria) (*report.Report, error)
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
	actions []action
	theme   theme.Theme
	content present.Options
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

	help bool
	// helpFrom is the first line of the help that is shown.
	helpFrom int
	whatIf   *whatIf
	palette  *palette
	export   *export
	// demand is what the user has changed so far.
	demand Demand
	// original is what was asked at first.
	original  *report.Criteria
	searching bool
	// filtering says that the filter of the package list is being typed.
	filtering bool
	sboms     map[*sbom.Document]*sbomState
	indexing  map[*sbom.Document]bool
	folds     map[viewKey]map[int]bool
	// laid are the lines of panes under the present report; laying are those
	// that are being made in the background.
	laid      laid
	laying    map[viewKey]bool
	query     string
	status    string
	statusAge int
	// statusTime is how long a message stays.
	statusTime time.Duration
	wrap       bool
	// hex shows original bytes in hexadecimal.
	hex bool
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
	retriedMsg struct {
		report *report.Report
		err    error
	}
	clearStatusMsg struct{ age int }
)

func newModel(options Options) *model {
	m := &model{
		options: options, keys: newKeyMap(), theme: theme.New(options.Theme != "light"), content: present.Options{ASCII: options.ASCII, Explain: true},
		views: map[viewKey]*scroller{}, sboms: map[*sbom.Document]*sbomState{}, indexing: map[*sbom.Document]bool{}, folds: map[viewKey]map[int]bool{}, laying: map[viewKey]bool{}, wrap: true, loading: true, statusTime: 4 * time.Second,
		report: &report.Report{Target: report.Target{Reference: options.Target}, Partial: true, Verdict: report.VerdictUnknown},
	}
	m.tree.wrap = false
	m.actions = m.keys.actions()
	if options.Pane > 0 {
		m.pane = pane(options.Pane - 1)
	}
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
	run, start, send, demand := m.run, m.options.Start, m.send, m.demand
	return func() tea.Msg {
		r, err := start(demand, func(e report.Event) {
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
	m.forget()
	// Checks stand in another order when their outcome changes.
	maps.DeleteFunc(m.folds, func(k viewKey, _ map[int]bool) bool { return k.pane == paneChecks })
	m.nodes = newTree(r, m.content)
	lines := make([]present.Line, len(m.nodes))
	for i, n := range m.nodes {
		lines[i] = n.line
		if n.id() == selected && selected != "" {
			m.tree.cursor = i
		}
	}
	m.tree.set(present.Static(lines))
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
func (m *model) signed() *report.Signature {
	if n := m.selected(); n != nil && n.signed != nil {
		return n.signed
	}
	if m.pane == paneOverview {
		return nil
	}
	return m.report.Primary()
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

// about is the signature that actions are about.
func (m *model) about() *report.Signature {
	if s := m.signed(); s != nil {
		return s
	}
	return m.report.Primary()
}

// viewKey names what the pane shows now.
func (m *model) viewKey() viewKey {
	id := ""
	switch m.pane {
	case panePackages:
		if b := m.sbom(); b != nil {
			id = b.Source.Digest + b.Source.Reference
			if s := m.sbomState(); s != nil {
				id += fmt.Sprint(" ", s.page, s.opened)
			}
		}
	case paneRequests:
	default:
		if s := m.signed(); s != nil {
			id = s.ID
		} else if n := m.selected(); n != nil && m.pane == paneRaw {
			id = n.id()
		}
	}
	return viewKey{m.pane, id}
}

func (m *model) view() *scroller {
	k := m.viewKey()
	v := m.views[k]
	if v == nil {
		v = &scroller{}
		m.views[k] = v
	}
	v.wrap, v.query = m.wrap, m.query
	if v.lines == nil {
		v.set(m.lines())
	}
	return v
}

// lines makes what the pane shows.
func (m *model) lines() present.List {
	if m.err != nil && m.pane == paneRequests && len(m.report.Requests) > 0 {
		return present.Static(present.Requests(m.report))
	}
	if m.err != nil {
		return present.Static(append([]present.Line{present.TextLine(present.StyleBad, "This could not be inspected.")}, present.Lines(present.StylePlain, m.err.Error())...))
	}
	if m.pane == panePackages {
		return m.sbomLines()
	}
	var a *report.Artifact
	if n := m.selected(); n != nil {
		a = n.artifact
		if m.pane == paneOverview && a.Problem != "" && n.signed == nil {
			return present.Static(append([]present.Line{present.TextLine(present.StyleBad, a.Source.Reference)}, present.Lines(present.StylePlain, a.Problem)...))
		}
	}
	k := m.viewKey()
	lines := m.laid.get(k)
	switch {
	case lines != nil:
	case m.pane == paneRaw && present.RawSize(m.signed(), a) > maxLaidAtOnce:
		return present.Static{present.TextLine(present.StyleDim, "laying out "+present.Size(int64(present.RawSize(m.signed(), a))))}
	default:
		lines = m.paneLines(a)
		m.keep(k, lines)
	}
	if m.folds[k] == nil {
		m.folds[k] = present.Closed(lines)
	}
	return present.Fold(lines, m.folds[k])
}

func (m *model) layout() layout { return newLayout(m.width, m.height, m.treeShown) }

// say shows a short message for a few seconds.
func (m *model) say(format string, args ...any) tea.Cmd {
	m.status = bounds.Cut(fmt.Sprintf(format, args...), bounds.Status)
	m.statusAge++
	age := m.statusAge
	return tea.Tick(m.statusTime, func(time.Time) tea.Msg { return clearStatusMsg{age} })
}
