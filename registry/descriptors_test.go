package registry

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/authn"
)

// manyDescriptors returns a document of about 4 MiB whose list is of the
// shortest items there are.
func manyDescriptors(list, item, mediaType string) []byte {
	head := `{"schemaVersion":2,"mediaType":"` + mediaType + `","` + list + `":[`
	return []byte(head + strings.TrimSuffix(strings.Repeat(item+",", ((4<<20)-len(head)-4)/(len(item)+1)), ",") + "]}")
}

// allocated returns how many bytes f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// TestManyDescriptors reads lists of a million descriptors wherever a registry
// or layout may have one: each is refused, without the memory for all of them.
func TestManyDescriptors(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "index.json"), manyDescriptors("manifests", "{}", MediaTypeOCIIndex), 0o600); err != nil {
		t.Fatal(err)
	}
	referrers := manyDescriptors("manifests", "{}", MediaTypeOCIIndex)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", MediaTypeOCIIndex)
		_, _ = w.Write(referrers)
	}))
	defer s.Close()
	parse := func(list, item, mediaType string) func() (int, error) {
		data := manyDescriptors(list, item, mediaType)
		return func() (int, error) {
			m, err := parseManifest(data, "sha256:x", mediaType, maxDescriptors)
			_ = m
			return 0, err
		}
	}
	for name, test := range map[string]struct {
		read func() (int, error)
		kept int
		want string
	}{
		"layers":      {parse("layers", "{}", MediaTypeOCIManifest), 0, "more than 20000 descriptors"},
		"manifests":   {parse("manifests", "{}", MediaTypeOCIIndex), 0, "more than 20000 descriptors"},
		"nulls":       {parse("manifests", "null", MediaTypeOCIIndex), 0, "more than 20000 descriptors"},
		"annotations": {parse("manifests", `{"annotations":{"":""}}`, MediaTypeOCIIndex), 0, "more than 20000 descriptors"},
		"index.json": {func() (int, error) {
			l, err := OpenLayout(dir, false, Limits{})
			if err != nil {
				return 0, err
			}
			_, err = l.Manifest(context.Background(), "")
			return 0, err
		}, 0, "more than 20000 descriptors"},
		"referrers": {func() (int, error) {
			list, err := NewRemote(repository(t, s), Options{Keychain: authn.NewMultiKeychain()}).Referrers(context.Background(), "sha256:"+strings.Repeat("1", 64))
			return len(list), err
		}, 1000, "more than 1000 referrers"},
	} {
		t.Run(name, func(t *testing.T) {
			var kept int
			var err error
			if bytes := allocated(func() { kept, err = test.read() }); bytes > 48<<20 {
				t.Errorf("%d MiB were allocated", bytes>>20)
			}
			if err == nil || !strings.Contains(err.Error(), test.want) || kept != test.kept {
				t.Errorf("%d kept and error %v, want %d and one with %q", kept, err, test.kept, test.want)
			}
		})
	}
}

// TestDescriptorLists reads what is and what is no list of descriptors.
func TestDescriptorLists(t *testing.T) {
	for text, want := range map[string]int{"null": 0, "[]": 0, "[null]": 1, ` [ {"size":1} , {} ] `: 2, "{}": -1, `"x"`: -1, "[1]": -1, `[{"size":"x"}]`: -1} {
		m, err := parseManifest([]byte(`{"mediaType":"`+MediaTypeOCIManifest+`","layers":`+text+`}`), "sha256:x", "", maxDescriptors)
		if (err == nil) != (want >= 0) || err == nil && len(m.Layers) != want {
			t.Errorf("%s: %+v, %v, want %d", text, m, err, want)
		}
	}
}
