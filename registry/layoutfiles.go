package registry

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// fileReader reads a file of the layout, at most limit bytes.
type fileReader interface {
	read(name string, limit int64) ([]byte, error)
}

// errNotRegular is what is said of a pipe or device in place of a file.
var errNotRegular = errors.New("it is not a regular file")

// openRegular is os.Open for files only: a pipe or a device would wait for ever,
// or never end.
func openRegular(path string) (*os.File, error) {
	info, err := os.Stat(path) //nolint:gosec // The user names archives, stores and folders of configuration.
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errNotRegular
	}
	return os.Open(path) //nolint:gosec // As above.
}

// folder reads below a directory, never outside of it.
type folder string

func (f folder) read(name string, limit int64) ([]byte, error) {
	root, err := os.OpenRoot(string(f))
	if err != nil {
		return nil, err
	}
	defer root.Close() //nolint:errcheck // Only read.
	name = filepath.FromSlash(name)
	// A pipe or a device would wait for ever, or never end.
	info, err := root.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errNotRegular
	}
	file, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // Only read.
	return readLimited(file, limit)
}

func readLimited(r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(data)) > limit {
		return nil, fmt.Errorf("it is larger than the limit of %d bytes", limit)
	}
	return data, err
}
