// Package dialog holds what opens on top of the panes and takes the keys while
// it is open: the help, the palette, the what-if form, the export and the prompts
// for a search and a filter. A dialog keeps what is typed into it and nothing
// else: it starts no work and changes no other part of the program. What the
// user decides in it, it returns as an [Action].
package dialog

import (
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"assay/inspect/report"
	"assay/ui/present/line"
	"assay/ui/sanitize"
)

// Place is where a dialog is drawn.
type Place int

// The places: instead of the panes, or in the last row below them.
const (
	InBody Place = iota
	InFooter
)

// Dialog is one thing on top of the panes.
type Dialog interface {
	// Update takes a key, pasted text, a turn of the mouse wheel, the size of the
	// room (tea.WindowSizeMsg) or a [Problem]. It returns what the program is to
	// do now, or nil.
	Update(msg tea.Msg) Action
	// Lines returns at most height lines of at most width cells.
	Lines(width, height int) []line.Line
	// Keys are the keys that mean something other than text here. No key may
	// stand for two things.
	Keys() []key.Binding
	Place() Place
}

// Action is what the program is to do for a dialog.
type Action interface{ isAction() }

// The actions.
type (
	// Close closes the dialog.
	Close struct{}
	// Quit ends the program.
	Quit struct{}
	// Perform closes the dialog and does what the entry with this index stands
	// for, in the order in which the entries were given.
	Perform struct{ Index int }
	// Write writes a file that is not there yet. The dialog stays open until the
	// program closes it, so that it can show a [Problem].
	Write struct{ Path string }
	// Ask runs the checks with other criteria. Platform is what the platform
	// field says; where it was changed, the image has to be fetched again.
	Ask struct {
		Criteria report.Criteria
		Platform string
	}
	// Edited says that the text of a prompt has changed.
	Edited struct {
		Purpose Purpose
		Text    string
	}
	// Accepted closes a prompt and keeps its text.
	Accepted struct{ Purpose Purpose }
	// Cancelled closes a prompt and drops its text.
	Cancelled struct{ Purpose Purpose }
)

func (Close) isAction()     {}
func (Quit) isAction()      {}
func (Perform) isAction()   {}
func (Write) isAction()     {}
func (Ask) isAction()       {}
func (Edited) isAction()    {}
func (Accepted) isAction()  {}
func (Cancelled) isAction() {}

// Problem tells a dialog why what it asked for was not done.
type Problem struct{ Text string }

// Bind returns a key binding with its name and meaning for the help.
func Bind(name, meaning string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(name, meaning))
}

// quiet returns a key binding that no line of keys shows.
func quiet(keys ...string) key.Binding { return key.NewBinding(key.WithKeys(keys...)) }

// Keys that several dialogs share.
func quitKey() key.Binding { return quiet("ctrl+c") }
func upKeys() key.Binding  { return quiet("up", "ctrl+k") }

// hint names the keys of a dialog in one line.
func hint(keys []key.Binding, separator string) string {
	var out []string
	for _, k := range keys {
		if h := k.Help(); h.Key != "" {
			out = append(out, h.Key+" "+h.Desc)
		}
	}
	return strings.Join(out, separator)
}

// caret marks where the next letter goes.
func caret() line.Span { return line.Span{Text: "▌", Style: line.StyleAccent} }

// newInput returns a line to type into.
func newInput(text string) textinput.Model {
	input := textinput.New()
	input.SetValue(text)
	input.CursorEnd()
	return input
}

// pasted is text from the clipboard as it goes into one line.
func pasted(msg tea.PasteMsg) string { return strings.TrimSpace(msg.Content) }

// unixLines ends the lines of a pasted text as in a file: terminals send a carriage
// return for each line end of what is pasted.
func unixLines(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

// wrap breaks lines into rows of at most width cells.
func wrap(lines []line.Line, width int) []line.Line {
	var out []line.Line
	for _, l := range lines {
		out = append(out, line.Wrap(l, max(1, width))...)
	}
	return out
}

// fit is wrap for a room of height rows; what is below it is left out.
func fit(lines []line.Line, width, height int) []line.Line {
	rows := wrap(lines, width)
	return rows[:min(len(rows), max(0, height))]
}

func padTo(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-sanitize.Width(text)))
}
