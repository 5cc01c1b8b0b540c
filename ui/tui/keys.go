package tui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"assay/ui/tui/dialog"
)

// keyMap holds the keys that more than one program of this package uses.
type keyMap struct {
	Up, Down, Top, Bottom, Follow, Back, Palette, Suspend, Quit key.Binding
}

func newKeyMap() keyMap {
	return keyMap{
		Up: dialog.Bind("k ↑", "up", "k", "up"), Down: dialog.Bind("j ↓", "down", "j", "down"),
		Top: dialog.Bind("g", "go to the top", "g", "home"), Bottom: dialog.Bind("G", "go to the end", "G", "end"),
		Follow:  dialog.Bind("enter", "open or unfold this line", "enter"),
		Back:    dialog.Bind("esc", "back", "esc"),
		Palette: dialog.Bind("ctrl+p", "palette of all actions", "ctrl+p", ":"),
		Suspend: dialog.Bind("ctrl+z", "suspend", "ctrl+z"), Quit: dialog.Bind("q", "quit", "q", "ctrl+c"),
	}
}

// action is something that the user can do. Keys, help and palette are all made
// from the same actions.
type action struct {
	key.Binding

	group group
	run   func(*model) tea.Cmd
	// unavailable says why it cannot be done now, or returns nothing. It may be nil.
	unavailable func(*model) string
	// unseen says that it may be done where nothing but the verdict is shown.
	unseen bool
}

// whyNot says why an action cannot be done now, or returns nothing.
func (a action) whyNot(m *model) string {
	if a.unavailable == nil {
		return ""
	}
	return a.unavailable(m)
}

// group is a part of the key map, in the order of the help.
type group int

const (
	groupMove group = iota
	groupPanes
	groupFind
	groupSBOM
	groupCopy
	groupProgram
	groupCount
)

func (g group) name() string {
	return [groupCount]string{"Move", "Panes", "Find", "SBOM", "Copy and export", "Program"}[g]
}

// rank is the group's place in the palette. Who moves about knows those keys;
// what is looked for in the palette is the rest.
func (g group) rank() int { return [groupCount]int{5, 4, 3, 2, 0, 1}[g] }

// bindings collects actions of one group.
type bindings struct {
	group group
	all   []action
}

// add adds an action that begins nothing in the background.
func (b *bindings) add(k key.Binding, run func(*model)) {
	b.begin(k, func(m *model) tea.Cmd { run(m); return nil }, nil)
}

// begin adds an action that returns a command, and is unavailable at times.
func (b *bindings) begin(k key.Binding, run func(*model) tea.Cmd, unavailable func(*model) string) {
	b.all = append(b.all, action{Binding: k, group: b.group, run: run, unavailable: unavailable})
}

// actions returns everything that can be done, group by group. No key may
// stand for two of them.
func (k keyMap) actions() []action {
	var out []action
	for g, fill := range [groupCount]func(keyMap, *bindings){moveKeys, paneKeys, findKeys, sbomKeys, copyKeys, programKeys} {
		b := bindings{group: group(g)}
		fill(k, &b)
		out = append(out, b.all...)
	}
	return out
}

func moveKeys(k keyMap, b *bindings) {
	b.add(k.Up, func(m *model) { m.moveBy(-1) })
	b.add(k.Down, func(m *model) { m.moveBy(1) })
	b.add(dialog.Bind("pgup", "move up a page", "pgup", "ctrl+b"), func(m *model) { m.moveBy(-m.pageSize()) })
	b.add(dialog.Bind("pgdn", "move down a page", "pgdown", "space", "ctrl+f"), func(m *model) { m.moveBy(m.pageSize()) })
	b.add(k.Top, func(m *model) { m.moveBy(-farEnough) })
	b.add(k.Bottom, func(m *model) { m.moveBy(farEnough) })
	b.add(dialog.Bind("h ←", "move left, or back to the tree", "h", "left"), func(m *model) { m.horizontal(-1) })
	b.add(dialog.Bind("l →", "move right, or into the pane", "l", "right"), func(m *model) { m.horizontal(1) })
	b.add(dialog.Bind("tab", "switch between tree and pane", "tab", "shift+tab"), func(m *model) { m.setFocus(!m.tree.focused) })
	b.add(k.Follow, (*model).follow)
	b.add(k.Back, (*model).back)
	b.add(dialog.Bind("[", "previous signature", "["), func(m *model) { m.step(-1) })
	b.add(dialog.Bind("]", "next signature", "]"), func(m *model) { m.step(1) })
}

func paneKeys(_ keyMap, b *bindings) {
	for p, name := range paneNames() {
		digit := string(rune('1' + p))
		b.add(dialog.Bind(digit, name, digit), func(m *model) { m.openPane(pane(p)) })
	}
}

func findKeys(_ keyMap, b *bindings) {
	b.add(dialog.Bind("/", "search in this pane", "/"), (*model).openSearch)
	b.begin(dialog.Bind("n", "next match", "n"), func(m *model) tea.Cmd { return m.search(1) }, (*model).searchUnavailable)
	b.begin(dialog.Bind("N", "previous match", "N"), func(m *model) tea.Cmd { return m.search(-1) }, (*model).searchUnavailable)
	b.add(dialog.Bind("z", "fold or unfold the branch, check or JSON", "z"), (*model).fold)
	b.add(dialog.Bind("B", "show the bytes as text or in hexadecimal", "B"), (*model).toggleHex)
	b.add(dialog.Bind("w", "wrap long lines, or cut them", "w"), (*model).toggleWrap)
}

// sbomKeys are those of the Packages pane.
func sbomKeys(_ keyMap, b *bindings) {
	add := func(k key.Binding, run func(*model) tea.Cmd) { b.begin(k, run, (*model).sbomUnavailable) }
	page := func(by sbomPage) func(*model) tea.Cmd {
		return func(m *model) tea.Cmd { m.showPage(m.sbomState().page + by); return nil }
	}
	add(dialog.Bind("f", "filter packages: license:gpl missing:version", "f"), func(m *model) tea.Cmd { m.openFilter(); return nil })
	add(dialog.Bind("s", "sort packages by the next column", "s"), (*model).sortPackages)
	add(dialog.Bind("S", "reverse order", "S"), (*model).reversePackages)
	add(dialog.Bind("b", "group packages by type, licence, supplier, source", "b"), (*model).groupPackages)
	add(dialog.Bind("v", "next view: list, tree, licences, quality, document, compare", "v"), page(1))
	add(dialog.Bind("V", "previous view", "V"), page(-1))
	add(dialog.Bind("d", "compare with the next SBOM", "d"), (*model).compareNext)
}

func copyKeys(_ keyMap, b *bindings) {
	b.begin(dialog.Bind("y", "copy the value under the cursor", "y"), (*model).copyValue, nil)
	b.begin(dialog.Bind("Y", "copy the row as JSON", "Y"), (*model).copyRow, nil)
	b.begin(dialog.Bind("c", "copy what to do, or the command", "c"), (*model).copyCommand, nil)
	b.begin(dialog.Bind("o", "copy the log entry's search page", "o"), (*model).copyLink, (*model).linkUnavailable)
	b.add(dialog.Bind("e", "export packages or the report to a file", "e"), (*model).openExport)
}

func programKeys(k keyMap, b *bindings) {
	whatIf := func(m *model) tea.Cmd { m.openWhatIf(); return nil }
	b.begin(dialog.Bind("i", "what if: another key, identity, issuer, root", "i"), whatIf, (*model).whatIfUnavailable)
	b.begin(dialog.Bind("a", "look at every platform", "a"), (*model).inspectEveryPlatform, (*model).platformsUnavailable)
	b.begin(dialog.Bind("x", "stop fetching this artifact", "x"), (*model).cancelArtifact, (*model).cancelUnavailable)
	b.begin(dialog.Bind("R", "fetch this artifact again", "R"), (*model).retryArtifact, (*model).retryUnavailable)
	b.begin(dialog.Bind("r", "ask the registry again", "r"), (*model).reload, (*model).reloadUnavailable)
	b.add(k.Palette, (*model).openPalette)
	b.add(dialog.Bind("?", "this help", "?"), (*model).openHelp)
	b.all = append(b.all,
		action{Binding: k.Suspend, group: b.group, run: func(*model) tea.Cmd { return tea.Suspend }, unseen: true},
		action{Binding: k.Quit, group: b.group, run: func(*model) tea.Cmd { return tea.Quit }, unseen: true})
}

// perform does an action, or says why it cannot be done.
func (m *model) perform(index int) tea.Cmd {
	a := m.actions[index]
	if why := a.whyNot(m); why != "" {
		return m.notify("%s", why)
	}
	return a.run(m)
}
