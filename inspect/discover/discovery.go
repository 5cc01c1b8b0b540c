package discover

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"assay/inspect/evidence"
	"assay/inspect/report"
	"assay/registry"
)

// Discovery is what is known so far of a target. It may be used from any
// goroutine; Evidence returns what was found, as a value that stays as it is.
type Discovery struct {
	options   Options
	limits    registry.Limits
	reference registry.Reference
	source    registry.Source
	// signatures is where cosign's artifacts are looked for; the same as
	// source unless COSIGN_REPOSITORY says otherwise.
	signatures registry.Source
	stores     *stores
	// manifest and target are set once, under mu. What is looked up before that,
	// early, does not read them.
	manifest *registry.Manifest
	target   report.Target

	mu        sync.Mutex
	artifacts []*report.Artifact
	found     []*evidence.Signature
	sboms     []*evidence.SBOM
	lookups   []report.Lookup
	problems  []evidence.Problem
	notes     []evidence.Note
	related   []evidence.Related
	// complete says that the first walk is over, retrying how many artifacts are
	// being fetched again since.
	complete bool
	retrying int
	// again fetches, by ID, artifacts that could not be had.
	again map[string]retrier
}

// Evidence returns what was found so far. Nothing that is found later changes
// it.
func (d *Discovery) Evidence() *evidence.Evidence {
	d.mu.Lock()
	defer d.mu.Unlock()
	e := &evidence.Evidence{
		Reference: d.reference, Target: d.target, Manifest: d.manifest,
		Image: d.stores.image, LayoutPath: d.layoutPath(), Registries: d.stores.registries, Lookaside: d.stores.byDefault,
		Signatures: slices.Clone(d.found), SBOMs: slices.Clone(d.sboms), Lookups: slices.Clone(d.lookups),
		Problems: slices.Clone(d.problems),
		Notes:    slices.Clone(d.notes), Related: slices.Clone(d.related), Requests: d.requests(), Complete: d.complete && d.retrying == 0,
	}
	for _, a := range d.artifacts {
		e.Artifacts = append(e.Artifacts, *copyOf(a))
	}
	slices.SortStableFunc(e.Signatures, inOrder)
	return e
}

// inOrder compares signatures by the order in which they are shown, which does
// not depend on the order in which they arrived.
func inOrder(a, b *evidence.Signature) int {
	if a.Role != b.Role {
		return int(a.Role) - int(b.Role)
	}
	if a.Source.Store != b.Source.Store {
		return strings.Compare(string(b.Source.Store), string(a.Source.Store))
	}
	together := a.Form == evidence.FormOpenPGP && b.Form == evidence.FormOpenPGP || a.Source.Digest == b.Source.Digest
	if together && a.Position != b.Position {
		return a.Position - b.Position
	}
	return strings.Compare(a.ID, b.ID)
}

// Requests is what was asked so far of the registry and of signature stores.
func (d *Discovery) Requests() registry.RequestLog {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.requests()
}

func (d *Discovery) requests() registry.RequestLog {
	if d.source == nil {
		return registry.RequestLog{}
	}
	log := d.source.Log()
	add := func(other registry.RequestLog) {
		log.Requests = append(log.Requests, other.Requests...)
		log.Bytes += other.Bytes
		log.Depth = max(log.Depth, other.Depth)
	}
	if d.signatures != d.source {
		add(d.signatures.Log())
	}
	if l := d.stores.lookaside; l != nil {
		add(l.Log())
	}
	return log
}

// artifactByID returns the tree node, or nil. The lock must be held.
func (d *Discovery) artifactByID(id string) *report.Artifact {
	for _, a := range d.artifacts {
		if a.ID == id {
			return a
		}
	}
	return nil
}

func (d *Discovery) problem(source report.Source, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.problems = append(d.problems, evidence.Problem{Source: source, Err: err})
}

// note keeps an observation; option, if not empty, is what changes it.
func (d *Discovery) note(text string, option report.Option) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.notes = append(d.notes, evidence.Note{Text: text, Option: option})
}

func (d *Discovery) lookup(l report.Lookup) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lookups = append(d.lookups, l)
}

// addFound keeps a signature and puts it under its tree node.
func (d *Discovery) addFound(f *evidence.Signature) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f.ID = fmt.Sprintf("%s-%s", f.Form, shortDigest(f.Source.Digest))
	if f.Position > 0 && f.Form != evidence.FormOpenPGP {
		// Layers arrive in any order; their names must not depend on it.
		f.ID += fmt.Sprintf("-%d", f.Position+1)
	}
	taken := func(id string) bool {
		return slices.ContainsFunc(d.found, func(f *evidence.Signature) bool { return f.ID == id })
	}
	for n, base := 1, f.ID; taken(f.ID); n++ {
		f.ID = fmt.Sprintf("%s-%d", base, n+1)
	}
	d.found = append(d.found, f)
	if a := d.artifactByID(f.ArtifactID); a != nil {
		a.Signed = append(a.Signed, f.ID)
	}
}

// replace puts now in the place of a signature that was found, which may be part
// of evidence that was handed out and is therefore left as it is. It returns
// false where before was not added.
func (d *Discovery) replace(before, now *evidence.Signature) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	at := slices.Index(d.found, before)
	if at >= 0 {
		d.found[at] = now
	}
	return at >= 0
}

// signatureReference is the full reference of a tag or digest in the repository
// where signatures are looked for.
func (d *Discovery) signatureReference(identifier string) string {
	if d.signatures == d.source {
		return d.reference.WithIdentifier(identifier)
	}
	separator := ":"
	if registry.ValidDigest(identifier) {
		separator = "@"
	}
	return d.signatures.Name() + separator + identifier
}

// shortDigest returns the first twelve hexadecimal digits.
func shortDigest(digest string) string {
	_, value, _ := strings.Cut(digest, ":")
	return value[:min(12, len(value))]
}
