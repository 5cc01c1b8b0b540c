package cache

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"assay/registry"
	"assay/registry/internal/gauge"
)

// TestCacheBound wants the longest unused to go first, and what killed
// processes left to go with it.
func TestCacheBound(t *testing.T) {
	dir := t.TempDir()
	c := Open(dir, 10_000)
	var digests []string
	for n := range 20 {
		data := bytes.Repeat([]byte{byte(n)}, 1000)
		digests = append(digests, registry.DigestOf(data, ""))
		c.Put("r", digests[n], data)
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
	if c.Get("r", digests[0]) == nil {
		t.Fatal("the first is not there")
	}
	if err := c.Trim(); err != nil {
		t.Fatal(err)
	}
	if _, size := gauge.Files(t, dir); size > 10_000 {
		t.Errorf("%d bytes are kept", size)
	}
	if c.Get("r", digests[0]) == nil || c.Get("r", digests[1]) != nil || c.Get("r", digests[19]) == nil {
		t.Error("what was used last is gone, or what was not is kept")
	}
	if _, err := os.Stat(left); err == nil {
		t.Error("an unfinished file of two hours ago is still there")
	}
	c.Put("r", registry.DigestOf(make([]byte, 5000), ""), make([]byte, 5000))
	if c.Get("r", registry.DigestOf(make([]byte, 5000), "")) != nil {
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
	c := Open(dir, 1<<30)
	for n := 0; ; n++ {
		data := helperContent(n % 200)
		c.Put("r", registry.DigestOf(data, ""), data)
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
		c := Open(dir, 1<<30)
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
		path := c.path("r", registry.DigestOf(want, ""))
		if got, err := os.ReadFile(path); err == nil {
			kept++
			if !bytes.Equal(got, want) {
				t.Fatalf("%s holds %d bytes of %d", path, len(got), len(want))
			}
		}
	}
	return kept
}
