package discover

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/authn"

	"assay/inspect/evidence"
	"assay/inspect/internal/frozen"
	"assay/inspect/report"
	"assay/registry"
	"assay/registry/file"
	"assay/registry/serve"
)

// snapshots keeps evidence with its fingerprint at the time.
type snapshots struct {
	mu     sync.Mutex
	all    []*evidence.Evidence
	prints []string
}

func (s *snapshots) take(d *Discovery) {
	e := d.Evidence()
	print := frozen.Print(e)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all, s.prints = append(s.all, e), append(s.prints, print)
}

func (s *snapshots) check(t *testing.T, after string) {
	t.Helper()
	for n, e := range s.all {
		if frozen.Print(e) != s.prints[n] {
			t.Errorf("evidence %d of %d was changed by %s", n+1, len(s.all), after)
		}
	}
}

// layouts serves the demo's layouts and refuses, until mended is set, what
// broken tells by its path.
func layouts(t *testing.T, broken func(path string) bool) (host string, mended *atomic.Bool) {
	t.Helper()
	mended = new(atomic.Bool)
	good := serve.New(os.DirFS("../../testdata/demo/layouts"), "", true)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !mended.Load() && broken(r.URL.Path) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		good.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "http://"), mended
}

func discovered(t *testing.T, target string, notify func(*Discovery, *report.Artifact)) *Discovery {
	t.Helper()
	reference, err := registry.ParseReference(target)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	o := Options{Inputs: new(file.Inputs), Offline: true, WantsOpenPGP: func(context.Context) bool { return false }}
	o.Registry.Keychain = authn.NewMultiKeychain()
	d, err := Run(ctx, reference, o, notify)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestEvidenceStaysAsItIs takes evidence at every step of discovery, and wants
// what was handed out not to change when discovery goes on, nor by a retry.
func TestEvidenceStaysAsItIs(t *testing.T) {
	t.Parallel()
	for name, broken := range map[string]func(string) bool{
		"the signature's manifest": func(p string) bool { return strings.HasSuffix(p, "f7addc8fdd4.sig") },
		"the signature's blob":     func(p string) bool { return strings.Contains(p, "/blobs/sha256:cb8f931df175") },
		"the SBOM's manifest":      func(p string) bool { return strings.HasSuffix(p, ".sbom") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			host, mended := layouts(t, broken)
			var taken snapshots
			d := discovered(t, host+"/sbom-attached-signed:1.0", func(d *Discovery, _ *report.Artifact) { taken.take(d) })
			taken.check(t, "discovery")
			before := d.Evidence()
			taken.take(d)
			if !before.Complete {
				t.Error("the evidence is not complete, and discovery has ended")
			}
			id := failedNode(t, before)
			mended.Store(true)
			if !d.Retry(t.Context(), id) {
				t.Fatalf("there was nothing to fetch again for %s", id)
			}
			taken.check(t, "the retry")
			after := d.Evidence()
			if len(after.Problems) != len(before.Problems)-1 {
				t.Errorf("%d problems after the retry, %d before; want one less", len(after.Problems), len(before.Problems))
			}
			if d.Retry(t.Context(), id) {
				t.Errorf("%s was fetched again, and it was there", id)
			}
		})
	}
}

func failedNode(t *testing.T, e *evidence.Evidence) string {
	t.Helper()
	for _, a := range e.Artifacts {
		if a.State == report.StateFailed {
			return a.ID
		}
	}
	t.Fatalf("nothing failed in %+v", e.Artifacts)
	return ""
}

// TestEvidenceWhileRetrying reads evidence in several goroutines while an
// artifact is fetched again; the race detector tells what they share.
func TestEvidenceWhileRetrying(t *testing.T) {
	t.Parallel()
	host, mended := layouts(t, func(p string) bool { return strings.HasSuffix(p, ".sbom") })
	d := discovered(t, host+"/sbom-attached-signed:1.0", nil)
	id := failedNode(t, d.Evidence())
	ended := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for {
				e := d.Evidence()
				if one, two := frozen.Print(e), frozen.Print(e); one != two {
					t.Error("evidence changed while it was read")
				}
				select {
				case <-ended:
					return
				default:
				}
			}
		})
	}
	mended.Store(true)
	if !d.Retry(t.Context(), id) {
		t.Errorf("there was nothing to fetch again for %s", id)
	}
	close(ended)
	readers.Wait()
	if n := len(d.Evidence().SBOMs); n != 1 {
		t.Errorf("%d SBOMs after the retry, want one", n)
	}
}
