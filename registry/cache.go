package registry

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
)

// Cache keeps manifests and blobs on disk, by digest. What a tag points to is
// asked for every time; what it last pointed to is kept so that a registry can
// say that nothing has changed. Each repository has its own, so that what one
// registry serves says nothing about another. What is read is checked against
// its digest again, so a file that was damaged, or written by somebody else, is
// no more than a miss.
//
// Files are written under another name and then renamed, so that several
// processes can share a cache and one that is killed leaves nothing half
// written behind under a digest's name.
type Cache struct {
	dir   string
	limit int64
	// written says that something was kept in this run.
	written atomic.Bool
}

// DefaultCacheSize bounds a cache, in bytes.
const DefaultCacheSize = 512 << 20

// cacheLayout is part of every path; a change of what files hold changes it.
const cacheLayout = "content-1"

// OpenCache returns a cache in dir, which is made when something is kept, of at
// most limit bytes; zero stands for the default.
func OpenCache(dir string, limit int64) *Cache {
	if limit <= 0 {
		limit = DefaultCacheSize
	}
	return &Cache{dir: filepath.Join(dir, cacheLayout), limit: limit}
}

// path is where the content of a digest is kept. The digest must be valid; the
// repository is hashed, so that no name from outside becomes a path.
func (c *Cache) path(repository, digest string) string {
	name := sha256.Sum256([]byte(repository))
	algorithm, value, _ := strings.Cut(digest, ":")
	return filepath.Join(c.dir, hex.EncodeToString(name[:8]), algorithm, value)
}

// get returns content that was kept, or nil.
func (c *Cache) get(repository, digest string) []byte {
	if c == nil || !ValidDigest(digest) {
		return nil
	}
	path := c.path(repository, digest)
	kept, err := os.Open(path)
	if err != nil {
		return nil
	}
	data, err := readLimited(kept, c.limit)
	if closing := kept.Close(); err != nil || closing != nil {
		return nil
	}
	if checkDigest("", digest, data) != nil {
		_ = os.Remove(path)
		return nil
	}
	// The time of change is when it was last used, by which Trim goes.
	now := time.Now()
	_ = os.Chtimes(path, now, now)
	return data
}

// put keeps content. A cache that cannot be written is not used; that is no
// error.
func (c *Cache) put(repository, digest string, data []byte) {
	if c == nil || !ValidDigest(digest) || int64(len(data)) > c.limit/4 {
		return
	}
	path := c.path(repository, digest)
	if _, err := os.Stat(path); err == nil {
		return
	}
	c.write(path, data)
}

// write puts data in place of what a file held, whole or not at all.
func (c *Cache) write(path string, data []byte) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return
	}
	file, err := os.CreateTemp(filepath.Dir(path), unfinished)
	if err != nil {
		return
	}
	_, err = file.Write(data)
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		_ = os.Remove(file.Name())
		return
	}
	c.written.Store(true)
}

// names is the folder, in that of a repository, for what tags pointed to.
const names = "names"

// tagPath is where what a tag pointed to is kept. The tag is hashed, like the
// repository.
func (c *Cache) tagPath(repository, tag string) string {
	return c.path(repository, names+":"+DigestOf([]byte(tag), "")[len("sha256:"):])
}

// maxETag is the longest entity tag that is kept, in bytes.
const maxETag = 256

// remember keeps what a tag points to, and the entity tag that the registry
// gave the answer; without one there is nothing to ask by later.
func (c *Cache) remember(repository, tag, digest, etag string) {
	if c == nil || etag == "" || len(etag) > maxETag {
		return
	}
	if kept, by := c.last(repository, tag); kept != digest || by != etag {
		c.write(c.tagPath(repository, tag), []byte(digest+"\n"+etag))
	}
}

// last returns what a tag pointed to when it was last asked for, and the entity
// tag of that answer; empty where nothing is known.
func (c *Cache) last(repository, tag string) (digest, etag string) {
	if c == nil {
		return "", ""
	}
	file, err := os.Open(c.tagPath(repository, tag))
	if err != nil {
		return "", ""
	}
	defer file.Close() //nolint:errcheck // It was read only.
	record, err := readLimited(file, 2*maxETag)
	if err != nil {
		return "", ""
	}
	digest, etag, _ = strings.Cut(string(record), "\n")
	if !ValidDigest(digest) || len(etag) > maxETag {
		return "", ""
	}
	return digest, etag
}

// unfinished is the pattern of files that are being written.
const unfinished = ".unfinished-*"

// Trim removes what was not used for longest until the cache is within its
// bound, and what killed processes left. It does nothing when nothing was kept
// in this run. The error says what could not be read.
func (c *Cache) Trim() error {
	if c == nil || !c.written.Load() {
		return nil
	}
	type kept struct {
		path string
		size int64
		used time.Time
	}
	var all []kept
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
		all = append(all, kept{path, info.Size(), info.ModTime()})
		total += info.Size()
		return nil
	})
	if err != nil {
		return fmt.Errorf("looking through the cache %s: %w", c.dir, err)
	}
	slices.SortFunc(all, func(a, b kept) int { return a.used.Compare(b.used) })
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
