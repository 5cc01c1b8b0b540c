package forge

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"

	"assay/registry/serve"
)

// Registry serves forged images on loopback, each as a repository of its own.
type Registry struct {
	server *httptest.Server
	images sync.Map // folder to *serve.Handler
	last   atomic.Int64
}

// NewRegistry starts one; Close ends it.
func NewRegistry() *Registry {
	r := &Registry{}
	r.server = httptest.NewServer(http.HandlerFunc(r.serve))
	return r
}

// Close stops serving.
func (r *Registry) Close() { r.server.Close() }

// Add serves an image and returns the reference of its tag, with a function
// that forgets it.
func (r *Registry) Add(i *Image) (reference string, drop func()) {
	folder := fmt.Sprintf("c%d", r.last.Add(1))
	r.images.Store(folder, serve.New(i.Files(folder), "forge", true))
	return strings.TrimPrefix(r.server.URL, "http://") + "/forge/" + folder + ":" + Tag, func() { r.images.Delete(folder) }
}

func (r *Registry) serve(w http.ResponseWriter, request *http.Request) {
	parts := strings.Split(request.URL.Path, "/")
	if len(parts) > 3 {
		if handler, ok := r.images.Load(parts[3]); ok {
			handler.(*serve.Handler).ServeHTTP(w, request) //nolint:forcetypeassert // Add stores nothing else.
			return
		}
	}
	if strings.TrimSuffix(request.URL.Path, "/") == "/v2" {
		_, _ = w.Write([]byte("{}"))
		return
	}
	http.NotFound(w, request)
}
