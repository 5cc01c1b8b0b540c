package discover

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"

	"assay/inspect/evidence"
	"assay/inspect/remedy"
	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/registry"
)

// BuildKit's way of marking attestations in an index (moby/buildkit,
// docs/attestations/attestation-storage.md).
const (
	annotationReferenceType   = "vnd.docker.reference.type"
	annotationReferenceDigest = "vnd.docker.reference.digest"
	attestationManifest       = "attestation-manifest"
)

// addArtifact puts an attached manifest into the tree and fetches its layers,
// each on its own. kind is sig, att or sbom for a tag and empty for a referrer,
// which is known by its layers.
func (w *walk) addArtifact(ctx context.Context, s subject, m *registry.Manifest, kind evidence.Form, source report.Source) {
	layers := m.Layers
	a := &report.Artifact{ID: source.Reference, Parent: s.parent, Kind: kindOfTag(kind), Title: "." + string(kind), Source: source,
		Subject: s.digest,
		State:   report.StateFetching, SBOM: -1, Platform: s.platform, Manifest: m.Raw}
	if kind == "" {
		a.Kind, a.Title = kindOfLayers(m), m.Kind()
	}
	// Endless attestations (CVE-2023-46737) are cut off; fetchLayers says so.
	layers = layers[:min(len(layers), w.limits.Layers)]
	for _, l := range layers {
		a.Total += max(l.Size, 0)
	}
	if len(layers) == 0 {
		a.State, a.Problem = report.StateDone, "the manifest has no layers"
	}
	w.node(a)
	if s.role != evidence.RoleAttachment {
		w.lookUpOwnSignature(ctx, m.Digest, a.ID, a.Kind)
	}
	w.fetchLayers(ctx, s, m, a, kind, len(layers))
}

// fetchLayers fetches the first count of an artifact's layers side by side, and
// says so where there are more.
func (w *walk) fetchLayers(ctx context.Context, s subject, m *registry.Manifest, a *report.Artifact, kind evidence.Form, count int) {
	if count < len(m.Layers) {
		w.problem(a.Source, &report.LimitError{Option: report.OptionMaxLayers,
			Text: fmt.Sprintf("only the first %d of %d layers were looked at", count, len(m.Layers))})
	}
	if count == 0 {
		return
	}
	ctx, done := w.options.Control.begin(ctx, a.ID)
	left := newCountdown(count, func() {
		done()
		w.update(a.ID, func(a *report.Artifact) {
			if a.State == report.StateFetching {
				a.State = report.StateDone
			}
		})
	})
	for n := range count {
		w.spawn(ctx, func(ctx context.Context) {
			defer left.done()
			if err := w.layer(ctx, s, m, n, kind, a.ID, a.Source); err != nil {
				w.retryWith(a.ID, func(ctx context.Context, w *walk) { w.fetchLayers(ctx, s, m, a, kind, count) })
			}
		})
	}
}

// lookUpOwnSignature looks for a cosign signature of an attached manifest
// itself, as `cosign sign --attachment sbom` makes it.
func (w *walk) lookUpOwnSignature(ctx context.Context, digest, parent string, kind report.Kind) {
	s := subject{digest: digest, role: evidence.RoleAttachment, parent: parent}
	w.spawn(ctx, func(ctx context.Context) { w.lookUpTag(ctx, s, evidence.FormSignature) })
	if kind == report.KindSBOM {
		w.spawn(ctx, func(ctx context.Context) { w.lookUpReferrers(ctx, s) })
	}
}

// kindOfLayers tells what a referrer is by what it holds.
func kindOfLayers(m *registry.Manifest) report.Kind {
	for _, l := range m.Layers {
		switch {
		case l.MediaType == sigstore.MediaTypeSimpleSigning:
			return report.KindSignature
		case strings.HasPrefix(l.MediaType, sigstore.MediaTypeBundlePrefix):
			if t := m.Annotations["dev.sigstore.bundle.predicateType"]; t != "" && t != report.PredicateCosignSign {
				return report.KindAttestation
			}
			return report.KindSignature
		case l.MediaType == sigstore.MediaTypeDSSE, l.MediaType == evidence.MediaTypeInToto:
			return report.KindAttestation
		case evidence.IsSBOMType(l.MediaType):
			return report.KindSBOM
		}
	}
	if evidence.IsSBOMType(m.Kind()) {
		return report.KindSBOM
	}
	return report.KindOther
}

// layer fetches one layer and hands it to the reader for its kind. The error
// says that it could not be had, which the tree and the report then show.
func (w *walk) layer(ctx context.Context, s subject, m *registry.Manifest, n int, kind evidence.Form, artifactID string,
	source report.Source) error {
	layer := m.Layers[n]
	source.MediaType = layer.MediaType
	form := evidence.FormOf(kind, layer.MediaType)
	if form == "" && holdsSignatures(m) {
		w.addFound(&evidence.Signature{Role: s.role, Source: source, ArtifactID: artifactID, Form: evidence.FormBundle,
			Platform: s.platform, Position: n,
			Artifact: sigstore.Artifact{Digest: s.digest, Image: true}, Flaws: wrongLayer(m, layer)})
		return nil
	}
	if form == "" && layer.Size > sniffLimit {
		return nil
	}
	var before int64
	data, err := w.signatures.Blob(ctx, layer, func(done int64) {
		w.update(artifactID, func(a *report.Artifact) { a.Bytes += done - before })
		before = done
	})
	f := &evidence.Signature{Role: s.role, Source: source, ArtifactID: artifactID, Form: form, Platform: s.platform, Position: n,
		Artifact: sigstore.Artifact{Digest: s.digest, Image: true, Repository: w.repositoryName()}}
	if err != nil {
		w.problem(source, err)
		w.update(artifactID, func(a *report.Artifact) { a.State, a.Problem = report.StateFailed, remedy.Explain(err) })
		if form == evidence.FormSignature || form == evidence.FormAttestation || form == evidence.FormBundle {
			f.Flaws = blobFlaw(err, layer, report.ReasonBlobMissing)
			w.addFound(f)
		}
		return err
	}
	w.take(f, s, m, layer, data)
	return nil
}

// take reads the bytes of a layer as what they are.
func (w *walk) take(f *evidence.Signature, s subject, m *registry.Manifest, layer registry.Descriptor, data []byte) {
	defer func() {
		// Many parsers read these bytes. Where one fails over them, everything else
		// still has its report, and the verdict is left open.
		if r := recover(); r != nil {
			w.options.Logger.Debug("reading a layer failed", "digest", layer.Digest, "cause", r, "stack", string(debug.Stack()))
			err := fmt.Errorf("reading %s failed inside assay: %v", layer.Digest, r)
			w.problem(f.Source, err)
			broken := *f
			broken.Entity, broken.Flaws = nil, blobFlaw(err, layer, "")
			if !w.replace(f, &broken) {
				w.addFound(&broken)
			}
		}
	}()
	content := sigstore.Layer{MediaType: layer.MediaType, Annotations: layer.Annotations, Data: data}
	switch f.Form {
	case evidence.FormSignature:
		f.Entity, f.Layer = sigstore.ReadSignature(content), &content
		checkPlace(f, m, artifactTypeSignature)
		w.addFound(f)
	case evidence.FormAttestation:
		f.Entity = sigstore.ReadAttestation(content)
		checkPlace(f, m, "")
		w.addFound(f)
		w.addStatementSBOM(f)
	case evidence.FormBundle:
		f.Entity = sigstore.ReadBundle(data)
		checkManifest(f, m)
		w.noteArtifactType(f, m)
		w.addFound(f)
		w.addStatementSBOM(f)
	case evidence.FormStatement:
		w.addBareStatement(f, s, data, layer)
	default:
		w.addPlainSBOM(s, m, data, f.Source, f.ArtifactID)
	}
}

// holdsSignatures reports whether a referrer says that it holds signatures.
func holdsSignatures(m *registry.Manifest) bool {
	return strings.HasPrefix(m.Kind(), sigstore.MediaTypeBundlePrefix) || m.Kind() == artifactTypeSignature
}

// wrongLayer is the flaw of a layer that holds no signature in a manifest that
// says it does.
func wrongLayer(m *registry.Manifest, layer registry.Descriptor) (flaws report.Checklist) {
	flaws.Fail(report.CheckArtifactMediaType, report.Required, report.Outcome{
		Reason: report.ReasonLayerMediaTypeWrong, Want: m.Kind(), Got: layer.MediaType,
		Detail: "the manifest says that it contains a signature, but its layer is of another kind",
	})
	return flaws
}

// sniffLimit is the size in bytes up to which a layer of an unknown type is
// fetched to see whether it is an SBOM.
const sniffLimit = 32 << 20

// noteArtifactType says so when the manifest is not the one that belongs to a
// bundle: with several layers cosign passes it over; with another artifact type
// cosign opens it all the same, and other clients do not.
func (w *walk) noteArtifactType(f *evidence.Signature, m *registry.Manifest) {
	if n := len(m.Layers); n != 1 {
		f.Entity.Flaws.Fail(report.CheckBundleFormat, report.Required, report.Outcome{
			Reason: report.ReasonBundleMalformed, Want: "a manifest with one layer, the bundle", Got: fmt.Sprintf("%d layers", n),
			Detail: "cosign skips such a manifest",
		})
	}
	if strings.HasPrefix(m.Kind(), sigstore.MediaTypeBundlePrefix) {
		return
	}
	f.Entity.Flaws.Fail(report.CheckArtifactMediaType, report.Optional, report.Outcome{
		Reason: report.ReasonArtifactTypeDiffers, Want: mediaTypeBundle, Got: m.Kind(),
		Detail: "the artifact type of the manifest is not that of the bundle it contains; clients that filter by type do not find it",
	})
}

// indexChild reads an attestation manifest that BuildKit put into the index.
func (w *walk) indexChild(ctx context.Context, d registry.Descriptor) {
	w.spawn(ctx, func(ctx context.Context) {
		about := d.Annotations[annotationReferenceDigest]
		source := report.Source{Store: report.StoreIndexChild, Reference: w.reference.WithIdentifier(d.Digest), Digest: d.Digest,
			MediaType: d.MediaType}
		platform := ""
		for _, p := range evidence.PlatformsOf(w.manifest) {
			if p.Digest == about {
				platform = p.Platform.String()
			}
		}
		m, err := w.source.ManifestOf(ctx, d)
		if err == nil && !slices.ContainsFunc(w.manifest.Manifests, func(d registry.Descriptor) bool { return d.Digest == about }) {
			// What it says would be told as of this image, signatures of it included.
			err = fmt.Errorf("the attestations of the index name %s, which is no part of the index", shortDigest(about))
		}
		if err != nil {
			w.problem(source, err)
			w.node(&report.Artifact{ID: source.Reference, Parent: w.manifest.Digest, Kind: report.KindAttestation,
				Title: "BuildKit attestations", Source: source,
				Subject: about, State: report.StateFailed, Problem: remedy.Explain(err), SBOM: -1, Platform: platform})
			return
		}
		parent := about
		if platform == "" {
			parent = w.manifest.Digest
		}
		w.addArtifact(ctx, subject{digest: about, role: evidence.RoleAttachment, parent: parent, platform: platform}, m, "", source)
	})
}

// addContent shows what a reference to a cosign tag holds: the artifact itself,
// checked against the image that its name gives.
func (w *walk) addContent(ctx context.Context) {
	digest, tag, _ := registry.ParseArtifactTag(w.reference.Identifier)
	m, kind := w.manifest, evidence.Form(tag)
	source := report.Source{Store: report.StoreTag, Reference: w.reference.Text, Digest: m.Digest, MediaType: m.MediaType}
	w.node(&report.Artifact{ID: m.Digest, Kind: kindOfTag(kind), Title: "." + string(kind) + " of " + shortDigest(digest), Source: source,
		Subject: digest, State: report.StateDone, SBOM: -1, Manifest: m.Raw})
	for n := range m.Layers[:min(len(m.Layers), w.limits.Layers)] {
		w.spawn(ctx, func(ctx context.Context) {
			_ = w.layer(ctx, subject{digest: digest, role: evidence.RoleContent, parent: m.Digest}, m, n, kind, m.Digest, source)
		})
	}
}
