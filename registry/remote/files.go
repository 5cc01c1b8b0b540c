package remote

import (
	"context"
	"net/http"
	"net/url"

	"assay/registry"
)

// Files reads files from one web server that is no registry, such as a store of
// signatures. It sends no credentials, as the server is another service than the
// registry.
type Files struct {
	options  Options
	requests *requestLog
	client   *http.Client
}

// NewFiles returns a reader of files from a host, with its port where it has
// one. Nothing is sent before the first call of Get.
func NewFiles(host string, options Options) *Files {
	limits := options.Limits.WithDefaults()
	pool := options.Pool
	if pool == nil {
		pool = NewPool()
	}
	requests := newRequestLog(pool.host(host, options, limits).transport, limits.Run, options.logger())
	return &Files{options: options, requests: requests, client: newClient(requests)}
}

// Log returns the requests made so far.
func (f *Files) Log() registry.RequestLog { return f.requests.log() }

// Get returns the file at a URL, at most as many bytes as bound has. A file that
// is a web page is refused: servers that have none send such a page for every
// path. The error is a *registry.Error.
func (f *Files) Get(ctx context.Context, at *url.URL, bound registry.Bound) ([]byte, error) {
	data, err := getFile(ctx, f.client, at, bound, f.options.UserAgent, func(answer *http.Response) *registry.Error {
		// Only a registry says why in a body of its own form, so it is not read.
		bare := *answer
		bare.Body = http.NoBody
		e := statusError(bound.Action, &bare, at.Host)
		if e.Outcome == registry.Denied {
			e.Remedy = registry.RemedyCheckStore
		}
		return e
	})
	if err == nil && isWebPage(data) {
		return nil, webPage(bound.Action)
	}
	return data, err
}
