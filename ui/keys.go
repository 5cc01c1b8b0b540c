package ui

import "charm.land/bubbles/v2/key"

// keyMap holds every key. Keys, help and the hints at the foot of the screen
// are all made from it.
type keyMap struct {
	Up, Down, PageUp, PageDown, Top, Bottom, Left, Right key.Binding
	Focus, Open, Back, Next, Previous                    key.Binding
	Pane                                                 [paneCount]key.Binding
	Search, NextMatch, PreviousMatch, Filter, Sort       key.Binding
	Copy, Command, Link                                  key.Binding
	WhatIf, Wrap, Reload, Help, Suspend, Quit            key.Binding
}

// keyGroup is a part of the help.
type keyGroup struct {
	Name string
	Keys []key.Binding
}

func bind(help, what string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(help, what))
}

func newKeyMap() keyMap {
	m := keyMap{
		Up: bind("k ↑", "up", "k", "up"), Down: bind("j ↓", "down", "j", "down"),
		PageUp: bind("pgup", "a page up", "pgup", "ctrl+b"), PageDown: bind("pgdn", "a page down", "pgdown", "space", "ctrl+f"),
		Top: bind("g", "to the top", "g", "home"), Bottom: bind("G", "to the end", "G", "end"),
		Left: bind("h ←", "left, or back to the tree", "h", "left"), Right: bind("l →", "right, or into the pane", "l", "right"),
		Focus: bind("tab", "between tree and pane", "tab", "shift+tab"), Open: bind("enter", "open", "enter"), Back: bind("esc", "back", "esc"),
		Next: bind("]", "next signature", "]"), Previous: bind("[", "signature before", "["),
		Search: bind("/", "search", "/"), NextMatch: bind("n", "next hit", "n"), PreviousMatch: bind("N", "hit before", "N"),
		Filter: bind("f", "filter packages: license:gpl missing:version", "f"), Sort: bind("s", "sort packages by the next column", "s"),
		Copy: bind("y", "copy the value under the cursor", "y"), Command: bind("c", "copy what to do, or the command", "c"),
		Link:   bind("o", "copy the log entry's search page", "o"),
		WhatIf: bind("i", "what if: another key, identity, issuer, root", "i"),
		Wrap:   bind("w", "wrap long lines or not", "w"), Reload: bind("r", "ask the registry again", "r"),
		Help: bind("?", "this help", "?"), Suspend: bind("ctrl+z", "suspend", "ctrl+z"), Quit: bind("q", "quit", "q", "ctrl+c"),
	}
	for p := range paneCount {
		digit := string(rune('1' + p))
		m.Pane[p] = bind(digit, paneNames[p], digit)
	}
	return m
}

func (m keyMap) groups() []keyGroup {
	return []keyGroup{
		{"Move", []key.Binding{m.Up, m.Down, m.PageUp, m.PageDown, m.Top, m.Bottom, m.Left, m.Right, m.Focus, m.Open, m.Back, m.Previous, m.Next}},
		{"Panes", m.Pane[:]},
		{"Find", []key.Binding{m.Search, m.NextMatch, m.PreviousMatch, m.Filter, m.Sort}},
		{"Take away", []key.Binding{m.Copy, m.Command, m.Link}},
		{"Program", []key.Binding{m.WhatIf, m.Wrap, m.Reload, m.Help, m.Suspend, m.Quit}},
	}
}
