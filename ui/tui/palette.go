package tui

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"assay/ui/present"
	"assay/ui/sanitize"
)

// palette lists all actions by name, to be found by typing a part of it.
type palette struct {
	input textinput.Model
	at    int
}

func (m *model) openPalette() tea.Cmd {
	m.palette = &palette{input: textinput.New()}
	m.palette.input.Focus()
	return nil
}

// matches are the actions whose name or key has every word typed.
func (p *palette) matches(all []action) []action {
	var out []action
	for _, a := range all {
		name := strings.ToLower(a.group + " " + a.Help().Desc + " " + a.Help().Key)
		fits := true
		for _, word := range strings.Fields(strings.ToLower(p.input.Value())) {
			fits = fits && strings.Contains(name, word)
		}
		if fits {
			out = append(out, a)
		}
	}
	// Who moves about has the keys at hand; what is looked for here is the rest.
	slices.SortStableFunc(out, func(a, b action) int { return paletteOrder[a.group] - paletteOrder[b.group] })
	return out
}

var paletteOrder = map[string]int{groupTake: 0, groupProgram: 1, groupSBOM: 2, groupFind: 3, groupPanes: 4, groupMove: 5}

func (m *model) pressPalette(msg tea.KeyPressMsg) tea.Cmd {
	p := m.palette
	found := p.matches(m.actions)
	switch msg.String() {
	case "esc":
		m.palette = nil
	case "ctrl+c":
		return tea.Quit
	case "up", "ctrl+k":
		p.at = clamp(p.at-1, len(found)-1)
	case "down", "ctrl+j", "tab":
		p.at = clamp(p.at+1, len(found)-1)
	case "enter":
		m.palette = nil
		if p.at < len(found) {
			return m.perform(found[p.at])
		}
	default:
		p.input, _ = p.input.Update(msg)
		p.at = 0
	}
	return nil
}

// rows draws the palette: what can be done now, and of the rest why not.
func (p *palette) rows(m *model, width, height int) []string {
	found := p.matches(m.actions)
	lines := []present.Line{{Spans: []present.Span{{Text: "do: ", Style: present.StyleAccent}, present.Text(present.StylePlain, p.input.Value()), {Text: "▌", Style: present.StyleAccent}}}, present.Blank()}
	first := max(0, p.at-(height-len(lines)-1))
	for i := first; i < len(found); i++ {
		a := found[i]
		h := a.Help()
		why := ""
		if a.unless != nil {
			why = a.unless(m)
		}
		style := present.StylePlain
		if why != "" {
			style, why = present.StyleDim, "   not now: "+why
		}
		line := present.Line{Spans: []present.Span{{Text: padTo(h.Key, 8), Style: present.StyleLabel}, {Text: h.Desc, Style: style}, present.Text(present.StyleDim, why)}, Fixed: true}
		if i == p.at {
			line.Spans = []present.Span{{Text: padTo(h.Key, 8) + h.Desc, Style: present.StyleHeading}, present.Text(present.StyleDim, why), {Text: "  ← enter", Style: present.StyleAccent}}
		}
		lines = append(lines, line)
	}
	if len(found) == 0 {
		lines = append(lines, present.TextLine(present.StyleDim, "No action has that in its name; esc leaves."))
	}
	return m.overlay(lines, width, height)
}

// overlay draws lines in the room that a dialog has.
func (m *model) overlay(lines []present.Line, width, height int) []string {
	var rows []string
	for _, l := range lines {
		for _, row := range present.Wrap(l, max(1, width-2)) {
			if len(rows) < height {
				rows = append(rows, " "+m.draw(row))
			}
		}
	}
	return rows
}

func padTo(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-sanitize.Width(text)))
}
