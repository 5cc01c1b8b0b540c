package remote

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"assay/registry"
	"assay/registry/internal/gauge"
	"assay/registry/layout"

	"github.com/google/go-containerregistry/pkg/authn"
)

// manyDescriptors returns an index of about 4 MiB of the shortest descriptors
// there are.
func manyDescriptors() []byte {
	head := `{"schemaVersion":2,"mediaType":"` + registry.MediaTypeOCIIndex + `","manifests":[`
	return []byte(head + strings.TrimSuffix(strings.Repeat("{},", ((4<<20)-len(head)-4)/3), ",") + "]}")
}

// TestManyDescriptors reads lists of a million descriptors from a registry and
// from a layout: each is refused, without the memory for all of them.
func TestManyDescriptors(t *testing.T) {
	index := manyDescriptors()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "index.json"), index, 0o600); err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", registry.MediaTypeOCIIndex)
		_, _ = w.Write(index)
	}))
	defer s.Close()
	for name, test := range map[string]struct {
		read  func() (int, error)
		kept  int
		limit registry.Limit
	}{
		"index.json": {func() (int, error) {
			l, err := layout.Open(dir, false, registry.Limits{})
			if err != nil {
				return 0, err
			}
			_, err = l.Manifest(t.Context(), "")
			return 0, err
		}, 0, registry.LimitDescriptors},
		"referrers": {func() (int, error) {
			list, err := New(repository(t, s), Options{Keychain: authn.NewMultiKeychain()}).Referrers(t.Context(),
				"sha256:"+strings.Repeat("1", 64))
			return len(list), err
		}, 1000, registry.LimitReferrers},
	} {
		t.Run(name, func(t *testing.T) {
			var kept int
			var err error
			if bytes := gauge.Allocated(func() { kept, err = test.read() }); bytes > 48<<20 {
				t.Errorf("%d MiB were allocated", bytes>>20)
			}
			if kept != test.kept {
				t.Errorf("%d descriptors, want %d", kept, test.kept)
			}
			var e *registry.Error
			if !errors.As(err, &e) || e.Limit != test.limit {
				t.Errorf("error %v, want one of limit %s", err, test.limit)
			}
		})
	}
}
