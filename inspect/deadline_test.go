package inspect

import (
	"context"
	"strings"
	"testing"
	"time"

	"assay/inspect/report"
)

// TestNoTimeToCheck wants a signature for which there was no time to leave the
// verdict open, and the report to say so.
func TestNoTimeToCheck(t *testing.T) {
	t.Parallel()
	s := server(t)
	options := faultOptions()
	i, err := Inspect(context.Background(), strings.TrimPrefix(s.URL, "http://")+"/demo/v2-key-rekor:1.0", options, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		end  time.Time
		want report.Verdict
		said bool
	}{
		{"too late", time.Now().Add(-time.Second), report.VerdictUnknown, true},
		{"in time", time.Now().Add(time.Hour), report.VerdictVerified, false},
		{"checked before", time.Now().Add(-time.Second), report.VerdictVerified, false},
		{"no limit", time.Time{}, report.VerdictVerified, false},
	} {
		r := i.report(i.discovery.Evidence(), i.criteria, c.end)
		if r.Verdict != c.want {
			t.Errorf("%s: verdict %s, want %s", c.name, r.Verdict, c.want)
		}
		said := len(r.Errors) > 0 && strings.Contains(r.Errors[0].Message, "--timeout")
		if said != c.said {
			t.Errorf("%s: errors %+v", c.name, r.Errors)
		}
	}
}
