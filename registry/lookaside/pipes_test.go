//go:build unix

package lookaside

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"assay/registry"
	"assay/registry/layout"
	"assay/registry/remote"
)

// TestPipes puts a pipe wherever a file is expected on disk: each is refused by
// name instead of being waited for, and the files next to it are read.
func TestPipes(t *testing.T) {
	image, err := registry.ParseImageName("example.org/app:1.0")
	if err != nil {
		t.Fatal(err)
	}
	digest := "sha256:" + strings.Repeat("1", 64)
	dir := t.TempDir()
	pipe := func(name string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := syscall.Mkfifo(filepath.Join(dir, name), 0o600); err != nil {
			t.Skip("no named pipes here")
		}
	}
	pipe("signatures/b.asc")
	pipe("image.tar")
	pipe("registries.d/default.yaml")
	pipe("store/" + image.Path() + "@" + strings.Replace(digest, ":", "=", 1) + "/signature-1")
	for _, name := range []string{"a.asc", "c.asc"} {
		if err := os.WriteFile(filepath.Join(dir, "signatures", name), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, test := range map[string]struct {
		read func() (int, error)
		kept int
		want string
	}{
		"signatures": {func() (int, error) {
			found, err := ReadPath(context.Background(), nil, filepath.Join(dir, "signatures"), registry.ImageName{}, digest)
			return len(found), err
		}, 2, "b.asc"},
		"lookaside": {func() (int, error) {
			store, err := Open("file://"+filepath.Join(dir, "store"), image, remote.Options{})
			if err != nil {
				return 0, err
			}
			found, err := store.Signatures(context.Background(), digest)
			return len(found), err
		}, 0, "signature-1"},
		"archive": {func() (int, error) {
			_, err := layout.Open(filepath.Join(dir, "image.tar"), true, registry.Limits{})
			return 0, err
		}, 0, "image.tar"},
		"registries.d": {func() (int, error) { _, err := LoadRegistries(filepath.Join(dir, "registries.d")); return 0, err }, 0,
			"default.yaml"},
	} {
		t.Run(name, func(t *testing.T) {
			type answer struct {
				kept int
				err  error
			}
			answered := make(chan answer, 1)
			go func() { kept, err := test.read(); answered <- answer{kept, err} }()
			select {
			case got := <-answered:
				if got.err == nil || !strings.Contains(got.err.Error(), test.want) ||
					!strings.Contains(got.err.Error(), "not a regular file") || got.kept != test.kept {
					t.Errorf("%d kept and error %v, want %d and one that names %s", got.kept, got.err, test.kept, test.want)
				}
			case <-time.After(5 * time.Second):
				t.Error("it waits for the pipe")
			}
		})
	}
}
