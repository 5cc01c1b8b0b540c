package remote

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"assay/registry"
	"assay/registry/cache"
)

var manifestTypes = strings.Join([]string{
	registry.MediaTypeOCIManifest, registry.MediaTypeOCIIndex, registry.MediaTypeDockerManifest, registry.MediaTypeDockerList,
}, ", ")

// Manifest fetches the manifest with this tag or digest and checks its digest.
func (r *Repository) Manifest(ctx context.Context, reference string) (*registry.Manifest, error) {
	q := r.manifestRequest(reference)
	if strings.Contains(reference, ":") {
		if err := q.bound.Action.CheckRef(reference); err != nil {
			return nil, err
		}
	}
	return r.manifest(ctx, reference, q)
}

// ManifestOf fetches the manifest that d names and checks its digest and size.
func (r *Repository) ManifestOf(ctx context.Context, d registry.Descriptor) (*registry.Manifest, error) {
	q := r.manifestRequest(d.Digest)
	if err := q.bound.Narrow(d, 1); err != nil {
		return nil, err
	}
	m, err := r.manifest(ctx, d.Digest, q)
	if err != nil {
		return nil, err
	}
	if err := q.bound.Check(d.Digest, m.Raw); err != nil {
		return nil, err
	}
	return m, nil
}

// manifestRequest is the request for a manifest with a tag or digest, which must
// be valid before it is sent.
func (r *Repository) manifestRequest(reference string) request {
	action := r.action(registry.OpManifest, reference)
	return request{bound: registry.Bound{Action: action, Max: r.limits.Manifest, Limit: registry.LimitManifest}}
}

// manifest fetches the manifest with a tag or digest, from the cache where that
// is known to hold the right one.
func (r *Repository) manifest(ctx context.Context, reference string, q request) (*registry.Manifest, error) {
	cached := r.cached(reference)
	if cached != nil && registry.ValidDigest(reference) {
		return cached, nil
	}
	q.at, q.accept = r.repositoryURL("/manifests/"+reference), manifestTypes
	if cached != nil {
		q.etag = cache.EntityTag(cached.Digest)
	}
	answer, err := r.get(ctx, q)
	if err != nil {
		return nil, err
	}
	if answer.unchanged {
		if confirms(answer.header, cached.Digest) {
			return cached, nil
		}
		q.etag = ""
		if answer, err = r.get(ctx, q); err != nil {
			return nil, err
		}
	}
	m, err := r.readManifest(q.bound.Action, reference, answer)
	if err != nil {
		return nil, err
	}
	r.cache.Put(r.Name(), m.Digest, m.Raw)
	if !registry.ValidDigest(reference) {
		r.cache.PutTag(r.Name(), reference, m.Digest, answer.header.Get("ETag"))
	}
	return m, nil
}

// readManifest checks the answer to a request for a manifest and parses it.
func (r *Repository) readManifest(action registry.Action, reference string, answer *response) (*registry.Manifest, error) {
	want := reference
	if !registry.ValidDigest(want) {
		// The header is the server's word only; it must at least agree with
		// the bytes that came with it.
		want = answer.header.Get("Docker-Content-Digest")
		if !registry.ValidDigest(want) {
			want = registry.DigestOf(answer.body, "")
		}
	}
	if err := action.CheckDigest(want, answer.body); err != nil {
		return nil, err
	}
	m, err := registry.ParseManifest(answer.body, want, answer.header.Get("Content-Type"), r.limits.Descriptors())
	switch {
	case err != nil && isWebPage(answer.body):
		return nil, webPage(action)
	case err != nil:
		return nil, action.Malformed(err)
	}
	return m, nil
}

// confirms reports whether an answer that nothing has changed is about the
// manifest with this digest, which the entity tag of the request named.
// Registries need not repeat the digest or the entity tag; a different one is a
// contradiction, after which only the manifest itself counts.
func confirms(header http.Header, digest string) bool {
	said, tag := header.Get("Docker-Content-Digest"), header.Get("ETag")
	return (said == "" || said == digest) && (tag == "" || tag == cache.EntityTag(digest))
}

// cached returns the manifest of a digest from the cache, or nil. Of a tag it
// returns the one that the tag last pointed to, to ask whether it still does
// (RFC 9110, section 13.1.2), which spares the bytes and not the request.
func (r *Repository) cached(reference string) *registry.Manifest {
	digest := reference
	if !registry.ValidDigest(reference) {
		digest = r.cache.Tag(r.Name(), reference)
	}
	data := r.cache.Get(r.Name(), digest)
	if data == nil {
		return nil
	}
	r.debugCached(digest, data)
	m, err := registry.ParseManifest(data, digest, "", r.limits.Descriptors())
	if err != nil {
		return nil
	}
	return m
}

// debugCached logs what was found in the cache.
func (r *Repository) debugCached(digest string, data []byte) {
	r.options.logger().LogAttrs(context.Background(), slog.LevelDebug, "from the cache",
		slog.String("repository", r.Name()), slog.String("digest", digest), slog.Int("bytes", len(data)))
}

// isWebPage reports whether body looks like HTML, as proxies and login pages
// send it.
func isWebPage(body []byte) bool {
	return bytes.HasPrefix(bytes.TrimSpace(body[:min(len(body), 256)]), []byte("<"))
}

func webPage(action registry.Action) error {
	e := action.Fail(registry.Unreadable, errors.New("the answer is a web page"))
	e.Remedy = registry.RemedyCheckProxy
	return e
}

// Blob fetches the bytes that d names and checks their digest and size.
// progress, where not nil, is told how many bytes have come so far.
func (r *Repository) Blob(ctx context.Context, d registry.Descriptor, progress func(int64)) ([]byte, error) {
	q := request{
		bound:    registry.Bound{Action: r.action(registry.OpBlob, d.Digest), Max: r.limits.Blob, Limit: registry.LimitBlob},
		progress: progress,
	}
	if err := q.bound.Narrow(d, 0); err != nil {
		return nil, err
	}
	data := r.cache.Get(r.Name(), d.Digest)
	cached := data != nil
	if cached {
		r.debugCached(d.Digest, data)
	}
	if cached && progress != nil {
		progress(int64(len(data)))
	}
	if !cached {
		q.at = r.repositoryURL("/blobs/" + d.Digest)
		answer, err := r.get(ctx, q)
		if err != nil {
			return nil, err
		}
		data = answer.body
	}
	if err := q.bound.Check(d.Digest, data); err != nil {
		return nil, err
	}
	if !cached {
		r.cache.Put(r.Name(), d.Digest, data)
	}
	return data, nil
}
