package tui

import (
	"fmt"
	"maps"

	"assay/inspect/report"
	"assay/ui/present"
	"assay/ui/present/bounds"
	"assay/ui/present/line"
	"assay/ui/tui/scroll"
)

// pane is one of the views of the detail side.
type pane int

const (
	paneOverview pane = iota
	paneChecks
	paneClaims
	paneCertificate
	paneLog
	panePackages
	paneRaw
	paneRequests
	paneCount
)

// PackagesPane is the number, from 1, of the pane that shows an SBOM.
const PackagesPane = int(panePackages) + 1

func paneNames() [paneCount]string {
	return [paneCount]string{"Overview", "Checks", "Claims", "Certificate", "Log", "Packages", "Raw", "Requests"}
}

// viewKey names one pane of one signature; each keeps its own place.
type viewKey struct {
	pane pane
	id   string
}

// panes is the detail side: which pane is open, and the user's place in each.
type panes struct {
	open  pane
	views map[viewKey]*scroll.View
	// folds are the lines that are folded, by their number among all lines.
	folds map[viewKey]map[int]bool
	// cache holds lines under the present report; pending are the panes whose
	// lines are being made in the background.
	cache   lineCache
	pending map[viewKey]bool
	// query is what was searched for last.
	query string
	wrap  bool
	// hex shows original bytes in hexadecimal.
	hex bool
}

func newPanes() panes {
	return panes{views: map[viewKey]*scroll.View{}, folds: map[viewKey]map[int]bool{}, pending: map[viewKey]bool{}, wrap: true}
}

// put caches the lines of a pane for as long as there is room. What is dropped
// is made again when it is looked at; the place in it stays.
func (p *panes) put(k viewKey, lines line.Nested) {
	for _, dropped := range p.cache.put(k, lines) {
		if v := p.views[dropped]; v != nil {
			v.Drop()
		}
	}
}

// dropAll drops the lines of all panes: the report has changed.
func (p *panes) dropAll() {
	p.cache = lineCache{}
	clear(p.pending)
	for _, v := range p.views {
		v.Drop()
	}
	// Checks stand in another order when their outcome changes.
	maps.DeleteFunc(p.folds, func(k viewKey, _ map[int]bool) bool { return k.pane == paneChecks })
}

// toggleHex shows original bytes as text or in hexadecimal.
func (m *model) toggleHex() {
	m.panes.hex = !m.panes.hex
	m.panes.dropAll()
	m.openPane(paneRaw)
}

// viewKey names what the pane shows now.
func (m *model) viewKey() viewKey {
	id := ""
	switch m.panes.open {
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
		} else if n := m.tree.selected(); n != nil && m.panes.open == paneRaw {
			id = n.id()
		}
	}
	return viewKey{m.panes.open, id}
}

// view is the pane that is shown, with its lines.
func (m *model) view() *scroll.View {
	k := m.viewKey()
	v := m.panes.views[k]
	if v == nil {
		v = &scroll.View{}
		m.panes.views[k] = v
	}
	v.Wrap, v.Query = m.panes.wrap, m.panes.query
	if v.List() == nil {
		v.Set(m.lines())
	}
	return v
}

// refresh makes the lines of the pane that is shown again.
func (m *model) refresh() { m.view().Set(m.lines()) }

// lines makes what the pane shows.
func (m *model) lines() line.List {
	if m.run.err != nil {
		return m.problemLines()
	}
	if m.panes.open == panePackages {
		return m.sbomLines()
	}
	var a *report.Artifact
	if n := m.tree.selected(); n != nil {
		a = n.artifact
		if m.panes.open == paneOverview && a.Problem != "" && n.signed == nil {
			return problem(a.Source.Reference, a.Problem)
		}
	}
	k := m.viewKey()
	lines := m.panes.cache.get(k)
	switch {
	case lines != nil:
	case m.panes.open == paneRaw && present.RawSize(m.signed(), a) > maxRawAtOnce:
		return line.Static{line.TextLine(line.StyleDim, "laying out "+bounds.Size(int64(present.RawSize(m.signed(), a))))}
	default:
		lines = m.paneLines(a)
		m.panes.put(k, lines)
	}
	if m.panes.folds[k] == nil {
		m.panes.folds[k] = line.Closed(lines)
	}
	return line.Fold(lines, m.panes.folds[k])
}

// problemLines says why the target could not be inspected; the pane of requests
// shows those that were made all the same.
func (m *model) problemLines() line.List {
	if m.panes.open == paneRequests && len(m.run.report.Requests) > 0 {
		return line.Static(present.Requests(m.run.report))
	}
	return problem("The image could not be inspected.", m.run.err.Error())
}

func problem(heading, reason string) line.List {
	return line.Static(append([]line.Line{line.TextLine(line.StyleBad, heading)}, line.Lines(line.StylePlain, reason)...))
}

// paneLines returns what the pane says about the signature that is looked at,
// and the artifact a, which may be nil.
func (m *model) paneLines(a *report.Artifact) line.Nested {
	r, s, o := m.run.report, m.signed(), m.look.content
	switch m.panes.open {
	case paneChecks:
		return line.Static(present.Checks(s, o))
	case paneClaims:
		lines := append(present.Claims(s, o), line.Blank())
		return line.Static(append(lines, present.Commands(s)...))
	case paneCertificate:
		return line.Static(present.CertificateOf(s, o))
	case paneLog:
		return line.Static(present.Log(s, o))
	case paneRaw:
		return present.Raw(s, a, m.panes.hex)
	case paneRequests:
		return line.Static(present.Requests(r))
	default:
		return line.Static(present.Overview(r, s, o))
	}
}
