// Package cache stores manifests and blobs on disk, by digest, and what tags last
// pointed to. It never decides what is right: content is checked against its
// digest whenever it is read, and a tag is always asked for again.
package cache

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"assay/registry"
	"assay/registry/file"
)

// Cache stores manifests and blobs on disk, by digest. What a tag points to is
// asked for every time; what it last pointed to is stored so that a registry can
// answer that nothing has changed. Each repository has its own part, so that what
// one registry serves says nothing about another. What is read is checked against
// its digest again, so a file that was damaged, or written by somebody else, is
// no more than a miss; so is anything that is not a regular file.
//
// The caller must not use a cache with a connection that was not verified:
// an attacker on the way could otherwise say today what a tag points to
// tomorrow (see Options.Cache of assay/registry/remote).
//
// Files are written under another name and then renamed, so that several
// processes can share a cache and one that is killed leaves nothing half
// written behind under a digest's name. A nil Cache stores nothing; the methods
// may be called from several goroutines.
type Cache struct {
	dir   string
	limit int64
	// written says that something was stored in this run.
	written atomic.Bool
}

// DefaultSize bounds a cache, in bytes.
const DefaultSize = 512 << 20

// version is part of every path; a change of what files hold changes it.
const version = "content-1"

// Open returns a cache in dir, which is made when something is stored, of at most
// limit bytes; zero stands for DefaultSize.
func Open(dir string, limit int64) *Cache {
	if limit <= 0 {
		limit = DefaultSize
	}
	return &Cache{dir: filepath.Join(dir, version), limit: limit}
}

// path is where the content of a digest is stored. The digest must be valid; the
// repository is hashed, so that no name from outside becomes a path.
func (c *Cache) path(repository, digest string) string {
	name := sha256.Sum256([]byte(repository))
	algorithm, value, _ := strings.Cut(digest, ":")
	return filepath.Join(c.dir, hex.EncodeToString(name[:8]), algorithm, value)
}

// Get returns the content of a digest for a repository, or nil.
func (c *Cache) Get(repository, digest string) []byte {
	if c == nil || !registry.ValidDigest(digest) {
		return nil
	}
	path := c.path(repository, digest)
	data := readOwn(path, c.limit)
	if data == nil {
		return nil
	}
	if registry.DigestOf(data, digest) != digest {
		_ = os.Remove(path)
		return nil
	}
	// Trim goes by the time of change: when the file was last used.
	now := time.Now()
	_ = os.Chtimes(path, now, now)
	return data
}

// Put stores the content of a digest for a repository. A cache that cannot be
// written is not used; that is no error.
func (c *Cache) Put(repository, digest string, data []byte) {
	if c == nil || !registry.ValidDigest(digest) || int64(len(data)) > c.limit/4 {
		return
	}
	path := c.path(repository, digest)
	if info, err := os.Lstat(path); err == nil && info.Mode().IsRegular() {
		return
	}
	c.write(path, data)
}

// readOwn reads a file of the cache, at most limit bytes, or returns nil.
func readOwn(path string, limit int64) []byte {
	own, err := file.OpenOwn(path)
	if err != nil {
		return nil
	}
	data, err := file.All(own, path, limit)
	if closing := own.Close(); err != nil || closing != nil {
		return nil
	}
	return data
}

// write puts data in place of what a file held, whole or not at all.
func (c *Cache) write(path string, data []byte) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return
	}
	temporary, err := os.CreateTemp(filepath.Dir(path), unfinished)
	if err != nil {
		return
	}
	_, err = temporary.Write(data)
	if closing := temporary.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		_ = os.Remove(temporary.Name())
		return
	}
	c.written.Store(true)
}

// tagDirectory, in that of a repository, holds what tags pointed to. Earlier
// versions, which stored that after unverified connections too, used another one,
// which is no longer read and which Trim empties.
const tagDirectory = "tags"

// tagPath is where what a tag pointed to is stored. The tag is hashed, like the
// repository.
func (c *Cache) tagPath(repository, tag string) string {
	return c.path(repository, tagDirectory+":"+registry.DigestOf([]byte(tag), "")[len("sha256:"):])
}

// EntityTag is the entity tag that most registries give the manifest with a
// digest.
func EntityTag(digest string) string { return `"` + digest + `"` }

// PutTag stores what a tag points to where the registry's entity tag names the
// digest. An answer that nothing has changed then says by itself what has not: a
// registry that uses an entity tag again for something else, or a weak one for
// what is merely alike, cannot bring back an image to which the tag no longer
// points.
func (c *Cache) PutTag(repository, tag, digest, etag string) {
	if c == nil || etag != EntityTag(digest) {
		return
	}
	if c.Tag(repository, tag) != digest {
		c.write(c.tagPath(repository, tag), []byte(digest))
	}
}

// maxDigest is the longest digest, in bytes.
const maxDigest = len("sha512:") + 128

// Tag returns the digest that a tag pointed to when it was last asked for, or
// empty.
func (c *Cache) Tag(repository, tag string) string {
	if c == nil {
		return ""
	}
	if digest := string(readOwn(c.tagPath(repository, tag), int64(maxDigest))); registry.ValidDigest(digest) {
		return digest
	}
	return ""
}

// unfinished is the pattern of files that are being written.
const unfinished = ".unfinished-*"

// Trim removes what was not used for longest until the cache is within its
// bound, and what killed processes left. It does nothing when nothing was stored
// in this run. The error says what could not be read.
func (c *Cache) Trim() error {
	if c == nil || !c.written.Load() {
		return nil
	}
	type stored struct {
		path string
		size int64
		used time.Time
	}
	var all []stored
	var total int64
	root, err := os.OpenRoot(c.dir)
	if err != nil {
		return fmt.Errorf("opening the cache: %w", err)
	}
	defer root.Close() //nolint:errcheck // Nothing is written through it.
	err = fs.WalkDir(root.FS(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			// Another process has just removed it.
			return nil //nolint:nilerr // That is what was wanted.
		}
		if strings.HasPrefix(d.Name(), strings.TrimSuffix(unfinished, "*")) && time.Since(info.ModTime()) > time.Hour {
			_ = root.Remove(path)
			return nil
		}
		all = append(all, stored{path, info.Size(), info.ModTime()})
		total += info.Size()
		return nil
	})
	if err != nil {
		return fmt.Errorf("looking through the cache %s: %w", c.dir, err)
	}
	slices.SortFunc(all, func(a, b stored) int { return a.used.Compare(b.used) })
	for _, k := range all {
		if total <= c.limit {
			return nil
		}
		if root.Remove(k.path) == nil {
			total -= k.size
		}
	}
	return nil
}
