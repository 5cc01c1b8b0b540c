package discover

import (
	"context"
	"errors"

	"assay/inspect/evidence"
	"assay/inspect/remedy"
	"assay/inspect/report"
	"assay/registry"
	"assay/registry/remote"
)

// subject is a manifest whose attachments are looked for.
type subject struct {
	digest   string
	role     evidence.Role
	parent   string
	platform string
}

// lookUp asks every store about a manifest, all at once: cosign's three
// tags, the referrers API and its fallback tag.
func (w *walk) lookUp(ctx context.Context, digest string, role evidence.Role, parent, platform string) {
	s := subject{digest: digest, role: role, parent: parent, platform: platform}
	for _, kind := range []evidence.Form{evidence.FormSignature, evidence.FormAttestation, evidence.FormSBOM} {
		w.spawn(ctx, func(ctx context.Context) { w.lookUpTag(ctx, s, kind) })
	}
	w.spawn(ctx, func(ctx context.Context) { w.lookUpReferrers(ctx, s) })
	w.spawn(ctx, func(ctx context.Context) { w.lookUpStores(ctx, s) })
}

// lookUpTag looks for one of cosign's tags.
func (w *walk) lookUpTag(ctx context.Context, s subject, kind evidence.Form) {
	tag := registry.ArtifactTag(s.digest, string(kind))
	m, err := w.signatures.Manifest(ctx, tag)
	outcome := registry.OutcomeOf(err)
	p := report.Lookup{Subject: s.digest, Store: report.StoreTag, Reference: tag, Outcome: report.LookupOutcome(outcome)}
	if err != nil && outcome != registry.None {
		p.Detail = remedy.Explain(err)
	}
	source := report.Source{Store: report.StoreTag, Reference: w.signatureReference(tag)}
	if err == nil {
		source.Digest, source.MediaType = m.Digest, m.MediaType
		p.Detail = m.Digest
	}
	w.lookup(p)
	switch {
	case err == nil:
		w.addArtifact(ctx, s, m, kind, source)
	case outcome != registry.None:
		w.problem(source, err)
		w.retryWith(source.Reference, func(ctx context.Context, w *walk) { w.lookUpTag(ctx, s, kind) })
		w.node(&report.Artifact{ID: source.Reference, Parent: s.parent, Kind: kindOfTag(kind), Title: "." + string(kind), Source: source,
			Subject: s.digest,
			State:   report.StateFailed, Problem: remedy.Explain(err), SBOM: -1, Platform: s.platform})
	}
}

func kindOfTag(kind evidence.Form) report.Kind {
	switch kind {
	case evidence.FormSignature:
		return report.KindSignature
	case evidence.FormAttestation:
		return report.KindAttestation
	case evidence.FormSBOM:
		return report.KindSBOM
	default:
		return report.KindOther
	}
}

// lookUpReferrers asks the referrers API and, at the same time, for the fallback
// tag, because registries gained the API after clients had written the tag.
func (w *walk) lookUpReferrers(ctx context.Context, s subject) {
	type answer struct {
		descriptors []registry.Descriptor
		err         error
	}
	fallback := make(chan answer, 1)
	tag := registry.ArtifactTag(s.digest, "")
	other := remote.Branch(ctx)
	go func() {
		m, err := w.signatures.Manifest(other, tag)
		if err == nil {
			fallback <- answer{m.Manifests, nil}
			return
		}
		fallback <- answer{nil, err}
	}()
	listed, err := w.signatures.Referrers(ctx, s.digest)
	w.noteReferrers(s, report.StoreReferrer, "referrers/"+s.digest, len(listed), err)
	byTag := <-fallback
	remote.Join(ctx, other)
	w.noteReferrers(s, report.StoreReferrerTag, tag, len(byTag.descriptors), byTag.err)

	seen := map[string]bool{}
	visit := func(descriptors []registry.Descriptor, store report.Store) {
		for _, d := range descriptors {
			if seen[d.Digest] || d.Digest == s.digest {
				continue
			}
			seen[d.Digest] = true
			w.spawn(ctx, func(ctx context.Context) { w.referrer(ctx, s, d, store) })
		}
	}
	visit(listed, report.StoreReferrer)
	visit(byTag.descriptors, report.StoreReferrerTag)
}

// noteReferrers records how a listing ended. That the API is not there is no
// problem; that it could not be asked is one.
func (w *walk) noteReferrers(s subject, store report.Store, reference string, count int, err error) {
	outcome := registry.OutcomeOf(err)
	if err == nil && count == 0 {
		outcome = registry.None
	}
	p := report.Lookup{Subject: s.digest, Store: store, Reference: reference, Outcome: report.LookupOutcome(outcome)}
	if err != nil && outcome != registry.None {
		p.Detail = remedy.Explain(err)
	}
	w.lookup(p)
	if err != nil && outcome != registry.None && outcome != registry.Unsupported {
		w.problem(report.Source{Store: store, Reference: w.signatureReference(registry.ArtifactTag(s.digest, ""))}, err)
	}
}

// referrer opens one listed manifest. The descriptor's artifactType is never
// trusted: older clients leave it empty or write that of the empty config.
func (w *walk) referrer(ctx context.Context, s subject, d registry.Descriptor, store report.Store) {
	source := report.Source{Store: store, Reference: w.signatureReference(d.Digest), Digest: d.Digest, MediaType: d.MediaType}
	m, err := w.signatures.ManifestOf(ctx, d)
	if err != nil {
		w.missingReferrer(s, d, source, err)
		w.retryWith(source.Reference, func(ctx context.Context, w *walk) { w.referrer(ctx, s, d, store) })
		return
	}
	if m.Subject == nil || m.Subject.Digest != s.digest {
		got := "no subject"
		if m.Subject != nil {
			got = m.Subject.Digest
		}
		w.node(&report.Artifact{ID: source.Reference, Parent: s.parent, Kind: report.KindOther, Title: "referrer", Source: source,
			Subject: s.digest, State: report.StateFailed,
			Problem: "it is listed as a referrer, but its subject is " + got + "; it was skipped", SBOM: -1, Platform: s.platform})
		return
	}
	w.addArtifact(ctx, s, m, "", source)
}

// missingReferrer keeps a manifest that was listed but cannot be had as a
// signature that fails, when its descriptor says that it is one.
func (w *walk) missingReferrer(s subject, d registry.Descriptor, source report.Source, err error) {
	w.problem(source, err)
	a := &report.Artifact{ID: source.Reference, Parent: s.parent, Kind: report.KindOther, Title: "referrer", Source: source,
		Subject: s.digest,
		State:   report.StateFailed, Problem: remedy.Explain(err), SBOM: -1, Platform: s.platform}
	if !evidence.IsSBOMType(d.ArtifactType) {
		a.Kind = report.KindSignature
	}
	w.node(a)
	if a.Kind == report.KindSignature {
		w.addFound(&evidence.Signature{Role: s.role, Source: source, ArtifactID: a.ID, Form: evidence.FormBundle, Platform: s.platform,
			Flaws: blobFlaw(err, d, report.ReasonReferrerManifestMissing)})
	}
}

// blobFlaw describes bytes that could not be had as a failed check. missing is
// the reason to give when the registry says that it has them not.
func blobFlaw(err error, d registry.Descriptor, missing report.Reason) (flaws report.Checklist) {
	o := report.Outcome{Want: d.Digest, Got: "nothing", Detail: remedy.Explain(err)}
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
