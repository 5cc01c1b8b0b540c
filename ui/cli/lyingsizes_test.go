package cli

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"assay/inspect/report"
)

// TestLyingLayers inspects an image whose signature manifest has sixteen layers
// of 250 bytes, for each of which the registry sends without end. The run ends
// soon, in little memory, and its report names the lie.
func TestLyingLayers(t *testing.T) {
	t.Parallel()
	const kind = "application/vnd.oci.image.manifest.v1+json"
	image := `{"schemaVersion":2,"mediaType":"` + kind +
		`","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:` + strings.Repeat("1", 64) +
		`","size":2},"layers":[]}`
	layers := make([]string, 16)
	for n := range layers {
		layers[n] = fmt.Sprintf(`{"mediaType":"application/vnd.dev.cosign.simplesigning.v1+json","digest":"sha256:%064x","size":250,`+
			`"annotations":{"dev.cosignproject.cosign/signature":"AA=="}}`, n)
	}
	signature := `{"schemaVersion":2,"mediaType":"` + kind + `","config":{"digest":"sha256:` + strings.Repeat("2", 64) +
		`","size":2},"layers":[` + strings.Join(layers, ",") + `]}`
	var sent atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", kind)
		switch {
		case strings.HasSuffix(r.URL.Path, "/manifests/1.0"):
			_, _ = w.Write([]byte(image))
		case strings.HasSuffix(r.URL.Path, fmt.Sprintf("/sha256-%x.sig", sha256.Sum256([]byte(image)))):
			_, _ = w.Write([]byte(signature))
		case strings.Contains(r.URL.Path, "/blobs/"):
			chunk := make([]byte, 64<<10)
			for {
				n, err := w.Write(chunk)
				sent.Add(int64(n))
				if err != nil {
					return
				}
			}
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	begin := time.Now()
	stdout, stderr, code, memory := runProcess(t, "", append(demoFlags, "-o", "json", strings.TrimPrefix(s.URL, "http://")+"/a:1.0")...)
	took := time.Since(begin)
	s.Close() // It waits for the answers to end.
	t.Logf("%s, %d MiB of memory, %d MiB sent", took, memory>>20, sent.Load()>>20)
	var r report.Report
	if err := json.Unmarshal([]byte(stdout), &r); err != nil {
		t.Fatalf("%v\n%s%s", err, stdout, stderr)
	}
	result{stdout, stderr, code}.want(t, 12, "its descriptor gives 250 bytes, and it has more", "")
	if len(r.Errors) != len(layers) {
		t.Errorf("%d errors, want %d", len(r.Errors), len(layers))
	}
	// What is not read fills the buffers of the connections only.
	for what, c := range map[string]struct{ got, most int64 }{
		"seconds": {int64(took.Seconds()), 60}, "MiB of memory": {memory >> 20, 100}, "MiB sent": {sent.Load() >> 20, 256},
	} {
		if c.got > c.most {
			t.Errorf("%d %s, want at most %d", c.got, what, c.most)
		}
	}
}
