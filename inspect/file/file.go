// Package file reads files of bounded size. What a user names may be a device
// or a pipe that never ends.
package file

import (
	"fmt"
	"io"
	"os"
)

// Small bounds files that people write or copy, such as keys, certificates and
// trusted roots, in bytes.
const Small = 16 << 20

// Read returns the bytes of a file. The error says so when it has more than
// limit bytes, of which no more than that are read.
func Read(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // Only read.
	return All(f, path, limit)
}

// CheckPipe returns an error for a pipe or socket. It is for files that are read
// more than once, or while a deadline runs: a pipe has its text once and may
// never end.
func CheckPipe(path string) error {
	info, err := os.Stat(path)
	if err == nil && info.Mode()&(os.ModeNamedPipe|os.ModeSocket) != 0 {
		err = fmt.Errorf("%s is a pipe and not a regular file", path)
	}
	return err
}

// All is Read for what is open already; name is for the error.
func All(r io.Reader, name string, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(data)) > limit {
		return nil, fmt.Errorf("%s is larger than %d bytes", name, limit)
	}
	return data, err
}
