//go:build unix

package file

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestOpen wants regular files to be opened and nothing else, and nothing to be
// waited for.
func TestOpen(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "file"), "x")
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600); err != nil {
		t.Skip("no named pipes here")
	}
	for name, to := range map[string]string{"to-file": "file", "to-pipe": "pipe", "to-device": "/dev/zero", "to-itself": "to-itself"} {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for _, test := range []struct {
		name string
		// regular says that a regular file is opened, own that it is one of
		// assay's own, in that it is not reached by a link.
		regular, own bool
	}{
		{"file", true, true}, {"to-file", true, false}, {"pipe", false, false}, {"to-pipe", false, false},
		{"to-device", false, false}, {"to-itself", false, false}, {".", false, false}, {"none", false, false},
	} {
		path := filepath.Join(dir, test.name)
		for how, open := range map[string]func() (*os.File, error){
			"OpenRegular": func() (*os.File, error) { return OpenRegular(path) },
			"OpenOwn":     func() (*os.File, error) { return OpenOwn(path) },
			"OpenIn":      func() (*os.File, error) { return OpenIn(root, test.name) },
		} {
			want := test.regular
			if how == "OpenOwn" {
				want = test.own
			}
			opened := make(chan error, 1)
			go func() {
				f, err := open()
				if err == nil {
					err = f.Close()
				}
				opened <- err
			}()
			select {
			case err := <-opened:
				var at *fs.PathError
				if (err == nil) != want || err != nil && !errors.As(err, &at) {
					t.Errorf("%s of %s: %v", how, test.name, err)
				}
			case <-time.After(10 * time.Second):
				t.Fatalf("%s of %s waits", how, test.name)
			}
		}
		if err := CheckRegular(path); (err == nil) != test.regular {
			t.Errorf("CheckRegular of %s: %v", test.name, err)
		}
	}
}

// TestExchanged wants what is exchanged between looking and opening to be noticed,
// without waiting for it.
func TestExchanged(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	plain, pipe := filepath.Join(dir, "file"), filepath.Join(dir, "pipe")
	write(t, plain, "x")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip("no named pipes here")
	}
	f, err := open(pipe, func(string) (os.FileInfo, error) { return os.Stat(plain) },
		func() (*os.File, error) { return os.OpenFile(pipe, os.O_RDONLY|nonBlocking, 0) })
	if f != nil || !errors.Is(err, ErrNotRegular) {
		t.Errorf("%v, %v", f, err)
	}
}
