package inspect

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"assay/inspect/report"
)

// shellQuote makes text safe as one word of a shell command. What comes from a
// certificate or registry must not become a second command when a reader pastes
// it. Characters that a terminal obeys or hides are written as escapes, in the
// form that bash, zsh and ksh read ($'…'): quotes do not hold them back while
// they are being pasted.
func shellQuote(text string) string {
	const harmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+=:,./_-"
	switch {
	case text != "" && strings.Trim(text, harmless) == "":
		return text
	case strings.ContainsFunc(text, obeyed):
		return escaped(text)
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// obeyed reports whether a character is one that is obeyed or hidden, or no
// character at all.
func obeyed(r rune) bool {
	return r == unicode.ReplacementChar || !unicode.IsPrint(r)
}

func escaped(text string) string {
	var b strings.Builder
	b.WriteString("$'")
	for i := range len(text) {
		switch c := text[i]; {
		case c == '\'' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c >= ' ' && c <= '~':
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, `\x%02x`, c)
		}
	}
	b.WriteByte('\'')
	return b.String()
}

// keyWord is a key as a word of a command line. One that was pasted has no name.
func keyWord(key string) string {
	if strings.Contains(key, "-----BEGIN") {
		return "KEY"
	}
	return shellQuote(key)
}

// assayCommand is the command line that asks the same of another reference.
func assayCommand(asked report.Criteria, reference string) string {
	parts := []string{"assay", shellQuote(reference)}
	for _, key := range asked.Keys {
		parts = append(parts, "--key", keyWord(key))
	}
	for _, f := range []struct{ flag, value string }{
		{"certificate-identity", asked.Identity}, {"certificate-identity-regexp", asked.IdentityRegexp},
		{"certificate-oidc-issuer", asked.Issuer}, {"certificate-oidc-issuer-regexp", asked.IssuerRegexp},
		{"type", asked.PredicateType}, {"attachment", asked.Attachment},
	} {
		if f.value != "" {
			parts = append(parts, "--"+f.flag, shellQuote(f.value))
		}
	}
	for _, claim := range slices.Sorted(maps.Keys(asked.Workflow)) {
		parts = append(parts, "--certificate-github-workflow-"+claim, shellQuote(asked.Workflow[claim]))
	}
	return strings.Join(parts, " ")
}
