// Package theme renders lines in colours. It decides how a meaning looks, and
// never what is said.
package theme

import (
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"

	"assay/ui/present/line"
)

// Theme decides how each meaning looks. States differ by glyph and word too, so
// a theme without colours loses nothing.
type Theme struct {
	styles [line.StyleDifferent + 1]lipgloss.Style
	// Selected is the row under the cursor where there are no colours, Tab the
	// open tab's name, Rule a line between panes, Match what a search found.
	Selected, Tab, Rule, Match lipgloss.Style
	// cursor is the background of the row under the cursor; nil reverses the row
	// instead.
	cursor color.Color
}

// New returns the theme for a dark or a light background. Colours are from
// the terminal's own palette where they can be, so that they fit its scheme.
func New(dark bool) Theme {
	pick := lipgloss.LightDark(dark)
	colored := func(light, dark string) lipgloss.Style {
		return lipgloss.NewStyle().Foreground(pick(lipgloss.Color(light), lipgloss.Color(dark)))
	}
	var t Theme
	t.styles[line.StylePlain] = lipgloss.NewStyle()
	t.styles[line.StyleDim] = colored("#6c6f85", "#8a8fa3")
	t.styles[line.StyleHeading] = lipgloss.NewStyle().Bold(true)
	t.styles[line.StyleLabel] = colored("#40649a", "#89a9d8")
	t.styles[line.StyleGood] = colored("#2f7d32", "#7fc98a").Bold(true)
	t.styles[line.StyleBad] = colored("#b3261e", "#f2817a").Bold(true)
	t.styles[line.StyleWarn] = colored("#8a5a00", "#e5b567").Bold(true)
	t.styles[line.StyleUnpinned] = colored("#6a3fa0", "#c3a1f0").Bold(true)
	t.styles[line.StyleAccent] = colored("#005f73", "#6fd0d8")
	t.styles[line.StyleDifferent] = colored("#b3261e", "#f2817a").Bold(true).Underline(true)
	t.Selected = lipgloss.NewStyle().Reverse(true)
	t.cursor = pick(lipgloss.Color("#d5dbe8"), lipgloss.Color("#3d4557"))
	t.Tab = lipgloss.NewStyle().Bold(true).Reverse(true)
	t.Rule = t.styles[line.StyleDim]
	t.Match = lipgloss.NewStyle().Reverse(true).Bold(true)
	return t
}

// Style returns the look of a meaning.
func (t Theme) Style(style line.Style) lipgloss.Style { return t.styles[style] }

// Render returns text in the look of a meaning.
func (t Theme) Render(style line.Style, text string) string { return t.styles[style].Render(text) }

// Line renders a line span by span.
func (t Theme) Line(l line.Line) string {
	var b strings.Builder
	for _, s := range l.Spans {
		if s.Style == line.StylePlain {
			b.WriteString(s.Text)
			continue
		}
		b.WriteString(t.Render(s.Style, s.Text))
	}
	return b.String()
}

// Row renders the line under the cursor over width cells: the meanings keep
// their colours on another background.
func (t Theme) Row(l line.Line, width int) string {
	rest := strings.Repeat(" ", max(1, width-l.Width()))
	if t.cursor == nil {
		return t.Selected.Render(l.String() + rest[:1])
	}
	var b strings.Builder
	for _, s := range l.Spans {
		b.WriteString(t.styles[s.Style].Background(t.cursor).Render(s.Text))
	}
	b.WriteString(lipgloss.NewStyle().Background(t.cursor).Render(rest))
	return b.String()
}

// NoColor returns the theme without colours: bold, underline and reversed text
// remain, as NO_COLOR asks to leave out colour only.
func (t Theme) NoColor() Theme {
	for i := range t.styles {
		bare := lipgloss.NewStyle().Bold(t.styles[i].GetBold()).Underline(t.styles[i].GetUnderline())
		t.styles[i] = bare
	}
	t.Rule, t.cursor = lipgloss.NewStyle(), nil
	return t
}
