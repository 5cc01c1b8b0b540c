package inspect

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"assay/inspect/report"
	"assay/registry"
	"assay/registry/serve"
)

// memoryBound is what a hostile registry may make a run allocate, in bytes,
// with blobs bounded to 1 MiB.
const memoryBound = 64 << 20

// settled waits until no more goroutines run than before, and reports how many
// are left over.
func settled(before int) int {
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return 0
		}
		time.Sleep(10 * time.Millisecond)
	}
	return runtime.NumGoroutine() - before
}

// hostileAnswers are ways in which a registry can try to harm who asks it.
func hostileAnswers() []fault {
	return []fault{
		{name: "endless body", answer: func(w http.ResponseWriter, _ *http.Request) {
			chunk := make([]byte, 1<<16)
			for {
				if _, err := w.Write(chunk); err != nil {
					return
				}
			}
		}, message: "larger than the limit", described: "its descriptor gives"},
		{name: "slow drip", answer: func(w http.ResponseWriter, r *http.Request) {
			drip := time.NewTicker(20 * time.Millisecond)
			defer drip.Stop()
			for r.Context().Err() == nil {
				if _, err := w.Write([]byte(" ")); err != nil {
					return
				}
				w.(http.Flusher).Flush()
				select {
				case <-drip.C:
				case <-r.Context().Done():
				}
			}
		}, message: "no answer in time", silent: true},
		{name: "gzip bomb", answer: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(gzipBomb())
		}, message: "larger than the limit", described: "its descriptor gives"},
		{name: "lying Content-Length", answer: announced("100000"), message: "broke off", described: "its descriptor gives"},
		{name: "huge Content-Length", answer: announced("100000000000"), message: "larger than the limit",
			described: "its descriptor gives"},
		{name: "redirect loop", answer: func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) },
			message: "redirects"},
		{name: "web page", answer: body("text/html", "<!DOCTYPE html><html>"), message: ""},
		{name: "deep JSON", answer: body(registry.MediaTypeOCIManifest, strings.Repeat(`{"a":`, 200_000)), message: ""},
		{name: "realm elsewhere", answer: status(401, "WWW-Authenticate", `Bearer realm="https://127.0.0.9:1/token",service="x"`),
			message: "authenticating"},
	}
}

// announced answers with one byte of as many as it announces.
func announced(length string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", length)
		_, _ = w.Write([]byte("{"))
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
}

// gzipBomb is 64 MiB in some 64 KiB.
var gzipBomb = sync.OnceValue(func() []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	chunk := make([]byte, 1<<20)
	for range 64 {
		_, _ = z.Write(chunk)
	}
	_ = z.Close()
	return b.Bytes()
})

// hostilePlaces are where in a run an answer can be hostile.
var hostilePlaces = map[string]func(path string) bool{
	"signature": func(p string) bool { return strings.HasSuffix(p, "f7addc8fdd4.sig") },
	"SBOM":      func(p string) bool { return strings.HasSuffix(p, ".sbom") },
	"referrers": func(p string) bool { return strings.Contains(p, "/referrers/") },
	"blobs":     func(p string) bool { return strings.Contains(p, "/blobs/") },
}

// TestHostileAnswers puts each answer in each place of a run. The run ends in
// time, in bounded memory and without a goroutine left; what is not touched is
// still shown, and nothing is verified that is not.
//
// An answer that uses up the time for a run is put in all places at once, in
// runs beside each other that are held to the bounds of one.
func TestHostileAnswers(t *testing.T) {
	places := slices.Sorted(maps.Keys(hostilePlaces))
	for _, f := range hostileAnswers() {
		if f.silent {
			t.Run(f.name, func(t *testing.T) { hostileRuns(t, f, places...) })
			continue
		}
		for _, place := range places {
			t.Run(place+" "+f.name, func(t *testing.T) { hostileRuns(t, f, place) })
		}
	}
}

// hostileRuns makes a run for each of these places, all at once, and holds them
// together to the bounds of one.
func hostileRuns(t *testing.T, f fault, places ...string) {
	t.Helper()
	o := faultOptions()
	o.Timeout = silentTimeout
	o.Registry.Limits.Blob, o.Registry.Limits.Manifest = 1<<20, 1<<20
	hosts := map[string]string{}
	for _, place := range places {
		hosts[place] = faulty(t, f.answer, hostilePlaces[place])
	}
	_ = gzipBomb()
	goroutines := runtime.NumGoroutine()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	begin := time.Now()
	reports, errs := make([]*report.Report, len(places)), make([]error, len(places))
	var runs sync.WaitGroup
	for n, place := range places {
		runs.Go(func() {
			reports[n], errs[n] = Run(t.Context(), hosts[place]+"/sbom-attached-signed:1.0", o, nil)
		})
	}
	runs.Wait()
	took := time.Since(begin)
	runtime.ReadMemStats(&after)
	if took > silentTimeout+graceToCheck+time.Second {
		t.Errorf("it took %s", took)
	}
	if grown := after.TotalAlloc - before.TotalAlloc; grown > memoryBound {
		t.Errorf("%d MiB were allocated", grown>>20)
	}
	for n, place := range places {
		if errs[n] != nil {
			t.Errorf("%s: %v", place, errs[n])
			continue
		}
		wantHostileReport(t, f, place, reports[n])
	}
	if left := settled(goroutines + serverGoroutines*len(places)); left > 0 {
		t.Errorf("%d goroutines are left", left)
	}
}

// wantHostileReport wants what a hostile answer did not touch to be shown, and
// what it did to be told.
func wantHostileReport(t *testing.T, f fault, place string, r *report.Report) {
	t.Helper()
	switch place {
	case "signature", "blobs":
		wantUnverified(t, r)
	case "SBOM":
		wantVerdict(t, r, report.VerdictVerified)
	case "referrers":
		if r.Verdict != report.VerdictUnknown {
			wantVerdict(t, r, report.VerdictVerified)
		}
	}
	want := f.message
	if place == "blobs" && f.described != "" {
		want = f.described
	}
	if want != "" && !strings.Contains(fmt.Sprint(r.Errors, r.Lookups), want) {
		t.Errorf("%s: nothing says %q: %+v", place, want, r.Errors)
	}
}

// serverGoroutines is how many the test's own server may still have.
const serverGoroutines = 4

// TestResetAtEachRequest cuts the connection at each request of a run in turn,
// for good and for one time. A cut for one time changes nothing; one for good
// never makes the run hang, or verify what it did not see.
func TestResetAtEachRequest(t *testing.T) {
	t.Parallel()
	for _, once := range []bool{true, false} {
		for at := 1; at <= 13; at++ {
			t.Run(fmt.Sprintf("request %d once %v", at, once), func(t *testing.T) {
				t.Parallel()
				good := serve.New(os.DirFS(filepath.Join(testdata, "demo/layouts")), "", true)
				var n atomic.Int64
				var path atomic.Value
				s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if n.Add(1) == int64(at) {
						path.Store(r.URL.Path)
						panic(http.ErrAbortHandler)
					}
					if p, _ := path.Load().(string); !once && p == r.URL.Path {
						panic(http.ErrAbortHandler)
					}
					good.ServeHTTP(w, r)
				}))
				defer s.Close()
				o := faultOptions()
				o.Timeout = 10 * time.Second
				r, err := Run(context.Background(), strings.TrimPrefix(s.URL, "http://")+"/sbom-attached-signed:1.0", o, nil)
				if once {
					t.Logf("cut once at %v", path.Load())
					if err != nil {
						t.Fatal(err)
					}
					wantVerdict(t, r, report.VerdictVerified)
					wantSBOM(t, r, report.VerdictVerified)
					if len(r.Errors) > 0 {
						t.Errorf("errors %+v, want none", r.Errors)
					}
					return
				}
				if err != nil {
					if at > 1 {
						t.Errorf("the image was read, and yet there is no report: %v", err)
					}
					return
				}
				if len(r.Errors) == 0 {
					t.Errorf("%v cannot be read, and nothing says so", path.Load())
				}
			})
		}
	}
}

// TestManyReferrers lists ten thousand referrers: as many as the limit are
// looked at, and that this was not all is said.
func TestManyReferrers(t *testing.T) {
	t.Parallel()
	good := serve.New(os.DirFS(filepath.Join(testdata, "demo/layouts")), "", true)
	var asked atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.Contains(r.URL.Path, "/referrers/"):
			w.Header().Set("Content-Type", registry.MediaTypeOCIIndex)
			var list []string
			for n := range 10_000 {
				list = append(list, fmt.Sprintf(`{"mediaType":%q,"digest":"sha256:%064x","size":10}`, registry.MediaTypeOCIManifest, n))
			}
			_, _ = fmt.Fprintf(w, `{"schemaVersion":2,"mediaType":%q,"manifests":[%s]}`, registry.MediaTypeOCIIndex,
				strings.Join(list, ","))
		case strings.Contains(r.URL.Path, "/manifests/sha256:0000"):
			asked.Add(1)
			w.WriteHeader(http.StatusNotFound)
		default:
			good.ServeHTTP(w, r)
		}
	}))
	defer s.Close()
	o := faultOptions()
	o.Timeout = 20 * time.Second
	o.Registry.Limits.Referrers = 200
	r, err := Run(context.Background(), strings.TrimPrefix(s.URL, "http://")+"/v2-key-rekor:1.0", o, nil)
	if err != nil {
		t.Fatal(err)
	}
	if asked.Load() > 200 {
		t.Errorf("%d referrers were asked for", asked.Load())
	}
	if !strings.Contains(fmt.Sprint(r.Errors), "--max-referrers") {
		t.Errorf("nothing says that there are more: %+v", r.Errors)
	}
	wantSignature(t, r, report.VerdictVerified)
}

// TestCyclicIndex serves an index that lists itself and others that list each
// other, as platforms and as referrers of themselves.
func TestCyclicIndex(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	index := func(child string) string {
		return fmt.Sprintf(`{"schemaVersion":2,"mediaType":%q,"subject":{"digest":%q,"size":1},"manifests":[{"mediaType":%q,"digest":%q,`+
			`"size":10,"platform":{"os":"linux","architecture":"amd64"}},{"mediaType":%q,"digest":%q,"size":10,`+
			`"platform":{"os":"unknown","architecture":"unknown"},"annotations":{"vnd.docker.reference.type":"attestation-manifest"}}]}`,
			registry.MediaTypeOCIIndex, child, registry.MediaTypeOCIIndex, child, registry.MediaTypeOCIIndex, child)
	}
	// No document can hold its own digest; a registry can answer every
	// digest with an index that names one more.
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		w.Header().Set("Content-Type", registry.MediaTypeOCIIndex)
		_, _ = w.Write([]byte(index("sha256:" + strings.Repeat("7", 64))))
	}))
	defer s.Close()
	o := faultOptions()
	o.Timeout = 10 * time.Second
	r, err := Run(context.Background(), strings.TrimPrefix(s.URL, "http://")+"/a:1.0", o, nil)
	if err != nil {
		t.Fatal(err)
	}
	wantUnverified(t, r)
	if asked.Load() > 60 {
		t.Errorf("%d requests, want no more than 60", asked.Load())
	}
}
