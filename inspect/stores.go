package inspect

import (
	"context"
	"os"
	"path"
	"strings"

	"assay/inspect/openpgp"
	"assay/inspect/report"
	"assay/registry"
)

// StoreOptions says where signatures that do not lie in the registry itself
// are looked for.
type StoreOptions struct {
	// RegistriesDirectories hold registries.d, the strongest first; empty means
	// that no such file is read.
	RegistriesDirectories []string
	// Registries stands in for those files, for the demo and for tests.
	Registries *registry.Registries
	// Signatures is a file or folder on disk with OpenPGP signatures.
	Signatures string
	// SignerResults is a file with the results of a message-based signer.
	SignerResults string
	// Reference is the name to compare claims and policy with for an image
	// that was read from disk.
	Reference string
	// Home is the user's home directory, Root whether the user is root; they
	// decide where signatures lie by default. An empty Home looks nowhere.
	Home string
	Root bool
}

const mediaTypeOpenPGP = "application/pgp"

// stores is what was found out about stores before anything is fetched.
type stores struct {
	image      registry.ImageName
	registries *registry.Registries
	// problem is why registries.d cannot be read; podman then refuses to work.
	problem error
	// ask says that OpenPGP signatures were asked for by key or policy, so that
	// places are looked at that are not configured.
	ask     bool
	results []openpgp.SignerResult
	// lookaside is the store once it was opened; it keeps account of what it
	// was asked.
	lookaside *registry.Lookaside
}

// openStores reads configuration. The error is a *report.UsageError for a file that
// was named and cannot be read.
func openStores(ctx context.Context, reference registry.Reference, options Options) (stores, error) {
	var out stores
	var err error
	switch {
	case reference.Layout == "" && options.Stores.Reference != "":
		return out, usage("--reference names an image that was read from disk; %s has its own name", reference.Text)
	case reference.Layout == "":
		out.image, err = registry.ParseImageName(reference.WithIdentifier(reference.Identifier))
		if err != nil {
			// A name that other programs do not take has no configuration.
			out.image = registry.ImageName{}
		}
	case options.Stores.Reference != "":
		if out.image, err = registry.ParseImageName(options.Stores.Reference); err != nil {
			return out, usage("--reference: %w", err)
		}
	}
	out.ask = options.Asked.Policy != "" || asksOpenPGP(ctx, options)
	out.registries = options.Stores.Registries
	if out.registries == nil && len(options.Stores.RegistriesDirectories) > 0 {
		out.registries, out.problem = registry.LoadRegistries(options.Stores.RegistriesDirectories...)
	}
	if options.Stores.SignerResults == "" {
		return out, nil
	}
	data, err := options.Inputs.Read(ctx, options.Stores.SignerResults, maxSignerResults)
	if err != nil {
		return out, notRead("--signer-results", err)
	}
	if out.results, err = openpgp.ParseSignerResults(data); err != nil {
		return out, usage("reading --signer-results %s: %w", options.Stores.SignerResults, err)
	}
	return out, nil
}

// maxSignerResults bounds a file of results, in bytes.
const maxSignerResults = 64 << 20

// asksOpenPGP reports whether one of the keys asked for is an OpenPGP key. Keys
// behind a URL are known by their name only, as nothing is fetched yet.
func asksOpenPGP(ctx context.Context, options Options) bool {
	if options.prepared != nil {
		return options.prepared.OpenPGP != nil
	}
	for _, where := range options.Asked.Keys {
		if strings.HasPrefix(where, "http://") || strings.HasPrefix(where, "https://") {
			switch path.Ext(where) {
			case ".asc", ".gpg", ".pgp":
				return true
			}
			continue
		}
		data, _, err := readKey(ctx, where, options)
		if err == nil && openpgp.IsKey(data) {
			return true
		}
	}
	return false
}

// probeStores looks for OpenPGP signatures of a manifest.
func (g *gatherer) probeStores(ctx context.Context, s subject) {
	g.readResults(s)
	if at := g.options.Stores.Signatures; at != "" {
		found, err := registry.SignaturesOnDisk(ctx, g.options.Inputs, at, g.stores.image, s.digest)
		g.stored(s, report.StoreFile, at, found, err)
	}
	if !g.stores.image.Known() {
		return
	}
	if g.stores.ask && g.reference.Layout == "" && g.probeExtension(ctx, s) {
		return
	}
	g.probeLookaside(ctx, s)
}

// probeExtension asks the registry itself. It returns true for one that keeps
// signatures: the lookaside store is then not looked at, as podman has it.
func (g *gatherer) probeExtension(ctx context.Context, s subject) bool {
	remote, ok := g.source.(registry.SignatureExtension)
	if !ok {
		return false
	}
	found, err := remote.ExtensionSignatures(ctx, s.digest)
	if registry.OutcomeOf(err) == registry.Unsupported {
		g.probe(report.Lookup{Subject: s.digest, Store: report.StoreExtension, Reference: "extensions/v2", Outcome: report.LookupUnsupported})
		return false
	}
	g.stored(s, report.StoreExtension, "extensions/v2/…/signatures/"+s.digest, found, err)
	return true
}

func (g *gatherer) probeLookaside(ctx context.Context, s subject) {
	if g.stores.problem != nil {
		g.probe(report.Lookup{Subject: s.digest, Store: report.StoreLookaside, Reference: "registries.d", Outcome: report.LookupUnreadable, Detail: g.stores.problem.Error()})
		g.problem(report.Source{Store: report.StoreLookaside, Reference: "registries.d"}, g.stores.problem)
		return
	}
	base, _ := g.stores.registries.Lookaside(g.stores.image)
	if base == "" {
		if !g.stores.ask || g.options.Stores.Home == "" {
			return
		}
		base = registry.DefaultLookaside(g.options.Stores.Root, g.options.Stores.Home)
	}
	if g.reference.Layout != "" && g.options.Asked.Offline && !strings.HasPrefix(base, "file:") {
		// An image on disk, and nobody is to be asked.
		return
	}
	store, err := g.lookaside(base)
	if err != nil {
		g.stored(s, report.StoreLookaside, base, nil, err)
		return
	}
	found, err := store.Signatures(ctx, s.digest)
	g.stored(s, report.StoreLookaside, store.Name(), found, err)
}

// lookaside opens the store once, so that all that is read from it counts
// together.
func (g *gatherer) lookaside(base string) (*registry.Lookaside, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.stores.lookaside != nil {
		return g.stores.lookaside, nil
	}
	store, err := registry.NewLookaside(base, g.stores.image, g.options.Registry)
	g.stores.lookaside = store
	return store, err
}

// stored puts what a store gave into the tree, and notes how asking ended.
func (g *gatherer) stored(s subject, store report.Store, name string, found []registry.StoredSignature, err error) {
	outcome := registry.OutcomeOf(err)
	if err == nil && len(found) == 0 {
		outcome = registry.None
	}
	p := report.Lookup{Subject: s.digest, Store: store, Reference: name, Outcome: report.LookupOutcome(outcome)}
	if err != nil {
		p.Detail = err.Error()
		g.problem(report.Source{Store: store, Reference: name}, err)
	}
	g.probe(p)
	for n, one := range found {
		g.addOpenPGP(s, store, one.Reference, one.Data, openpgp.Read(one.Data), n)
	}
}

// addOpenPGP keeps a signature with a tree node of its own.
func (g *gatherer) addOpenPGP(s subject, store report.Store, reference string, data []byte, m *openpgp.Material, position int) {
	source := report.Source{Store: store, Reference: reference, Digest: registry.DigestOf(data, ""), MediaType: mediaTypeOpenPGP}
	id := reference + " " + s.digest
	g.node(&report.Artifact{ID: id, Parent: s.parent, Kind: report.KindSignature, Title: path.Base(reference), Source: source, Subject: s.digest,
		State: report.StateDone, Bytes: int64(len(data)), Total: int64(len(data)), SBOM: -1, Platform: s.platform})
	f := &found{role: s.role, source: source, artifactID: id, kind: "openpgp", platform: s.platform, openpgp: m, blob: data, position: position}
	f.artifact.Digest, f.artifact.Image = s.digest, true
	g.addFound(f)
}

// readResults takes what a message-based signer made for this manifest. Claims
// about other images are left out; what the signer refused is shown with the
// target, as it names none.
func (g *gatherer) readResults(s subject) {
	for n, result := range g.stores.results {
		reference := g.options.Stores.SignerResults + "#" + result.Name
		switch {
		case result.Problem != "":
			if s.role == roleTarget {
				g.addOpenPGP(s, report.StoreFile, reference, result.Claim, openpgp.Failed(result.Problem), n)
			}
		case result.Material.Claims == nil && s.role == roleTarget, result.Material.Claims != nil && result.Material.Claims.Digest == s.digest:
			g.addOpenPGP(s, report.StoreFile, reference, result.Claim, result.Material, n)
		}
	}
	if len(g.stores.results) > 0 {
		g.probe(report.Lookup{Subject: s.digest, Store: report.StoreFile, Reference: g.options.Stores.SignerResults, Outcome: report.LookupFound})
	}
}

// manifestBytes returns the manifest with this digest where it is at hand.
func (i *Inspection) manifestBytes(digest string) []byte {
	if i.manifest != nil && i.manifest.Digest == digest {
		return i.manifest.Raw
	}
	return nil
}

// Home returns the home directory that podman would use, or empty.
func Home(getenv func(string) string) string {
	if home := getenv("HOME"); home != "" {
		return home
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return home
}

// repositoryName is the name that claims are compared with; an image on disk has
// none unless the user gives it one.
func (g *gatherer) repositoryName() string {
	switch {
	case g.reference.Layout == "":
		return g.source.Name()
	case g.stores.image.Known():
		return g.stores.image.Named.Name()
	}
	return ""
}
