package inspect

import (
	"context"
	"time"

	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/inspect/trust"
	"assay/registry/file"
	"assay/registry/remote"
)

// Options says what to inspect and how.
type Options struct {
	// Asked is what a signature is measured against.
	Asked report.Criteria
	// Platform, as os/arch or os/arch/variant, picks a manifest from an index;
	// it is then what the verdict is about. Empty leaves the index.
	Platform string
	// AllPlatforms looks for what is attached to every platform of an index,
	// however many there are.
	AllPlatforms bool
	Registry     remote.Options
	// SignatureRepository is where cosign's artifacts lie when not beside the
	// image (COSIGN_REPOSITORY).
	SignatureRepository string
	// RekorURL, where set, is a Rekor v1 log that is asked whether it has the
	// log entries of the signatures.
	RekorURL string
	// Timeout bounds the whole run; zero means none.
	Timeout time.Duration
	// MaxSBOM bounds the size of an SBOM in bytes; zero means the default.
	MaxSBOM int64
	// Now is the current time; the zero value means the clock.
	Now time.Time
	// Notes are said in the report as they are: what the caller took and does not
	// use.
	Notes []string
	// Root overrides the trusted root, for the demo and for tests.
	Root *trust.Root
	// Stores says where signatures beside the registry are looked for.
	Stores StoreOptions
	// SuggestPolicy asks for configuration that would accept the image as it
	// is signed today, also without a policy to start from.
	SuggestPolicy bool
	// Getenv reads an environment variable for keys named env://NAME.
	Getenv func(string) string
	// Inputs reads the files that the user named, and keeps what can be read once
	// only. Runs that share it share that; nil means that each has its own.
	Inputs *file.Inputs
	// Control, if not nil, can stop what is being fetched for one artifact.
	Control *Control

	// prepared is what Asked comes to, where Prepare has worked that out.
	prepared *sigstore.VerifyOptions
}

// Prepare reads the keys and the trusted root that options ask for, once for
// all runs that are given what it returns. The error is as for Run.
func Prepare(ctx context.Context, options Options) (Options, error) {
	options = options.withInputs()
	ctx, cancel := options.bounded(ctx)
	defer cancel()
	policy, err := compile(ctx, options.Asked, options)
	options.prepared = policy
	return options, err
}

// withInputs returns o with a place for what is read once only.
func (o Options) withInputs() Options {
	if o.Inputs == nil {
		o.Inputs = new(file.Inputs)
	}
	return o
}

// bounded returns a context that ends with the time for a run.
func (o Options) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if o.Timeout <= 0 {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, o.Timeout)
}

func (o Options) now() time.Time {
	if o.Now.IsZero() {
		return time.Now().UTC()
	}
	return o.Now
}
