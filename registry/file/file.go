// Package file reads files of bounded size. What a user names may be a device or
// a pipe, which has its text once and may never end: [Inputs] reads those. What
// assay finds by itself, in its cache or in directories of configuration, must be a
// regular file: [OpenRegular], [OpenOwn] and [OpenIn] open nothing else.
package file

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Small bounds files that people write or copy, such as keys, certificates and
// trusted roots, in bytes.
const Small = 16 << 20

// ErrNotRegular is what is said of a pipe, device or socket in place of a file.
var ErrNotRegular = errors.New("it is not a regular file")

// SizeError says that a file has more bytes than may be read.
type SizeError struct {
	Name string
	// Limit is in bytes.
	Limit int64
}

func (e *SizeError) Error() string {
	return fmt.Sprintf("%s is larger than the limit of %d bytes", e.Name, e.Limit)
}

// OpenRegular is os.Open for regular files only. It never waits for the other
// end of a pipe. The error is an *fs.PathError.
func OpenRegular(path string) (*os.File, error) {
	return open(path, os.Stat, func() (*os.File, error) { return os.OpenFile(path, os.O_RDONLY|nonBlocking, 0) })
}

// OpenOwn is OpenRegular for files that assay has written itself: a link is none
// of them and is not followed.
func OpenOwn(path string) (*os.File, error) {
	return open(path, os.Lstat, func() (*os.File, error) { return os.OpenFile(path, os.O_RDONLY|nonBlocking|noFollow, 0) })
}

// OpenIn is OpenRegular for a file below root.
func OpenIn(root *os.Root, name string) (*os.File, error) {
	return open(name, root.Stat, func() (*os.File, error) { return root.OpenFile(name, os.O_RDONLY|nonBlocking, 0) })
}

// open looks at what there is before it opens it, because opening a device may
// already do something, and afterwards, because something else may have taken
// its place.
func open(name string, stat func(string) (os.FileInfo, error), opened func() (*os.File, error)) (*os.File, error) {
	info, err := stat(name)
	if err != nil {
		return nil, asOpening(err)
	}
	if !info.Mode().IsRegular() {
		return nil, notRegular(name)
	}
	f, err := opened()
	if err != nil {
		return nil, err
	}
	info, err = f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = notRegular(name)
	}
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

// asOpening words the error of a look at a file as that of opening it, which is
// what the caller meant to do.
func asOpening(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return &fs.PathError{Op: "open", Path: path.Path, Err: path.Err}
	}
	return err
}

func notRegular(name string) error {
	return &fs.PathError{Op: "open", Path: name, Err: ErrNotRegular}
}

// CheckRegular returns the error of OpenRegular without opening anything. It is
// for files that are opened later by others.
func CheckRegular(path string) error {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = notRegular(path)
	}
	return err
}

// ReadRegular returns the bytes of a regular file. The error is a *SizeError when
// it has more than limit bytes, of which no more than that are read.
func ReadRegular(path string, limit int64) ([]byte, error) {
	f, err := OpenRegular(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // Only read.
	return All(f, path, limit)
}

// All reads what is open already; name is for the error, which is as for
// ReadRegular.
func All(r io.Reader, name string, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(data)) > limit {
		return nil, &SizeError{name, limit}
	}
	return data, err
}
