package inspect

import (
	"slices"
	"strings"
	"testing"

	"assay/inspect/report"
)

// wantVerdict wants the image to have this verdict.
func wantVerdict(t *testing.T, r *report.Report, want report.Verdict) {
	t.Helper()
	if r.Verdict != want {
		t.Errorf("verdict %s, want %s; diagnoses %+v", r.Verdict, want, r.Diagnoses)
	}
}

// wantUnverified wants the image not to be verified.
func wantUnverified(t *testing.T, r *report.Report) {
	t.Helper()
	if r.Verdict == report.VerdictVerified {
		t.Error("the image is verified, and must not be")
	}
}

// wantAccepted wants the image to be verified where cosign accepts it, and the
// report to say why where cosign does not.
func wantAccepted(t *testing.T, r *report.Report, accept bool) {
	t.Helper()
	if accept {
		wantVerdict(t, r, report.VerdictVerified)
		return
	}
	wantUnverified(t, r)
	if len(r.Diagnoses) == 0 {
		t.Errorf("verdict %s, and nothing says why", r.Verdict)
	}
}

// wantCause wants the first diagnosis to name one of these causes, and returns
// it.
func wantCause(t *testing.T, r *report.Report, causes ...string) report.Diagnosis {
	t.Helper()
	if len(r.Diagnoses) == 0 {
		t.Fatalf("verdict %s without a diagnosis, want cause %v", r.Verdict, causes)
	}
	first := r.Diagnoses[0]
	if !slices.Contains(causes, first.Cause) {
		t.Errorf("cause %s, want %v; %+v", first.Cause, causes, first)
	}
	return first
}

// wantProblem wants the first thing that could not be read to be told with this
// text.
func wantProblem(t *testing.T, r *report.Report, text string) {
	t.Helper()
	if len(r.Errors) == 0 {
		t.Errorf("verdict %s without an error, want one with %q", r.Verdict, text)
		return
	}
	if !strings.Contains(r.Errors[0].Message, text) {
		t.Errorf("error %q, want one with %q", r.Errors[0].Message, text)
	}
}

// wantError wants an error whose text has each of these parts.
func wantError(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Errorf("no error, want one with %q", parts)
		return
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error %q, want one with %q", err, part)
		}
	}
}

// wantDecision wants a policy to decide like this.
func wantDecision(t *testing.T, r *report.Report, want report.PolicyDecision) {
	t.Helper()
	if r.Policy == nil {
		t.Fatalf("no policy was evaluated, want it to be %s", want)
	}
	if r.Policy.Decision != want {
		t.Errorf("the policy decides %s: %s; want %s; %+v", r.Policy.Decision, r.Policy.Reason, want, r.Policy.Requirements)
	}
}

// wantExit wants this exit code.
func wantExit(t *testing.T, r *report.Report, want int) {
	t.Helper()
	if code := r.ExitCode(); code != want {
		t.Errorf("exit code %d for verdict %s, want %d", code, r.Verdict, want)
	}
}

// wantSBOM wants one SBOM with this trust.
func wantSBOM(t *testing.T, r *report.Report, trust report.Verdict) {
	t.Helper()
	if len(r.SBOMs) != 1 {
		t.Errorf("%d SBOMs, want one", len(r.SBOMs))
		return
	}
	if r.SBOMs[0].Packages == 0 {
		t.Error("the SBOM has no packages")
	}
	if r.SBOMs[0].Trust != trust {
		t.Errorf("the SBOM is %s (%s), want %s", r.SBOMs[0].Trust, r.SBOMs[0].TrustReason, trust)
	}
}

// wantSignature wants the first signature shown to have this verdict.
func wantSignature(t *testing.T, r *report.Report, verdict report.Verdict) *report.Signature {
	t.Helper()
	if len(r.Signatures) == 0 {
		t.Fatalf("verdict %s, and no signature is shown", r.Verdict)
	}
	if s := r.Signatures[0]; s.Verdict != verdict {
		t.Errorf("the signature %s is %s, want %s", s.ID, s.Verdict, verdict)
	}
	return r.Signatures[0]
}
