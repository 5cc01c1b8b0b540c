package inspect

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
		checks := []report.Check{{ID: report.SignatureValue, Status: report.Pass, Required: true}}
		for _, id := range ids {
			checks = append(checks, report.Check{ID: id, Status: report.Fail, Required: true})
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
		{"another key", false, fail(report.KeyMatch, report.LogBodyKey), true},
		{"logged for another key", false, fail(report.LogBodyKey), false},
		{"another identity", true, fail(report.CertificateIdentity, report.CertificateIssuer), true},
		{"unknown authority", true, fail(report.CertificateChain), false},
		{"another image", false, fail(report.ClaimsDigest), false},
		{"in no log, by key", false, fail(report.LogPresent), true},
		{"in no log, keyless", true, fail(report.LogPresent), false},
	} {
		s := &report.Signed{Format: report.FormatSimpleSigning, Keyless: c.keyless, Checks: c.checks, Log: &report.LogEntry{}}
		got := commandsFor(s, &report.Report{Target: report.Target{Reference: "registry.example.org/a:1"}})
		if says := strings.HasPrefix(got[0].Shows, "accepts"); says != c.want {
			t.Errorf("%s: %q, %s", c.name, got[0].Shows, got[0].Line)
		}
	}
}
