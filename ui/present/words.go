package present

import (
	"fmt"
	"strings"
	"time"

	"assay/inspect/report"
	"assay/ui/present/bounds"
	"assay/ui/sanitize"
)

// Mark is a state as a glyph and a word; colour alone never tells a state.
type Mark struct {
	Glyph, ASCII, Word string
	Style              Style
}

// Span returns the mark's glyph and word.
func (m Mark) Span(ascii bool) Span {
	glyph := m.Glyph
	if ascii {
		glyph = m.ASCII
	}
	return Span{glyph + " " + m.Word, m.Style}
}

// Verdict returns the mark of a verdict.
func Verdict(v report.Verdict) Mark {
	switch v {
	case report.Verified:
		return Mark{"✓", "+", "VERIFIED", Good}
	case report.Unpinned:
		return Mark{"●", "o", "UNPINNED", Unpinned}
	case report.Failed:
		return Mark{"✗", "x", "FAILED", Bad}
	case report.Unsigned:
		return Mark{"!", "!", "UNSIGNED", Warn}
	case report.Unchecked:
		return Mark{"!", "!", "UNCHECKED", Warn}
	case report.SubjectMismatch:
		return Mark{"✗", "x", "OTHER SUBJECT", Bad}
	}
	return Mark{"?", "?", "UNKNOWN", Warn}
}

// Status returns the mark of a check's status.
func Status(s report.Status) Mark {
	switch s {
	case report.Pass:
		return Mark{"✓", "+", "pass", Good}
	case report.Fail:
		return Mark{"✗", "x", "fail", Bad}
	case report.Skipped:
		return Mark{"–", "-", "skip", Dim}
	}
	return Mark{"?", "?", "open", Warn}
}

// State returns the mark of an artifact that is on its way.
func State(s report.State) Mark {
	switch s {
	case report.Done:
		return Mark{"✓", "+", "done", Plain}
	case report.Broken:
		return Mark{"✗", "x", "failed", Bad}
	}
	return Mark{"…", ".", sanitize.Text(string(s)), Dim}
}

// ShortDigest cuts a digest to what tells it apart.
func ShortDigest(digest string) string {
	algorithm, value, ok := strings.Cut(digest, ":")
	if !ok || len(value) <= 12 {
		return digest
	}
	return algorithm + ":" + value[:12] + "…"
}

// Stamp renders a time.
func Stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2 Jan 2006 15:04:05 UTC")
}

// Size renders a number of bytes.
func Size(n int64) string { return bounds.Size(n) }

// Plural renders a count with its noun.
func Plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
