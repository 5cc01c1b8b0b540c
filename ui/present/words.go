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
	case report.VerdictVerified:
		return Mark{"✓", "+", "VERIFIED", StyleGood}
	case report.VerdictUnpinned:
		return Mark{"●", "o", "UNPINNED", StyleUnpinned}
	case report.VerdictFailed:
		return Mark{"✗", "x", "FAILED", StyleBad}
	case report.VerdictUnsigned:
		return Mark{"!", "!", "UNSIGNED", StyleWarn}
	case report.VerdictUnchecked:
		return Mark{"!", "!", "UNCHECKED", StyleWarn}
	case report.VerdictSubjectMismatch:
		return Mark{"✗", "x", "OTHER SUBJECT", StyleBad}
	}
	return Mark{"?", "?", "UNKNOWN", StyleWarn}
}

// Status returns the mark of a check's status.
func Status(s report.Status) Mark {
	switch s {
	case report.StatusPass:
		return Mark{"✓", "+", "pass", StyleGood}
	case report.StatusFail:
		return Mark{"✗", "x", "fail", StyleBad}
	case report.StatusSkipped:
		return Mark{"–", "-", "skip", StyleDim}
	}
	return Mark{"?", "?", "undecided", StyleWarn}
}

// State returns the mark of an artifact that is on its way.
func State(s report.State) Mark {
	switch s {
	case report.StateDone:
		return Mark{"✓", "+", "done", StylePlain}
	case report.StateFailed:
		return Mark{"✗", "x", "failed", StyleBad}
	}
	return Mark{"…", ".", sanitize.String(string(s)), StyleDim}
}

// ShortDigest cuts a digest to what tells it apart.
func ShortDigest(digest string) string {
	algorithm, value, ok := strings.Cut(digest, ":")
	if !ok || len(value) <= 12 {
		return digest
	}
	return algorithm + ":" + value[:12] + "…"
}

// FormatTime renders a time.
func FormatTime(t time.Time) string {
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
