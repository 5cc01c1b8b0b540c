package registry

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"assay/registry/file"
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

// read reads a file of the layout and counts it against what a run may read.
func (l *Layout) read(ctx context.Context, name string, limit int64) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	l.mu.Lock()
	over := l.bytes > l.limits.Run
	l.mu.Unlock()
	if over {
		return nil, errRunLimit
	}
	data, err := l.files.read(name, limit)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.bytes += int64(len(data))
	return data, err
}

// blob reads what d names, within the bounds of q.
func (l *Layout) blob(ctx context.Context, d Descriptor, q question) ([]byte, error) {
	data, err := l.read(ctx, "blobs/"+strings.Replace(d.Digest, ":", "/", 1), q.limit)
	switch tooLarge := new(file.SizeError); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &Error{Doing: q.doing, Outcome: None, Err: errors.New("the layout does not hold it")}
	case errors.As(err, &tooLarge):
		return nil, q.tooLarge(-1)
	case err != nil:
		return nil, transportError(q.doing, err)
	case q.described != nil:
		return data, checkContent(q.doing, d, data)
	}
	return data, checkDigest(q.doing, d.Digest, data)
}

// manifest reads the manifest with a digest, which has the size that its
// descriptor gives where there is one.
func (l *Layout) manifest(ctx context.Context, digest string) (*Manifest, error) {
	d, described := l.types[digest]
	if described {
		return l.ManifestOf(ctx, d)
	}
	return l.readManifest(ctx, Descriptor{Digest: digest}, l.manifestQuestion(digest))
}

func (l *Layout) manifestQuestion(digest string) question {
	return question{doing: "reading manifest " + digest + " of " + l.name, limit: l.limits.Manifest, raise: raiseManifest}
}

// ManifestOf returns the manifest that d names.
func (l *Layout) ManifestOf(ctx context.Context, d Descriptor) (*Manifest, error) {
	q := l.manifestQuestion(d.Digest)
	if err := q.bound(d, 1); err != nil {
		return nil, err
	}
	return l.readManifest(ctx, d, q)
}

func (l *Layout) readManifest(ctx context.Context, d Descriptor, q question) (*Manifest, error) {
	data, err := l.blob(ctx, d, q)
	if err != nil {
		return nil, err
	}
	m, err := parseManifest(data, d.Digest, d.MediaType, l.limits.descriptorLimit())
	if err != nil {
		return nil, &Error{Doing: q.doing, Outcome: Unreadable, Err: err}
	}
	return m, nil
}

// Blob returns the bytes that d names.
func (l *Layout) Blob(ctx context.Context, d Descriptor, progress func(int64)) ([]byte, error) {
	q := question{doing: fmt.Sprintf("reading blob %s of %s", d.Digest, l.name), limit: l.limits.Blob, raise: raiseBlob}
	if err := q.bound(d, 0); err != nil {
		return nil, err
	}
	data, err := l.blob(ctx, d, q)
	if err != nil {
		return nil, err
	}
	if progress != nil {
		progress(int64(len(data)))
	}
	return data, nil
}
