package inspect

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/registry"
)

// attackCases are attacks that others have met, each with the case in testdata
// that makes it and the cause that must be named.
var attackCases = []struct{ advisory, about, name, cause string }{
	{"CVE-2022-23649", "a Rekor bundle of another signature", "bad-bundle-of-another-signature", "rekor-body-key-mismatch"},
	{"CVE-2026-22703", "a log entry of another artifact by the same key", "bad-rekor-body-other-artifact", "rekor-body-hash-mismatch"},
	{"CVE-2022-35929", "an attestation of another type", "bad-v2-att-predicate-type-mismatch", "predicate-type-mismatch"},
	{"CVE-2022-36056", "a true bundle of another image", "bad-b-bundle-of-other-image-keyless", "dsse-subject-mismatch"},
	{"CVE-2026-39395", "a payload that is no statement", "bad-dsse-payload-not-json-signed", "statement-malformed"},
	{"CVE-2026-49834", "one log entry given twice", "b-same-tlog-entry-twice", "tlog-entry-duplicate"},
	{"CVE-2026-54787", "a timestamp of an authority whose period was over", "bad-v3-root-expired-tsa", "trusted-root-expired-tsa"},
}

func TestAttackCases(t *testing.T) {
	t.Parallel()
	s := server(t)
	byName := map[string]signedCase{}
	for _, c := range readCases(t) {
		byName[c.Case] = c
	}
	for _, a := range attackCases {
		t.Run(a.advisory+" "+a.about, func(t *testing.T) {
			t.Parallel()
			c, ok := byName[a.name]
			if !ok {
				t.Fatalf("testdata has no case %s", a.name)
			}
			r, err := Run(context.Background(), c.reference(s), c.options(), nil)
			if err != nil {
				t.Fatal(err)
			}
			wantUnverified(t, r)
			wantCause(t, r, a.cause)
		})
	}
}

// hostile serves an image whose .sig manifest is as given, and counts requests.
func hostile(t *testing.T, signature string, blob http.HandlerFunc) (host string, requests *atomic.Int64) {
	t.Helper()
	requests = &atomic.Int64{}
	image := `{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",` +
		`"config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:` + strings.Repeat("1", 64) +
		`","size":2},"layers":[]}`
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		w.Header().Set("Content-Type", registry.MediaTypeOCIManifest)
		switch {
		case strings.HasSuffix(r.URL.Path, "/manifests/1.0"):
			_, _ = w.Write([]byte(image))
		case strings.HasSuffix(r.URL.Path, ".sig") && strings.Contains(r.URL.Path, fmt.Sprintf("%x", sha256.Sum256([]byte(image)))):
			_, _ = w.Write([]byte(signature))
		case strings.Contains(r.URL.Path, "/blobs/") && blob != nil:
			blob(w, r)
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	t.Cleanup(func() { s.CloseClientConnections(); s.Close() })
	return strings.TrimPrefix(s.URL, "http://"), requests
}

func sigManifest(layers string) string {
	return `{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"digest":"sha256:` +
		strings.Repeat("2", 64) + `"},"layers":[` + layers + `]}`
}

func sigLayer(digest string, size int64, more string) string {
	return fmt.Sprintf(`{"mediaType":%q,"digest":%q,"size":%d,"annotations":{"dev.cosignproject.cosign/signature":"AA=="}%s}`,
		sigstore.MediaTypeSimpleSigning, digest, size, more)
}

// CVE-2023-46737 and CVE-2023-33957: endless attestations or signatures.
func TestAttackEndlessSignatures(t *testing.T) {
	t.Parallel()
	var layers []string
	for n := range 5000 {
		layers = append(layers, sigLayer(fmt.Sprintf("sha256:%064x", n), 10, ""))
	}
	host, requests := hostile(t, sigManifest(strings.Join(layers, ",")), nil)
	r, err := Run(context.Background(), host+"/a:1.0", faultOptions(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if n := requests.Load(); n > 4*int64(registry.Limits{}.WithDefaults().Layers) {
		t.Errorf("%d requests for 5000 layers", n)
	}
	wantVerdict(t, r, report.VerdictFailed)
	if limit := (registry.Limits{}).WithDefaults().Layers; len(r.Signatures) > limit {
		t.Errorf("%d signatures, want no more than %d", len(r.Signatures), limit)
	}
	for _, e := range r.Errors {
		if strings.Contains(e.Message, "of 5000 layers") {
			return
		}
	}
	t.Error("nothing says that not all layers were looked at")
}

// CVE-2024-29902: a huge attachment. The size that the manifest gives is enough
// to refuse; a server that lies about it is stopped while reading.
func TestAttackHugeAttachment(t *testing.T) {
	t.Parallel()
	endless := func(w http.ResponseWriter, _ *http.Request) {
		chunk := make([]byte, 1<<16)
		for {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}
	for name, c := range map[string]struct {
		size int64
		want string
	}{"said": {1 << 40, "--max-blob-size"}, "not said": {10, "its descriptor gives 10 bytes, and it has more"},
		"negative": {-1, "its descriptor gives the size -1"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			host, _ := hostile(t, sigManifest(sigLayer("sha256:"+strings.Repeat("3", 64), c.size, "")), endless)
			o := faultOptions()
			o.Timeout = 20 * time.Second
			o.Registry.Limits.Blob = 1 << 20
			r, err := Run(context.Background(), host+"/a:1.0", o, nil)
			if err != nil {
				t.Fatal(err)
			}
			wantUnverified(t, r)
			wantProblem(t, r, c.want)
			if r.Fetched.Bytes > 4<<20 {
				t.Errorf("%d bytes were read", r.Fetched.Bytes)
			}
		})
	}
}

// CVE-2024-29903: memory by a count that the server merely claims.
func TestAttackClaimedLength(t *testing.T) {
	claim := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100000000000")
		_, _ = w.Write([]byte("short"))
		panic(http.ErrAbortHandler)
	}
	host, _ := hostile(t, sigManifest(sigLayer("sha256:"+strings.Repeat("3", 64), 10, "")), claim)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r, err := Run(context.Background(), host+"/a:1.0", faultOptions(), nil)
	if err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	wantUnverified(t, r)
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 256<<20 {
		t.Errorf("%d bytes of memory were allocated", grown)
	}
}

// CVE-2025-24882: another digest for a pinned reference.
func TestAttackOtherDigestForPinned(t *testing.T) {
	t.Parallel()
	host, _ := hostile(t, "", nil)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://"+host+"/v2/a/manifests/1.0", http.StatusTemporaryRedirect)
	}))
	defer s.Close()
	_, err := Run(context.Background(), strings.TrimPrefix(s.URL, "http://")+"/a@sha256:"+strings.Repeat("4", 64), faultOptions(), nil)
	wantError(t, err, "have digest")
}

// CVE-2026-49349: descriptor urls are never asked.
func TestAttackDescriptorURLs(t *testing.T) {
	t.Parallel()
	asked := false
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer elsewhere.Close()
	host, _ := hostile(t, sigManifest(sigLayer("sha256:"+strings.Repeat("3", 64), 10, `,"urls":["`+elsewhere.URL+`/x"]`)), nil)
	if _, err := Run(context.Background(), host+"/a:1.0", faultOptions(), nil); err != nil {
		t.Fatal(err)
	}
	if asked {
		t.Error("a URL from a descriptor was asked")
	}
}

// CVE-2024-3727: digests that are none must not become part of a path.
func TestAttackDigestAsPath(t *testing.T) {
	t.Parallel()
	for _, digest := range []string{"sha256:../../../etc/passwd", "sha256:" + strings.Repeat("A", 64), "../x",
		"md5:" + strings.Repeat("0", 32)} {
		host, _ := hostile(t, sigManifest(sigLayer(digest, 10, "")), nil)
		r, err := Run(context.Background(), host+"/a:1.0", faultOptions(), nil)
		if err != nil {
			t.Fatal(err)
		}
		wantUnverified(t, r)
		wantProblem(t, r, "is not a digest")
	}
}
