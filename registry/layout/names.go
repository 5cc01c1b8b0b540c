package layout

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"

	"assay/registry"
)

// annotationRefName carries a manifest's tag in an OCI layout (OCI image
// specification, pre-defined annotation keys).
const annotationRefName = "org.opencontainers.image.ref.name"

// nameTags records which digests the descriptors of index.json give which names.
// Those of an index below it name nothing: the specification has names at the
// top, other tools read them there only, and a reference must not mean another
// image to them than to assay.
func (l *Layout) nameTags(descriptors []registry.Descriptor) {
	short := map[string][]string{}
	for _, d := range descriptors {
		tag := d.Annotations[annotationRefName]
		if tag == "" || !registry.ValidDigest(d.Digest) {
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

// maxSameName is how many digests of one name are recorded; two make it
// ambiguous.
const maxSameName = 8

// withDigest adds a digest to those of a name, once.
func withDigest(digests []string, digest string) []string {
	if slices.Contains(digests, digest) || len(digests) >= maxSameName {
		return digests
	}
	return append(digests, digest)
}

// Manifest returns the manifest with this tag or digest; with an empty
// reference the only image, or the one tagged latest.
func (l *Layout) Manifest(ctx context.Context, reference string) (*registry.Manifest, error) {
	if err := l.load(ctx); err != nil {
		return nil, err
	}
	digest := reference
	if !registry.ValidDigest(reference) {
		var err error
		if digest, err = l.resolve(reference); err != nil {
			return nil, err
		}
	}
	return l.manifest(ctx, digest)
}

// resolve returns the digest of a tag or, where that is empty, of the only image.
func (l *Layout) resolve(tag string) (string, error) {
	action := l.action(registry.OpResolve, tag)
	if tag != "" {
		if digests, ok := l.tags[tag]; ok {
			return only(action, tag, digests)
		}
		return "", withRemedy(action.Fail(registry.None, errors.New("there is no such tag")), registry.RemedyChoose, l.choices()...)
	}
	if digests, ok := l.tags["latest"]; ok {
		return only(action, "latest", digests)
	}
	if tags := l.imageTags(); len(tags) == 1 {
		return only(action, tags[0], l.tags[tags[0]])
	}
	switch len(l.roots) {
	case 0:
		return "", action.Fail(registry.None, errors.New("its index.json lists no image"))
	case 1:
		return l.roots[0], nil
	}
	return "", withRemedy(action.Fail(registry.None, errors.New("it holds several images")), registry.RemedyChoose, l.choices()...)
}

// only returns the digest of a name. The error is a *registry.Error for a name
// that has several: other tools may take another one, and a verdict must not be
// about another image than the one that runs.
func only(action registry.Action, tag string, digests []string) (string, error) {
	if len(digests) == 1 {
		return digests[0], nil
	}
	err := fmt.Errorf("index.json gives the name %s to several manifests, %s", tag, strings.Join(digests, " and "))
	return "", withRemedy(action.Fail(registry.Unreadable, err), registry.RemedyChoose, prefixed("@", digests)...)
}

// maxNamedRoots is how many images without a tag an error names.
const maxNamedRoots = 8

// choices are the images that a reference can name: by their tags or, where
// there are none, by digest.
func (l *Layout) choices() []string {
	if tags := l.imageTags(); len(tags) > 0 {
		return prefixed(":", tags)
	}
	return prefixed("@", l.roots[:min(len(l.roots), maxNamedRoots)])
}

func prefixed(prefix string, list []string) []string {
	out := make([]string, 0, len(list))
	for _, text := range list {
		out = append(out, prefix+text)
	}
	return out
}

// imageTags returns the tags that are not cosign's.
func (l *Layout) imageTags() []string {
	var out []string
	for tag := range l.tags {
		if _, _, artifact := registry.ParseArtifactTag(tag); !artifact && !strings.HasPrefix(tag, "sha256-") {
			out = append(out, tag)
		}
	}
	sort.Strings(out)
	return out
}

// Tags lists the tags.
func (l *Layout) Tags(ctx context.Context) ([]string, error) {
	if err := l.load(ctx); err != nil {
		return nil, err
	}
	return slices.Sorted(maps.Keys(l.tags)), nil
}
