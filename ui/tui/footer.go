package tui

import (
	"fmt"
	"strings"

	"assay/ui/present/line"
	"assay/ui/sanitize"
	"assay/ui/tui/dialog"
)

// The two last rows: the names of the panes, and what matters most now.

// tabName is a pane's digit and name with the columns that it takes, from the
// first to before to.
type tabName struct {
	text     string
	from, to int
}

// tabNames are the names of the panes, cut short where there is little room.
func (m *model) tabNames() [paneCount]tabName {
	names := paneNames()
	full := 0
	for _, name := range names {
		full += len(name) + len("1  ")
	}
	var out [paneCount]tabName
	x := 1
	for i, name := range names {
		if open := pane(i) == m.panes.open; full > m.width && !open {
			name = name[:min(shortTab, len(name))]
			if full > m.width+noTabs {
				name = ""
			}
		}
		text := strings.TrimSpace(fmt.Sprintf("%d %s", i+1, name))
		to := x + sanitize.Width(text) + 1
		out[i] = tabName{text, x, to}
		x = to
	}
	return out
}

// shortTab is to how many letters names are cut, noTabs how many cells have to be
// missing for them to go altogether.
const (
	shortTab = 4
	noTabs   = 20
)

func (m *model) tabs(l layout) string {
	var b strings.Builder
	b.WriteString(" ")
	for i, name := range m.tabNames() {
		if name.to > l.Tabs.W {
			break
		}
		if pane(i) == m.panes.open && (!m.tree.shown || l.Mode == modeSplit) {
			b.WriteString(m.look.theme.Tab.Render(name.text) + " ")
			continue
		}
		b.WriteString(m.look.styled(m.look.theme.Style(line.StyleDim).Render, name.text) + " ")
	}
	return b.String()
}

// footer is a prompt, else a notice, else the keys that matter most and what the
// inspection has taken so far.
func (m *model) footer(width int) string {
	if top := m.dialogs.Top(); top != nil && top.Place() == dialog.InFooter {
		return " " + m.look.draw(top.Lines(width-1, 1)[0])
	}
	if m.notice.text != "" {
		return m.footerRow(width, m.notice.text, line.StyleAccent)
	}
	hints := m.hints()
	right := ""
	if f := m.run.report.Fetched; f.Requests > 0 {
		right = line.Plural(f.Requests, "request") + ", " + line.Plural(f.Depth, "round trip")
	}
	if m.run.loading {
		right = "loading " + right
	}
	if gap := width - sanitize.Width(hints) - sanitize.Width(right) - 2; gap > 2 {
		hints += strings.Repeat(" ", gap) + right
	}
	return m.footerRow(width, hints, line.StyleDim)
}

// hints are the keys that matter most where the user is.
func (m *model) hints() string {
	s, inPane := (*sbomState)(nil), !m.tree.focused
	if inPane && m.panes.open == panePackages {
		s = m.sbomState()
	}
	if s != nil {
		if len(s.opened) > 0 {
			return "esc back  enter follow  y copy  Y as JSON  / search  ? help  q quit"
		}
		return "f filter  s sort  b group  v view  enter details  e export  / search  ? help  q quit"
	}
	if inPane && m.panes.open == paneChecks {
		return "enter details  i what if  c command  y copy  / search  ? help  q quit"
	}
	return "? help  ^p actions  tab tree  / search  i what if  y copy  c command  q quit"
}

func (m *model) footerRow(width int, text string, style line.Style) string {
	return m.look.draw(line.NewLine(line.Span{Text: sanitize.Truncate(" "+text, width), Style: style}))
}
