package inspect

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"assay/registry/serve"
)

// delayed serves the demo layouts with a fixed delay on every answer, so that
// round trips that wait for one another can be counted.
func delayed(t testing.TB, delay time.Duration) string {
	t.Helper()
	good := serve.New(os.DirFS(filepath.Join(testdata, "demo/layouts")), "", true)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(delay)
		good.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "http://")
}

// roundTrips are what each kind of target costs one after another: the
// manifest, all probes together, all blobs together; with referrers their
// manifests between the last two.
var roundTrips = []struct {
	name, reference string
	depth           int
}{
	{"signature in a tag", "/v2-key-rekor:1.0", 3},
	{"signature and SBOM in tags", "/sbom-attached-signed:1.0", 4},
	{"bundles as referrers", "/v3-sign-and-attest:1.0", 4},
}

// TestRoundTrips bounds the round trips that wait for one another, by the clock
// of a slow registry: half a delay more than the depth is one too many.
func TestRoundTrips(t *testing.T) {
	const delay = 100 * time.Millisecond
	for _, test := range roundTrips {
		t.Run(test.name, func(t *testing.T) {
			host := delayed(t, delay)
			o := faultOptions()
			o.Timeout = 10 * time.Second
			begin := time.Now()
			r, err := Run(context.Background(), host+test.reference, o, nil)
			if err != nil {
				t.Fatal(err)
			}
			if took := time.Since(begin); took > time.Duration(test.depth)*delay+delay/2 && r.Fetched.Depth > test.depth+1 {
				t.Errorf("%d round trips one after another in %s, want %d", r.Fetched.Depth, took, test.depth)
			}
		})
	}
}

// BenchmarkRoundTrips reports depth and requests over a registry with a delay of
// 20 ms; the time per run, in delays, is depth-of-clock.
func BenchmarkRoundTrips(b *testing.B) {
	const delay = 20 * time.Millisecond
	for _, test := range roundTrips {
		b.Run(strings.ReplaceAll(test.name, " ", "-"), func(b *testing.B) {
			host := delayed(b, delay)
			o := faultOptions()
			o.Timeout = 10 * time.Second
			var depth, requests int
			for b.Loop() {
				r, err := Run(context.Background(), host+test.reference, o, nil)
				if err != nil {
					b.Fatal(err)
				}
				depth, requests = r.Fetched.Depth, r.Fetched.Requests
			}
			b.ReportMetric(float64(depth), "depth")
			b.ReportMetric(float64(requests), "requests")
			b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(delay), "delays")
		})
	}
}
