package remedy

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"mvdan.cc/sh/v3/syntax"
)

// Quote makes text one word of a shell command, as bash, zsh and ksh read it.
// What comes from a certificate or a registry must not become a second command
// when a reader pastes it, nor do anything while it is being pasted: quotes do
// not hold back a character that the terminal obeys.
//
// [syntax.Quote] writes words for scripts. A line that is pasted differs in two
// ways. An interactive shell expands "!" also between double quotes, so a word
// with it stands between single ones. And a character that is hidden must show, so
// a word with one is written byte by byte in the form $'…': escapes of bytes, and
// not of characters, mean the same in every locale and in bash 3.2.
//
// No word can hold a NUL byte. It becomes U+FFFD, so that the word names nothing
// rather than something shorter.
func Quote(text string) string {
	text = strings.ReplaceAll(text, "\x00", string(unicode.ReplacementChar))
	switch {
	case hides(text):
		return escaped(text)
	case strings.ContainsAny(text, interactive):
		return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
	}
	quoted, err := syntax.Quote(text, syntax.LangBash)
	if err != nil {
		return escaped(text)
	}
	return quoted
}

// interactive are the characters that mean something to an interactive shell, or
// to zsh, where a script in bash has them as they are.
const interactive = "!^}"

// maxMarks is how many combining marks may follow one another. Scripts need
// three or four; more are a tower that covers other lines.
const maxMarks = 4

// hides reports whether text holds characters that are obeyed or hidden, bytes
// that are no characters, or a tower of combining marks.
func hides(text string) bool {
	marks := 0
	for n, r := range text {
		if unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r) {
			marks++
		} else {
			marks = 0
		}
		if marks > maxMarks || n == 0 && marks > 0 || hidden(r) {
			return true
		}
	}
	return false
}

// hidden reports whether a character is obeyed, drawn as nothing, or none at all.
func hidden(r rune) bool {
	return r == utf8.RuneError || !unicode.IsPrint(r) || r == 0x2800 ||
		unicode.In(r, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

func escaped(text string) string {
	var b strings.Builder
	b.WriteString("$'")
	for i := range len(text) {
		switch c := text[i]; {
		case c == '\'' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c >= ' ' && c <= '~' && !strings.ContainsRune(interactive, rune(c)):
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, `\x%02x`, c)
		}
	}
	b.WriteByte('\'')
	return b.String()
}

// keyWord is a key as a word of a command line. An inline key has no name, and a
// URL with a user or a query, which may hold secrets, is not repeated.
func keyWord(key string) string {
	if strings.Contains(key, "-----BEGIN") || strings.Contains(key, "://") && strings.ContainsAny(key, "@?") {
		return "KEY"
	}
	return Quote(key)
}
