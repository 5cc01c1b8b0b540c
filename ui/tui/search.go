package tui

import (
	"encoding/json"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"assay/ui/present"
	"assay/ui/present/bounds"
	"assay/ui/sanitize"
)

// typeSearch takes a key while the search is being typed; hits are found with
// every letter.
func (m *model) typeSearch(msg tea.KeyPressMsg) tea.Cmd {
	switch msg.String() {
	case "enter":
		m.searching = false
		return m.search(0)
	case "esc", "ctrl+c":
		m.searching, m.query = false, ""
	case "backspace":
		if r := []rune(m.query); len(r) > 0 {
			m.query = string(r[:len(r)-1])
		}
		if m.query != "" {
			return m.search(0)
		}
	default:
		if msg.Text != "" {
			m.query += msg.Text
			return m.search(0)
		}
	}
	return nil
}

// search goes to the next hit in a direction; 0 stays where it already is one.
func (m *model) search(direction int) tea.Cmd {
	if m.query == "" {
		return nil
	}
	s, area := m.active()
	s.query = m.query
	if direction == 0 {
		// The line under the cursor counts while the word is being typed.
		s.cursor--
		direction = 1
	}
	if !s.find(direction, area.W, area.H) {
		s.cursor = clamp(s.cursor, s.len()-1)
		return m.say("%q is not here", sanitize.String(m.query))
	}
	if list, ok := s.lines.(*present.Folded); ok && list.Hides(s.cursor, strings.ToLower(m.query)) {
		m.fold()
	}
	if at, of := s.hits(); of > 0 {
		return m.say("hit %d of %d", at, of)
	}
	return nil
}

// copyValue puts the value under the cursor into the clipboard.
func (m *model) copyValue() tea.Cmd {
	s, _ := m.active()
	l, ok := s.current()
	value := l.Copy
	if value == "" {
		value = l.String()
	}
	if !ok || value == "" {
		return m.say("there is nothing to copy on this line")
	}
	if len(value) <= bounds.Clipboard && isBlock(l, value) {
		return tea.Batch(tea.SetClipboard(value), m.say("copied %s", present.Plural(strings.Count(value, "\n")+1, "line")))
	}
	return m.copy(value, "the value")
}

// isBlock reports whether a value is text of several lines of which l shows one,
// such as a PEM file, and not a value with a line break hidden in it, which l
// would show whole.
func isBlock(l present.Line, value string) bool {
	return strings.Contains(value, "\n") && !strings.Contains(l.String(), sanitize.String(value)) &&
		!slices.ContainsFunc(strings.Split(value, "\n"), func(line string) bool { return sanitize.Changed(strings.ReplaceAll(line, "\t", " ")) })
}

// copyCommand copies what to do: the command of the diagnosis, else the first
// one for the signature.
func (m *model) copyCommand() tea.Cmd {
	if d := m.report.Explanation(m.signed()); d != nil && d.Command != "" {
		return m.copy(d.Command, "what to do")
	}
	if s := m.about(); s != nil && len(s.Commands) > 0 {
		return m.copy(s.Commands[0].Line, "a command ("+s.Commands[0].Shows+")")
	}
	return m.say("there is no command for this")
}

func (m *model) copyLink() tea.Cmd { return m.copy(m.about().Log.SearchURL, "the search page") }

// copyRow copies what the line under the cursor is about as JSON.
func (m *model) copyRow() tea.Cmd {
	s, _ := m.active()
	l, ok := s.current()
	if !ok {
		return m.say("there is nothing to copy on this line")
	}
	row := l.Row
	if row == nil {
		row = map[string]string{"line": strings.TrimSpace(l.String()), "value": l.Copy}
	}
	encoded, err := json.Marshal(row)
	if err != nil {
		return m.say("this row cannot be written as JSON: %s", sanitize.String(err.Error()))
	}
	return m.copy(string(encoded), "the row")
}

// copy sends text to the terminal's clipboard (OSC 52). Terminals do not say
// whether they took it, so the text itself is shown as well.
func (m *model) copy(text, what string) tea.Cmd {
	if len(text) <= bounds.Clipboard {
		text = m.clipboard(text)
	}
	if len(text) > bounds.Clipboard {
		return m.say("%s has %s, which is more than a terminal takes (%s); nothing was copied", what, present.Size(int64(len(text))), present.Size(bounds.Clipboard))
	}
	return tea.Batch(tea.SetClipboard(text), m.say("copied %s: %s", what, sanitize.String(bounds.Cut(text, bounds.Status))))
}

// clipboard is what is copied of a text. A terminal obeys some characters while
// they are being pasted, so a text with such is copied as JSON writes it.
func (m *model) clipboard(text string) string {
	if !sanitize.Changed(text) {
		return text
	}
	encoded, err := json.Marshal(text)
	if err != nil {
		return sanitize.String(text)
	}
	return string(sanitize.JSON(encoded))
}
