package registry

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
)

func files(t *testing.T, dir string) (paths []string, size int64) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			info, err := d.Info()
			if err != nil {
				return err
			}
			paths, size = append(paths, path), size+info.Size()
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths, size
}

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
		r := NewRemote(repo, Options{Keychain: authn.NewMultiKeychain()})
		r.cache = OpenCache(dir, 0) // Not used on this machine's own registries otherwise.
		asked.Store(0)
		m, err := r.Manifest(context.Background(), DigestOf([]byte(smallManifest), ""))
		if err != nil || string(m.Raw) != smallManifest || m.MediaType != MediaTypeOCIManifest {
			t.Fatalf("manifest %+v, %v", m, err)
		}
		got, err := r.Blob(context.Background(), Descriptor{Digest: DigestOf(blob, ""), Size: int64(len(blob))}, nil)
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
	paths, _ := files(t, dir)
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
		test.options.Cache = OpenCache(t.TempDir(), 0)
		if got := NewRemote(registryNamed(t, test.image), test.options).cache != nil; got != test.want {
			t.Errorf("%s with %+v is cached: %v", test.image, test.options, got)
		}
	}
}

// TestCacheBound wants the longest unused to go first, and what killed
// processes left to go with it.
func TestCacheBound(t *testing.T) {
	dir := t.TempDir()
	c := OpenCache(dir, 10_000)
	var digests []string
	for n := range 20 {
		data := bytes.Repeat([]byte{byte(n)}, 1000)
		digests = append(digests, DigestOf(data, ""))
		c.put("r", digests[n], data)
		at := time.Now().Add(time.Duration(n-100) * time.Minute)
		if err := os.Chtimes(c.path("r", digests[n]), at, at); err != nil {
			t.Fatal(err)
		}
	}
	left := filepath.Join(filepath.Dir(c.path("r", digests[0])), ".unfinished-1")
	if err := os.WriteFile(left, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-2 * time.Hour)
	if err := os.Chtimes(left, old, old); err != nil {
		t.Fatal(err)
	}
	if c.get("r", digests[0]) == nil {
		t.Fatal("the first is not there")
	}
	if err := c.Trim(); err != nil {
		t.Fatal(err)
	}
	if _, size := files(t, dir); size > 10_000 {
		t.Errorf("%d bytes are kept", size)
	}
	if c.get("r", digests[0]) == nil || c.get("r", digests[1]) != nil || c.get("r", digests[19]) == nil {
		t.Error("what was used last is gone, or what was not is kept")
	}
	if _, err := os.Stat(left); err == nil {
		t.Error("an unfinished file of two hours ago is still there")
	}
	c.put("r", DigestOf(make([]byte, 5000), ""), make([]byte, 5000))
	if c.get("r", DigestOf(make([]byte, 5000), "")) != nil {
		t.Error("content that would fill a quarter of the cache was kept")
	}
}

// TestCacheHelper is not a test of its own: it is the process that
// TestCacheKilled kills while it writes.
func TestCacheHelper(t *testing.T) {
	dir := os.Getenv("ASSAY_CACHE_HELPER")
	if dir == "" {
		t.Skip("runs as another process only")
	}
	c := OpenCache(dir, 1<<30)
	for n := 0; ; n++ {
		data := helperContent(n % 200)
		c.put("r", DigestOf(data, ""), data)
		if n%200 == 199 {
			_ = os.RemoveAll(filepath.Join(c.dir, "nothing"))
		}
	}
}

func helperContent(n int) []byte { return bytes.Repeat(fmt.Appendf(nil, "%d ", n), 100_000) }

// TestCacheKilled has two processes write one cache, kills one in the middle,
// and wants nothing but whole content, or none, to be read.
func TestCacheKilled(t *testing.T) {
	dir := t.TempDir()
	for range 5 {
		var helpers []*exec.Cmd
		for range 2 {
			h := exec.Command(os.Args[0], "-test.run=^TestCacheHelper$")
			h.Env = append(os.Environ(), "ASSAY_CACHE_HELPER="+dir)
			if err := h.Start(); err != nil {
				t.Fatal(err)
			}
			helpers = append(helpers, h)
		}
		c := OpenCache(dir, 1<<30)
		for until := time.Now().Add(100 * time.Millisecond); time.Now().Before(until); {
			checkHelperContent(t, c)
		}
		for _, h := range helpers {
			_ = h.Process.Kill()
			_ = h.Wait()
		}
		if checkHelperContent(t, c) == 0 {
			t.Error("nothing was kept")
		}
	}
}

func checkHelperContent(t *testing.T, c *Cache) (kept int) {
	t.Helper()
	for n := range 20 {
		want := helperContent(n)
		path := c.path("r", DigestOf(want, ""))
		if got, err := os.ReadFile(path); err == nil {
			kept++
			if !bytes.Equal(got, want) {
				t.Fatalf("%s holds %d bytes of %d", path, len(got), len(want))
			}
		}
	}
	return kept
}
