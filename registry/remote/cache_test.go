package remote

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"

	"assay/registry"
	"assay/registry/cache"
	"assay/registry/internal/gauge"
)

// TestCache wants content to come from disk the second time, a damaged file to
// be noticed and fetched again, and one repository to know nothing of another.
func TestCache(t *testing.T) {
	blob := []byte("some bytes")
	var asked atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if strings.Contains(r.URL.Path, "/blobs/") {
			_, _ = w.Write(blob)
			return
		}
		serveManifest(w)
	}))
	defer s.Close()
	dir := t.TempDir()
	read := func(image string, want int64) {
		t.Helper()
		repo, err := name.NewRepository(strings.TrimPrefix(s.URL, "http://") + image)
		if err != nil {
			t.Fatal(err)
		}
		r := New(repo, Options{Keychain: authn.NewMultiKeychain()})
		r.cache = cache.Open(dir, 0) // Not used on this machine's own registries otherwise.
		asked.Store(0)
		m, err := r.Manifest(context.Background(), registry.DigestOf([]byte(smallManifest), ""))
		if err != nil || string(m.Raw) != smallManifest || m.MediaType != registry.MediaTypeOCIManifest {
			t.Fatalf("manifest %+v, %v", m, err)
		}
		got, err := r.Blob(context.Background(), registry.Descriptor{Digest: registry.DigestOf(blob, ""), Size: int64(len(blob))}, nil)
		if err != nil || !bytes.Equal(got, blob) {
			t.Fatalf("blob %q, %v", got, err)
		}
		if asked.Load() != want {
			t.Errorf("%s: %d requests, want %d", image, asked.Load(), want)
		}
	}
	read("/some/image", 2)
	read("/some/image", 0)
	read("/other/image", 2)
	paths, _ := gauge.Files(t, dir)
	if len(paths) != 4 {
		t.Fatalf("%d files are kept, want 4: %v", len(paths), paths)
	}
	for _, path := range paths {
		if err := os.WriteFile(path, []byte("damaged"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	read("/some/image", 2)
	read("/some/image", 0)
}

// TestCacheOnlyWhereVerified wants nothing to be kept, or used, of a registry
// that may be reached without verification, nor of those of this machine.
func TestCacheOnlyWhereVerified(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		image   string
		options Options
		want    bool
	}{
		{"127.0.0.1:5000/a", Options{}, false},
		{"registry.example/a", Options{}, true},
		{"registry.example/a", Options{AllowPrivate: true}, true},
		{"registry.example/a", Options{AllowHTTP: true}, false},
		{"registry.example/a", Options{AllowInsecure: true}, false},
	} {
		test.options.Cache = cache.Open(t.TempDir(), 0)
		if got := New(registryNamed(t, test.image), test.options).cache != nil; got != test.want {
			t.Errorf("%s with %+v is cached: %v", test.image, test.options, got)
		}
	}
}
