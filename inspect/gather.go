package inspect

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"assay/inspect/remedy"
	"assay/inspect/report"
	"assay/registry"
	"assay/registry/layout"
	"assay/registry/remote"
)

// gatherer fills an Inspection. The fields are set once; changes to the
// inspection go through its lock.
type gatherer struct {
	*Inspection
	changed func(*report.Artifact)
	limits  registry.Limits
	work    sync.WaitGroup
}

// openSource returns the source that a reference names.
func openSource(reference registry.Reference, options remote.Options) (registry.Source, error) {
	if reference.Layout != "" {
		return layout.Open(reference.Layout, reference.Archive, options.Limits)
	}
	return remote.New(reference.Repository, options), nil
}

// gather resolves the reference and fetches everything attached to it. changed
// is told of every tree node that is new or has moved on; it is called from
// several goroutines.
func gather(ctx context.Context, reference registry.Reference, options Options, changed func(*Inspection, *report.Artifact)) (*Inspection, error) {
	source, err := openSource(reference, options.Registry)
	if err != nil {
		return nil, err
	}
	i := &Inspection{options: options, reference: reference, source: source, signatures: source, examined: map[string]*report.Signature{}}
	// What is checked last, when everything is there, has its chance too.
	defer func() { i.setDeadline(until(ctx)) }()
	i.setDeadline(until(ctx))
	if options.SignatureRepository != "" {
		if i.signatures, err = signatureSource(options); err != nil {
			return nil, err
		}
		defer i.signatures.Close()
	}
	defer source.Close()
	if i.stores, err = openStores(ctx, reference, options); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(remote.Branch(ctx))
	defer cancel()
	g := &gatherer{Inspection: i, limits: options.Registry.Limits.WithDefaults()}
	g.changed = func(a *report.Artifact) {
		if changed != nil {
			changed(i, a)
		}
	}
	// A digest says at once what the attachments are named after, so they need
	// not wait for the manifest.
	early := g.probesEarly()
	if early {
		g.probeSubject(ctx, reference.Identifier, roleTarget, reference.Identifier, "")
	}
	if err := g.resolve(ctx); err != nil {
		cancel()
		g.work.Wait()
		return i, err
	}
	g.attachments(ctx, early)
	g.work.Wait()
	remote.After(ctx, i.cost().Depth)
	g.askLog(ctx)
	i.relatives = g.findRelatives(ctx)
	i.complete = true
	return i, nil
}

// probesEarly reports whether the digest of the target is known from its
// reference.
func (g *gatherer) probesEarly() bool {
	return registry.ValidDigest(g.reference.Identifier) && g.options.Platform == "" && g.reference.Layout == ""
}

func signatureSource(options Options) (registry.Source, error) {
	r, err := registry.ParseReference(options.SignatureRepository)
	if err != nil {
		return nil, usage("COSIGN_REPOSITORY: %w", err)
	}
	return openSource(r, options.Registry)
}

// resolve fetches the manifest that was asked about and, of an index, the
// platform's.
func (g *gatherer) resolve(ctx context.Context) error {
	m, err := g.source.Manifest(ctx, g.reference.Identifier)
	if err != nil {
		return err
	}
	picked := g.options.Platform != "" && m.IsIndex()
	if picked {
		child, err := g.choosePlatform(ctx, m, g.options.Platform)
		if err != nil {
			return err
		}
		m = child
	}
	g.manifest = m
	g.target = report.Target{Reference: g.reference.Text, Digest: m.Digest, MediaType: m.MediaType, Image: describe(m)}
	if picked {
		g.target.Platform = g.options.Platform
	} else if g.options.Platform != "" {
		g.note("--platform " + g.options.Platform + " picks nothing here: the reference names one image and no index")
	}
	if m.IsIndex() {
		g.target.Platforms = len(platformsOf(m))
	}
	if digest, kind, ok := registry.ParseArtifactTag(g.reference.Identifier); ok {
		g.target.Artifact, g.target.Belongs = kind, g.reference.WithIdentifier(digest)
	}
	return nil
}

// attachments adds the target to the tree and asks every store about it, and
// about the platform's manifest of an index. probed says that the target's own
// stores have been asked already.
func (g *gatherer) attachments(ctx context.Context, probed bool) {
	m := g.manifest
	if g.target.Artifact != "" {
		g.addContent(ctx)
		g.probeSubject(ctx, m.Digest, roleTarget, m.Digest, "")
		return
	}
	kind := report.KindImage
	if m.IsIndex() {
		kind = report.KindIndex
	}
	g.node(&report.Artifact{ID: m.Digest, Kind: kind, Title: string(kind), Subject: m.Digest, State: report.StateDone, SBOM: -1, Platform: g.target.Platform,
		Manifest: m.Raw, Source: report.Source{Store: g.storeOfTarget(), Reference: g.reference.Text, Digest: m.Digest, MediaType: m.MediaType}})
	if !probed {
		g.probeSubject(ctx, m.Digest, roleTarget, m.Digest, g.target.Platform)
	}
	if m.IsIndex() {
		g.addPlatforms(ctx)
	}
}

func (g *gatherer) storeOfTarget() report.Store {
	if g.reference.Layout != "" {
		return report.StoreLayout
	}
	return report.StoreTag
}

// maxEagerPlatforms is up to how many platforms of an index are all looked at
// unasked; of more only the own one is.
const maxEagerPlatforms = 4

// addPlatforms shows every platform of an index, probes the attachments of the
// own one and, where they are few or all were asked for, of the others, and
// reads the statements that BuildKit keeps in the index.
func (g *gatherer) addPlatforms(ctx context.Context) {
	own := g.ownPlatform()
	platforms := platformsOf(g.manifest)
	if limit := g.limits.Platforms; len(platforms) > limit {
		g.note(fmt.Sprintf("only the first %d of %d platforms are shown; --max-platforms raises that", limit, len(platforms)))
		platforms = platforms[:limit]
	}
	everywhere := g.options.AllPlatforms || len(platforms) <= maxEagerPlatforms
	if !everywhere {
		g.note(fmt.Sprintf("the signatures and SBOMs of %s only were looked for, and not of %d other platforms; --platform all looks at every one", own.Platform, len(platforms)-1))
	}
	for _, d := range platforms {
		g.node(&report.Artifact{ID: d.Digest, Parent: g.manifest.Digest, Kind: report.KindImage, Title: d.Platform.String(), Subject: d.Digest,
			State: report.StateDone, SBOM: -1, Platform: d.Platform.String(),
			Source: report.Source{Store: report.StoreIndexChild, Reference: g.reference.WithIdentifier(d.Digest), Digest: d.Digest, MediaType: d.MediaType}})
		if everywhere || d.Digest == own.Digest {
			g.probeSubject(ctx, d.Digest, rolePlatform, d.Digest, d.Platform.String())
		}
	}
	children := 0
	for _, d := range g.manifest.Manifests {
		if d.Annotations[annotationReferenceType] == attestationManifest && children < g.limits.Platforms {
			children++
			g.indexChild(ctx, d)
		}
	}
}

// node adds a tree node, or updates the one with its ID, and tells of it.
func (g *gatherer) node(a *report.Artifact) {
	g.mu.Lock()
	if old := g.artifactByID(a.ID); old != nil {
		*old = *a
	} else {
		kept := *a
		g.artifacts = append(g.artifacts, &kept)
	}
	g.mu.Unlock()
	g.changed(a)
}

// update changes a tree node and tells of it.
func (g *gatherer) update(id string, change func(*report.Artifact)) {
	g.mu.Lock()
	a := g.artifactByID(id)
	if a == nil {
		g.mu.Unlock()
		return
	}
	change(a)
	copied := *a
	g.mu.Unlock()
	g.changed(&copied)
}

// spawn runs f in the background, beside what else ctx is for; gather waits for
// it.
func (g *gatherer) spawn(ctx context.Context, f func(context.Context)) {
	ctx = remote.Branch(ctx)
	g.work.Go(func() { f(ctx) })
}

func (g *gatherer) problem(source report.Source, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.problems = append(g.problems, problemOf(source, err))
}

// problemOf says what could not be read, why, and what helps.
func problemOf(source report.Source, err error) report.Problem {
	p := report.Problem{Source: source, Message: remedy.Explain(err), Reason: err.Error(), Hint: remedy.ForError(err)}
	var e *registry.Error
	if errors.As(err, &e) && e.Err != nil {
		p.What, p.Reason = e.Action.String(), e.Err.Error()
		if e.Op == registry.OpBlob {
			p.Blob = e.Ref
		}
	}
	return p
}

func (g *gatherer) note(text string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.notes = append(g.notes, text)
}

func (g *gatherer) probe(p report.Lookup) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.probes = append(g.probes, p)
}

// addFound keeps a signature and puts it under its tree node.
func (g *gatherer) addFound(f *found) {
	g.mu.Lock()
	f.id = fmt.Sprintf("%s-%s", f.kind, shortDigest(f.source.Digest))
	if f.position > 0 && f.kind != "openpgp" {
		// Layers arrive in any order; their names must not depend on it.
		f.id += fmt.Sprintf("-%d", f.position+1)
	}
	for n, base := 1, f.id; g.idTaken(f.id); n++ {
		f.id = fmt.Sprintf("%s-%d", base, n+1)
	}
	g.found = append(g.found, f)
	if a := g.artifactByID(f.artifactID); a != nil {
		a.Signed = append(a.Signed, f.id)
	}
	g.mu.Unlock()
}

func (g *gatherer) idTaken(id string) bool {
	for _, f := range g.found {
		if f.id == id {
			return true
		}
	}
	return false
}

// shortDigest returns the first twelve hexadecimal digits.
func shortDigest(digest string) string {
	_, value, _ := strings.Cut(digest, ":")
	return value[:min(12, len(value))]
}
