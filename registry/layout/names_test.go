package layout

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"assay/registry"
)

// layoutFolder writes a layout whose index.json lists the descriptors, beside
// blobs, and returns its path.
func layoutFolder(t *testing.T, descriptors []registry.Descriptor, blobs ...[]byte) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "blobs", "sha256"), 0o700); err != nil {
		t.Fatal(err)
	}
	index, err := json.Marshal(map[string]any{"schemaVersion": 2, "manifests": descriptors})
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{"index.json": index, "oci-layout": []byte(`{"imageLayoutVersion":"1.0.0"}`)}
	for _, blob := range blobs {
		files[filepath.FromSlash(strings.Replace("blobs/"+registry.DigestOf(blob, ""), ":", "/", 1))] = blob
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// imageOf returns a manifest unlike that of any other name, and a descriptor of
// it under a tag.
func imageOf(name, tag string) ([]byte, registry.Descriptor) {
	data := []byte(`{"schemaVersion":2,"mediaType":"` + registry.MediaTypeOCIManifest + `","config":{"digest":"` +
		registry.DigestOf([]byte(name), "") + `"},"layers":[]}`)
	return data, named(data, registry.MediaTypeOCIManifest, tag)
}

func named(data []byte, mediaType, tag string) registry.Descriptor {
	d := registry.Descriptor{MediaType: mediaType, Digest: registry.DigestOf(data, ""), Size: int64(len(data))}
	if tag != "" {
		d.Annotations = map[string]string{annotationRefName: tag}
	}
	return d
}

// TestLayoutNames asks layouts for names that other tools resolve otherwise
// than by the last descriptor anywhere that has it: only index.json gives
// names, and one that it gives twice is refused.
func TestLayoutNames(t *testing.T) {
	good, goodAs10 := imageOf("good", "1.0")
	evil, evilAs10 := imageOf("evil", "1.0")
	_, fullName := imageOf("evil", "evil.example/app:1.0")
	_, otherFull := imageOf("good", "good.example/app:1.0")
	inner, err := json.Marshal(map[string]any{"schemaVersion": 2, "mediaType": registry.MediaTypeOCIIndex,
		"manifests": []registry.Descriptor{goodAs10}})
	if err != nil {
		t.Fatal(err)
	}
	index := named(inner, registry.MediaTypeOCIIndex, "")
	for _, test := range []struct {
		name        string
		descriptors []registry.Descriptor
		ask         string
		want        string // a digest, or empty for a refusal that names both
	}{
		{"a name in a nested index", []registry.Descriptor{evilAs10, index}, "1.0", evilAs10.Digest},
		{"a nested child by digest", []registry.Descriptor{evilAs10, index}, goodAs10.Digest, goodAs10.Digest},
		{"a name given twice", []registry.Descriptor{evilAs10, goodAs10}, "1.0", ""},
		{"the only name, given twice", []registry.Descriptor{evilAs10, goodAs10}, "", ""},
		{"a name given twice, by digest", []registry.Descriptor{evilAs10, goodAs10}, evilAs10.Digest, evilAs10.Digest},
		{"a name given twice to one manifest", []registry.Descriptor{goodAs10, goodAs10}, "1.0", goodAs10.Digest},
		{"a full name after a short one", []registry.Descriptor{goodAs10, fullName}, "1.0", goodAs10.Digest},
		{"a short name after a full one", []registry.Descriptor{fullName, goodAs10}, "1.0", goodAs10.Digest},
		{"two full names with one ending", []registry.Descriptor{fullName, otherFull}, "1.0", ""},
		{"one of two full names", []registry.Descriptor{fullName, otherFull}, "evil.example/app:1.0", fullName.Digest},
	} {
		t.Run(test.name, func(t *testing.T) {
			l, err := Open(layoutFolder(t, test.descriptors, good, evil, inner), false, registry.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			m, err := l.Manifest(context.Background(), test.ask)
			if test.want == "" {
				e := asError(t, err)
				if e.Outcome != registry.Unreadable || e.Remedy != registry.RemedyChoose {
					t.Errorf("outcome %s, remedy %q", e.Outcome, e.Remedy)
				}
				for _, digest := range []string{goodAs10.Digest, evilAs10.Digest} {
					if !slices.Contains(e.Choices, "@"+digest) {
						t.Errorf("choices %q, want @%s among them", e.Choices, digest)
					}
				}
				return
			}
			if err != nil || m.Digest != test.want {
				t.Errorf("%+v, %v, want %s", m, err, test.want)
			}
		})
	}
}
