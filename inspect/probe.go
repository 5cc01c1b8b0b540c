package inspect

import (
	"context"
	"errors"
	"sort"

	"assay/inspect/report"
	"assay/registry"
)

// subject is a manifest whose attachments are looked for.
type subject struct {
	digest   string
	role     role
	parent   string
	platform string
}

// probeSubject asks every store about a manifest, all at once: cosign's three
// tags, the referrers API and its fallback tag.
func (g *gatherer) probeSubject(ctx context.Context, digest string, role role, parent, platform string) {
	s := subject{digest: digest, role: role, parent: parent, platform: platform}
	for _, kind := range []string{"sig", "att", "sbom"} {
		g.spawn(ctx, func(ctx context.Context) { g.probeTag(ctx, s, kind) })
	}
	g.spawn(ctx, func(ctx context.Context) { g.probeReferrers(ctx, s) })
	g.spawn(ctx, func(ctx context.Context) { g.probeStores(ctx, s) })
}

// probeTag looks for one of cosign's tags.
func (g *gatherer) probeTag(ctx context.Context, s subject, kind string) {
	tag := registry.ArtifactTag(s.digest, kind)
	m, err := g.signatures.Manifest(ctx, tag)
	outcome := registry.OutcomeOf(err)
	p := report.Lookup{Subject: s.digest, Store: report.StoreTag, Reference: tag, Outcome: report.LookupOutcome(outcome)}
	if err != nil && outcome != registry.None {
		p.Detail = err.Error()
	}
	source := report.Source{Store: report.StoreTag, Reference: g.signatureReference(tag)}
	if err == nil {
		source.Digest, source.MediaType = m.Digest, m.MediaType
		p.Detail = m.Digest
	}
	g.probe(p)
	switch {
	case err == nil:
		g.addArtifact(ctx, s, m, kind, source)
	case outcome != registry.None:
		g.problem(source, err)
		g.retryWith(source.Reference, func(ctx context.Context, g *gatherer) { g.probeTag(ctx, s, kind) })
		g.node(&report.Artifact{ID: source.Reference, Parent: s.parent, Kind: kindOfTag(kind), Title: "." + kind, Source: source, Subject: s.digest,
			State: report.StateFailed, Problem: err.Error(), SBOM: -1, Platform: s.platform})
	}
}

// signatureReference is the full reference of a tag in the repository where
// signatures are looked for.
func (g *gatherer) signatureReference(identifier string) string {
	if g.signatures == g.source {
		return g.reference.WithIdentifier(identifier)
	}
	separator := ":"
	if registry.ValidDigest(identifier) {
		separator = "@"
	}
	return g.signatures.Name() + separator + identifier
}

// probeReference is the full reference of what a probe asked for.
func (i *Inspection) probeReference(identifier string) string {
	return (&gatherer{Inspection: i}).signatureReference(identifier)
}

func kindOfTag(kind string) report.Kind {
	switch kind {
	case "sig":
		return report.KindSignature
	case "att":
		return report.KindAttestation
	case "sbom":
		return report.KindSBOM
	}
	return report.KindOther
}

// probeReferrers asks the referrers API and, at the same time, for the fallback
// tag, because registries gained the API after clients had written the tag.
func (g *gatherer) probeReferrers(ctx context.Context, s subject) {
	type answer struct {
		descriptors []registry.Descriptor
		err         error
	}
	fallback := make(chan answer, 1)
	tag := registry.ArtifactTag(s.digest, "")
	beside := registry.Branch(ctx)
	go func() {
		m, err := g.signatures.Manifest(beside, tag)
		if err == nil {
			fallback <- answer{m.Manifests, nil}
			return
		}
		fallback <- answer{nil, err}
	}()
	listed, err := g.signatures.Referrers(ctx, s.digest)
	g.noteReferrers(s, report.StoreReferrer, "referrers/"+s.digest, len(listed), err)
	byTag := <-fallback
	registry.Join(ctx, beside)
	g.noteReferrers(s, report.StoreReferrerTag, tag, len(byTag.descriptors), byTag.err)

	seen := map[string]bool{}
	visit := func(descriptors []registry.Descriptor, store report.Store) {
		for _, d := range descriptors {
			if seen[d.Digest] || d.Digest == s.digest {
				continue
			}
			seen[d.Digest] = true
			g.spawn(ctx, func(ctx context.Context) { g.referrer(ctx, s, d, store) })
		}
	}
	visit(listed, report.StoreReferrer)
	visit(byTag.descriptors, report.StoreReferrerTag)
}

// noteReferrers records how a listing ended. That the API is not there is no
// problem; that it could not be asked is one.
func (g *gatherer) noteReferrers(s subject, store report.Store, reference string, count int, err error) {
	outcome := registry.OutcomeOf(err)
	if err == nil && count == 0 {
		outcome = registry.None
	}
	p := report.Lookup{Subject: s.digest, Store: store, Reference: reference, Outcome: report.LookupOutcome(outcome)}
	if err != nil && outcome != registry.None {
		p.Detail = err.Error()
	}
	g.probe(p)
	if err != nil && outcome != registry.None && outcome != registry.Unsupported {
		g.problem(report.Source{Store: store, Reference: g.signatureReference(registry.ArtifactTag(s.digest, ""))}, err)
	}
}

// referrer opens one listed manifest. The descriptor's artifactType is never
// trusted: older clients leave it empty or write that of the empty config.
func (g *gatherer) referrer(ctx context.Context, s subject, d registry.Descriptor, store report.Store) {
	source := report.Source{Store: store, Reference: g.signatureReference(d.Digest), Digest: d.Digest, MediaType: d.MediaType}
	m, err := g.signatures.ManifestOf(ctx, d)
	if err != nil {
		g.missingReferrer(s, d, source, err)
		g.retryWith(source.Reference, func(ctx context.Context, g *gatherer) { g.referrer(ctx, s, d, store) })
		return
	}
	if m.Subject == nil || m.Subject.Digest != s.digest {
		got := "no subject"
		if m.Subject != nil {
			got = m.Subject.Digest
		}
		g.node(&report.Artifact{ID: source.Reference, Parent: s.parent, Kind: report.KindOther, Title: "referrer", Source: source, Subject: s.digest, State: report.StateFailed,
			Problem: "it was listed as a referrer, but its subject is " + got + "; it was passed over", SBOM: -1, Platform: s.platform})
		return
	}
	g.addArtifact(ctx, s, m, "", source)
}

// missingReferrer keeps a manifest that was listed but cannot be had as a
// signature that fails, when its descriptor says that it is one.
func (g *gatherer) missingReferrer(s subject, d registry.Descriptor, source report.Source, err error) {
	g.problem(source, err)
	a := &report.Artifact{ID: source.Reference, Parent: s.parent, Kind: report.KindOther, Title: "referrer", Source: source, Subject: s.digest,
		State: report.StateFailed, Problem: err.Error(), SBOM: -1, Platform: s.platform}
	if !isSBOMType(d.ArtifactType) {
		a.Kind = report.KindSignature
	}
	g.node(a)
	if a.Kind == report.KindSignature {
		g.addFound(&found{role: s.role, source: source, artifactID: a.ID, kind: "bundle", platform: s.platform, flaws: blobFlaw(err, d, report.ReasonReferrerManifestMissing)})
	}
}

// blobFlaw describes bytes that could not be had as a failed check. missing is
// the reason to give when the registry says that it has them not.
func blobFlaw(err error, d registry.Descriptor, missing report.Reason) (flaws report.Checklist) {
	o := report.Outcome{Want: d.Digest, Got: "nothing", Detail: err.Error()}
	// Where the registry could not be asked, that says nothing about the bytes.
	status := report.StatusUnknown
	var e *registry.Error
	switch {
	case !errors.As(err, &e):
	case e.Mismatch:
		status, o.Reason, o.Want, o.Got = report.StatusFail, report.ReasonBlobDigestMismatch, e.Want, e.Got
	case e.Outcome == registry.None:
		status, o.Reason = report.StatusFail, missing
	}
	flaws.Record(report.CheckArtifactBlob, status, report.Required, o)
	return flaws
}

// signaturesOf returns the signatures found for a digest, in a steady order.
func (i *Inspection) sorted() []*found {
	out := append([]*found(nil), i.found...)
	sort.SliceStable(out, func(a, b int) bool {
		if out[a].role != out[b].role {
			return out[a].role < out[b].role
		}
		if out[a].source.Store != out[b].source.Store {
			return out[a].source.Store > out[b].source.Store
		}
		together := out[a].kind == "openpgp" && out[b].kind == "openpgp" || out[a].source.Digest == out[b].source.Digest
		if together && out[a].position != out[b].position {
			return out[a].position < out[b].position
		}
		return out[a].id < out[b].id
	})
	return out
}
