package registry

import (
	"os"
	"path/filepath"

	"assay/inspect/file"
)

// fileReader reads a file of the layout, at most limit bytes.
type fileReader interface {
	read(name string, limit int64) ([]byte, error)
}

// folder reads below a directory, never outside of it.
type folder string

func (f folder) read(name string, limit int64) ([]byte, error) {
	root, err := os.OpenRoot(string(f))
	if err != nil {
		return nil, err
	}
	defer root.Close() //nolint:errcheck // Only read.
	opened, err := file.OpenIn(root, filepath.FromSlash(name))
	if err != nil {
		return nil, err
	}
	defer opened.Close() //nolint:errcheck // Only read.
	return file.All(opened, "it", limit)
}
