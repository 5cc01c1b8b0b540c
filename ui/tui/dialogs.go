package tui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"assay/ui/tui/dialog"
)

// handleKey gives a key to the dialog on top, else does what it stands for.
func (m *model) handleKey(msg tea.KeyPressMsg) tea.Cmd {
	// A notice is about the key before.
	m.notice.text = ""
	tiny := m.layout().Mode == modeTiny
	if !tiny && m.dialogs.Top() != nil {
		return m.act(m.dialogs.Update(msg))
	}
	for i, a := range m.actions {
		if !key.Matches(msg, a.Binding) {
			continue
		}
		// Where nothing but the verdict is shown, nothing may happen unseen.
		if tiny && !a.unseen {
			return nil
		}
		return m.perform(i)
	}
	return nil
}

// handlePointer gives pasted text and the mouse to the dialog on top. Below a
// dialog that covers the panes nothing may happen unseen.
func (m *model) handlePointer(msg tea.Msg) tea.Cmd {
	top := m.dialogs.Top()
	if paste, ok := msg.(tea.PasteMsg); ok || top != nil && top.Place() == dialog.InBody {
		if m.layout().Mode == modeTiny {
			return nil
		}
		if ok {
			return m.act(m.dialogs.Update(paste))
		}
		return m.act(m.dialogs.Update(msg))
	}
	switch msg := msg.(type) {
	case tea.MouseWheelMsg:
		m.wheel(msg)
	case tea.MouseClickMsg:
		m.click(msg)
	}
	return nil
}

// act does what the dialog on top wants.
func (m *model) act(action dialog.Action) tea.Cmd {
	switch a := action.(type) {
	case dialog.Close:
		m.dialogs.Pop()
	case dialog.Quit:
		return tea.Quit
	case dialog.Perform:
		m.dialogs.Pop()
		return m.perform(a.Index)
	case dialog.Write:
		return m.write(a.Path)
	case dialog.Ask:
		return m.ask(a)
	case dialog.Edited:
		return m.edited(a)
	case dialog.Accepted:
		m.dialogs.Pop()
		if a.Purpose == dialog.Search {
			return m.search(0)
		}
	case dialog.Cancelled:
		m.dialogs.Pop()
		return m.edited(dialog.Edited{Purpose: a.Purpose})
	}
	return nil
}

// edited follows the text of a prompt letter by letter.
func (m *model) edited(e dialog.Edited) tea.Cmd {
	switch e.Purpose {
	case dialog.Search:
		m.setQuery(e.Text)
		return m.search(0)
	case dialog.Filter:
		m.setFilter(e.Text)
	}
	return nil
}

// entries are the actions as the help and the palette show them.
func (m *model) entries() []dialog.Entry {
	out := make([]dialog.Entry, len(m.actions))
	for i, a := range m.actions {
		out[i] = dialog.Entry{Binding: a.Binding, Group: a.group.name(), Rank: a.group.rank(), Unavailable: a.whyNot(m)}
	}
	return out
}

func (m *model) openHelp() { m.dialogs.Push(dialog.NewHelp(m.entries(), m.look.content.ASCII)) }

func (m *model) openPalette() { m.dialogs.Push(dialog.NewPalette(m.entries())) }

func (m *model) openSearch() {
	m.setQuery("")
	m.dialogs.Push(dialog.NewSearch())
}

// openFilter begins to type the filter of the package list.
func (m *model) openFilter() {
	m.showPage(pageList)
	m.dialogs.Push(dialog.NewFilter(m.sbomState().filter()))
}

// openExport asks for the name of the file to write what is shown to.
func (m *model) openExport() {
	what, path := "The report as JSON.", "assay-report.json"
	if m.exportsPackages() {
		what, path = m.packagesToExport(), "packages.csv"
	}
	m.dialogs.Push(dialog.NewExport(what, path))
}

// settle ends what was done for a dialog, if it is still open: it is closed, or
// shows why that went wrong. It reports whether all went well.
func (m *model) settle(d dialog.Dialog, open bool, err error) bool {
	switch {
	case !open:
	case err != nil:
		d.Update(dialog.Problem{Text: err.Error()})
	default:
		m.dialogs.Pop()
	}
	return err == nil
}
