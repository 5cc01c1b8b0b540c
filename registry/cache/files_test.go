//go:build unix

package cache

import (
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"assay/registry"
)

// TestCacheFiles puts what is no regular file in the places of the cache's own.
// None is waited for or read, and each is replaced by what should be there.
func TestCacheFiles(t *testing.T) {
	t.Parallel()
	data := []byte("some bytes")
	digest := registry.DigestOf(data, "")
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	if err := os.WriteFile(elsewhere, data, 0o600); err != nil {
		t.Fatal(err)
	}
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip("no named pipes here")
	}
	for name, put := range map[string]func(path string) error{
		"pipe":             func(path string) error { return syscall.Mkfifo(path, 0o600) },
		"link to a pipe":   func(path string) error { return os.Symlink(pipe, path) },
		"link to a file":   func(path string) error { return os.Symlink(elsewhere, path) },
		"link to a device": func(path string) error { return os.Symlink("/dev/zero", path) },
		"link to nothing":  func(path string) error { return os.Symlink("nothing", path) },
		"socket": func(path string) error {
			// The path of a socket is short, so it is made here and moved.
			short, err := os.MkdirTemp("", "s")
			if err != nil {
				return err
			}
			defer os.RemoveAll(short)
			l, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(short, "s"), Net: "unix"})
			if err != nil {
				return err
			}
			l.SetUnlinkOnClose(false)
			defer l.Close()
			return os.Rename(filepath.Join(short, "s"), path)
		},
		"folder": func(path string) error { return os.Mkdir(path, 0o700) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := Open(t.TempDir(), 0)
			for _, path := range []string{c.path("r", digest), c.tagPath("r", "1.0")} {
				if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := put(path); err != nil {
					t.Fatal(err)
				}
			}
			done := make(chan struct{})
			go func() {
				defer close(done)
				if got := c.Get("r", digest); got != nil {
					t.Errorf("%q was read", got)
				}
				if got := c.Tag("r", "1.0"); got != "" {
					t.Errorf("the tag was at %s", got)
				}
				c.Put("r", digest, data)
				c.PutTag("r", "1.0", digest, EntityTag(digest))
				if name == "folder" {
					return
				}
				if string(c.Get("r", digest)) != string(data) || c.Tag("r", "1.0") != digest {
					t.Error("it was not replaced")
				}
			}()
			select {
			case <-done:
			case <-time.After(10 * time.Second):
				t.Fatal("it is waited for")
			}
			if err := c.Trim(); err != nil {
				t.Error(err)
			}
		})
	}
}
