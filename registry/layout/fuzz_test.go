package layout

import (
	"archive/tar"
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"assay/registry"
)

const smallManifest = `{"schemaVersion":2,"mediaType":"` + registry.MediaTypeOCIManifest + `","config":{"digest":"sha256:x"},"layers":[]}`

// FuzzArchive reads files as layouts in tar archives: none may panic, and a name
// that is found must be of a manifest with the digest that it gives.
func FuzzArchive(f *testing.F) {
	var good bytes.Buffer
	w := tar.NewWriter(&good)
	digest := registry.DigestOf([]byte(smallManifest), "")
	for name, text := range map[string]string{
		"oci-layout": `{"imageLayoutVersion":"1.0.0"}`,
		"index.json": `{"schemaVersion":2,"manifests":[{"mediaType":"` + registry.MediaTypeOCIManifest + `","digest":"` +
			digest + `","size":1,"annotations":{"org.opencontainers.image.ref.name":"1.0"}}]}`,
		"blobs/sha256/" + digest[7:]: smallManifest,
	} {
		_ = w.WriteHeader(&tar.Header{Name: name, Size: int64(len(text)), Mode: 0o600})
		_, _ = w.Write([]byte(text))
	}
	_ = w.Close()
	f.Add(good.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "x.tar")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		l, err := Open(path, true, registry.Limits{}.WithDefaults())
		if err != nil {
			return
		}
		if m, err := l.Manifest(context.Background(), "1.0"); err == nil && registry.DigestOf(m.Raw, "") != m.Digest {
			t.Errorf("manifest of digest %s has %s", m.Digest, registry.DigestOf(m.Raw, ""))
		}
	})
}
