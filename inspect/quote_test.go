package inspect

import (
	"os/exec"
	"strings"
	"testing"
	"unicode"

	"assay/inspect/report"
)

var hostileWords = []string{"a b", "it's", "$(touch x)", "`x`", "a;b", "\x1b[201~\x03\ncurl x|sh\n\x1b[200~", "a\nb", "\u202ex", "zero\u200bwidth", "\x9b31m", "back\\slash\x07", "", "-x", "ünï"}

// TestShellQuote has a shell read quoted words back, and wants none of them to
// hold anything that a terminal obeys.
func TestShellQuote(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash")
	}
	for _, word := range hostileWords {
		quoted := shellQuote(word)
		if strings.ContainsFunc(quoted, func(r rune) bool { return unicode.IsControl(r) || unicode.In(r, unicode.Cf) }) {
			t.Errorf("%q is quoted as %q", word, quoted)
		}
		out, err := exec.Command(bash, "-c", "printf %s "+quoted).Output()
		if err != nil || string(out) != word {
			t.Errorf("%q is read back as %q: %v", word, out, err)
		}
	}
}

// TestAssayCommand wants a command for another reference to ask for the same
// signer, so that following it does not ask for less.
func TestAssayCommand(t *testing.T) {
	asked := report.Criteria{Keys: []string{"a b.pub", "-----BEGIN PUBLIC KEY-----\n…"}, Identity: "x@y", IssuerRegexp: "^https://", Workflow: map[string]string{"ref": "refs/heads/main"}, PredicateType: "vuln"}
	want := "assay 'oci:x$(y)@sha256:1' --key 'a b.pub' --key KEY --certificate-identity x@y --certificate-oidc-issuer-regexp '^https://' --type vuln --certificate-github-workflow-ref refs/heads/main"
	if got := assayCommand(asked, "oci:x$(y)@sha256:1"); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}
