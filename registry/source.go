package registry

import (
	"context"
	"time"
)

// Source is where an image and what is attached to it are read from. All
// methods may be called from several goroutines.
type Source interface {
	// Name is the repository, layout or archive, for a reader.
	Name() string
	// Manifest returns the manifest with this tag or digest. The error is an
	// *Error.
	Manifest(ctx context.Context, reference string) (*Manifest, error)
	// ManifestOf returns the manifest that d names. No more is read than the size
	// that d gives, and the manifest must have that size; otherwise the error is
	// an *Error that wraps a *SizeError.
	ManifestOf(ctx context.Context, d Descriptor) (*Manifest, error)
	// Blob returns the bytes that d names, at most Limits.Blob of them and, as
	// with ManifestOf, exactly as many as d gives. progress, if not nil, is called
	// with the number of bytes received so far.
	Blob(ctx context.Context, d Descriptor, progress func(done int64)) ([]byte, error)
	// Referrers lists the manifests whose subject is digest. A source without
	// such a listing answers with outcome Unsupported in its error.
	Referrers(ctx context.Context, digest string) ([]Descriptor, error)
	// Tags lists the repository's tags, at most Limits.Tags of them.
	Tags(ctx context.Context) ([]string, error)
	// Log returns the requests made so far, and how deep they were.
	Log() RequestLog
	// Close releases what the source holds; what it has returned stays valid.
	Close()
}

// Request is one round trip to a server.
type Request struct {
	Method, URL string
	Status      int
	Bytes       int64
	// Started counts from the beginning of the run.
	Started, Duration time.Duration
	Problem           string
}

// RequestLog is what was requested so far. Depth is the number of round trips
// that had to wait for one another.
type RequestLog struct {
	Requests []Request
	Bytes    int64
	Depth    int
}
