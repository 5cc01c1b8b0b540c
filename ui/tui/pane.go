package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"assay/inspect/report"
	"assay/ui/present"
	"assay/ui/present/theme"
)

// pane is one of the views of the detail side.
type pane int

const (
	paneOverview pane = iota
	paneChecks
	paneClaims
	paneCertificate
	paneLog
	panePackages
	paneRaw
	paneRequests
	paneCount
)

// PackagesPane is the number, from 1, of the pane that shows an SBOM.
const PackagesPane = int(panePackages) + 1

var paneNames = [paneCount]string{"Overview", "Checks", "Claims", "Certificate", "Log", "Packages", "Raw", "Requests"}

// scroller shows lines of which only a part fits. Lines are made and wrapped
// only when they are drawn, so its cost does not depend on how many there are.
type scroller struct {
	lines  present.List
	offset int
	cursor int
	shift  int
	wrap   bool
	query  string
}

// set replaces the lines and keeps the place as far as it still exists.
func (s *scroller) set(lines present.List) {
	s.lines = lines
	s.cursor = clamp(s.cursor, lines.Len()-1)
	s.offset = clamp(s.offset, s.cursor)
}

// len is the number of lines.
func (s *scroller) len() int {
	if s.lines == nil {
		return 0
	}
	return s.lines.Len()
}

// head returns the lines above the list, which do not scroll; where they would
// leave less than half of the room they are cut.
func (s *scroller) head(width, height int) []present.Line {
	h, ok := s.lines.(present.Headed)
	if !ok {
		return nil
	}
	var rows []present.Line
	for _, l := range h.Head(width) {
		l.Fixed = true
		rows = append(rows, present.Wrap(l, width)...)
	}
	if drop := len(rows) - height/2; drop > 0 {
		// The names of the columns, at the end, say most about the rows.
		rows = rows[min(drop, len(rows)):]
	}
	return rows
}

// clamp keeps an index between 0 and high.
func clamp(v, high int) int { return max(0, min(v, high)) }

// move puts the cursor by lines further and keeps it on the screen.
func (s *scroller) move(by, width, height int) { s.moveTo(s.cursor+by, width, height) }

func (s *scroller) moveTo(line, width, height int) {
	height = max(1, height-len(s.head(width, height)))
	s.cursor = clamp(line, s.len()-1)
	s.offset = clamp(s.offset, s.cursor)
	for rows := s.rowsBetween(s.offset, s.cursor, width, height); rows > height && s.offset < s.cursor; {
		rows -= len(s.wrapped(s.offset, width))
		s.offset++
	}
}

// rowsBetween counts the rows of the lines from first to last. Far jumps are
// cut short: more than a screen's worth need not be counted.
func (s *scroller) rowsBetween(first, last, width, height int) int {
	if last-first > height {
		s.offset = last - height
		first = s.offset
	}
	rows := 0
	for i := first; i <= last && i < s.len(); i++ {
		rows += len(s.wrapped(i, width))
	}
	return rows
}

func (s *scroller) wrapped(line, width int) []present.Line {
	l := s.lines.At(line, width)
	if !s.wrap {
		l.Fixed = true
		l = shifted(l, s.shift)
	}
	return present.Wrap(l, width)
}

// shifted drops the first cells of a line.
func shifted(l present.Line, by int) present.Line {
	if by == 0 {
		return l
	}
	var spans []present.Span
	for _, sp := range l.Spans {
		runes := []rune(sp.Text)
		n := min(by, len(runes))
		by -= n
		if n < len(runes) {
			spans = append(spans, present.Span{Text: string(runes[n:]), Style: sp.Style})
		}
	}
	l.Spans = spans
	return l
}

// find moves the cursor to the next line, in the given direction, that has the
// query, and reports whether there is one.
func (s *scroller) find(direction, width, height int) bool {
	if s.query == "" || s.len() == 0 {
		return false
	}
	query, n := strings.ToLower(s.query), s.len()
	for step := 1; step <= n; step++ {
		i := ((s.cursor+direction*step)%n + n) % n
		if present.Has(s.lines, i, query) {
			s.moveTo(i, width, height)
			return true
		}
	}
	return false
}

// maxCounted is up to how many lines are looked through to count hits.
const maxCounted = 20_000

// hits returns which hit of how many the cursor is on; zero in a list too long
// to be counted.
func (s *scroller) hits() (at, of int) {
	if s.len() > maxCounted {
		return 0, 0
	}
	query := strings.ToLower(s.query)
	for i := range s.len() {
		if present.Has(s.lines, i, query) {
			of++
			if i <= s.cursor {
				at = of
			}
		}
	}
	return at, of
}

// current returns the line under the cursor.
func (s *scroller) current() (present.Line, bool) {
	if s.cursor < 0 || s.cursor >= s.len() {
		return present.Line{}, false
	}
	return s.lines.At(s.cursor, 0), true
}

// rows draws at most height rows of width cells.
func (s *scroller) rows(t theme.Theme, width, height int, focused bool) []string {
	if s.lines == nil {
		return nil
	}
	var out []string
	for _, row := range s.head(width, height) {
		out = append(out, t.Line(row))
	}
	for i := s.offset; i < s.len() && len(out) < height; i++ {
		for _, row := range s.wrapped(i, width) {
			if len(out) == height {
				break
			}
			out = append(out, s.draw(t, row, width, focused && i == s.cursor))
		}
	}
	return out
}

// lineAt returns which line is drawn in a row of the pane, or -1.
func (s *scroller) lineAt(row, width, height int) int {
	row -= len(s.head(width, height))
	for i := s.offset; row >= 0 && i < s.len(); i++ {
		if row -= len(s.wrapped(i, width)); row < 0 {
			return i
		}
	}
	return -1
}

func (s *scroller) draw(t theme.Theme, row present.Line, width int, selected bool) string {
	switch {
	case selected:
		return ansi.Truncate(t.Row(row, width), width, "")
	case s.query != "":
		return s.highlight(t, row)
	}
	return t.Line(row)
}

// highlight marks the hits of the search in a row.
func (s *scroller) highlight(t theme.Theme, row present.Line) string {
	var b strings.Builder
	query := strings.ToLower(s.query)
	for _, sp := range row.Spans {
		text := sp.Text
		for {
			lower := strings.ToLower(text)
			at := strings.Index(lower, query)
			if at < 0 || len(lower) != len(text) {
				b.WriteString(t.Render(sp.Style, text))
				break
			}
			b.WriteString(t.Render(sp.Style, text[:at]))
			b.WriteString(t.Match.Render(text[at : at+len(query)]))
			text = text[at+len(query):]
		}
	}
	return b.String()
}

// paneLines returns what the pane says about the signature that is looked at,
// and the artifact a, which may be nil.
func (m *model) paneLines(a *report.Artifact) present.Nested {
	r, s, o := m.report, m.signed(), m.content
	var lines present.Static
	switch m.pane {
	case paneChecks:
		lines = present.Checks(s, o)
	case paneClaims:
		lines = append(present.Claims(s, o), append([]present.Line{present.Blank()}, present.Commands(s)...)...)
	case paneCertificate:
		lines = present.CertificateOf(s, o)
	case paneLog:
		lines = present.Log(s, o)
	case paneRaw:
		return present.Raw(s, a, m.hex)
	case paneRequests:
		lines = present.Requests(r)
	default:
		lines = present.Overview(r, s, o)
	}
	return lines
}
