//go:build unix

package registry

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestCacheFiles puts what is no regular file in the places of the cache's own.
// None is waited for or read, and each is replaced by what should be there.
func TestCacheFiles(t *testing.T) {
	t.Parallel()
	data := []byte("some bytes")
	digest := DigestOf(data, "")
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
			c := OpenCache(t.TempDir(), 0)
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
				if got := c.get("r", digest); got != nil {
					t.Errorf("%q was read", got)
				}
				if got := c.last("r", "1.0"); got != "" {
					t.Errorf("the tag was at %s", got)
				}
				c.put("r", digest, data)
				c.remember("r", "1.0", digest, entityTag(digest))
				if name == "folder" {
					return
				}
				if string(c.get("r", digest)) != string(data) || c.last("r", "1.0") != digest {
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

// TestCredentialPipes wants files of credentials that are pipes to be refused by
// name, wherever docker or podman keep them.
func TestCredentialPipes(t *testing.T) {
	home := t.TempDir()
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "DOCKER_CONFIG", "REGISTRY_AUTH_FILE"} {
		t.Setenv(name, "")
	}
	t.Setenv("HOME", home)
	for _, test := range []struct{ variable, value, file string }{
		{"HOME", home, ".docker/config.json"},
		{"HOME", home, ".config/containers/auth.json"},
		{"DOCKER_CONFIG", home + "/docker", "docker/config.json"},
		{"XDG_CONFIG_HOME", home + "/config", "config/containers/auth.json"},
		{"XDG_RUNTIME_DIR", home + "/run", "run/containers/auth.json"},
		{"REGISTRY_AUTH_FILE", home + "/auth.json", "auth.json"},
	} {
		t.Run(test.file, func(t *testing.T) {
			t.Setenv(test.variable, test.value)
			path := filepath.Join(home, test.file)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := syscall.Mkfifo(path, 0o600); err != nil {
				t.Skip("no named pipes here")
			}
			defer os.Remove(path)
			wantPipeRefused(t, path)
		})
	}
	t.Setenv("REGISTRY_AUTH_FILE", "/dev/null")
	if _, err := (systemKeychain{}).Resolve(registryNamed(t, "reg.example/x")); err != nil {
		t.Errorf("an empty file of credentials: %v", err)
	}
}

func wantPipeRefused(t *testing.T, path string) {
	t.Helper()
	answered := make(chan error, 1)
	go func() {
		_, err := systemKeychain{}.Resolve(registryNamed(t, "reg.example/x"))
		answered <- err
	}()
	select {
	case err := <-answered:
		if err == nil || !strings.Contains(err.Error(), path+" is a pipe") {
			t.Errorf("error %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Error("it waits for the pipe")
	}
}
