// Package sanitize turns untrusted text into text that can be shown. It never
// drops anything: what it cannot show as it is, it writes out.
//
// Everything that comes from a registry, certificate, SBOM, key or error may
// hold terminal escapes, bidirectional overrides, zero-width characters or
// bytes that are no text at all (CVE-2021-25743, CVE-2021-42574). [String] is the
// one function through which all of it passes on its way to a terminal, a pipe
// or a window title: what cannot be seen is made visible, so that nothing hides
// and nothing does anything.
package sanitize

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// maxMarks is how many combining marks may sit on one character. Real scripts
// need three or four; more are a tower that covers other lines.
const maxMarks = 4

// String returns s with everything that is not plainly printable written out:
// control characters, DEL and C1 as \x1b, bidirectional and zero-width
// characters as \u202e, bytes that are not UTF-8 as \xff, and combining marks
// beyond a few per character likewise. Line breaks and tabs are control
// characters here; see Lines for text that may have them.
func String(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	marks, base := 0, false
	// s up to done has been written to b.
	done := 0
	for i, size := 0, 0; i < len(s); i += size {
		var r rune
		r, size = utf8.DecodeRuneInString(s[i:])
		shown := ""
		switch {
		case r == utf8.RuneError && size == 1:
			shown = fmt.Sprintf(`\x%02x`, s[i])
			marks, base = 0, true
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r):
			marks++
			if !base || marks > maxMarks || hidden(r) {
				shown = escape(r)
			}
		case hidden(r):
			shown = escape(r)
			marks, base = 0, true
		default:
			marks, base = 0, true
		}
		if shown != "" {
			b.WriteString(s[done:i])
			b.WriteString(shown)
			done = i + size
		}
	}
	if done == 0 {
		return s
	}
	b.WriteString(s[done:])
	return b.String()
}

// plain reports whether s is printable ASCII, which is nearly always so.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

func escape(r rune) string {
	switch {
	case r < 0x100:
		return fmt.Sprintf(`\x%02x`, r)
	case r < 0x10000:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}

// hidden reports whether r shows nothing, changes how its neighbours are
// shown, or is no character at all.
func hidden(r rune) bool {
	switch {
	case r == ' ':
		return false
	case !unicode.IsPrint(r):
		// Controls, formats (bidi and zero-width among them), private use,
		// surrogates, unassigned, and every space but U+0020.
		return true
	case r >= 0xfe00 && r <= 0xfe0f, r >= 0xe0100 && r <= 0xe01ef, r == 0x034f, r == 0x115f, r == 0x1160, r == 0x3164,
		r == 0xffa0, r == 0x2800:
		// Variation selectors, and letters that are drawn as nothing.
		return true
	}
	return false
}

// Lines splits s at its line breaks, makes each line visible, and turns tabs
// into spaces up to the next multiple of four. A carriage return before a line
// break belongs to it; others are shown.
func Lines(s string) []string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = untab(strings.TrimSuffix(line, "\r"))
	}
	return lines
}

func untab(line string) string {
	if !strings.Contains(line, "\t") {
		return String(line)
	}
	var b strings.Builder
	for n, part := range strings.Split(line, "\t") {
		if n > 0 {
			b.WriteString(strings.Repeat(" ", 4-Width(b.String())%4))
		}
		b.WriteString(String(part))
	}
	return b.String()
}

// Changed reports whether String would change s, that is, whether s holds
// something that somebody may have wanted not to be seen.
func Changed(s string) bool { return !plain(s) && String(s) != s }

// Width returns how many cells s takes, which must have passed through String.
func Width(s string) int { return ansi.StringWidth(s) }

// Truncate returns s cut to width cells, with an ellipsis where something is gone.
func Truncate(s string, width int) string {
	if width <= 0 {
		return ""
	}
	if Width(s) <= width {
		return s
	}
	return ansi.Truncate(s, width, "…")
}

// JSON returns encoded JSON with everything that String would change written as
// \u escapes, so that it means the same and does nothing to a terminal.
func JSON(encoded []byte) []byte {
	var b strings.Builder
	b.Grow(len(encoded))
	for i := 0; i < len(encoded); {
		r, size := utf8.DecodeRune(encoded[i:])
		switch {
		case r == '\n':
			b.WriteRune(r)
		case r == utf8.RuneError && size == 1:
			b.WriteString(`\ufffd`)
		case hidden(r) || unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r):
			for _, unit := range utf16Units(r) {
				fmt.Fprintf(&b, `\u%04x`, unit)
			}
		default:
			b.WriteRune(r)
		}
		i += size
	}
	return []byte(b.String())
}

func utf16Units(r rune) []uint16 {
	if r < 0x10000 {
		return []uint16{uint16(r)} //nolint:gosec // Checked in the line above.
	}
	r -= 0x10000
	return []uint16{uint16(0xd800 + r>>10), uint16(0xdc00 + r&0x3ff)} //nolint:gosec // Surrogates fit by construction.
}
