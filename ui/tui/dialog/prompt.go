package dialog

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"assay/ui/present/line"
)

// Purpose is what the text of a prompt is for.
type Purpose int

// The purposes.
const (
	Search Purpose = iota
	Filter
)

// Prompt takes a text in the last row; the panes above follow every letter.
type Prompt struct {
	keys    promptKeys
	purpose Purpose
	label   string
	text    string
}

type promptKeys struct{ Keep, Cancel, Delete key.Binding }

// NewSearch asks for the text to search for.
func NewSearch() *Prompt { return newPrompt(Search, "/", "leaves", "") }

// NewFilter asks for a filter of packages, beginning with the one that is set.
func NewFilter(text string) *Prompt { return newPrompt(Filter, "filter: ", "clears", text) }

func newPrompt(purpose Purpose, label, cancel, text string) *Prompt {
	keys := promptKeys{Keep: Bind("enter", "keeps", "enter"), Cancel: Bind("esc", cancel, "esc", "ctrl+c"), Delete: quiet("backspace")}
	return &Prompt{keys: keys, purpose: purpose, label: label, text: text}
}

// Keys returns the keys that are not typed into the prompt.
func (p *Prompt) Keys() []key.Binding {
	return []key.Binding{p.keys.Keep, p.keys.Cancel, p.keys.Delete}
}

// Place returns InFooter.
func (p *Prompt) Place() Place { return InFooter }

// Update takes a key or pasted text.
func (p *Prompt) Update(msg tea.Msg) Action {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		return p.edit(p.text + pasted(msg))
	case tea.KeyPressMsg:
		switch letters := []rune(p.text); {
		case key.Matches(msg, p.keys.Keep):
			return Accepted{p.purpose}
		case key.Matches(msg, p.keys.Cancel):
			return Cancelled{p.purpose}
		case key.Matches(msg, p.keys.Delete):
			return p.edit(string(letters[:max(0, len(letters)-1)]))
		}
		return p.edit(p.text + msg.Text)
	}
	return nil
}

func (p *Prompt) edit(text string) Action {
	if text == p.text {
		return nil
	}
	p.text = text
	return Edited{p.purpose, text}
}

// Lines shows the text typed so far.
func (p *Prompt) Lines(width, _ int) []line.Line {
	l := line.NewLine(
		line.Text(line.StyleAccent, p.label+p.text),
		line.Text(line.StyleAccent, "▌  "+hint(p.Keys(), ", ")),
	)
	l.Fixed = true
	return wrap([]line.Line{l}, width)
}
