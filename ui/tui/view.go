package tui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"assay/inspect/report"
	"assay/ui/present"
	"assay/ui/present/bounds"
	"assay/ui/present/theme"
	"assay/ui/sanitize"
)

// View draws the screen.
func (m *model) View() tea.View {
	v := tea.NewView(m.screen())
	v.AltScreen = true
	v.WindowTitle = "assay " + sanitize.Truncate(sanitize.String(m.options.Target), 80)
	if !m.options.NoMouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	return v
}

// screen is the whole screen as styled rows.
func (m *model) screen() string {
	l := m.layout()
	if l.Mode == modeTiny {
		return m.tiny(l)
	}
	rows := m.header(l.Header)
	switch {
	case m.whatIf != nil:
		rows = append(rows, m.whatIf.rows(m, m.width, m.height-headerHeight-footerHeight)...)
	case m.palette != nil:
		rows = append(rows, m.palette.rows(m, m.width, m.height-headerHeight-footerHeight)...)
	case m.export != nil:
		rows = append(rows, m.export.rows(m, m.width, m.height-headerHeight-footerHeight)...)
	case m.help:
		rows = append(rows, m.helpRows(m.width, m.height-headerHeight-footerHeight)...)
	default:
		rows = append(rows, m.body(l)...)
	}
	for len(rows) < m.height-footerHeight {
		rows = append(rows, "")
	}
	rows = append(rows, m.tabs(l.Tabs.W), m.footer(l.Footer.W))
	return strings.Join(rows, "\n")
}

// tiny is all that fits a very small screen.
func (m *model) tiny(l layout) string {
	var rows []string
	mark := present.Verdict(m.report.Verdict).Span(m.content.ASCII)
	if m.report.Partial {
		mark = present.Span{Text: "… looking", Style: present.StyleAccent}
	}
	if m.err != nil {
		mark = present.Span{Text: "? " + sanitize.String(bounds.Cut(m.err.Error(), bounds.Status)), Style: present.StyleBad}
	}
	for _, line := range []present.Line{present.NewLine(mark), present.TextLine(present.StyleDim, "q quit")}[:l.Header.H] {
		line.Fixed = true
		rows = append(rows, m.draw(present.Wrap(line, max(1, l.Header.W))[0]))
	}
	return strings.Join(rows, "\n")
}

func (m *model) header(area rect) []string {
	var rows []string
	for _, line := range present.Banner(m.report, m.content) {
		lead := present.Span{Text: " ", Style: present.StylePlain}
		if m.options.Note != "" && len(rows) == 0 {
			lead = present.Span{Text: " " + m.options.Note + "  ", Style: present.StyleWarn}
		}
		line.Spans = append([]present.Span{lead}, line.Spans...)
		rows = append(rows, m.draw(present.Wrap(line, area.W)[0]))
	}
	if m.original != nil && !sameAsked(*m.original, m.report.Criteria) {
		rows[1] = m.draw(present.Line{Spans: []present.Span{{Text: " WHAT IF ", Style: present.StyleWarn}}}) + rows[1]
		rows[1] = ansi.Truncate(rows[1], area.W, "…")
	}
	if m.err != nil {
		rows[1] = m.draw(present.Line{Spans: []present.Span{{Text: " ", Style: present.StylePlain}, {Text: "? COULD NOT BE READ", Style: present.StyleBad}}})
	}
	return append(rows, m.rule(area.W))
}

func (m *model) rule(width int) string {
	line := "─"
	if m.content.ASCII {
		line = "-"
	}
	return m.style(m.theme.Rule.Render, strings.Repeat(line, width))
}

// body draws tree and pane, or the one of them that is shown.
func (m *model) body(l layout) []string {
	if l.Mode != modeSplit {
		if m.treeShown {
			return indent(m.rows(&m.tree, l.Tree.W-1, l.Tree.H, true))
		}
		return indent(m.rows(m.view(), l.Detail.W-1, l.Detail.H, true))
	}
	tree := indent(m.rows(&m.tree, l.Tree.W-2, l.Tree.H, m.focusTree))
	detail := m.rows(m.view(), l.Detail.W-1, l.Detail.H, !m.focusTree)
	bar := "│"
	if m.content.ASCII {
		bar = "|"
	}
	bar = m.style(m.theme.Rule.Render, bar)
	var out []string
	for i := range l.Detail.H {
		left, right := "", ""
		if i < len(tree) {
			left = tree[i]
		}
		if i < len(detail) {
			right = detail[i]
		}
		gap := max(0, l.Tree.W-sanitize.Width(left))
		out = append(out, left+strings.Repeat(" ", gap)+bar+" "+right)
	}
	return out
}

func indent(rows []string) []string {
	for i := range rows {
		rows[i] = " " + rows[i]
	}
	return rows
}

func (m *model) rows(s *scroller, width, height int, focused bool) []string {
	return s.rows(m.plainTheme(), width, height, focused)
}

// plainTheme is the theme, or one without colours under NO_COLOR.
func (m *model) plainTheme() theme.Theme {
	if !m.options.NoColor {
		return m.theme
	}
	return m.theme.NoColor()
}

func (m *model) draw(l present.Line) string { return m.plainTheme().Line(l) }

func (m *model) style(render func(...string) string, text string) string {
	if m.options.NoColor {
		return text
	}
	return render(text)
}

// tabSpans are the columns of each pane's name in the tab bar.
func (m *model) tabSpans() [][2]int {
	var out [][2]int
	x := 1
	for p := range paneCount {
		w := sanitize.Width(m.tabName(p)) + 1
		out = append(out, [2]int{x, x + w})
		x += w
	}
	return out
}

// tabName is a pane's digit and name, cut short where there is little room.
func (m *model) tabName(p pane) string {
	full := 0
	for q := range paneCount {
		full += len(paneNames[q]) + 3
	}
	name := paneNames[p]
	if full > m.width && p != m.pane {
		name = name[:min(4, len(name))]
	}
	if full > m.width+20 && p != m.pane {
		name = ""
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s", p+1, name))
}

func (m *model) tabs(width int) string {
	var b strings.Builder
	b.WriteString(" ")
	used := 1
	for p := range paneCount {
		name := m.tabName(p)
		if used+sanitize.Width(name)+1 > width {
			break
		}
		used += sanitize.Width(name) + 1
		if p == m.pane && (!m.treeShown || m.layout().Mode == modeSplit) {
			b.WriteString(m.theme.Tab.Render(name) + " ")
			continue
		}
		b.WriteString(m.style(m.theme.Style(present.StyleDim).Render, name) + " ")
	}
	return b.String()
}

func (m *model) footer(width int) string {
	switch {
	case m.filtering:
		filter, _, _, _ := m.sbomState().view.Settings()
		return m.foot(width, "filter: "+sanitize.String(filter)+"▌  enter keeps, esc clears", present.StyleAccent)
	case m.searching:
		return m.foot(width, "/"+sanitize.String(m.query)+"▌  enter keeps, esc leaves", present.StyleAccent)
	case m.status != "":
		return m.foot(width, m.status, present.StyleAccent)
	}
	hints := m.hints()
	right := ""
	if f := m.report.Fetched; f.Requests > 0 {
		right = fmt.Sprintf("%s, depth %d", present.Plural(f.Requests, "request"), f.Depth)
	}
	if m.loading {
		right = "loading " + right
	}
	if gap := width - sanitize.Width(hints) - sanitize.Width(right) - 2; gap > 2 {
		hints += strings.Repeat(" ", gap) + right
	}
	return m.foot(width, hints, present.StyleDim)
}

// hints are the keys that matter most where the user is.
func (m *model) hints() string {
	if s := m.sbomState(); m.pane == panePackages && s != nil && !m.focusTree {
		if len(s.opened) > 0 {
			return "esc back  enter follow  y copy  Y as JSON  / search  ? help  q quit"
		}
		return "f filter  s sort  b group  v view  enter details  e export  / search  ? help  q quit"
	}
	if m.pane == paneChecks && !m.focusTree {
		return "enter details  i what if  c command  y copy  / search  ? help  q quit"
	}
	return "? help  ^p actions  tab tree  / search  i what if  y copy  c command  q quit"
}

func (m *model) foot(width int, text string, style present.Style) string {
	return m.draw(present.Line{Spans: []present.Span{{Text: sanitize.Truncate(" "+text, width), Style: style}}})
}

func (m *model) helpRows(width, height int) []string {
	lines := []present.Line{{Spans: []present.Span{{Text: "Keys  ", Style: present.StyleHeading}, {Text: "j and k scroll, other keys close", Style: present.StyleDim}}}}
	group := ""
	for _, a := range m.actions {
		if a.group != group {
			group = a.group
			lines = append(lines, present.TextLine(present.StyleLabel, group))
		}
		h := a.Help()
		lines = append(lines, present.Field("  "+h.Key, h.Desc))
	}
	lines = append(lines, present.Blank(), present.Heading("Words"))
	for _, v := range []struct {
		verdict report.Verdict
		means   string
	}{
		{report.VerdictVerified, "a signature passes every required check, and the signer is the one you named"},
		{report.VerdictUnpinned, "a signature is intact, but you named no signer to compare with"},
		{report.VerdictUnchecked, "a policy lets it pass without looking at any signature; nothing is verified"},
		{report.VerdictFailed, "signatures exist, and none is acceptable"},
		{report.VerdictUnsigned, "every store answered, and none holds a signature"},
		{report.VerdictUnknown, "a store could not be read, so nothing can be said"},
	} {
		lines = append(lines, present.Line{Spans: []present.Span{{Text: "  ", Style: present.StylePlain}, present.Verdict(v.verdict).Span(m.content.ASCII), present.Text(present.StylePlain, "  "+v.means)}, Indent: 4})
	}
	return m.columns(lines, width, height)
}

// columns puts lines into two columns where that makes them fit, else into
// one of which the user sees a part.
func (m *model) columns(lines []present.Line, width, height int) []string {
	if width >= 2*minHelpColumn {
		if wrapped := wrapAll(lines, width/2-1); len(wrapped) <= 2*height {
			return m.twoColumns(wrapped, width, height)
		}
	}
	wrapped := wrapAll(lines, width-2)
	m.helpFrom = clamp(m.helpFrom, len(wrapped)-height)
	var rows []string
	for _, l := range wrapped[m.helpFrom:min(len(wrapped), m.helpFrom+height)] {
		rows = append(rows, " "+m.draw(l))
	}
	return rows
}

func (m *model) twoColumns(lines []present.Line, width, height int) []string {
	rows := make([]string, min(height, len(lines)))
	for i, l := range lines {
		if i < height {
			rows[i] = " " + m.draw(l)
			continue
		}
		row := i - height
		rows[row] += strings.Repeat(" ", max(1, width/2-sanitize.Width(rows[row]))) + m.draw(l)
	}
	return rows
}

func wrapAll(lines []present.Line, width int) []present.Line {
	var out []present.Line
	for _, l := range lines {
		out = append(out, present.Wrap(l, max(1, width))...)
	}
	return out
}

// minHelpColumn is the narrowest column in cells in which the help can be read.
const minHelpColumn = 44
