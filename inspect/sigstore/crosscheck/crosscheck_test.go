package crosscheck

import (
	"errors"
	"strings"
	"testing"
	"time"

	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/inspect/trust"
)

// TestNothingIsRefused wants what holds no signature at all to be refused in every
// format, and no step to be passed over.
func TestNothingIsRefused(t *testing.T) {
	t.Parallel()
	root, err := trust.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range []report.Format{report.FormatSimpleSigning, report.FormatDSSE, report.FormatBundle01, report.FormatBundle02,
		report.FormatBundle03, report.FormatBundleUnknown} {
		for _, ignore := range []bool{false, true} {
			by, err := Verify(&Request{
				Entity:   &sigstore.Entity{Format: format, Envelope: &sigstore.Envelope{}},
				Artifact: sigstore.Artifact{Digest: "sha256:" + strings.Repeat("0", 64)},
				Options:  &sigstore.VerifyOptions{Root: root, Now: time.Now(), IgnoreLog: ignore, IgnoreSCT: ignore, IgnoreClaims: ignore},
			})
			if err == nil {
				t.Errorf("%s accepts nothing as %s (log left out: %v)", by, format, ignore)
			}
			if by == "" {
				t.Errorf("nobody was asked about %s", format)
			}
		}
	}
}

// TestPanicIsRefusal wants a verifier that crashes to count as one that
// refuses.
func TestPanicIsRefusal(t *testing.T) {
	t.Parallel()
	r := &Request{Options: &sigstore.VerifyOptions{}}
	if err := r.guarded(func() error { panic("out of range") }); err == nil || !strings.Contains(err.Error(), "out of range") {
		t.Errorf("a panic ends in %v", err)
	}
	if err := r.guarded(func() error { return nil }); err != nil {
		t.Error(err)
	}
	want := errors.New("no")
	if err := r.guarded(func() error { return want }); !errors.Is(err, want) {
		t.Errorf("%v, want %v", err, want)
	}
}
