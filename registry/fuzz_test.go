package registry

import (
	"testing"
)

func FuzzParseManifest(f *testing.F) {
	f.Add([]byte(`{"schemaVersion":2,"mediaType":"`+MediaTypeOCIManifest+
		`","config":{"digest":"x"},"layers":[{"digest":"y","size":-1}],"subject":{}}`), MediaTypeOCIManifest)
	f.Add([]byte(`{"manifests":[{"platform":null}]}`), MediaTypeOCIIndex)
	f.Fuzz(func(t *testing.T, data []byte, header string) {
		m, err := ParseManifest(data, "sha256:x", header, maxDescriptors)
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
