package tui

import (
	"encoding/json"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"assay/ui/present/bounds"
	"assay/ui/present/line"
	"assay/ui/sanitize"
)

// copyValue puts the value under the cursor into the clipboard.
func (m *model) copyValue() tea.Cmd {
	v, _ := m.active()
	l, ok := v.Current()
	value := l.Copy
	if value == "" {
		value = l.String()
	}
	if !ok || value == "" {
		return m.notify("there is nothing to copy on this line")
	}
	if len(value) <= bounds.Clipboard && isBlock(l, value) {
		return tea.Batch(tea.SetClipboard(value), m.notify("copied %s", line.Plural(strings.Count(value, "\n")+1, "line")))
	}
	return m.copy(value, "the value")
}

// isBlock reports whether a value is text of several lines of which l shows one,
// such as a PEM file, and not a value with a line break hidden in it, which l
// would show whole.
func isBlock(l line.Line, value string) bool {
	if !strings.Contains(value, "\n") || strings.Contains(l.String(), sanitize.String(value)) {
		return false
	}
	dangerous := func(line string) bool { return sanitize.Changed(strings.ReplaceAll(line, "\t", " ")) }
	return !slices.ContainsFunc(strings.Split(value, "\n"), dangerous)
}

// copyCommand copies what to do: the command of the diagnosis, else the first
// one for the signature.
func (m *model) copyCommand() tea.Cmd {
	if d := m.run.report.Explanation(m.signed()); d != nil && d.Command != "" {
		return m.copy(d.Command, "what to do")
	}
	if s := m.actionSignature(); s != nil && len(s.Commands) > 0 {
		return m.copy(s.Commands[0].Line, "a command ("+s.Commands[0].Shows+")")
	}
	return m.notify("there is no command for this")
}

// copyLink copies the address of the page that shows the log entry.
func (m *model) copyLink() tea.Cmd {
	return m.copy(m.actionSignature().Log.SearchURL, "the search page")
}

// copyRow copies what the line under the cursor is about as JSON.
func (m *model) copyRow() tea.Cmd {
	v, _ := m.active()
	l, ok := v.Current()
	if !ok {
		return m.notify("there is nothing to copy on this line")
	}
	row := l.Row
	if row == nil {
		row = map[string]string{"line": strings.TrimSpace(l.String()), "value": l.Copy}
	}
	encoded, err := json.Marshal(row)
	if err != nil {
		return m.notify("this row cannot be written as JSON: %v", err)
	}
	return m.copy(string(encoded), "the row")
}

// copy sends text to the terminal's clipboard (OSC 52). Terminals do not say
// whether they took it, so the text itself is shown as well.
func (m *model) copy(text, what string) tea.Cmd {
	if len(text) <= bounds.Clipboard {
		text = clipboardText(text)
	}
	if len(text) > bounds.Clipboard {
		const tooLong = "%s has %s, which is more than a terminal takes (%s); nothing was copied"
		return m.notify(tooLong, what, bounds.Size(int64(len(text))), bounds.Size(bounds.Clipboard))
	}
	return tea.Batch(tea.SetClipboard(text), m.notify("copied %s: %s", what, bounds.Cut(text, bounds.Status)))
}

// clipboardText is what is copied of a text. A terminal obeys some characters
// while they are being pasted, so a text with such is copied as JSON writes it.
func clipboardText(text string) string {
	if !sanitize.Changed(text) {
		return text
	}
	encoded, err := json.Marshal(text)
	if err != nil {
		return sanitize.String(text)
	}
	return string(sanitize.JSON(encoded))
}
