package inspect

import (
	"cmp"
	"context"
	"log/slog"
	"time"

	"assay/inspect/criteria"
	"assay/inspect/discover"
	"assay/inspect/report"
	"assay/inspect/trust"
	"assay/inspect/verify"
	"assay/registry/file"
	"assay/registry/remote"
)

// Options says what to inspect and how.
type Options struct {
	// Criteria is what a signature is measured against.
	Criteria report.Criteria
	// Platform, as os/arch or os/arch/variant, picks a manifest from an index;
	// it is then what the verdict is about. Empty leaves the index.
	Platform string
	// AllPlatforms looks for what is attached to every platform of an index,
	// however many there are.
	AllPlatforms bool
	Registry     remote.Options
	// SignatureRepository is where cosign's artifacts are when they are not in
	// the image's repository (COSIGN_REPOSITORY).
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
	// Stores says where signatures that are not in the registry are looked for.
	Stores discover.StoreOptions
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
	// Logger is told of requests, of the cache, of the trusted root, of what the
	// second verifier said and of what broke down; nil discards that.
	Logger *slog.Logger

	// prepared is what Criteria comes to, where Prepare has worked that out.
	prepared *criteria.Criteria
}

// Prepare reads the keys and the trusted root that options ask for, once for
// all runs that are given what it returns. The error is as for Run.
func Prepare(ctx context.Context, options Options) (Options, error) {
	options = options.withDefaults()
	ctx, cancel := options.bounded(ctx)
	defer cancel()
	loaded, err := options.load(ctx, options.Criteria)
	options.prepared = loaded
	return options, err
}

// load reads what asked names.
func (o Options) load(ctx context.Context, asked report.Criteria) (*criteria.Criteria, error) {
	if err := o.checkStorage(asked); err != nil {
		return nil, err
	}
	return criteria.Load(ctx, asked, o.reading())
}

// begin begins to read what asked names, and does not wait for the network.
func (o Options) begin(ctx context.Context, asked report.Criteria) (*criteria.Loading, error) {
	if err := o.checkStorage(asked); err != nil {
		return nil, err
	}
	return criteria.Begin(ctx, asked, o.reading())
}

// checkStorage refuses a policy for signatures in a repository of their own.
func (o Options) checkStorage(asked report.Criteria) error {
	if o.SignatureRepository == "" || asked.Policy == "" && !o.SuggestPolicy {
		return nil
	}
	return report.Usagef([]report.Option{report.OptionSignatureStorage},
		"whoever enforces a policy does not look there: unset it to see what the policy says")
}

// reading is what criteria are read with.
func (o Options) reading() criteria.Options {
	return criteria.Options{Inputs: o.Inputs, Getenv: o.Getenv, Registry: o.Registry, Root: o.Root, Now: o.now(),
		Notes: o.Notes, Logger: o.Logger}
}

// discovery is what discovery takes of the options.
func (o Options) discovery(wantsOpenPGP func(context.Context) bool) discover.Options {
	return discover.Options{Platform: o.Platform, AllPlatforms: o.AllPlatforms, Registry: o.Registry,
		SignatureRepository: o.SignatureRepository,
		RekorURL:            o.RekorURL, MaxSBOM: o.MaxSBOM, Offline: o.Criteria.Offline, Stores: o.Stores, Inputs: o.Inputs,
		Control: o.Control, Logger: o.Logger, WantsOpenPGP: wantsOpenPGP}
}

// verification is what verification takes of the options; checks end at end,
// unless that is the zero time.
func (o Options) verification(end time.Time, memo *verify.Memo) verify.Options {
	out := verify.Options{SuggestPolicy: o.SuggestPolicy, Memo: memo}
	if !end.IsZero() {
		out.Expired = func() bool { return time.Now().After(end) }
	}
	return out
}

// withDefaults returns o with a place for what is read once only, and with a
// logger.
func (o Options) withDefaults() Options {
	if o.Inputs == nil {
		o.Inputs = new(file.Inputs)
	}
	o.Logger = cmp.Or(o.Logger, slog.New(slog.DiscardHandler))
	o.Registry.Logger = cmp.Or(o.Registry.Logger, o.Logger)
	return o
}

// bounded returns a context that ends with the time for a run, and in any case
// when the run is over: criteria that are still on their way are given up then.
func (o Options) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if o.Timeout <= 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, o.Timeout)
}

func (o Options) now() time.Time {
	if o.Now.IsZero() {
		return time.Now().UTC()
	}
	return o.Now
}
