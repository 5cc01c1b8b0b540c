package ui

import (
	"strings"

	"charm.land/lipgloss/v2"

	"assay/ui/content"
)

// theme decides how each meaning looks. States differ by glyph and word too, so
// a theme without colours loses nothing.
type theme struct {
	styles [content.Different + 1]lipgloss.Style
	// selected is the row under the cursor, tab the open tab's name.
	selected, tab, rule, match lipgloss.Style
}

// newTheme returns the theme for a dark or a light background. Colours are from
// the terminal's own palette where they can be, so that they fit its scheme.
func newTheme(dark bool) theme {
	pick := lipgloss.LightDark(dark)
	color := func(light, dark string) lipgloss.Style {
		return lipgloss.NewStyle().Foreground(pick(lipgloss.Color(light), lipgloss.Color(dark)))
	}
	var t theme
	t.styles[content.Plain] = lipgloss.NewStyle()
	t.styles[content.Dim] = color("#6c6f85", "#8a8fa3")
	t.styles[content.Heading] = lipgloss.NewStyle().Bold(true)
	t.styles[content.Label] = color("#40649a", "#89a9d8")
	t.styles[content.Good] = color("#2f7d32", "#7fc98a").Bold(true)
	t.styles[content.Bad] = color("#b3261e", "#f2817a").Bold(true)
	t.styles[content.Warn] = color("#8a5a00", "#e5b567").Bold(true)
	t.styles[content.Unpinned] = color("#6a3fa0", "#c3a1f0").Bold(true)
	t.styles[content.Accent] = color("#005f73", "#6fd0d8")
	t.styles[content.Different] = color("#b3261e", "#f2817a").Bold(true).Underline(true)
	t.selected = lipgloss.NewStyle().Reverse(true)
	t.tab = lipgloss.NewStyle().Bold(true).Reverse(true)
	t.rule = t.styles[content.Dim]
	t.match = lipgloss.NewStyle().Reverse(true).Bold(true)
	return t
}

func (t theme) render(style content.Style, text string) string { return t.styles[style].Render(text) }

// line renders a line span by span.
func (t theme) line(l content.Line) string {
	var b strings.Builder
	for _, s := range l.Spans {
		if s.Style == content.Plain {
			b.WriteString(s.Text)
			continue
		}
		b.WriteString(t.render(s.Style, s.Text))
	}
	return b.String()
}

// noColor returns the theme without colours: bold, underline and reversed text
// remain, as NO_COLOR asks to leave out colour only.
func noColor(t theme) theme {
	for i := range t.styles {
		bare := lipgloss.NewStyle().Bold(t.styles[i].GetBold()).Underline(t.styles[i].GetUnderline())
		t.styles[i] = bare
	}
	t.rule = lipgloss.NewStyle()
	return t
}
