package verify

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"assay/inspect/criteria"
	"assay/inspect/evidence"
	"assay/inspect/report"
	"assay/inspect/sigstore"
)

// TestBrokenDown wants what breaks down over a signature to fail it, for a reason
// of its own and with the stack in the debug log, and nothing else to be lost.
func TestBrokenDown(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	// Without evidence the checks have nothing to stand on.
	v := &verification{criteria: &criteria.Criteria{Verify: &sigstore.VerifyOptions{Logger: logger}}}
	s := v.check(&evidence.Signature{ID: "sig-1", Form: evidence.FormOpenPGP})
	if s.ID != "sig-1" {
		t.Errorf("it is %q", s.ID)
	}
	if s.Verdict != report.VerdictFailed {
		t.Errorf("the verdict is %s", s.Verdict)
	}
	if len(s.Checks) != 1 {
		t.Fatalf("%d checks, want one", len(s.Checks))
	}
	if c := s.Checks[0]; c.Reason != report.ReasonInternalError {
		t.Errorf("the reason is %q", c.Reason)
	}
	if c := s.Checks[0]; c.Status != report.StatusFail {
		t.Errorf("the check is %s", c.Status)
	}
	for _, want := range []string{"sig-1", "stack=", "signature.go"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %q:\n%s", want, log.String())
		}
	}
}
