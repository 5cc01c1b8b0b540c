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
		{name: "both kinds", answer: body("application/vnd.oci.image.manifest.v1+json", `{"layers":[{}],"manifests":[{}]}`), message: "read in two ways"},
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
		{name: "nothing at all", answer: func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, message: "no answer in time"},
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
	o := Options{Timeout: time.Second, Criteria: report.Criteria{
		Keys: []string{filepath.Join(testdata, "demo/k-p256.pub")}, TrustedRoot: filepath.Join(testdata, "demo/trusted-root.json"), Offline: true}}
	o.Registry.Keychain = authn.NewMultiKeychain()
	return o
}

// TestFaultOfOneArtifact wants each bad answer about one artifact to give a
// clear message for that artifact, while everything else is still shown.
func TestFaultOfOneArtifact(t *testing.T) {
	for _, f := range faults() {
		t.Run("signature "+f.name, func(t *testing.T) {
			t.Parallel()
			host := faulty(t, f.answer, func(p string) bool { return strings.HasSuffix(p, "f7addc8fdd4.sig") })
			r, err := Run(context.Background(), host+"/sbom-attached-signed:1.0", faultOptions(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if len(r.SBOMs) != 1 || r.SBOMs[0].Packages == 0 || r.SBOMs[0].Trust != report.VerdictVerified {
				t.Errorf("the SBOM is not shown with its own signature: %+v", r.SBOMs)
			}
			if f.absent {
				if r.Verdict != report.VerdictUnsigned || len(r.Errors) != 0 {
					t.Errorf("verdict %s, errors %v; want unsigned and none", r.Verdict, r.Errors)
				}
				return
			}
			if r.Verdict != report.VerdictUnknown || r.ExitCode() != 1 {
				t.Errorf("verdict %s with exit code %d, want unknown with 1", r.Verdict, r.ExitCode())
			}
			if len(r.Errors) != 1 || !strings.Contains(r.Errors[0].Message, f.message) {
				t.Errorf("errors %+v, want one with %q", r.Errors, f.message)
			}
		})
		t.Run("SBOM "+f.name, func(t *testing.T) {
			t.Parallel()
			host := faulty(t, f.answer, func(p string) bool { return strings.HasSuffix(p, ".sbom") })
			r, err := Run(context.Background(), host+"/sbom-attached-signed:1.0", faultOptions(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if len(r.Signatures) == 0 || r.Signatures[0].Verdict != report.VerdictVerified || r.Verdict != report.VerdictVerified {
				t.Errorf("verdict %s, want verified by the signature that is there", r.Verdict)
			}
			if !f.absent && (len(r.Errors) == 0 || !strings.Contains(r.Errors[0].Message, f.message)) {
				t.Errorf("errors %+v, want one with %q", r.Errors, f.message)
			}
		})
	}
}

// TestFaultOfTheImage wants each bad answer about the image itself to be an
// error that says what was being done.
func TestFaultOfTheImage(t *testing.T) {
	for _, f := range faults() {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			host := faulty(t, f.answer, func(p string) bool { return strings.HasSuffix(p, "/manifests/1.0") })
			_, err := Run(context.Background(), host+"/v2-key-rekor:1.0", faultOptions(), nil)
			if err == nil || !strings.Contains(err.Error(), "fetching manifest 1.0 of "+host+"/v2-key-rekor") || !strings.Contains(err.Error(), f.message) {
				t.Errorf("error %v, want one that names the manifest and says %q", err, f.message)
			}
		})
	}
}

// TestFaultOfABlob wants bytes that do not match, or are not there, to make the
// signature fail and name the cause.
func TestFaultOfABlob(t *testing.T) {
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
			if r.Verdict != test.verdict {
				t.Errorf("verdict %s, want %s", r.Verdict, test.verdict)
			}
			if test.cause != "" && (len(r.Diagnoses) == 0 || r.Diagnoses[0].Cause != test.cause) {
				t.Errorf("diagnoses %+v, want %s", r.Diagnoses, test.cause)
			}
		})
	}
}

// TestNoSuchImage wants a missing image to be told apart from trouble.
func TestNoSuchImage(t *testing.T) {
	host := faulty(t, status(500), func(string) bool { return false })
	_, err := Run(context.Background(), host+"/v2-key-rekor:nope", faultOptions(), nil)
	if err == nil || !strings.Contains(err.Error(), ErrNoSuchImage.Error()) {
		t.Errorf("error %v, want %v", err, ErrNoSuchImage)
	}
}
