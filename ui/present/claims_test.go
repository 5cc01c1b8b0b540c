package present

import (
	"testing"

	"assay/inspect/report"
	"assay/ui/present/line"
)

// TestClaimsState wants only a signature that was verified to be called so.
func TestClaimsState(t *testing.T) {
	t.Parallel()
	value := func(s report.Status) []report.Check {
		return []report.Check{{ID: report.CheckSignatureValue, Status: s}}
	}
	for _, test := range []struct {
		verdict report.Verdict
		checks  []report.Check
		want    string
		style   line.Style
	}{
		{report.VerdictVerified, value(report.StatusPass), "signed, and the signature verifies", line.StyleGood},
		{report.VerdictUnpinned, value(report.StatusPass), "signed, and the signature verifies", line.StyleGood},
		{report.VerdictUnsigned, nil, "not signed", line.StyleWarn},
		{report.VerdictUnknown, nil, "as found; the signature was not verified, so nothing confirms this", line.StyleWarn},
		{report.VerdictUnknown, value(report.StatusPass), "as found; the signature was not verified, so nothing confirms this",
			line.StyleWarn},
		{report.VerdictFailed, value(report.StatusPass), "signed, but not accepted; pane Overview says why", line.StyleBad},
		{report.VerdictFailed, value(report.StatusFail), "as found; the signature does not verify, so nothing confirms this",
			line.StyleBad},
		{report.VerdictFailed, nil, "as found; the signature does not verify, so nothing confirms this", line.StyleBad},
	} {
		got := claimsState(&report.Signature{Verdict: test.verdict, Checks: test.checks})
		if got.Text != test.want {
			t.Errorf("%s %v: %q, want %q", test.verdict, test.checks, got.Text, test.want)
		}
		if got.Style != test.style {
			t.Errorf("%s %v: style %d, want %d", test.verdict, test.checks, got.Style, test.style)
		}
	}
}
