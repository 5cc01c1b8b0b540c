package diagnose

import (
	"strings"
	"testing"

	"assay/inspect/report"
)

// TestOwnScope wants a rule that takes another name to be suggested for the
// image's repository, and not for a scope with others in it.
func TestOwnScope(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ reference, scope, want string }{
		{"docker://alpine:3", "default", "transports/docker/docker.io/library/alpine"},
		{"docker://example.com/team/app:1", "transports/docker/example.com/team", "transports/docker/example.com/team/app"},
		{"docker://example.com/team/app:1", "transports/docker/example.com/team/app", ""},
		{"docker://example.com/team/app:1", "transports/docker/example.com/team/app:1", ""},
		{"docker://example.com:5000/app@sha256:" + strings.Repeat("0", 64), "transports/docker/example.com:5000",
			"transports/docker/example.com:5000/app"},
	} {
		if got := ownScope(&report.Policy{Transport: "docker", Reference: c.reference, Scope: c.scope}); got != c.want {
			t.Errorf("%s under %s: %q, want %q", c.reference, c.scope, got, c.want)
		}
	}
}

// TestPolicyRefusals tells apart why a policy refuses an image, and wants its
// refusal before what is wrong with the signatures.
func TestPolicyRefusals(t *testing.T) {
	t.Parallel()
	refusal := func(reason report.Reason, id report.CheckID) []report.PolicyRequirement {
		return []report.PolicyRequirement{{Checks: true, Description: "a signature", Signatures: []report.PolicySignature{
			{Signature: "1", Checks: []report.Check{{ID: id, Title: id.Title(), Reason: reason, Required: true, Status: report.StatusFail,
				Want: "a", Got: "b"}}}}}}
	}
	for _, test := range []struct {
		name, cause string
		policy      report.Policy
		command     string
	}{
		{"invalid", "policy-invalid", report.Policy{Decision: report.PolicyInvalid}, ""},
		{"undecided", "policy-store-unreadable", report.Policy{Decision: report.PolicyUndecided}, ""},
		{"rejects all", "policy-rejects", report.Policy{Requirements: []report.PolicyRequirement{{Type: "reject"}}}, ""},
		{"nothing signed", "policy-signature-required", report.Policy{Requirements: []report.PolicyRequirement{{Checks: true}}}, ""},
		{"not seen", "policy-attachments-off", report.Policy{Requirements: []report.PolicyRequirement{{Checks: true}},
			Findings: []report.PolicyFinding{{Code: "attachments-off", Message: "off", Remedy: "turn on"}, {Code: "bundles"}}}, ""},
		{"another key", "policy-other-key", report.Policy{Requirements: refusal("wrong-key", report.CheckKeyMatch)}, ""},
		{"another image", "policy-digest-mismatch", report.Policy{Requirements: refusal("payload-digest-mismatch",
			report.CheckClaimsDigest)}, ""},
		{"another name", "policy-identity-mismatch", report.Policy{Requirements: refusal("policy-identity-mismatch",
			report.CheckClaimsReference)}, ""},
		{"another name, with a rule", "policy-identity-mismatch",
			report.Policy{Requirements: refusal("openpgp-identity-mismatch", report.CheckClaimsReference),
				Suggestion: &report.PolicySuggestion{SignedIdentity: "{}"}}, "{}"},
		{"anything else", "policy-signature-refused", report.Policy{Requirements: refusal("payload-malformed", report.CheckPayloadFormat)},
			""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := &report.Report{Verdict: report.VerdictFailed, Criteria: report.Criteria{Policy: "policy.json"}, Policy: &test.policy,
				Signatures: []*report.Signature{{ID: "1", Deciding: true,
					Checks: []report.Check{{Reason: "wrong-key", Required: true, Status: report.StatusFail}}}}}
			if test.cause == "policy-signature-required" {
				r.Signatures = nil
			}
			Report(r, Context{})
			if len(r.Diagnoses) != len(r.Signatures)+1 {
				t.Fatalf("%d diagnoses", len(r.Diagnoses))
			}
			d := r.Diagnoses[0]
			if d.Cause != test.cause {
				t.Errorf("cause %s, want %s", d.Cause, test.cause)
			}
			if d.Command != test.command {
				t.Errorf("command %q, want %q", d.Command, test.command)
			}
			if len(d.Remedy) == 0 {
				t.Error("it says nothing of what to do")
			}
		})
	}
}
