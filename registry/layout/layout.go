package layout

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"sync"

	"assay/registry"
)

// Layout is an OCI image layout in a directory or a tar file.
type Layout struct {
	name   string
	files  fileReader
	limits registry.Limits

	once sync.Once
	// loadErr is why the index could not be read.
	loadErr error
	// tags are the digests that index.json gives a name; more than one make it
	// ambiguous.
	tags  map[string][]string
	types map[string]registry.Descriptor
	order []string
	// roots are the digests that index.json itself lists.
	roots []string
	// subjects are the manifests that refer to a digest, by that digest.
	subjects map[string][]registry.Descriptor

	mu sync.Mutex
	// bytes counts what was read so far.
	bytes int64
}

// Open opens the layout in a directory or, with archive, in a tar file. The index
// is read with the first call that needs it. The error is a *registry.Error.
func Open(path string, archive bool, limits registry.Limits) (*Layout, error) {
	l := &Layout{name: path, limits: limits.WithDefaults()}
	action := registry.Action{Op: registry.OpOpenLayout, Ref: path}
	info, err := os.Stat(path)
	if err != nil {
		return nil, withRemedy(action.Fail(registry.None, err), registry.RemedyCheckPath)
	}
	if !archive {
		if !info.IsDir() {
			return nil, withRemedy(action.Fail(registry.Unreadable, errors.New("it is not a directory")), registry.RemedyUseArchive)
		}
		l.files = directory(path)
		return l, nil
	}
	if l.files, err = indexTar(path); err != nil {
		return nil, action.Fail(registry.Unreadable, err)
	}
	return l, nil
}

func withRemedy(e *registry.Error, remedy registry.Remedy, choices ...string) *registry.Error {
	e.Remedy, e.Choices = remedy, choices
	return e
}

// Close does nothing: files are opened for each read.
func (l *Layout) Close() {}

// Name returns the path.
func (l *Layout) Name() string { return l.name }

// Log has no requests, as there is no server; Bytes is what was read.
func (l *Layout) Log() registry.RequestLog {
	l.mu.Lock()
	defer l.mu.Unlock()
	return registry.RequestLog{Bytes: l.bytes}
}

// indexFile lists what a layout holds (OCI image specification, image-layout).
const indexFile = "index.json"

// action is an operation on this layout.
func (l *Layout) action(op registry.Op, ref string) registry.Action {
	return registry.Action{Op: op, Ref: ref, Source: l.name}
}

// load reads index.json and every index below it, once.
func (l *Layout) load(ctx context.Context) error {
	l.once.Do(func() { l.loadErr = l.loadIndex(ctx) })
	return l.loadErr
}

func (l *Layout) loadIndex(ctx context.Context) error {
	l.tags, l.types, l.subjects = map[string][]string{}, map[string]registry.Descriptor{}, map[string][]registry.Descriptor{}
	action := l.action(registry.OpIndex, "")
	bound := registry.Bound{Action: action, Max: l.limits.Manifest, Limit: registry.LimitManifest}
	data, err := l.read(ctx, indexFile, bound.Max)
	if err != nil {
		e := failed(bound, err)
		if e.Remedy == registry.RemedyNone {
			e.Remedy = registry.RemedyCheckLayout
		}
		return e
	}
	var index struct {
		Manifests registry.DescriptorList `json:"manifests"`
	}
	index.Manifests.Max = l.limits.Descriptors()
	err = json.Unmarshal(data, &index)
	if err = cmp.Or(index.Manifests.Err(), err); err != nil {
		return action.Malformed(err)
	}
	l.nameTags(index.Manifests.List)
	for _, d := range index.Manifests.List {
		if registry.ValidDigest(d.Digest) && !slices.Contains(l.roots, d.Digest) && len(l.roots) < l.limits.Referrers {
			l.roots = append(l.roots, d.Digest)
		}
		l.learn(ctx, d, 0)
	}
	if err := ctx.Err(); err != nil {
		return failed(bound, err)
	}
	return nil
}

// maxNesting bounds indexes in indexes.
const maxNesting = 8

// learn records a manifest of the index, what it refers to, and its children.
func (l *Layout) learn(ctx context.Context, d registry.Descriptor, depth int) {
	if ctx.Err() != nil || !registry.ValidDigest(d.Digest) || len(l.order) >= l.limits.Referrers {
		return
	}
	if _, known := l.types[d.Digest]; known {
		return
	}
	l.types[d.Digest] = d
	l.order = append(l.order, d.Digest)
	m, err := l.manifest(ctx, d.Digest)
	if err != nil {
		return
	}
	if m.Subject != nil {
		referrer := m.Descriptor()
		referrer.ArtifactType, referrer.Annotations = m.Kind(), m.Annotations
		l.subjects[m.Subject.Digest] = append(l.subjects[m.Subject.Digest], referrer)
	}
	if depth >= maxNesting {
		return
	}
	for _, child := range m.Manifests {
		l.learn(ctx, child, depth+1)
	}
}

// Referrers lists the manifests of the layout whose subject is digest.
func (l *Layout) Referrers(ctx context.Context, digest string) ([]registry.Descriptor, error) {
	if err := l.load(ctx); err != nil {
		return nil, err
	}
	return l.subjects[digest], nil
}
