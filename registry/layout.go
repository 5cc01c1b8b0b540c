package registry

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"sort"
	"strings"
	"sync"
)

// annotationRefName carries a manifest's tag in an OCI layout (OCI image
// specification, pre-defined annotation keys).
const annotationRefName = "org.opencontainers.image.ref.name"

// Layout is an OCI image layout in a folder or a tar file, as `cosign save`,
// `oras copy --to-oci-layout` and `skopeo copy` write it.
type Layout struct {
	name   string
	files  fileReader
	limits Limits

	once sync.Once
	// loadErr is why the index could not be read.
	loadErr error
	// tags are the digests that index.json gives a name; more than one make it
	// ambiguous.
	tags  map[string][]string
	types map[string]Descriptor
	order []string
	// roots are the digests that index.json itself lists.
	roots []string
	// subjects are the manifests that refer to a digest, by that digest.
	subjects map[string][]Descriptor

	mu sync.Mutex
	// bytes counts what was read so far.
	bytes int64
}

// OpenLayout opens a layout. Nothing but the presence of the folder or archive
// is checked before the first call.
func OpenLayout(path string, archive bool, limits Limits) (*Layout, error) {
	l := &Layout{name: path, limits: limits.WithDefaults()}
	doing := "opening the OCI layout " + path
	info, err := os.Stat(path)
	if err != nil {
		return nil, &Error{Doing: doing, Outcome: None, Err: err, Hint: "give a folder with oci: or a tar file with archive:"}
	}
	if !archive {
		if !info.IsDir() {
			return nil, &Error{Doing: doing, Outcome: Unreadable, Err: errors.New("it is not a folder"), Hint: "a tar file is opened with archive:"}
		}
		l.files = folder(path)
		return l, nil
	}
	if l.files, err = indexTar(path); err != nil {
		return nil, &Error{Doing: doing, Outcome: Unreadable, Err: err}
	}
	return l, nil
}

// Close does nothing: files are opened for each read.
func (l *Layout) Close() {}

// Name returns the path.
func (l *Layout) Name() string { return l.name }

// Log has no requests, as nothing is asked of a server; Bytes is what was read.
func (l *Layout) Log() RequestLog {
	l.mu.Lock()
	defer l.mu.Unlock()
	return RequestLog{Bytes: l.bytes}
}

// load reads index.json and every index below it.
func (l *Layout) load(ctx context.Context) error {
	l.once.Do(func() {
		l.tags, l.types, l.subjects = map[string][]string{}, map[string]Descriptor{}, map[string][]Descriptor{}
		data, err := l.read(ctx, "index.json", l.limits.Manifest)
		if err != nil && ctx.Err() != nil {
			l.loadErr = transportError("reading index.json of "+l.name, ctx.Err())
			return
		}
		if err != nil {
			l.loadErr = &Error{Doing: "reading index.json of " + l.name, Outcome: Unreadable, Err: err, Hint: "an OCI layout has an index.json and a folder blobs"}
			return
		}
		var index struct {
			Manifests descriptorList `json:"manifests"`
		}
		index.Manifests.most = l.limits.descriptorLimit()
		err = json.Unmarshal(data, &index)
		if index.Manifests.more {
			err = tooManyDescriptors(index.Manifests.most)
		}
		if err != nil {
			l.loadErr = &Error{Doing: "reading index.json of " + l.name, Outcome: Unreadable, Err: err}
			return
		}
		l.nameTags(index.Manifests.list)
		for _, d := range index.Manifests.list {
			if ValidDigest(d.Digest) && !slices.Contains(l.roots, d.Digest) && len(l.roots) < l.limits.Referrers {
				l.roots = append(l.roots, d.Digest)
			}
			l.learn(ctx, d, 0)
		}
		if err := ctx.Err(); err != nil {
			l.loadErr = transportError("reading the manifests of "+l.name, err)
		}
	})
	return l.loadErr
}

// nameTags notes which digests the descriptors of index.json give which names.
// Those of an index below it name nothing: the specification has names at the
// top, other tools read them there only, and a reference must not mean another
// image to them than to assay.
func (l *Layout) nameTags(descriptors []Descriptor) {
	short := map[string][]string{}
	for _, d := range descriptors {
		tag := d.Annotations[annotationRefName]
		if tag == "" || !ValidDigest(d.Digest) {
			continue
		}
		l.tags[tag] = withDigest(l.tags[tag], d.Digest)
		// skopeo and others write a full reference here.
		if i := strings.LastIndex(tag, ":"); i >= 0 && !strings.Contains(tag[i:], "/") {
			short[tag[i+1:]] = withDigest(short[tag[i+1:]], d.Digest)
		}
	}
	for tag, digests := range short {
		if _, taken := l.tags[tag]; !taken {
			l.tags[tag] = digests
		}
	}
}

// maxSameName is how many digests of one name are kept; two make it ambiguous.
const maxSameName = 8

// withDigest adds a digest to those of a name, once.
func withDigest(digests []string, digest string) []string {
	if slices.Contains(digests, digest) || len(digests) >= maxSameName {
		return digests
	}
	return append(digests, digest)
}

// maxNesting bounds indexes in indexes.
const maxNesting = 8

func (l *Layout) learn(ctx context.Context, d Descriptor, depth int) {
	if ctx.Err() != nil || !ValidDigest(d.Digest) || len(l.order) >= l.limits.Referrers {
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

// Manifest returns the manifest with this tag or digest; with an empty
// reference the only image, or the one tagged latest.
func (l *Layout) Manifest(ctx context.Context, reference string) (*Manifest, error) {
	if err := l.load(ctx); err != nil {
		return nil, err
	}
	digest := reference
	if !ValidDigest(reference) {
		var err error
		if digest, err = l.digestOf(reference); err != nil {
			return nil, err
		}
	}
	return l.manifest(ctx, digest)
}

func (l *Layout) digestOf(tag string) (string, error) {
	doing := fmt.Sprintf("looking for %q in %s", tag, l.name)
	if tag != "" {
		if digests, ok := l.tags[tag]; ok {
			return theOne(doing, tag, digests)
		}
		return "", &Error{Doing: doing, Outcome: None, Err: errors.New("there is no such tag"), Hint: "it has " + strings.Join(l.imageTags(), ", ")}
	}
	if digests, ok := l.tags["latest"]; ok {
		return theOne(doing, "latest", digests)
	}
	if tags := l.imageTags(); len(tags) == 1 {
		return theOne(doing, tags[0], l.tags[tags[0]])
	}
	if len(l.roots) == 1 {
		return l.roots[0], nil
	}
	if len(l.roots) == 0 {
		return "", &Error{Doing: doing, Outcome: None, Err: errors.New("its index.json lists no image")}
	}
	choices := l.imageTags()
	for i, tag := range choices {
		choices[i] = ":" + tag
	}
	if len(choices) == 0 {
		for _, digest := range l.roots[:min(len(l.roots), maxNamedRoots)] {
			choices = append(choices, "@"+digest)
		}
	}
	return "", &Error{Doing: doing, Outcome: None, Err: errors.New("it holds several images"), Hint: "add one of these: " + strings.Join(choices, ", ")}
}

// theOne returns the digest of a name. The error is an *Error for a name that
// has several: which one another tool takes is anybody's guess, and a verdict
// must not be about another image than the one that runs.
func theOne(doing, tag string, digests []string) (string, error) {
	if len(digests) == 1 {
		return digests[0], nil
	}
	return "", &Error{
		Doing: doing, Outcome: Unreadable, Hint: "choose one by its digest: @" + strings.Join(digests, ", @"),
		Err: fmt.Errorf("index.json gives the name %s to several manifests, %s", tag, strings.Join(digests, " and ")),
	}
}

// maxNamedRoots is how many images without a tag an error names.
const maxNamedRoots = 8

// imageTags returns the tags that are not cosign's.
func (l *Layout) imageTags() []string {
	var out []string
	for tag := range l.tags {
		if _, _, artifact := ParseArtifactTag(tag); !artifact && !strings.HasPrefix(tag, "sha256-") {
			out = append(out, tag)
		}
	}
	sort.Strings(out)
	return out
}

// Referrers lists the manifests of the layout whose subject is digest.
func (l *Layout) Referrers(ctx context.Context, digest string) ([]Descriptor, error) {
	if err := l.load(ctx); err != nil {
		return nil, err
	}
	return l.subjects[digest], nil
}

// Tags lists the tags.
func (l *Layout) Tags(ctx context.Context) ([]string, error) {
	if err := l.load(ctx); err != nil {
		return nil, err
	}
	return slices.Sorted(maps.Keys(l.tags)), nil
}
