package discover

import (
	"context"
	"path"
	"strings"

	"assay/inspect/evidence"
	"assay/inspect/internal/limitio"
	"assay/inspect/openpgp"
	"assay/inspect/remedy"
	"assay/inspect/report"
	"assay/registry"
	"assay/registry/lookaside"
)

const mediaTypeOpenPGP = "application/pgp"

// stores is what was found out about stores before anything is fetched.
type stores struct {
	image      registry.ImageName
	registries *lookaside.Registries
	// problem is why registries.d cannot be read; podman then refuses to work.
	problem error
	// byDefault is where signatures are when nothing is configured, or empty.
	byDefault string
	results   []openpgp.SignerResult
	// lookaside is the store once it was opened; it keeps account of what it
	// was asked.
	lookaside *lookaside.Store
}

// openStores reads configuration. The error is a *report.UsageError for a file that
// was named and cannot be read.
func openStores(ctx context.Context, reference registry.Reference, options Options) (*stores, error) {
	out := &stores{registries: options.Stores.Registries}
	var err error
	switch {
	case reference.Layout == "" && options.Stores.Reference != "":
		return nil, report.Usagef([]report.Option{report.OptionReference},
			"the name is for an image that was read from disk; %s has its own", reference.Text)
	case reference.Layout == "":
		out.image, err = registry.ParseImageName(reference.WithIdentifier(reference.Identifier))
		if err != nil {
			// A name that other programs do not take has no configuration.
			out.image = registry.ImageName{}
		}
	case options.Stores.Reference != "":
		if out.image, err = registry.ParseImageName(options.Stores.Reference); err != nil {
			return nil, &report.UsageError{Options: []report.Option{report.OptionReference}, Err: err}
		}
	}
	if options.Stores.Home != "" {
		out.byDefault = lookaside.DefaultURL(options.Stores.Root, options.Stores.Home)
	}
	if out.registries == nil && len(options.Stores.RegistriesDirectories) > 0 {
		out.registries, out.problem = lookaside.LoadRegistries(options.Stores.RegistriesDirectories...)
	}
	if options.Stores.SignerResults == "" {
		return out, nil
	}
	data, err := options.Inputs.Read(ctx, options.Stores.SignerResults, maxSignerResults)
	if err != nil {
		return nil, limitio.NotRead("the results of the signer", err, report.OptionSignerResults)
	}
	if out.results, err = openpgp.ParseSignerResults(data); err != nil {
		return nil, report.Usagef([]report.Option{report.OptionSignerResults}, "reading the results of the signer in %s: %w",
			options.Stores.SignerResults, err)
	}
	return out, nil
}

// maxSignerResults bounds a file of results, in bytes.
const maxSignerResults = 64 << 20

// lookUpStores looks for OpenPGP signatures of a manifest.
func (w *walk) lookUpStores(ctx context.Context, s subject) {
	w.readResults(s)
	if at := w.options.Stores.Signatures; at != "" {
		found, err := lookaside.ReadPath(ctx, w.options.Inputs, at, w.stores.image, s.digest)
		w.stored(s, report.StoreFile, at, found, err)
	}
	if !w.stores.image.Known() {
		return
	}
	if w.reference.Layout == "" && w.options.WantsOpenPGP(ctx) && w.lookUpExtension(ctx, s) {
		return
	}
	w.lookUpLookaside(ctx, s)
}

// lookUpExtension asks the registry itself. It returns true for one that keeps
// signatures: the lookaside store is then not looked at, as podman has it.
func (w *walk) lookUpExtension(ctx context.Context, s subject) bool {
	remote, ok := w.source.(registry.SignatureExtension)
	if !ok {
		return false
	}
	found, err := remote.ExtensionSignatures(ctx, s.digest)
	if registry.OutcomeOf(err) == registry.Unsupported {
		w.lookup(report.Lookup{Subject: s.digest, Store: report.StoreExtension, Reference: "extensions/v2",
			Outcome: report.LookupUnsupported})
		return false
	}
	w.stored(s, report.StoreExtension, "extensions/v2/…/signatures/"+s.digest, found, err)
	return true
}

func (w *walk) lookUpLookaside(ctx context.Context, s subject) {
	if w.stores.problem != nil {
		w.lookup(report.Lookup{Subject: s.digest, Store: report.StoreLookaside, Reference: "registries.d", Outcome: report.LookupUnreadable,
			Detail: remedy.Explain(w.stores.problem)})
		w.problem(report.Source{Store: report.StoreLookaside, Reference: "registries.d"}, w.stores.problem)
		return
	}
	base, _ := w.stores.registries.Lookaside(w.stores.image)
	if base == "" {
		if w.stores.byDefault == "" || !w.options.WantsOpenPGP(ctx) {
			return
		}
		base = w.stores.byDefault
	}
	if w.reference.Layout != "" && w.options.Offline && !strings.HasPrefix(base, "file:") {
		// An image on disk, and nobody is to be asked.
		return
	}
	store, err := w.openLookaside(base)
	if err != nil {
		w.stored(s, report.StoreLookaside, base, nil, err)
		return
	}
	found, err := store.Signatures(ctx, s.digest)
	w.stored(s, report.StoreLookaside, store.Name(), found, err)
}

// openLookaside opens the store once, so that all that is read from it counts
// together.
func (w *walk) openLookaside(base string) (*lookaside.Store, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stores.lookaside != nil {
		return w.stores.lookaside, nil
	}
	store, err := lookaside.Open(base, w.stores.image, w.options.Registry)
	w.stores.lookaside = store
	return store, err
}

// stored puts what a store gave into the tree, and notes how asking ended.
func (w *walk) stored(s subject, store report.Store, name string, found []registry.StoredSignature, err error) {
	outcome := registry.OutcomeOf(err)
	if err == nil && len(found) == 0 {
		outcome = registry.None
	}
	p := report.Lookup{Subject: s.digest, Store: store, Reference: name, Outcome: report.LookupOutcome(outcome)}
	if err != nil {
		p.Detail = remedy.Explain(err)
		w.problem(report.Source{Store: store, Reference: name}, err)
	}
	w.lookup(p)
	for n, one := range found {
		w.addOpenPGP(s, store, one.Reference, one.Data, openpgp.Read(one.Data), n)
	}
}

// addOpenPGP keeps a signature with a tree node of its own.
func (w *walk) addOpenPGP(s subject, store report.Store, reference string, data []byte, m *openpgp.Material, position int) {
	source := report.Source{Store: store, Reference: reference, Digest: registry.DigestOf(data, ""), MediaType: mediaTypeOpenPGP}
	id := reference + " " + s.digest
	w.node(&report.Artifact{ID: id, Parent: s.parent, Kind: report.KindSignature, Title: path.Base(reference), Source: source,
		Subject: s.digest,
		State:   report.StateDone, Bytes: int64(len(data)), Total: int64(len(data)), SBOM: -1, Platform: s.platform})
	f := &evidence.Signature{Role: s.role, Source: source, ArtifactID: id, Form: evidence.FormOpenPGP, Platform: s.platform, OpenPGP: m,
		Blob: data, Position: position}
	f.Artifact.Digest, f.Artifact.Image = s.digest, true
	w.addFound(f)
}

// readResults takes what a message-based signer made for this manifest. Claims
// about other images are left out; what the signer refused is shown with the
// target, as it names none.
func (w *walk) readResults(s subject) {
	for n, result := range w.stores.results {
		reference := w.options.Stores.SignerResults + "#" + result.Name
		switch {
		case result.Problem != "":
			if s.role == evidence.RoleTarget {
				w.addOpenPGP(s, report.StoreFile, reference, result.Claim, openpgp.Failed(result.Problem), n)
			}
		case result.Material.Claims == nil && s.role == evidence.RoleTarget, result.Material.Claims != nil &&
			result.Material.Claims.Digest == s.digest:
			w.addOpenPGP(s, report.StoreFile, reference, result.Claim, result.Material, n)
		}
	}
	if len(w.stores.results) > 0 {
		w.lookup(report.Lookup{Subject: s.digest, Store: report.StoreFile, Reference: w.options.Stores.SignerResults,
			Outcome: report.LookupFound})
	}
}

// repositoryName is the name that claims are compared with; an image on disk has
// none unless the user gives it one.
func (w *walk) repositoryName() string {
	switch {
	case w.reference.Layout == "":
		return w.source.Name()
	case w.stores.image.Known():
		return w.stores.image.Named.Name()
	}
	return ""
}
