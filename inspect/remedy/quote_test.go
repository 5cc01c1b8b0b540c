package remedy

import (
	"os/exec"
	"strings"
	"testing"
	"unicode"
)

// hostileWords are words that do something, or hide something, where they are not
// quoted well.
var hostileWords = []string{
	"a b", "it's", "$(touch x)", "`x`", "a;b", "a&b", "a|b", "<a>", "*", "[a]", "{a,b}", "}", "~", "#x", "k=v", "=ls", "", "-x",
	"ünï", `"`, `\`,
	"\x1b[201~\x03\ncurl x|sh\n\x1b[200~", "a\nb", "a\tb", "\x7f", "\u0085", "\x9b31m", "\xff'\xfe", "back\\slash\x07", "it's\n",
	"\u202ex", "zero\u200bwidth", "\u2066a\u2069", "\ufeffx", "so\u00adft", "\u2028", "\U000e0041", "no\u00a0break",
	"\u034f", "\ufe0f", "\u115f", "\u3164", "\u2800", "\ue000", "\ufffd", "e" + strings.Repeat("\u0301", 30), "\u0301",
	"!!", "it's!!", "a!b", "^a^b", `\!`, "é\x01f",
}

// TestQuote has a shell read quoted words back, in two locales, and wants none of
// them to hold anything that a terminal obeys or hides.
func TestQuote(t *testing.T) {
	t.Parallel()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash")
	}
	for _, word := range hostileWords {
		quoted := Quote(word)
		for _, r := range quoted {
			if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point) ||
				r == unicode.ReplacementChar {
				t.Errorf("%q is quoted as %q", word, quoted)
				break
			}
		}
		if strings.Count(quoted, "\u0301") > maxMarks {
			t.Errorf("%q is quoted as %q", word, quoted)
		}
		for _, locale := range []string{"C", "C.UTF-8"} {
			command := exec.Command(bash, "-c", "printf %s "+quoted)
			command.Env = append(command.Environ(), "LC_ALL="+locale)
			out, err := command.Output()
			if err != nil {
				t.Errorf("%s in locale %s: %v", quoted, locale, err)
			}
			if string(out) != word {
				t.Errorf("%q is read back as %q in locale %s", word, out, locale)
			}
		}
	}
}

// TestQuoteInteractive wants a shell that expands its history to read the words
// as they are.
func TestQuoteInteractive(t *testing.T) {
	t.Parallel()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash")
	}
	for _, word := range hostileWords {
		command := exec.Command(bash, "--norc", "--noprofile")
		command.Stdin = strings.NewReader("set -o history -o histexpand\ntrue secret\nprintf '%s\\0' " + Quote(word) + "\n")
		out, err := command.Output()
		if err != nil {
			t.Errorf("%q: %v", word, err)
		}
		if string(out) != word+"\x00" {
			t.Errorf("%q is read back as %q", word, out)
		}
	}
}

// TestQuoteNUL wants a word with a NUL byte not to become a shorter one.
func TestQuoteNUL(t *testing.T) {
	t.Parallel()
	if got := Quote("good\x00evil"); got != `$'good\xef\xbf\xbdevil'` {
		t.Error(got)
	}
}
