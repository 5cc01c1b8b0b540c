package registry

import (
	"errors"
	"strings"
	"testing"

	"assay/registry/internal/gauge"
)

// manyDescriptors returns a document of about 4 MiB whose list is of the
// shortest items there are.
func manyDescriptors(list, item, mediaType string) []byte {
	head := `{"schemaVersion":2,"mediaType":"` + mediaType + `","` + list + `":[`
	return []byte(head + strings.TrimSuffix(strings.Repeat(item+",", ((4<<20)-len(head)-4)/(len(item)+1)), ",") + "]}")
}

// TestManyDescriptors reads lists of a million descriptors: each is refused,
// without the memory for all of them.
func TestManyDescriptors(t *testing.T) {
	for name, data := range map[string][]byte{
		"layers":      manyDescriptors("layers", "{}", MediaTypeOCIManifest),
		"manifests":   manyDescriptors("manifests", "{}", MediaTypeOCIIndex),
		"nulls":       manyDescriptors("manifests", "null", MediaTypeOCIIndex),
		"annotations": manyDescriptors("manifests", `{"annotations":{"":""}}`, MediaTypeOCIIndex),
	} {
		t.Run(name, func(t *testing.T) {
			var err error
			if bytes := gauge.Allocated(func() { _, err = ParseManifest(data, "sha256:x", "", maxDescriptors) }); bytes > 48<<20 {
				t.Errorf("%d MiB were allocated", bytes>>20)
			}
			var tooMany *DescriptorsError
			if !errors.As(err, &tooMany) || tooMany.Max != maxDescriptors {
				t.Errorf("error %v, want a DescriptorsError of %d", err, maxDescriptors)
			}
		})
	}
}

// TestDescriptorLists reads what is and what is no list of descriptors.
func TestDescriptorLists(t *testing.T) {
	for text, want := range map[string]int{"null": 0, "[]": 0, "[null]": 1, "\t[ {\"size\":1} , {} ]\n": 2, "{}": -1, `"x"`: -1, "[1]": -1,
		`[{"size":"x"}]`: -1} {
		m, err := ParseManifest([]byte(`{"mediaType":"`+MediaTypeOCIManifest+`","layers":`+text+`}`), "sha256:x", "", maxDescriptors)
		if (err == nil) != (want >= 0) || err == nil && len(m.Layers) != want {
			t.Errorf("%s: %+v, %v, want %d", text, m, err, want)
		}
	}
}
