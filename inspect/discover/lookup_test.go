package discover

import (
	"errors"
	"strings"
	"testing"

	"assay/inspect/report"
	"assay/registry"
)

// TestBlobFlaw tells bytes that are not there from bytes that could not be
// asked for.
func TestBlobFlaw(t *testing.T) {
	t.Parallel()
	digest := "sha256:" + strings.Repeat("5", 64)
	d := registry.Descriptor{Digest: digest}
	for _, test := range []struct {
		err    error
		status report.Status
		reason report.Reason
	}{
		{&registry.Error{Outcome: registry.None}, report.StatusFail, "referrer-manifest-missing"},
		{&registry.Error{Outcome: registry.Unreadable, Mismatch: true}, report.StatusFail, "blob-digest-mismatch"},
		{&registry.Error{Outcome: registry.Denied}, report.StatusUnknown, ""},
		{errors.New("x"), report.StatusUnknown, ""},
	} {
		if c := blobFlaw(test.err, d, report.ReasonReferrerManifestMissing)[0]; c.Status != test.status || c.Reason != test.reason ||
			!c.Blocks() {
			t.Errorf("%v: %+v", test.err, c)
		}
	}
}
