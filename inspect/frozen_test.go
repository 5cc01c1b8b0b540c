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

	"assay/inspect/internal/frozen"
	"assay/inspect/report"
	"assay/registry/serve"
)

// handedOut keeps what the engine handed out, as it was then.
type handedOut struct {
	names  []string
	values []any
	prints []string
}

func (h *handedOut) keep(name string, value any) {
	h.names, h.values, h.prints = append(h.names, name), append(h.values, value), append(h.prints, frozen.Print(value))
}

// check wants everything to be as it was when it was handed out.
func (h *handedOut) check(t *testing.T, after string) {
	t.Helper()
	for n, value := range h.values {
		if frozen.Print(value) != h.prints[n] {
			t.Errorf("%s was changed by %s", h.names[n], after)
		}
	}
}

// brokenSignature serves the demo's layouts; until mended is set, the signature
// of the image with an attached SBOM cannot be had.
func brokenSignature(t *testing.T) (host string, mended *atomic.Bool) {
	t.Helper()
	mended = new(atomic.Bool)
	good := serve.New(os.DirFS(filepath.Join(testdata, "demo/layouts")), "", true)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !mended.Load() && strings.HasSuffix(r.URL.Path, "f7addc8fdd4.sig") {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		good.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "http://"), mended
}

// otherCriteria are what a user may try on one image, after the first report.
func otherCriteria() map[string]report.Criteria {
	root := filepath.Join(testdata, "demo/trusted-root.json")
	key := []string{filepath.Join(testdata, "demo/k-p256.pub")}
	return map[string]report.Criteria{
		"no criteria":  {TrustedRoot: root, Offline: true},
		"another key":  {Keys: []string{filepath.Join(testdata, "demo/k-other.pub")}, TrustedRoot: root, Offline: true},
		"an identity":  {Identity: "a@b.c", Issuer: "https://b.c", TrustedRoot: root, Offline: true},
		"an SBOM":      {Keys: key, Attachment: report.AttachmentSBOM, TrustedRoot: root, Offline: true},
		"a predicate":  {Keys: key, PredicateType: "spdxjson", TrustedRoot: root, Offline: true},
		"a policy":     {Policy: filepath.Join(testdata, "demo/policy.json"), TrustedRoot: root, Offline: true},
		"without logs": {Keys: key, IgnoreLog: true, TrustedRoot: root, Offline: true},
	}
}

// TestReportsStayAsTheyAre wants nothing that was handed out to change: neither
// the reports and tree nodes of events, nor a report by Reverify or Retry, not
// even in what its pointers lead to.
func TestReportsStayAsTheyAre(t *testing.T) {
	t.Parallel()
	host, mended := brokenSignature(t)
	o := faultOptions()
	var out handedOut
	i, err := Inspect(context.Background(), host+"/sbom-attached-signed:1.0", o, func(e report.Event) {
		if e.Report != nil {
			out.keep("the report of an event", e.Report)
		}
		if e.Artifact != nil {
			out.keep("the node "+e.Artifact.ID+" of an event", e.Artifact)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	out.check(t, "discovery")
	first := i.Report()
	out.keep("the first report", first)
	reverify := func(when string) {
		for name, asked := range otherCriteria() {
			r, err := i.Reverify(context.Background(), asked)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			out.check(t, name+" "+when)
			out.keep("the report for "+name+" "+when, r)
		}
	}
	reverify("before Retry")
	id := ""
	for _, a := range first.Artifacts {
		if a.State == report.StateFailed {
			id = a.ID
		}
	}
	mended.Store(true)
	retried, err := i.Retry(context.Background(), id, o.Criteria)
	if err != nil {
		t.Fatal(err)
	}
	if retried == nil {
		t.Fatalf("there was nothing to fetch again for %q", id)
	}
	wantVerdict(t, retried, report.VerdictVerified)
	out.check(t, "Retry")
	out.keep("the report of Retry", retried)
	reverify("after Retry")
	_ = i.Report()
	out.check(t, "the last report")
}

// TestReverifyIsRepeatable wants the same criteria to give the same report,
// whatever was asked for in between.
func TestReverifyIsRepeatable(t *testing.T) {
	t.Parallel()
	host, mended := brokenSignature(t)
	mended.Store(true)
	i, err := Inspect(context.Background(), host+"/sbom-attached-signed:1.0", faultOptions(), nil)
	if err != nil {
		t.Fatal(err)
	}
	prints := map[string]string{}
	for range 2 {
		for name, asked := range otherCriteria() {
			r, err := i.Reverify(context.Background(), asked)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if print := frozen.Print(r); prints[name] == "" {
				prints[name] = print
			} else if prints[name] != print {
				t.Errorf("%s: the second report differs from the first", name)
			}
		}
	}
}
