// Package gauge measures for the tests of the registry's rooms: bytes that were
// allocated, and files that were written. Nothing of the program imports it.
package gauge

import (
	"io/fs"
	"path/filepath"
	"runtime"
	"testing"
)

// Allocated returns how many bytes f allocates.
func Allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// Files returns the files below a directory, and their size together in bytes.
func Files(tb testing.TB, dir string) (paths []string, size int64) {
	tb.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			info, err := d.Info()
			if err != nil {
				return err
			}
			paths, size = append(paths, path), size+info.Size()
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	return paths, size
}
