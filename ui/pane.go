package ui

import (
	"strings"

	"assay/inspect/report"
	"assay/sbom"
	"assay/ui/content"
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

var paneNames = [paneCount]string{"Overview", "Checks", "Claims", "Certificate", "Log", "Packages", "Raw", "Requests"}

// scroller shows lines of which only a part fits. Lines are wrapped only when
// they are drawn, so its cost does not depend on how many there are.
type scroller struct {
	lines  []content.Line
	offset int
	cursor int
	shift  int
	wrap   bool
	query  string
}

// set replaces the lines and keeps the place as far as it still exists.
func (s *scroller) set(lines []content.Line) {
	s.lines = lines
	s.cursor = clamp(s.cursor, len(lines)-1)
	s.offset = clamp(s.offset, s.cursor)
}

// clamp keeps an index between 0 and high.
func clamp(v, high int) int { return max(0, min(v, high)) }

// move puts the cursor by lines further and keeps it on the screen.
func (s *scroller) move(by, width, height int) { s.moveTo(s.cursor+by, width, height) }

func (s *scroller) moveTo(line, width, height int) {
	s.cursor = clamp(line, len(s.lines)-1)
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
	for i := first; i <= last && i < len(s.lines); i++ {
		rows += len(s.wrapped(i, width))
	}
	return rows
}

func (s *scroller) wrapped(line, width int) []content.Line {
	l := s.lines[line]
	if !s.wrap {
		l.Fixed = true
		l = shifted(l, s.shift)
	}
	return content.Wrap(l, width)
}

// shifted drops the first cells of a line.
func shifted(l content.Line, by int) content.Line {
	if by == 0 {
		return l
	}
	var spans []content.Span
	for _, sp := range l.Spans {
		runes := []rune(sp.Text)
		n := min(by, len(runes))
		by -= n
		if n < len(runes) {
			spans = append(spans, content.Span{Text: string(runes[n:]), Style: sp.Style})
		}
	}
	l.Spans = spans
	return l
}

// find moves the cursor to the next line, in the given direction, that has the
// query, and reports whether there is one.
func (s *scroller) find(direction, width, height int) bool {
	if s.query == "" || len(s.lines) == 0 {
		return false
	}
	query := strings.ToLower(s.query)
	for n := 1; n <= len(s.lines); n++ {
		i := ((s.cursor+direction*n)%len(s.lines) + len(s.lines)) % len(s.lines)
		if strings.Contains(strings.ToLower(s.lines[i].String()), query) {
			s.moveTo(i, width, height)
			return true
		}
	}
	return false
}

// current returns the line under the cursor.
func (s *scroller) current() (content.Line, bool) {
	if s.cursor < 0 || s.cursor >= len(s.lines) {
		return content.Line{}, false
	}
	return s.lines[s.cursor], true
}

// rows draws at most height rows of width cells.
func (s *scroller) rows(t theme, width, height int, focused bool) []string {
	var out []string
	for i := s.offset; i < len(s.lines) && len(out) < height; i++ {
		for _, row := range s.wrapped(i, width) {
			if len(out) == height {
				break
			}
			out = append(out, s.draw(t, row, focused && i == s.cursor))
		}
	}
	return out
}

func (s *scroller) draw(t theme, row content.Line, selected bool) string {
	switch {
	case selected:
		text := row.String()
		if text == "" {
			text = " "
		}
		return t.selected.Render(text)
	case s.query != "":
		return s.highlight(t, row)
	}
	return t.line(row)
}

// highlight marks the hits of the search in a row.
func (s *scroller) highlight(t theme, row content.Line) string {
	var b strings.Builder
	query := strings.ToLower(s.query)
	for _, sp := range row.Spans {
		text := sp.Text
		for {
			lower := strings.ToLower(text)
			at := strings.Index(lower, query)
			if at < 0 || len(lower) != len(text) {
				b.WriteString(t.render(sp.Style, text))
				break
			}
			b.WriteString(t.render(sp.Style, text[:at]))
			b.WriteString(t.match.Render(text[at : at+len(query)]))
			text = text[at+len(query):]
		}
	}
	return b.String()
}

// paneLines returns what a pane says about a signature.
func paneLines(p pane, r *report.Report, s *report.Signed, a *report.Artifact, b *report.SBOM, view *sbom.View, o content.Options) []content.Line {
	switch p {
	case paneChecks:
		return content.Checks(s, o)
	case paneClaims:
		return append(content.Claims(s, o), append([]content.Line{content.Blank()}, content.Commands(s)...)...)
	case paneCertificate:
		return content.CertificateOf(s, o)
	case paneLog:
		return content.Log(s, o)
	case panePackages:
		return content.SBOM(b, view, o)
	case paneRaw:
		return content.Raw(s, a)
	case paneRequests:
		return content.Requests(r)
	}
	return content.Overview(r, s, o)
}
