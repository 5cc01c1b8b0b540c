package layout

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"assay/registry/file"
)

// tarFile reads members of an uncompressed tar file by their position.
type tarFile struct {
	path    string
	members map[string]member
}

type member struct{ offset, size int64 }

// maxMembers bounds how many entries of an archive are looked at.
const maxMembers = 200_000

// indexTar records where the files of a layout are in an archive. Other tools
// unpack it first, where a later entry replaces an earlier one and a link leads
// elsewhere; an archive that could hold something else for them than for assay
// is refused.
func indexTar(path string) (*tarFile, error) {
	archive, err := file.OpenRegular(path)
	if err != nil {
		return nil, err
	}
	defer archive.Close() //nolint:errcheck // Only read.
	x := tarIndexer{file: archive, tarFile: &tarFile{path: path, members: map[string]member{}}, links: map[string]bool{}}
	reader := tar.NewReader(archive)
	for n := 0; ; n++ {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return x.tarFile, x.checkLinks()
		}
		if err != nil {
			return nil, fmt.Errorf("it is not a tar file that can be read (decompress it first if it is compressed): %w", err)
		}
		if n >= maxMembers {
			return nil, fmt.Errorf("it has more than %d entries", maxMembers)
		}
		offset, err := archive.Seek(0, io.SeekCurrent)
		if err != nil {
			return nil, err
		}
		if err := x.add(header, offset); err != nil {
			return nil, err
		}
	}
}

// tarIndexer is what indexTar knows while it reads.
type tarIndexer struct {
	*tarFile
	file io.ReaderAt
	// parents are the directories of entries, links the entries that lead
	// elsewhere.
	parents []string
	links   map[string]bool
}

// add takes one entry, whose bytes begin at an offset of the file.
func (x *tarIndexer) add(header *tar.Header, offset int64) error {
	if header.Typeflag == tar.TypeXGlobalHeader {
		return nil // No file, only attributes of others.
	}
	name := path.Clean(strings.TrimLeft(header.Name, "/"))
	// Some file systems do not distinguish INDEX.JSON and index.json.
	key := strings.ToLower(name)
	switch {
	case name == ".." || strings.HasPrefix(name, "../"):
		return fmt.Errorf("its entry %q leads out of it", header.Name)
	case header.Typeflag == tar.TypeDir:
		if isLayoutFile(key) {
			return fmt.Errorf("its entry %q is a directory and should be a file", header.Name)
		}
		return nil
	case header.Typeflag == tar.TypeSymlink:
		x.links[key] = true
	}
	x.addParents(key)
	if !isLayoutFile(key) && key != "." && key != "blobs" {
		return nil
	}
	if header.Typeflag != tar.TypeReg || key == "." || key == "blobs" || isSparse(header) {
		return fmt.Errorf("its entry %q is a link or something else that is no plain file", header.Name)
	}
	now := member{offset, header.Size}
	if before, twice := x.members[key]; twice {
		same, err := x.same(before, now)
		if err == nil && !same {
			err = fmt.Errorf("it holds %s twice, with different content", key)
		}
		return err
	}
	x.members[key] = now
	return nil
}

// addParents records the directory of an entry, once for entries in a row.
func (x *tarIndexer) addParents(name string) {
	if dir := path.Dir(name); dir != "." && (len(x.parents) == 0 || x.parents[len(x.parents)-1] != dir) {
		x.parents = append(x.parents, dir)
	}
}

// checkLinks refuses an archive with an entry behind a link, which may be
// unpacked anywhere, over index.json for one.
func (x *tarIndexer) checkLinks() error {
	if len(x.links) == 0 {
		return nil
	}
	for _, dir := range x.parents {
		for ; dir != "." && dir != "/"; dir = path.Dir(dir) {
			if x.links[dir] {
				return fmt.Errorf("it has entries in %q, which is a link", dir)
			}
		}
	}
	return nil
}

// isLayoutFile reports whether a name is one of a layout's own files.
func isLayoutFile(name string) bool {
	return name == indexFile || name == "oci-layout" || strings.HasPrefix(name, "blobs/") && strings.Count(name, "/") > 1
}

// isSparse reports whether the bytes of an entry are not simply those of its file.
func isSparse(header *tar.Header) bool {
	for key := range header.PAXRecords {
		if strings.HasPrefix(key, "GNU.sparse.") {
			return true
		}
	}
	return false
}

// same reports whether two members have the same bytes.
func (x *tarIndexer) same(a, b member) (bool, error) {
	if a.size != b.size {
		return false, nil
	}
	var sums [2][]byte
	for i, m := range []member{a, b} {
		h := sha256.New()
		if _, err := io.Copy(h, io.NewSectionReader(x.file, m.offset, m.size)); err != nil {
			return false, err
		}
		sums[i] = h.Sum(nil)
	}
	return bytes.Equal(sums[0], sums[1]), nil
}

func (t *tarFile) read(name string, limit int64) ([]byte, error) {
	m, ok := t.members[name]
	if !ok {
		return nil, fs.ErrNotExist
	}
	archive, err := file.OpenRegular(t.path)
	if err != nil {
		return nil, err
	}
	defer archive.Close() //nolint:errcheck // Only read.
	return file.All(io.NewSectionReader(archive, m.offset, m.size), "it", limit)
}
