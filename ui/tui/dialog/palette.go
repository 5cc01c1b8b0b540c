package dialog

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"assay/ui/present/line"
)

// Entry is something that the user can do, as the help and the palette show it.
type Entry struct {
	Binding key.Binding
	Group   string
	// Rank orders the groups in the palette, the lowest first.
	Rank int
	// Unavailable says why it cannot be done now; empty says that it can.
	Unavailable string
}

// Palette lists the entries by name, to be found by typing a part of it.
type Palette struct {
	keys    paletteKeys
	entries []Entry
	input   textinput.Model
	// at is the place of the cursor among the entries that match.
	at int
}

type paletteKeys struct{ Up, Down, Do, Leave, Quit key.Binding }

// NewPalette opens a palette of entries.
func NewPalette(entries []Entry) *Palette {
	p := &Palette{
		keys:    paletteKeys{Up: upKeys(), Down: quiet("down", "ctrl+j", "tab"), Do: quiet("enter"), Leave: quiet("esc"), Quit: quitKey()},
		entries: entries, input: newInput(""),
	}
	p.input.Focus()
	return p
}

// Refresh replaces the entries by the same ones as they are now.
func (p *Palette) Refresh(entries []Entry) { p.entries = entries }

// Keys returns the keys that are not typed into the palette.
func (p *Palette) Keys() []key.Binding {
	return []key.Binding{p.keys.Up, p.keys.Down, p.keys.Do, p.keys.Leave, p.keys.Quit}
}

// Place returns InBody.
func (p *Palette) Place() Place { return InBody }

// matches returns the indices of the entries whose group, name or key has every
// word that was typed.
func (p *Palette) matches() []int {
	words := strings.Fields(strings.ToLower(p.input.Value()))
	var out []int
	for i, e := range p.entries {
		name := strings.ToLower(e.Group + " " + e.Binding.Help().Desc + " " + e.Binding.Help().Key)
		if !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(name, word) }) {
			out = append(out, i)
		}
	}
	slices.SortStableFunc(out, func(a, b int) int { return p.entries[a].Rank - p.entries[b].Rank })
	return out
}

// Update takes a key or pasted text.
func (p *Palette) Update(msg tea.Msg) Action {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		p.input.SetValue(p.input.Value() + pasted(msg))
		p.at = 0
	case tea.KeyPressMsg:
		return p.handleKey(msg)
	}
	return nil
}

func (p *Palette) handleKey(msg tea.KeyPressMsg) Action {
	found := p.matches()
	switch {
	case key.Matches(msg, p.keys.Leave):
		return Close{}
	case key.Matches(msg, p.keys.Quit):
		return Quit{}
	case key.Matches(msg, p.keys.Up):
		p.at = max(0, p.at-1)
	case key.Matches(msg, p.keys.Down):
		p.at = max(0, min(p.at+1, len(found)-1))
	case key.Matches(msg, p.keys.Do):
		if p.at < len(found) {
			return Perform{found[p.at]}
		}
		return Close{}
	default:
		p.input, _ = p.input.Update(msg)
		p.at = 0
	}
	return nil
}

// keyColumn is the width in cells of the column of keys.
const keyColumn = 8

// Lines shows what can be done now, and of the rest why it cannot.
func (p *Palette) Lines(width, height int) []line.Line {
	found := p.matches()
	typed := line.NewLine(line.Text(line.StyleAccent, "do: "), line.Text(line.StylePlain, p.input.Value()), caret())
	lines := []line.Line{typed, line.Blank()}
	for n := max(0, p.at-(height-len(lines)-1)); n < len(found); n++ {
		lines = append(lines, p.entries[found[n]].line(n == p.at))
	}
	if len(found) == 0 {
		lines = append(lines, line.TextLine(line.StyleDim, "No action matches; esc closes."))
	}
	return fit(lines, width, height)
}

// line shows an entry; selected is the one that enter does.
func (e Entry) line(selected bool) line.Line {
	name, does := padTo(e.Binding.Help().Key, keyColumn), e.Binding.Help().Desc
	style, why := line.StylePlain, ""
	if e.Unavailable != "" {
		style, why = line.StyleDim, "   not now: "+e.Unavailable
	}
	l := line.NewLine(line.Text(line.StyleLabel, name), line.Text(style, does), line.Text(line.StyleDim, why))
	if selected {
		l = line.NewLine(
			line.Text(line.StyleHeading, name+does),
			line.Text(line.StyleDim, why),
			line.Text(line.StyleAccent, "  ← enter"),
		)
	}
	l.Fixed = true
	return l
}
