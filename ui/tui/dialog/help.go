package dialog

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"assay/inspect/report"
	"assay/ui/present"
	"assay/ui/present/line"
)

// Help lists every key by its group, and says what the verdicts mean.
type Help struct {
	keys          helpKeys
	lines         []line.Line
	width, height int
	// from is the first row on the screen where not all of them fit.
	from int
}

type helpKeys struct{ Up, Down, PageUp, PageDown, Quit key.Binding }

// NewHelp makes the help from the entries of the key map, which come group by
// group. ascii replaces the glyphs of the verdicts.
func NewHelp(entries []Entry, ascii bool) *Help {
	h := &Help{keys: helpKeys{
		Up: quiet("k", "up"), Down: quiet("j", "down"),
		PageUp: quiet("pgup", "ctrl+b"), PageDown: quiet("space", "pgdown", "ctrl+f"), Quit: quitKey(),
	}}
	h.lines = []line.Line{line.NewLine(
		line.Text(line.StyleHeading, "Keys  "), line.Text(line.StyleDim, "j and k scroll, other keys close"))}
	group := ""
	for _, e := range entries {
		if e.Group != group {
			group = e.Group
			h.lines = append(h.lines, line.TextLine(line.StyleLabel, group))
		}
		h.lines = append(h.lines, line.Field("  "+e.Binding.Help().Key, e.Binding.Help().Desc))
	}
	h.lines = append(h.lines, line.Blank(), line.Heading("Words"))
	for _, v := range verdictMeanings() {
		l := line.NewLine(
			line.Text(line.StylePlain, "  "),
			present.Verdict(v.verdict).Span(ascii),
			line.Text(line.StylePlain, "  "+v.meaning),
		)
		l.Indent = 4
		h.lines = append(h.lines, l)
	}
	return h
}

type verdictMeaning struct {
	verdict report.Verdict
	meaning string
}

func verdictMeanings() []verdictMeaning {
	return []verdictMeaning{
		{report.VerdictVerified, "a signature passes every required check, and the signer is the one you named"},
		{report.VerdictUnpinned, "a signature is intact, but you named no signer to compare with"},
		{report.VerdictUnchecked, "a policy accepts it without looking at any signature; nothing is verified"},
		{report.VerdictFailed, "signatures exist, and none is acceptable"},
		{report.VerdictUnsigned, "every store answered, and none holds a signature"},
		{report.VerdictUnknown, "a store could not be read, so the result is unknown"},
	}
}

// Keys returns the keys that scroll; any other closes the help.
func (h *Help) Keys() []key.Binding {
	return []key.Binding{h.keys.Up, h.keys.Down, h.keys.PageUp, h.keys.PageDown, h.keys.Quit}
}

// Place returns InBody.
func (h *Help) Place() Place { return InBody }

// Update scrolls the help or closes it.
func (h *Help) Update(msg tea.Msg) Action {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		h.width, h.height = msg.Width, msg.Height
		h.scroll(0)
	case tea.MouseWheelMsg:
		if msg.Button == tea.MouseWheelUp {
			h.scroll(-wheelLines)
		} else {
			h.scroll(wheelLines)
		}
	case tea.KeyPressMsg:
		switch {
		case key.Matches(msg, h.keys.Up):
			h.scroll(-1)
		case key.Matches(msg, h.keys.Down):
			h.scroll(1)
		case key.Matches(msg, h.keys.PageUp):
			h.scroll(-h.height / 2)
		case key.Matches(msg, h.keys.PageDown):
			h.scroll(h.height / 2)
		case key.Matches(msg, h.keys.Quit):
			return Quit{}
		default:
			return Close{}
		}
	}
	return nil
}

// wheelLines is how far a turn of the mouse wheel goes.
const wheelLines = 3

// scroll moves the first row on the screen and keeps the last one in sight.
func (h *Help) scroll(by int) {
	h.from = max(0, min(h.from+by, len(wrap(h.lines, h.width))-h.height))
}

// minHelpColumn is the narrowest column in cells in which the help can be read.
const minHelpColumn = 43

// Lines puts the help into two columns where that makes it fit, else into one
// of which the user sees a part.
func (h *Help) Lines(width, height int) []line.Line {
	if column := width / 2; column >= minHelpColumn {
		if rows := wrap(h.lines, column-1); len(rows) <= 2*height {
			return twoColumns(rows, width, height)
		}
	}
	rows := wrap(h.lines, width)
	from := min(h.from, len(rows))
	return rows[from:min(len(rows), from+height)]
}

// twoColumns puts the rows that do not fit into height beside the others.
func twoColumns(rows []line.Line, width, height int) []line.Line {
	out := slices.Clone(rows[:min(height, len(rows))])
	for i, row := range rows[len(out):] {
		gap := line.Text(line.StylePlain, strings.Repeat(" ", max(1, width/2-out[i].Width())))
		out[i].Spans = slices.Concat(out[i].Spans, []line.Span{gap}, row.Spans)
	}
	return out
}
