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

	"github.com/google/go-containerregistry/pkg/authn"

	"assay/inspect/report"
	"assay/registry/serve"
)

// fault is a way in which a registry can answer badly.
type fault struct {
	name   string
	answer http.HandlerFunc
	// message is what the report must say of it.
	message string
	// described is the message where a descriptor gives a size.
	described string
	// absent says that the answer means no more than that there is none.
	absent bool
	// silent says that the answer never ends, so that a run takes all its time.
	silent bool
}

// silentTimeout is the time for a run with a silent answer: enough to fetch and
// check everything else on a busy machine.
const silentTimeout = 2 * time.Second

// options are those of a run that meets f.
func (f fault) options() Options {
	o := faultOptions()
	if f.silent {
		o.Timeout = silentTimeout
	}
	return o
}

func status(code int, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
	}
}

func body(contentType, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		_, _ = w.Write([]byte(text))
	}
}

func faults() []fault {
	return []fault{
		{name: "401", answer: status(401), message: "without saying how to authenticate"},
		{name: "403", answer: status(403), message: "refuses (403)"},
		{name: "404", answer: status(404), absent: true},
		{name: "429", answer: status(429, "Retry-After", "3600"), message: "limits requests (429)"},
		{name: "500", answer: status(500), message: "answered 500"},
		{name: "garbage", answer: body("application/vnd.oci.image.manifest.v1+json", "{]"), message: "not a manifest"},
		{name: "web page", answer: body("text/html", "<html>log in</html>"), message: "web page"},
		{name: "both kinds", answer: body("application/vnd.oci.image.manifest.v1+json", `{"layers":[{}],"manifests":[{}]}`),
			message: "read in two ways"},
		{name: "wrong digest", answer: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Docker-Content-Digest", "sha256:"+strings.Repeat("0", 64))
			w.Header().Set("Content-Type", "application/vnd.oci.image.manifest.v1+json")
			_, _ = w.Write([]byte(`{"schemaVersion":2,"layers":[]}`))
		}, message: "have digest"},
		{name: "cut short", answer: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = w.Write([]byte("{"))
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}, message: "broke off"},
		{name: "nothing at all", answer: func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
			message: "no answer in time", silent: true},
	}
}

// faulty serves a demo layout and answers badly where where says so.
func faulty(t *testing.T, answer http.HandlerFunc, where func(path string) bool) string {
	t.Helper()
	good := serve.New(os.DirFS(filepath.Join(testdata, "demo/layouts")), "", true)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if where(r.URL.Path) {
			answer(w, r)
			return
		}
		good.ServeHTTP(w, r)
	}))
	t.Cleanup(func() { s.CloseClientConnections(); s.Close() })
	return strings.TrimPrefix(s.URL, "http://")
}

func faultOptions() Options {
	o := Options{Timeout: time.Minute, Criteria: report.Criteria{
		Keys: []string{filepath.Join(testdata, "demo/k-p256.pub")}, TrustedRoot: filepath.Join(testdata, "demo/trusted-root.json"),
		Offline: true}}
	// One more attempt tells as much as two, and does not wait as long.
	o.Registry.Keychain, o.Registry.Limits.Attempts = authn.NewMultiKeychain(), 2
	return o
}

// TestFaultOfOneArtifact wants each bad answer about one artifact to give a
// clear message for that artifact, while everything else is still shown.
func TestFaultOfOneArtifact(t *testing.T) {
	t.Parallel()
	for _, f := range faults() {
		t.Run("signature "+f.name, func(t *testing.T) {
			t.Parallel()
			host := faulty(t, f.answer, func(p string) bool { return strings.HasSuffix(p, "f7addc8fdd4.sig") })
			r, err := Run(context.Background(), host+"/sbom-attached-signed:1.0", f.options(), nil)
			if err != nil {
				t.Fatal(err)
			}
			wantSBOM(t, r, report.VerdictVerified)
			if f.absent {
				wantVerdict(t, r, report.VerdictUnsigned)
				if len(r.Errors) != 0 {
					t.Errorf("errors %+v, want none", r.Errors)
				}
				return
			}
			wantVerdict(t, r, report.VerdictUnknown)
			wantExit(t, r, 1)
			wantProblem(t, r, f.message)
			if len(r.Errors) > 1 {
				t.Errorf("errors %+v, want one", r.Errors)
			}
		})
		t.Run("SBOM "+f.name, func(t *testing.T) {
			t.Parallel()
			host := faulty(t, f.answer, func(p string) bool { return strings.HasSuffix(p, ".sbom") })
			r, err := Run(context.Background(), host+"/sbom-attached-signed:1.0", f.options(), nil)
			if err != nil {
				t.Fatal(err)
			}
			wantSignature(t, r, report.VerdictVerified)
			wantVerdict(t, r, report.VerdictVerified)
			if !f.absent {
				wantProblem(t, r, f.message)
			}
		})
	}
}

// TestFaultOfTheImage wants each bad answer about the image itself to be an
// error that says what was being done.
func TestFaultOfTheImage(t *testing.T) {
	t.Parallel()
	for _, f := range faults() {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			host := faulty(t, f.answer, func(p string) bool { return strings.HasSuffix(p, "/manifests/1.0") })
			_, err := Run(context.Background(), host+"/v2-key-rekor:1.0", f.options(), nil)
			wantError(t, err, "fetching manifest 1.0 of "+host+"/v2-key-rekor", f.message)
		})
	}
}

// TestFaultOfABlob wants bytes that do not match, or are not there, to make the
// signature fail and name the cause.
func TestFaultOfABlob(t *testing.T) {
	t.Parallel()
	isPayload := func(p string) bool { return strings.Contains(p, "/blobs/") }
	for _, test := range []struct {
		name, cause string
		answer      http.HandlerFunc
		verdict     report.Verdict
	}{
		{"missing", "blob-missing", status(404), report.VerdictFailed},
		{"other bytes", "blob-digest-mismatch", body("application/octet-stream", "something else"), report.VerdictFailed},
		{"not readable", "", status(500), report.VerdictUnknown},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			host := faulty(t, test.answer, isPayload)
			r, err := Run(context.Background(), host+"/v2-key-rekor:1.0", faultOptions(), nil)
			if err != nil {
				t.Fatal(err)
			}
			wantVerdict(t, r, test.verdict)
			if test.cause != "" {
				wantCause(t, r, test.cause)
			}
		})
	}
}

// TestNoSuchImage wants a missing image to be told apart from trouble.
func TestNoSuchImage(t *testing.T) {
	t.Parallel()
	host := faulty(t, status(500), func(string) bool { return false })
	_, err := Run(context.Background(), host+"/v2-key-rekor:nope", faultOptions(), nil)
	wantError(t, err, ErrNoSuchImage.Error())
}
