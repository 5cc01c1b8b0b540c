package present

import (
	"strings"
	"time"

	"assay/inspect/report"
	"assay/ui/present/line"
	"assay/ui/sanitize"
)

// Mark is a state as a glyph and a word; colour alone never tells a state.
type Mark struct {
	Glyph, ASCII, Word string
	Style              line.Style
}

// Span returns the mark's glyph and word.
func (m Mark) Span(ascii bool) line.Span {
	glyph := m.Glyph
	if ascii {
		glyph = m.ASCII
	}
	return line.Text(m.Style, glyph+" "+m.Word)
}

// Verdict returns the mark of a verdict.
func Verdict(v report.Verdict) Mark {
	switch v {
	case report.VerdictVerified:
		return Mark{"✓", "+", "VERIFIED", line.StyleGood}
	case report.VerdictUnpinned:
		return Mark{"●", "o", "UNPINNED", line.StyleUnpinned}
	case report.VerdictFailed:
		return Mark{"✗", "x", "FAILED", line.StyleBad}
	case report.VerdictUnsigned:
		return Mark{"!", "!", "UNSIGNED", line.StyleWarn}
	case report.VerdictUnchecked:
		return Mark{"!", "!", "UNCHECKED", line.StyleWarn}
	case report.VerdictSubjectMismatch:
		return Mark{"✗", "x", "OTHER SUBJECT", line.StyleBad}
	default:
		return Mark{"?", "?", "UNKNOWN", line.StyleWarn}
	}
}

// Status returns the mark of a check's status.
func Status(s report.Status) Mark {
	switch s {
	case report.StatusPass:
		return Mark{"✓", "+", "pass", line.StyleGood}
	case report.StatusFail:
		return Mark{"✗", "x", "fail", line.StyleBad}
	case report.StatusSkipped:
		return Mark{"–", "-", "skip", line.StyleDim}
	default:
		return Mark{"?", "?", "undecided", line.StyleWarn}
	}
}

// State returns the mark of an artifact that is on its way.
func State(s report.State) Mark {
	switch s {
	case report.StateDone:
		return Mark{"✓", "+", "done", line.StylePlain}
	case report.StateFailed:
		return Mark{"✗", "x", "failed", line.StyleBad}
	default:
		return Mark{"…", ".", sanitize.String(string(s)), line.StyleDim}
	}
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
