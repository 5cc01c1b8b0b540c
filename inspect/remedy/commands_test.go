package remedy

import (
	"strings"
	"testing"

	"assay/inspect/report"
)

// TestAcceptable wants a command to be called one that accepts a signature only
// where its flags change all that keeps the signature from being accepted.
func TestAcceptable(t *testing.T) {
	t.Parallel()
	fail := func(ids ...report.CheckID) []report.Check {
		checks := []report.Check{{ID: report.CheckSignatureValue, Status: report.StatusPass, Required: true}}
		for _, id := range ids {
			checks = append(checks, report.Check{ID: id, Status: report.StatusFail, Required: true})
		}
		return checks
	}
	for _, c := range []struct {
		name    string
		keyless bool
		checks  []report.Check
		want    bool
	}{
		{"good", false, fail(), true},
		{"another key", false, fail(report.CheckKeyMatch, report.CheckLogBodyKey), true},
		{"logged for another key", false, fail(report.CheckLogBodyKey), false},
		{"another identity", true, fail(report.CheckCertificateIdentity, report.CheckCertificateIssuer), true},
		{"unknown authority", true, fail(report.CheckCertificateChain), false},
		{"another image", false, fail(report.CheckClaimsDigest), false},
		{"in no log, by key", false, fail(report.CheckLogPresent), true},
		{"in no log, keyless", true, fail(report.CheckLogPresent), false},
	} {
		s := &report.Signature{Format: report.FormatSimpleSigning, Keyless: c.keyless, Checks: c.checks, Log: &report.LogEntry{}}
		got := commandsFor(s, &report.Report{Target: report.Target{Reference: "registry.example.org/a:1"}})
		if says := strings.HasPrefix(got[0].Shows, "accepts"); says != c.want {
			t.Errorf("%s: %q, %s", c.name, got[0].Shows, got[0].Line)
		}
	}
}

// TestInspect wants a command for another reference to ask for the same signer,
// so that following it does not ask for less.
func TestInspect(t *testing.T) {
	t.Parallel()
	asked := report.Criteria{Keys: []string{"a b.pub", "-----BEGIN PUBLIC KEY-----\n…"}, Identity: "x@y", IssuerRegexp: "^https://",
		Workflow: map[string]string{"ref": "refs/heads/main"}, PredicateType: "vuln"}
	want := "assay 'oci:x$(y)@sha256:1' --key 'a b.pub' --key KEY --certificate-identity x@y --certificate-oidc-issuer-regexp " +
		"'^https://' --type vuln --certificate-github-workflow-ref refs/heads/main"
	if got := Inspect(asked, "oci:x$(y)@sha256:1"); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}
