// Package middleware stands in for that of github.com/go-chi/chi, of which
// rekor's log writer uses one key of a context, that assay never sets. The original
// brings the handlers of net/http/pprof and of expvar into the program, and sets
// them up whenever it starts.
package middleware

type contextKey struct{}

// RequestIDKey is the key under which a server of rekor keeps a request's ID.
var RequestIDKey any = contextKey{}
