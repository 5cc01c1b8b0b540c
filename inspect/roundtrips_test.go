package inspect

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"assay/inspect/report"
	"assay/registry"
	"assay/registry/serve"
)

// slowRegistry puts a fixed delay on every answer and counts, like the program
// itself, requests and how many of them had to wait for one another.
type slowRegistry struct {
	delay time.Duration
	next  http.Handler

	mu                         sync.Mutex
	requests, depth, completed int
}

func (s *slowRegistry) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	level := s.completed + 1
	s.requests++
	s.mu.Unlock()
	time.Sleep(s.delay)
	s.next.ServeHTTP(w, r)
	s.mu.Lock()
	s.completed = max(s.completed, level)
	s.depth = max(s.depth, level)
	s.mu.Unlock()
}

// start serves until the test ends and returns the host.
func (s *slowRegistry) start(tb testing.TB) string {
	tb.Helper()
	server := httptest.NewServer(s)
	tb.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://")
}

func (s *slowRegistry) deepest() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.depth
}

func (s *slowRegistry) reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests, s.depth, s.completed = 0, 0, 0
}

// complete adds, to the image that is signed by key, an attestation and an SBOM
// in cosign's tags.
func complete(next http.Handler) http.Handler {
	artifacts := map[string][]byte{}
	add := func(kind, mediaType, content string) {
		blob := registry.DigestOf([]byte(content), "")
		artifacts["/blobs/"+blob] = []byte(content)
		artifacts["."+kind] = fmt.Appendf(nil, `{"schemaVersion":2,"mediaType":%q,`+
			`"config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":%q,"size":%d},"layers":[{"mediaType":%q,`+
			`"digest":%q,"size":%d}]}`,
			registry.MediaTypeOCIManifest, blob, len(content), mediaType, blob, len(content))
	}
	add("att", "application/vnd.dsse.envelope.v1+json",
		`{"payloadType":"application/vnd.in-toto+json","payload":"e30=","signatures":[{"sig":"AAAA"}]}`)
	add("sbom", "text/spdx+json", `{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"x","packages":[{"SPDXID":"SPDXRef-a",`+
		`"name":"a"}]}`)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for suffix, data := range artifacts {
			if !strings.HasPrefix(r.URL.Path, "/v2/v2-key-rekor/") || !strings.HasSuffix(r.URL.Path, suffix) {
				continue
			}
			if !strings.HasPrefix(suffix, "/blobs/") {
				if !strings.Contains(r.URL.Path, imageSignedByKey) {
					break
				}
				w.Header().Set("Content-Type", registry.MediaTypeOCIManifest)
			}
			_, _ = w.Write(data)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// imageSignedByKey is the digest of the demo's image of that kind, as cosign's
// tags spell it.
const imageSignedByKey = "sha256-0e2603f48e4aaa80f77e52f096adf37c2f0842cf80d76a867f631391b33306f4"

func newSlowRegistry(delay time.Duration) *slowRegistry {
	return &slowRegistry{delay: delay, next: complete(serve.New(os.DirFS(filepath.Join(testdata, "demo/layouts")), "", true))}
}

// roundTrips are what each kind of target costs one after another: the manifest
// (or with a digest nothing), all lookups together, all blobs together. A signed
// SBOM and a bundle cost one more: what they are named by is only known from
// the answer before.
var roundTrips = []struct {
	name, reference string
	depth           int
}{
	{"signature attestation SBOM and referrers by tag", "/v2-key-rekor:1.0", 3},
	{"signature attestation SBOM and referrers by digest", "/v2-key-rekor@" + strings.Replace(imageSignedByKey, "-", ":", 1), 2},
	{"SBOM that is signed itself", "/sbom-attached-signed:1.0", 4},
	{"bundles as referrers", "/v3-sign-and-attest:1.0", 4},
}

// TestRoundTrips bounds the round trips that wait for one another, as the
// report counts them and as the registry sees them.
func TestRoundTrips(t *testing.T) {
	for _, test := range roundTrips {
		t.Run(test.name, func(t *testing.T) {
			// A machine that is busy may send requests late that were ready
			// together; then another attempt tells.
			var r *report.Report
			depth := 0
			for range 5 {
				slow := newSlowRegistry(100 * time.Millisecond)
				host := slow.start(t)
				var err error
				if r, err = Run(context.Background(), host+test.reference, faultOptions(), nil); err != nil {
					t.Fatal(err)
				}
				if r.Fetched.Depth != test.depth {
					t.Errorf("the report counts depth %d, want %d", r.Fetched.Depth, test.depth)
				}
				if depth = slow.deepest(); depth <= test.depth {
					break
				}
			}
			if depth > test.depth {
				t.Errorf("%d round trips one after another, want %d: %+v", depth, test.depth, r.Requests)
			}
			if !strings.Contains(test.reference, "v2-key-rekor") {
				return
			}
			for kind, n := range map[string]int{"signatures": len(r.Signatures), "attestations": len(r.Attestations),
				"SBOMs": len(r.SBOMs)} {
				if n != 1 {
					t.Errorf("%d %s, want one", n, kind)
				}
			}
		})
	}
}

// BenchmarkRoundTrips reports depth and requests over a registry with a delay of
// 20 ms, and the wall time of a run in delays. Where cosign is installed it is
// run against the same registry, from the start of its process.
func BenchmarkRoundTrips(b *testing.B) {
	const delay = 20 * time.Millisecond
	for _, test := range roundTrips {
		b.Run(strings.ReplaceAll(test.name, " ", "-"), func(b *testing.B) {
			slow := newSlowRegistry(delay)
			host := slow.start(b)
			for b.Loop() {
				slow.reset()
				if _, err := Run(context.Background(), host+test.reference, faultOptions(), nil); err != nil {
					b.Fatal(err)
				}
			}
			slow.report(b)
		})
	}
	for _, command := range []string{"verify", "tree"} {
		b.Run("cosign-"+command, func(b *testing.B) {
			path, err := exec.LookPath("cosign")
			if err != nil {
				b.Skip("cosign is not installed")
			}
			slow := newSlowRegistry(delay)
			host := slow.start(b)
			args := []string{command}
			if command == "verify" {
				args = append(args, "--key", filepath.Join(testdata, "demo/k-p256.pub"), "--insecure-ignore-tlog", "--offline")
			}
			for b.Loop() {
				slow.reset()
				if out, err := exec.Command(path, append(args, host+"/v2-key-rekor:1.0")...).CombinedOutput(); err != nil {
					b.Fatalf("%v\n%s", err, out)
				}
			}
			slow.report(b)
		})
	}
}

func (s *slowRegistry) report(b *testing.B) {
	b.Helper()
	b.ReportMetric(float64(s.deepest()), "depth")
	b.ReportMetric(float64(s.requests), "requests")
	b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(s.delay), "delays")
}
