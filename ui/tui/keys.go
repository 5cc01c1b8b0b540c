package tui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"assay/inspect/report"
)

// keyMap holds the keys that more than one program of this package uses.
type keyMap struct {
	Up, Down, Top, Bottom, Open, Back, Palette, Suspend, Quit key.Binding
}

func bind(help, what string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(help, what))
}

func newKeyMap() keyMap {
	return keyMap{
		Up: bind("k ↑", "up", "k", "up"), Down: bind("j ↓", "down", "j", "down"),
		Top: bind("g", "to the top", "g", "home"), Bottom: bind("G", "to the end", "G", "end"),
		Open: bind("enter", "open or unfold what the line is about", "enter"), Back: bind("esc", "back", "esc"),
		Palette: bind("ctrl+p", "palette of all actions", "ctrl+p", ":"),
		Suspend: bind("ctrl+z", "suspend", "ctrl+z"), Quit: bind("q", "quit", "q", "ctrl+c"),
	}
}

// action is something that the user can do. Keys, help and palette are all made
// from the same actions.
type action struct {
	key.Binding
	group string
	run   func(*model) tea.Cmd
	// unless says why it cannot be done now, or returns nothing. It may be nil.
	unless func(*model) string
}

// The groups, in the order of the help.
const (
	groupMove    = "Move"
	groupPanes   = "Panes"
	groupFind    = "Find"
	groupSBOM    = "SBOM"
	groupTake    = "Copy and export"
	groupProgram = "Program"
)

// actions returns everything that can be done, group by group. No key may
// stand for two of them.
func (k keyMap) actions() []action {
	do := func(group string, b key.Binding, run func(*model)) action {
		return action{Binding: b, group: group, run: func(m *model) tea.Cmd { run(m); return nil }}
	}
	out := []action{
		do(groupMove, k.Up, func(m *model) { m.moveBy(-1) }), do(groupMove, k.Down, func(m *model) { m.moveBy(1) }),
		do(groupMove, bind("pgup", "a page up", "pgup", "ctrl+b"), func(m *model) { m.moveBy(-m.page()) }),
		do(groupMove, bind("pgdn", "a page down", "pgdown", "space", "ctrl+f"), func(m *model) { m.moveBy(m.page()) }),
		do(groupMove, k.Top, func(m *model) { m.moveBy(-1 << 30) }), do(groupMove, k.Bottom, func(m *model) { m.moveBy(1 << 30) }),
		do(groupMove, bind("h ←", "left, or back to the tree", "h", "left"), func(m *model) { m.sideways(-1) }),
		do(groupMove, bind("l →", "right, or into the pane", "l", "right"), func(m *model) { m.sideways(1) }),
		do(groupMove, bind("tab", "between tree and pane", "tab", "shift+tab"), func(m *model) { m.setFocus(!m.focusTree) }),
		do(groupMove, k.Open, (*model).open), do(groupMove, k.Back, (*model).back),
		do(groupMove, bind("[", "signature before", "["), func(m *model) { m.step(-1) }), do(groupMove, bind("]", "next signature", "]"), func(m *model) { m.step(1) }),
	}
	for p := range paneCount {
		digit := string(rune('1' + p))
		out = append(out, do(groupPanes, bind(digit, paneNames[p], digit), func(m *model) { m.openPane(p) }))
	}
	out = append(out,
		do(groupFind, bind("/", "search in this pane", "/"), func(m *model) { m.searching, m.query = true, "" }),
		action{bind("n", "next match", "n"), groupFind, func(m *model) tea.Cmd { return m.search(1) }, (*model).unlessSearch},
		action{bind("N", "previous match", "N"), groupFind, func(m *model) tea.Cmd { return m.search(-1) }, (*model).unlessSearch},
		do(groupFind, bind("z", "fold or unfold the branch, check or JSON", "z"), (*model).fold),
		action{bind("B", "original bytes as text or in hexadecimal", "B"), groupFind, (*model).toggleHex, nil},
		do(groupFind, bind("w", "wrap long lines or not", "w"), (*model).toggleWrap))
	out = append(out, sbomActions()...)
	return append(out,
		action{bind("y", "copy the value under the cursor", "y"), groupTake, (*model).copyValue, nil},
		action{bind("Y", "copy the row as JSON", "Y"), groupTake, (*model).copyRow, nil},
		action{bind("c", "copy what to do, or the command", "c"), groupTake, (*model).copyCommand, nil},
		action{bind("o", "copy the log entry's search page", "o"), groupTake, (*model).copyLink, (*model).unlessLink},
		action{bind("e", "export packages or the report to a file", "e"), groupTake, (*model).openExport, nil},
		action{bind("i", "what if: another key, identity, issuer, root", "i"), groupProgram, (*model).openWhatIf, (*model).unlessWhatIf},
		action{bind("a", "look at every platform", "a"), groupProgram, (*model).lookEverywhere, (*model).unlessPlatforms},
		action{bind("x", "stop fetching this artifact", "x"), groupProgram, (*model).cancelOne, (*model).unlessFetching},
		action{bind("R", "fetch this artifact again", "R"), groupProgram, (*model).retryOne, (*model).unlessBroken},
		action{bind("r", "ask the registry again", "r"), groupProgram, (*model).reload, (*model).unlessReload},
		action{k.Palette, groupProgram, (*model).openPalette, nil},
		do(groupProgram, bind("?", "this help", "?"), func(m *model) { m.help, m.helpFrom = true, 0 }),
		action{k.Suspend, groupProgram, func(*model) tea.Cmd { return tea.Suspend }, nil},
		action{k.Quit, groupProgram, func(*model) tea.Cmd { return tea.Quit }, nil})
}

// sbomActions are those of the Packages pane.
func sbomActions() []action {
	page := func(by sbomPage) func(*model) tea.Cmd {
		return func(m *model) tea.Cmd { m.showPage(m.sbomState().page + by); return nil }
	}
	return []action{
		{bind("f", "filter packages: license:gpl missing:version", "f"), groupSBOM, (*model).openFilter, (*model).unlessSBOM},
		{bind("s", "sort packages by the next column", "s"), groupSBOM, (*model).sortPackages, (*model).unlessSBOM},
		{bind("S", "reverse the order", "S"), groupSBOM, (*model).reversePackages, (*model).unlessSBOM},
		{bind("b", "group packages by type, licence, supplier, source", "b"), groupSBOM, (*model).groupPackages, (*model).unlessSBOM},
		{bind("v", "next view: list, tree, licences, quality, document, compare", "v"), groupSBOM, page(1), (*model).unlessSBOM},
		{bind("V", "view before", "V"), groupSBOM, page(-1), (*model).unlessSBOM},
		{bind("d", "compare with the next SBOM", "d"), groupSBOM, (*model).compareNext, (*model).unlessSBOM},
	}
}

// perform does an action, or says why it cannot be done.
func (m *model) perform(a action) tea.Cmd {
	if a.unless != nil {
		if why := a.unless(m); why != "" {
			return m.say("%s", why)
		}
	}
	return a.run(m)
}

// because is why something cannot be done: that nothing is here, or not yet,
// else what is given.
func (m *model) because(otherwise string) string {
	switch {
	case m.err != nil:
		return "the image could not be read; r asks the registry again"
	case m.loading:
		return "still asking the registry; wait until all is here"
	}
	return otherwise
}

func (m *model) unlessSBOM() string {
	switch b := m.sbom(); {
	case b == nil:
		return m.because("no SBOM was found with this image")
	case b.Document == nil:
		return "this SBOM could not be read"
	case m.sbomState() == nil:
		return "the packages are still being indexed; pane 6 shows them"
	}
	return ""
}

func (m *model) unlessSearch() string {
	if m.query == "" {
		return "nothing to search for; / begins a search"
	}
	return ""
}

func (m *model) unlessLink() string {
	s := m.about()
	switch {
	case s == nil:
		return m.because("there is no signature here")
	case s.Log == nil:
		return "this signature has no log entry"
	case s.Log.SearchURL == "":
		return "this entry is not in the public-good log, so no search page shows it"
	}
	return ""
}

func (m *model) unlessWhatIf() string {
	if m.options.Judge == nil {
		return "what-if is not available here"
	}
	return m.because("")
}

func (m *model) unlessReload() string {
	if m.loading {
		return m.because("")
	}
	return ""
}

func (m *model) unlessFetching() string {
	n := m.selected()
	if m.options.Cancel == nil || n == nil || n.artifact.State != report.StateFetching && n.artifact.State != report.StatePending {
		return "nothing is being fetched for the artifact that the tree's cursor is on"
	}
	return ""
}

func (m *model) unlessBroken() string {
	n := m.selected()
	switch {
	case m.options.Retry == nil:
		return "there is nothing to fetch again here; r asks for everything"
	case m.loading || m.err != nil:
		return m.because("")
	case n == nil || n.artifact.State != report.StateFailed:
		return "the artifact that the tree's cursor is on is here already"
	}
	return ""
}

func (m *model) unlessPlatforms() string {
	switch {
	case !m.options.Platforms:
		return "there are no platforms to look at here"
	case m.report.Target.Platforms < 2:
		return m.because("this image has one platform only")
	case m.demand.Platform == EveryPlatform:
		return "every platform is looked at already"
	}
	return m.unlessReload()
}
