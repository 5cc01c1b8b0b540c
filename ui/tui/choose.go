package tui

import (
	"context"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"assay/ui/present/line"
	"assay/ui/present/theme"
)

// Choice is a row of the chooser.
type Choice struct{ Name, About string }

// Choose lets the user pick one of choices and returns its index, or -1 when
// the user leaves. at is the row that the cursor begins on.
func Choose(ctx context.Context, appearance Appearance, choices []Choice, at int) (int, error) {
	c := &chooser{appearance: appearance, look: newLook(appearance), choices: choices, keys: newKeyMap(), cursor: at, chosen: -1}
	_, err := newProgram(ctx, c, appearance).Run()
	return c.chosen, endError(ctx, err)
}

// chooser is a list to pick from.
type chooser struct {
	appearance    Appearance
	look          look
	choices       []Choice
	keys          keyMap
	width, height int
	cursor        int
	chosen        int
}

// Init asks for the background colour.
func (c *chooser) Init() tea.Cmd {
	if c.appearance.Theme == "auto" && !c.appearance.NoColor {
		return tea.RequestBackgroundColor
	}
	return nil
}

// Update takes one message.
func (c *chooser) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		c.width, c.height = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		c.look.theme = theme.New(msg.IsDark())
	case tea.MouseClickMsg:
		if row := msg.Y - chooserTop; row >= 0 && row < len(c.choices) {
			c.cursor, c.chosen = row, row
			return c, tea.Quit
		}
	case tea.KeyPressMsg:
		switch {
		case key.Matches(msg, c.keys.Up):
			c.cursor = max(0, c.cursor-1)
		case key.Matches(msg, c.keys.Down):
			c.cursor = max(0, min(c.cursor+1, len(c.choices)-1))
		case key.Matches(msg, c.keys.Top):
			c.cursor = 0
		case key.Matches(msg, c.keys.Bottom):
			c.cursor = len(c.choices) - 1
		case key.Matches(msg, c.keys.Follow):
			c.chosen = c.cursor
			return c, tea.Quit
		case key.Matches(msg, c.keys.Quit), key.Matches(msg, c.keys.Back):
			return c, tea.Quit
		case key.Matches(msg, c.keys.Suspend):
			return c, tea.Suspend
		}
	}
	return c, nil
}

// chooserTop is the row of the first choice.
const chooserTop = 3

// View draws the list.
func (c *chooser) View() tea.View {
	t := c.look.current()
	rows := []string{
		" " + t.Render(line.StyleHeading, "assay demo") + "  which image?",
		" " + t.Render(line.StyleDim, c.appearance.Note),
		"",
	}
	for i, choice := range c.choices {
		l := line.NewLine(
			line.Text(line.StyleAccent, " "+choice.Name+strings.Repeat(" ", max(1, 20-len(choice.Name)))),
			line.Text(line.StylePlain, choice.About),
		)
		l.Fixed = true
		row := line.Wrap(l, max(1, c.width))[0]
		if i == c.cursor {
			rows = append(rows, t.Row(row, max(1, c.width)))
			continue
		}
		rows = append(rows, t.Line(row))
	}
	rows = append(rows, "", " "+t.Render(line.StyleDim, "j k move   enter open   q quit"))
	if c.height > 0 && len(rows) > c.height {
		rows = rows[:c.height]
	}
	v := tea.NewView(strings.Join(rows, "\n"))
	v.AltScreen, v.WindowTitle = true, "assay demo"
	if !c.appearance.NoMouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	return v
}
