package remote

import (
	"net/http"
	"net/url"

	"assay/registry"
)

// request is one thing to get from the registry.
type request struct {
	// bound is how many bytes the answer may have, and the action, for errors.
	bound registry.Bound
	// at returns the URL under a scheme.
	at func(scheme string) *url.URL
	// accept lists the media types wanted; empty leaves it open.
	accept string
	// etag, where set, requests only what no longer has this entity tag.
	etag string
	// progress, where not nil, is told how many bytes have come so far.
	progress func(int64)
}

// response is an answer that was read whole.
type response struct {
	header http.Header
	// url is where it came from in the end, after redirects.
	url  *url.URL
	body []byte
	// unchanged says that what had the request's entity tag is still right; there
	// is no body then.
	unchanged bool
}

// repositoryURL returns the URL of a path of the repository. The caller has
// checked that its parts are tags or digests.
func (r *Repository) repositoryURL(path string) func(scheme string) *url.URL {
	return r.registryURL("/v2/" + r.repository.RepositoryStr() + path)
}

// registryURL returns the URL of a path of the registry, outside the repository.
func (r *Repository) registryURL(path string) func(scheme string) *url.URL {
	return func(scheme string) *url.URL {
		return &url.URL{Scheme: scheme, Host: r.repository.RegistryStr(), Path: path}
	}
}
