package registry

import (
	"archive/tar"
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
)

func FuzzParseManifest(f *testing.F) {
	f.Add([]byte(`{"schemaVersion":2,"mediaType":"`+MediaTypeOCIManifest+`","config":{"digest":"x"},"layers":[{"digest":"y","size":-1}],"subject":{}}`), MediaTypeOCIManifest)
	f.Add([]byte(`{"manifests":[{"platform":null}]}`), MediaTypeOCIIndex)
	f.Fuzz(func(t *testing.T, data []byte, header string) {
		m, err := parseManifest(data, "sha256:x", header, maxDescriptors)
		if err == nil && m.IsIndex() && len(m.Layers) > 0 {
			t.Fatal("an index with layers")
		}
	})
}

func FuzzParseReference(f *testing.F) {
	for _, s := range []string{"alpine", "ghcr.io/x/y:tag", "oci:/a/b:c", "archive:x.tar@sha256:0", "[::1]:5000/a@b", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if r, err := ParseReference(text); err == nil && r.Layout == "" && r.Identifier == "" {
			t.Fatalf("%q has no tag and no digest", text)
		}
	})
}

func FuzzParseChallenge(f *testing.F) {
	f.Add(`Bearer realm="https://auth.example/token",service="x",scope="a:b:pull,push"`)
	f.Add(`Basic realm=x`)
	f.Fuzz(func(t *testing.T, header string) {
		if c, ok := parseChallenge([]string{header}); ok && c == nil {
			t.Fatal("no challenge")
		}
	})
}

// FuzzArchive reads files as layouts in tar archives: none may panic, and a name
// that is found must be of a manifest with the digest that it gives.
func FuzzArchive(f *testing.F) {
	var good bytes.Buffer
	w := tar.NewWriter(&good)
	digest := DigestOf([]byte(smallManifest), "")
	for name, text := range map[string]string{
		"oci-layout":                 `{"imageLayoutVersion":"1.0.0"}`,
		"index.json":                 `{"schemaVersion":2,"manifests":[{"mediaType":"` + MediaTypeOCIManifest + `","digest":"` + digest + `","size":1,"annotations":{"org.opencontainers.image.ref.name":"1.0"}}]}`,
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
		l, err := OpenLayout(path, true, Limits{}.WithDefaults())
		if err != nil {
			return
		}
		if m, err := l.Manifest(context.Background(), "1.0"); err == nil && DigestOf(m.Raw, "") != m.Digest {
			t.Errorf("manifest of digest %s has %s", m.Digest, DigestOf(m.Raw, ""))
		}
	})
}
