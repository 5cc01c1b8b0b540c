// Package discover finds everything that is attached to an image: it resolves a
// reference, asks all places at once (cosign's tags, the referrers API and its
// fallback tag, children of an index, signature stores), fetches each artifact
// on its own, and keeps what came as evidence.
//
// It reads what arrives as far as its form needs, and never verifies anything:
// what is asked of a signature it does not know. One artifact that is missing,
// broken or slow never hides another.
package discover

import (
	"cmp"
	"context"
	"log/slog"
	"path/filepath"
	"sync"

	"assay/inspect/evidence"
	"assay/inspect/report"
	"assay/registry"
	"assay/registry/layout"
	"assay/registry/remote"
)

// walk is one pass over what is attached: the first, or that of a retry.
type walk struct {
	*Discovery
	notify notifier
	work   sync.WaitGroup
}

// Run resolves reference and fetches everything attached to it. notify, if not
// nil, is told of every tree node that is new or has moved on, with what was
// discovered so far; it is called from several goroutines.
//
// The error is a *report.UsageError for a mistake in the options, or a
// *registry.Error where the target itself could not be had; the Discovery then
// says what was asked for, and is nil where nothing was. Whatever goes wrong
// afterwards is part of the evidence.
func Run(ctx context.Context, reference registry.Reference, options Options,
	notify func(*Discovery, *report.Artifact)) (*Discovery, error) {
	options.Logger = cmp.Or(options.Logger, slog.New(slog.DiscardHandler))
	source, err := openSource(reference, options.Registry)
	if err != nil {
		return nil, err
	}
	d := &Discovery{options: options, limits: options.Registry.Limits.WithDefaults(), reference: reference, source: source,
		signatures: source}
	if options.SignatureRepository != "" {
		if d.signatures, err = signatureSource(options); err != nil {
			return nil, err
		}
		defer d.signatures.Close()
	}
	defer source.Close()
	if d.stores, err = openStores(ctx, reference, options); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(remote.Branch(ctx))
	defer cancel()
	w := &walk{Discovery: d, notify: func(a *report.Artifact) {
		if notify != nil {
			notify(d, a)
		}
	}}
	// A digest says at once what the attachments are named after, so they need
	// not wait for the manifest.
	early := w.looksUpEarly()
	if early {
		w.lookUp(ctx, reference.Identifier, evidence.RoleTarget, reference.Identifier, "")
	}
	if err := w.resolve(ctx); err != nil {
		cancel()
		w.work.Wait()
		return d, err
	}
	w.attachments(ctx, early)
	w.work.Wait()
	remote.After(ctx, d.Requests().Depth)
	w.askLog(ctx)
	d.finish(w.findRelated(ctx))
	return d, nil
}

// finish says that nothing is on its way any more.
func (d *Discovery) finish(related []evidence.Related) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.related, d.complete = related, true
}

// openSource returns the source that a reference names.
func openSource(reference registry.Reference, options remote.Options) (registry.Source, error) {
	if reference.Layout != "" {
		return layout.Open(reference.Layout, reference.Archive, options.Limits)
	}
	return remote.New(reference.Repository, options), nil
}

func signatureSource(options Options) (registry.Source, error) {
	r, err := registry.ParseReference(options.SignatureRepository)
	if err != nil {
		return nil, &report.UsageError{Options: []report.Option{report.OptionSignatureStorage}, Err: err}
	}
	return openSource(r, options.Registry)
}

// looksUpEarly reports whether the digest of the target is known from its
// reference.
func (w *walk) looksUpEarly() bool {
	return registry.ValidDigest(w.reference.Identifier) && w.options.Platform == "" && w.reference.Layout == ""
}

// resolve fetches the manifest that was asked about and, of an index, the
// platform's.
func (w *walk) resolve(ctx context.Context) error {
	m, err := w.source.Manifest(ctx, w.reference.Identifier)
	if err != nil {
		return err
	}
	wanted := w.options.Platform
	picked := wanted != "" && m.IsIndex()
	if picked {
		if m, err = w.choosePlatform(ctx, m, wanted); err != nil {
			return err
		}
	}
	target := report.Target{Reference: w.reference.Text, Digest: m.Digest, MediaType: m.MediaType, Image: describe(m)}
	if picked {
		target.Platform = wanted
	} else if wanted != "" {
		w.note("the platform "+wanted+" picks nothing here: the reference names one image and no index", "")
	}
	if m.IsIndex() {
		target.Platforms = len(evidence.PlatformsOf(m))
	}
	if digest, kind, ok := registry.ParseArtifactTag(w.reference.Identifier); ok {
		target.Artifact, target.Belongs = kind, w.reference.WithIdentifier(digest)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.manifest, w.target = m, target
	return nil
}

// layoutPath is the absolute path of a layout, or empty.
func (d *Discovery) layoutPath() string {
	if d.reference.Layout == "" {
		return ""
	}
	if absolute, err := filepath.Abs(d.reference.Layout); err == nil {
		return absolute
	}
	return d.reference.Layout
}

// spawn runs f in the background; the walk waits for it.
func (w *walk) spawn(ctx context.Context, f func(context.Context)) {
	ctx = remote.Branch(ctx)
	w.work.Go(func() { f(ctx) })
}
