package dialog

import (
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"assay/ui/present/line"
)

// Export asks for the name of a file to write.
type Export struct {
	keys    exportKeys
	what    string
	input   textinput.Model
	problem string
}

type exportKeys struct{ Write, Leave, Quit key.Binding }

// NewExport asks where to write what, a sentence; path is the name to begin with.
func NewExport(what, path string) *Export {
	x := &Export{
		keys: exportKeys{Write: Bind("enter", "write", "enter"), Leave: Bind("esc", "leave", "esc"), Quit: quitKey()},
		what: what, input: newInput(path),
	}
	x.input.Focus()
	return x
}

// Keys returns the keys that are not typed into the name.
func (x *Export) Keys() []key.Binding { return []key.Binding{x.keys.Write, x.keys.Leave, x.keys.Quit} }

// Place returns InBody.
func (x *Export) Place() Place { return InBody }

// Update takes a key, pasted text or a problem with the name.
func (x *Export) Update(msg tea.Msg) Action {
	switch msg := msg.(type) {
	case Problem:
		x.problem = msg.Text
	case tea.PasteMsg:
		x.input.SetValue(x.input.Value() + pasted(msg))
	case tea.KeyPressMsg:
		switch {
		case key.Matches(msg, x.keys.Leave):
			return Close{}
		case key.Matches(msg, x.keys.Quit):
			return Quit{}
		case key.Matches(msg, x.keys.Write):
			return Write{strings.TrimSpace(x.input.Value())}
		}
		x.problem = ""
		x.input, _ = x.input.Update(msg)
	}
	return nil
}

// Lines shows what is written, the name typed so far, and a problem with it.
func (x *Export) Lines(width, height int) []line.Line {
	file := line.NewLine(line.Text(line.StyleAccent, "file: "), line.Text(line.StylePlain, x.input.Value()), caret())
	lines := []line.Line{line.Heading("Export"), line.TextLine(line.StyleDim, x.what), line.Blank(), file, line.Blank()}
	if x.problem != "" {
		lines = append(lines, line.TextLine(line.StyleBad, x.problem))
	}
	return fit(append(lines, line.TextLine(line.StyleDim, hint(x.Keys(), "   "))), width, height)
}
