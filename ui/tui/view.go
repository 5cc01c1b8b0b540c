package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"assay/ui/present"
	"assay/ui/present/bounds"
	"assay/ui/present/line"
	"assay/ui/sanitize"
	"assay/ui/tui/dialog"
)

// View draws the screen. It changes nothing.
func (m *model) View() tea.View {
	v := tea.NewView(m.screen())
	v.AltScreen = true
	v.WindowTitle = "assay " + sanitize.Truncate(sanitize.String(m.options.Target), maxTitle)
	if !m.options.NoMouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	return v
}

// maxTitle is how many characters of the target the window's title has.
const maxTitle = 80

// screen is the whole screen as styled rows.
func (m *model) screen() string {
	l := m.layout()
	if l.Mode == modeTiny {
		return m.viewTiny(l)
	}
	rows := m.header(l.Header)
	if top := m.dialogs.Top(); top != nil && top.Place() == dialog.InBody {
		rows = append(rows, m.dialogRows(top, l.Body)...)
	} else {
		rows = append(rows, m.body(l)...)
	}
	for len(rows) < l.Body.Y+l.Body.H {
		rows = append(rows, "")
	}
	rows = append(rows, m.tabs(l), m.footer(l.Footer.W))
	return strings.Join(rows, "\n")
}

// viewTiny is all that fits a very small screen.
func (m *model) viewTiny(l layout) string {
	var rows []string
	mark := present.Verdict(m.run.report.Verdict).Span(m.look.content.ASCII)
	if m.run.report.Partial {
		mark = line.Span{Text: "… looking", Style: line.StyleAccent}
	}
	if m.run.err != nil {
		mark = line.Span{Text: "? " + sanitize.String(bounds.Cut(m.run.err.Error(), bounds.Status)), Style: line.StyleBad}
	}
	for _, row := range []line.Line{line.NewLine(mark), line.TextLine(line.StyleDim, "q quit")}[:l.Header.H] {
		row.Fixed = true
		rows = append(rows, m.look.draw(line.Wrap(row, max(1, l.Header.W))[0]))
	}
	return strings.Join(rows, "\n")
}

// header says what was asked about, and the answer.
func (m *model) header(area rect) []string {
	var rows []string
	for _, row := range present.Banner(m.run.report, m.look.content) {
		lead := line.Span{Text: " ", Style: line.StylePlain}
		if m.options.Note != "" && len(rows) == 0 {
			lead = line.Span{Text: " " + m.options.Note + "  ", Style: line.StyleWarn}
		}
		row.Spans = append([]line.Span{lead}, row.Spans...)
		rows = append(rows, m.look.draw(line.Wrap(row, area.W)[0]))
	}
	if m.criteriaChanged() {
		rows[1] = m.look.draw(line.TextLine(line.StyleWarn, " WHAT IF ")) + rows[1]
		rows[1] = ansi.Truncate(rows[1], area.W, "…")
	}
	if m.run.err != nil {
		rows[1] = m.look.draw(line.NewLine(line.Text(line.StylePlain, " "), line.Text(line.StyleBad, "? COULD NOT BE READ")))
	}
	rule := strings.Repeat(m.look.glyph("─", "-"), area.W)
	return append(rows, m.look.styled(m.look.theme.Rule.Render, rule))
}

// dialogWidth is how wide the lines of a dialog in the body may be: it has a
// margin of a cell on either side.
func dialogWidth(body rect) int { return max(1, body.W-2) }

// dialogRows draws a dialog instead of the panes.
func (m *model) dialogRows(d dialog.Dialog, body rect) []string {
	var rows []string
	for _, l := range d.Lines(dialogWidth(body), body.H) {
		rows = append(rows, " "+m.look.draw(l))
	}
	return rows
}

// body draws tree and pane, or the one of them that is shown.
func (m *model) body(l layout) []string {
	theme := m.look.current()
	if l.Mode != modeSplit {
		if m.tree.shown {
			return indent(m.tree.list.Rows(theme, l.Tree.W-1, l.Tree.H, true))
		}
		return indent(m.view().Rows(theme, l.Detail.W-1, l.Detail.H, true))
	}
	left := indent(m.tree.list.Rows(theme, l.Tree.W-2, l.Tree.H, m.tree.focused))
	right := m.view().Rows(theme, l.Detail.W-1, l.Detail.H, !m.tree.focused)
	bar := m.look.styled(m.look.theme.Rule.Render, m.look.glyph("│", "|"))
	out := make([]string, l.Body.H)
	for i := range out {
		gap := max(0, l.Tree.W-sanitize.Width(at(left, i)))
		out[i] = at(left, i) + strings.Repeat(" ", gap) + bar + " " + at(right, i)
	}
	return out
}

// at returns row i, or an empty one below the last.
func at(rows []string, i int) string {
	if i < len(rows) {
		return rows[i]
	}
	return ""
}

func indent(rows []string) []string {
	for i := range rows {
		rows[i] = " " + rows[i]
	}
	return rows
}
