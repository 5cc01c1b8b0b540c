package tui

import (
	"reflect"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"assay/ui/tui/dialog"
)

func click(x, y int) tea.MouseClickMsg { return tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft} }

// TestMouse clicks where something is, at 120 by 40 cells.
func TestMouse(t *testing.T) {
	t.Parallel()
	m := modelFor(t, screenCase{layout: "v3-sign-and-attest", asked: askKey, width: 120, height: 40})
	l := m.layout()
	m.Update(click(m.tabNames()[paneLog].from, l.Tabs.Y))
	if m.panes.open != paneLog {
		t.Errorf("a click on the tab opens pane %d", m.panes.open)
	}
	m.Update(click(1, l.Tree.Y+1))
	if m.tree.list.Cursor != 1 {
		t.Errorf("a click on the second row of the tree leads to row %d", m.tree.list.Cursor)
	}
	if !m.tree.focused {
		t.Error("the keys do not go to the tree")
	}
	m.Update(click(l.Detail.X, l.Detail.Y+2))
	if m.tree.focused {
		t.Error("the keys do not go to the pane")
	}
	before := m.view().Cursor
	m.Update(tea.MouseWheelMsg{X: l.Detail.X, Y: l.Detail.Y, Button: tea.MouseWheelDown})
	if got := m.view().Cursor - before; got != wheelLines {
		t.Errorf("the wheel moves by %d lines", got)
	}
}

// TestMouseBelowDialog wants nothing to happen below a dialog, unseen.
func TestMouseBelowDialog(t *testing.T) {
	t.Parallel()
	for _, k := range []string{"?", ":", "e"} {
		m := modelFor(t, screenCase{layout: "v3-sign-and-attest", asked: askKey, width: 120, height: 40, keys: []string{k}})
		pane, cursor := m.panes.open, m.tree.list.Cursor
		l := m.layout()
		m.Update(click(m.tabNames()[paneLog].from, l.Tabs.Y))
		m.Update(click(1, l.Tree.Y+1))
		m.Update(tea.MouseWheelMsg{X: 1, Y: l.Tree.Y, Button: tea.MouseWheelDown})
		if m.panes.open != pane {
			t.Errorf("below %s pane %d opened", k, m.panes.open)
		}
		if m.tree.list.Cursor != cursor {
			t.Errorf("below %s the cursor moved to %d", k, m.tree.list.Cursor)
		}
	}
}

// TestTinyScreen wants keys to quit and to do nothing else where only the verdict
// is shown, also when a dialog was open before.
func TestTinyScreen(t *testing.T) {
	t.Parallel()
	m := modelFor(t, screenCase{layout: "unsigned", asked: askKey, width: 120, height: 40, keys: []string{":"}})
	m.Update(tea.WindowSizeMsg{Width: 20, Height: 5})
	m.Update(pressed("x"))
	m.Update(pressed("enter"))
	m.Update(tea.PasteMsg{Content: "text"})
	_, cmd := m.Update(pressed("q"))
	if cmd == nil {
		t.Fatal("q does nothing")
	}
	if got := reflect.TypeOf(cmd()); got != reflect.TypeFor[tea.QuitMsg]() {
		t.Errorf("q does %v", got)
	}
	m.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
	if _, ok := m.dialogs.Top().(*dialog.Palette); !ok {
		t.Error("the palette is not open any more")
	}
	if got := drawn(m); !strings.Contains(got, "do: ▌") {
		t.Errorf("something was typed unseen:\n%s", got)
	}
}

// TestNoticeIsHarmless wants text from outside to do nothing in a notice.
func TestNoticeIsHarmless(t *testing.T) {
	t.Parallel()
	m := newTestModel(Options{Target: "x", Appearance: dark})
	m.notify("%v", errorText(hostileText))
	checkHarmless(t, "notice", m.notice.text)
}
