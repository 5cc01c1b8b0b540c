package registry

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// fileReader reads a file of the layout, at most limit bytes.
type fileReader interface {
	read(name string, limit int64) ([]byte, error)
}

// folder reads below a directory, never outside of it.
type folder string

func (f folder) read(name string, limit int64) ([]byte, error) {
	// A pipe or a device would wait for ever, or never end.
	info, err := f.stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is not a regular file")
	}
	file, err := os.OpenInRoot(string(f), filepath.FromSlash(name))
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // Only read.
	return readLimited(file, limit)
}

func (f folder) stat(name string) (fs.FileInfo, error) {
	root, err := os.OpenRoot(string(f))
	if err != nil {
		return nil, err
	}
	defer root.Close() //nolint:errcheck // Only looked at.
	return root.Stat(filepath.FromSlash(name))
}

// tarFile reads members of an uncompressed tar file by their position.
type tarFile struct {
	path    string
	members map[string]member
}

type member struct{ offset, size int64 }

// maxMembers bounds how many entries of an archive are looked at.
const maxMembers = 200_000

func indexTar(path string) (*tarFile, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // Only read.
	t := &tarFile{path: path, members: map[string]member{}}
	reader := tar.NewReader(file)
	for n := 0; ; n++ {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if err != nil {
			return nil, fmt.Errorf("it is no tar file that can be read (decompress it first if it is compressed): %w", err)
		}
		if n >= maxMembers {
			return nil, fmt.Errorf("it has more than %d entries", maxMembers)
		}
		offset, err := file.Seek(0, io.SeekCurrent)
		if err != nil {
			return nil, err
		}
		if header.Typeflag == tar.TypeReg {
			t.members[strings.TrimPrefix(header.Name, "./")] = member{offset, header.Size}
		}
	}
}

func (t *tarFile) read(name string, limit int64) ([]byte, error) {
	m, ok := t.members[name]
	if !ok {
		return nil, fs.ErrNotExist
	}
	file, err := os.Open(t.path)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // Only read.
	return readLimited(io.NewSectionReader(file, m.offset, m.size), limit)
}

func readLimited(r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(data)) > limit {
		return nil, fmt.Errorf("it is larger than the limit of %d bytes", limit)
	}
	return data, err
}
