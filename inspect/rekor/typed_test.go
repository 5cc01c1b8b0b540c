package rekor

import (
	"os"
	"path/filepath"
	"testing"
)

// FuzzReadTyped wants no body to break the log's own readers, and none to be
// taken by them with a kind or key left empty.
func FuzzReadTyped(f *testing.F) {
	files, _ := filepath.Glob("../../testdata/layouts/*/blobs/sha256/*")
	for _, name := range files[:min(len(files), 200)] {
		if data, err := os.ReadFile(name); err == nil && len(data) < 4096 {
			f.Add(data)
		}
	}
	f.Add([]byte(`{"apiVersion":"0.0.1","kind":"rekord","spec":{"data":{"hash":{"algorithm":"sha256","value":"00"}},` +
		`"signature":{"format":"x509","content":"AA==","publicKey":{"content":"AA=="}}}}`))
	f.Add([]byte(`{"apiVersion":"0.0.2","kind":"intoto","spec":{"content":{"envelope":{"payloadType":"t","signatures":[{"sig":"AA==",` +
		`"publicKey":"AA=="}]},"payloadHash":{"algorithm":"sha256","value":"00"}}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		body, err := ReadTyped(data)
		if err == nil && (body.Kind == "" || body.Version == "" || body.Version == "0.0.1" && len(body.Verifier) == 0) {
			t.Errorf("taken as %+v", body)
		}
	})
}
