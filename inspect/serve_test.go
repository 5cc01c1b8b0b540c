package inspect

import (
	"net/http"

	"assay/registry/serve"
)

// handlerFunc picks the handler by the request's path.
type handlerFunc func(path string) *serve.Handler

func (f handlerFunc) ServeHTTP(w http.ResponseWriter, r *http.Request) { f(r.URL.Path).ServeHTTP(w, r) }
