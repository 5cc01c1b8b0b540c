package inspect

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"assay/inspect/report"
	"assay/registry/serve"
)

// TestRetry fetches alone what could not be had at first, whatever it was, and
// wants the report to be as if it had been there all along.
func TestRetry(t *testing.T) {
	t.Parallel()
	for name, where := range map[string]func(string) bool{
		"the signature's manifest": func(p string) bool { return strings.HasSuffix(p, "f7addc8fdd4.sig") },
		"the signature's blob":     func(p string) bool { return strings.Contains(p, "/blobs/sha256:cb8f931df175") },
		"the SBOM's manifest":      func(p string) bool { return strings.HasSuffix(p, ".sbom") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			good := serve.New(os.DirFS(filepath.Join(testdata, "demo/layouts")), "", true)
			var broken atomic.Bool
			broken.Store(true)
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if broken.Load() && where(r.URL.Path) {
					w.WriteHeader(http.StatusForbidden)
					return
				}
				good.ServeHTTP(w, r)
			}))
			defer s.Close()
			o := faultOptions()
			i, err := Inspect(context.Background(), strings.TrimPrefix(s.URL, "http://")+"/sbom-attached-signed:1.0", o, nil)
			if err != nil {
				t.Fatal(err)
			}
			before := i.Report()
			var id string
			for _, a := range before.Artifacts {
				if a.State == report.StateFailed {
					id = a.ID
				}
			}
			if len(before.Errors) != 1 {
				t.Fatalf("errors %+v, want one", before.Errors)
			}
			if id == "" {
				t.Fatalf("nothing is broken in %+v", before.Artifacts)
			}
			broken.Store(false)
			after, err := i.Retry(context.Background(), id, o.Criteria)
			if err != nil {
				t.Fatal(err)
			}
			if after == nil {
				t.Fatal("there was nothing to fetch again")
			}
			wantVerdict(t, after, report.VerdictVerified)
			wantSBOM(t, after, report.VerdictVerified)
			if len(after.Errors) != 0 {
				t.Errorf("errors %+v, want none", after.Errors)
			}
			if len(after.Signatures) != 2 {
				t.Errorf("%d signatures, want 2", len(after.Signatures))
			}
			for _, a := range after.Artifacts {
				if a.State != report.StateDone {
					t.Errorf("%s is %s: %s", a.ID, a.State, a.Problem)
				}
			}
			again, err := i.Retry(context.Background(), id, o.Criteria)
			if err != nil {
				t.Errorf("what is there was fetched again: %v", err)
			}
			if again != nil {
				t.Errorf("what is there was fetched again: %+v", again)
			}
		})
	}
}

// TestCancelOne stops one artifact whose blob never comes; the others are not
// touched, and the run ends at once.
func TestCancelOne(t *testing.T) {
	t.Parallel()
	host := faulty(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, func(p string) bool {
		return strings.Contains(p, "/blobs/sha256:c231f8f49d54")
	})
	o := faultOptions()
	o.Timeout, o.Control = time.Minute, new(Control)
	begin := time.Now()
	r, err := Run(context.Background(), host+"/sbom-attached-signed:1.0", o, func(e report.Event) {
		if e.Artifact != nil && e.Artifact.State == report.StateFetching && strings.HasSuffix(e.Artifact.ID, ".sbom") {
			time.AfterFunc(50*time.Millisecond, func() { o.Control.Cancel(e.Artifact.ID) })
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if took := time.Since(begin); took > 20*time.Second {
		t.Errorf("it took %s", took)
	}
	wantVerdict(t, r, report.VerdictVerified)
	wantProblem(t, r, "cancelled")
}
