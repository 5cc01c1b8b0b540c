package layout

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"assay/registry"
	"assay/registry/file"
)

// fileReader reads a file of the layout. The error is a *file.SizeError for one
// of more than limit bytes, and fs.ErrNotExist for one that is missing.
type fileReader interface {
	read(name string, limit int64) ([]byte, error)
}

// directory reads below a directory, never outside of it.
type directory string

func (d directory) read(name string, limit int64) ([]byte, error) {
	root, err := os.OpenRoot(string(d))
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

// failed turns an error of read within a bound into a *registry.Error.
func failed(bound registry.Bound, err error) *registry.Error {
	if e := bound.Action.Interrupted(err); e != nil {
		return e
	}
	if tooLarge := new(file.SizeError); errors.As(err, &tooLarge) {
		return bound.TooLarge(-1)
	}
	if errors.Is(err, registry.ErrRunLimit) {
		return bound.Action.Exceeds(registry.LimitRun, err)
	}
	return bound.Action.Fail(registry.Unreadable, err)
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
		return nil, registry.ErrRunLimit
	}
	data, err := l.files.read(name, limit)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.bytes += int64(len(data))
	return data, err
}

// blob reads the content of a digest, which must be valid, within a bound.
func (l *Layout) blob(ctx context.Context, digest string, bound registry.Bound) ([]byte, error) {
	data, err := l.read(ctx, "blobs/"+strings.Replace(digest, ":", "/", 1), bound.Max)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, bound.Action.Fail(registry.None, errors.New("the layout does not hold it"))
	case err != nil:
		return nil, failed(bound, err)
	}
	return data, bound.Check(digest, data)
}

// manifest reads the manifest with a digest, which has the size that its
// descriptor gives where there is one.
func (l *Layout) manifest(ctx context.Context, digest string) (*registry.Manifest, error) {
	if d, described := l.types[digest]; described {
		return l.ManifestOf(ctx, d)
	}
	return l.readManifest(ctx, registry.Descriptor{Digest: digest}, l.manifestBound(digest))
}

func (l *Layout) manifestBound(digest string) registry.Bound {
	return registry.Bound{Action: l.action(registry.OpManifest, digest), Max: l.limits.Manifest, Limit: registry.LimitManifest}
}

// ManifestOf returns the manifest that d names.
func (l *Layout) ManifestOf(ctx context.Context, d registry.Descriptor) (*registry.Manifest, error) {
	bound := l.manifestBound(d.Digest)
	if err := bound.Narrow(d, 1); err != nil {
		return nil, err
	}
	return l.readManifest(ctx, d, bound)
}

func (l *Layout) readManifest(ctx context.Context, d registry.Descriptor, bound registry.Bound) (*registry.Manifest, error) {
	data, err := l.blob(ctx, d.Digest, bound)
	if err != nil {
		return nil, err
	}
	m, err := registry.ParseManifest(data, d.Digest, d.MediaType, l.limits.Descriptors())
	if err != nil {
		return nil, bound.Action.Malformed(err)
	}
	return m, nil
}

// Blob returns the bytes that d names. progress, where not nil, is told how many
// there are.
func (l *Layout) Blob(ctx context.Context, d registry.Descriptor, progress func(int64)) ([]byte, error) {
	bound := registry.Bound{Action: l.action(registry.OpBlob, d.Digest), Max: l.limits.Blob, Limit: registry.LimitBlob}
	if err := bound.Narrow(d, 0); err != nil {
		return nil, err
	}
	data, err := l.blob(ctx, d.Digest, bound)
	if err != nil {
		return nil, err
	}
	if progress != nil {
		progress(int64(len(data)))
	}
	return data, nil
}
