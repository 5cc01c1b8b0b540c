package inspect

import (
	"context"
	"fmt"
	"slices"
	"strings"

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
	mediaTypeInToto           = "application/vnd.in-toto+json"
)

// addArtifact puts an attached manifest into the tree and fetches its layers,
// each on its own. kind is sig, att or sbom for a tag and empty for a referrer,
// which is known by its layers.
func (g *gatherer) addArtifact(ctx context.Context, s subject, m *registry.Manifest, kind string, source report.Source) {
	layers := m.Layers
	a := &report.Artifact{ID: source.Reference, Parent: s.parent, Kind: kindOfTag(kind), Title: "." + kind, Source: source, Subject: s.digest,
		State: report.StateFetching, SBOM: -1, Platform: s.platform, Manifest: m.Raw}
	if kind == "" {
		a.Kind, a.Title = kindOfLayers(m), m.Kind()
	}
	// Endless attestations (CVE-2023-46737) are cut off, and that is said.
	if limit := g.limits.Layers; len(layers) > limit {
		g.problem(source, fmt.Errorf("only the first %d of %d layers were looked at; --max-layers raises that", limit, len(layers)))
		layers = layers[:limit]
	}
	for _, l := range layers {
		a.Total += max(l.Size, 0)
	}
	if len(layers) == 0 {
		a.State, a.Problem = report.StateDone, "the manifest has no layers"
	}
	g.node(a)
	if s.role != roleAttachment {
		g.probeOwnSignature(ctx, m.Digest, a.ID, a.Kind)
	}
	g.fetchLayers(ctx, s, m, a, kind, len(layers))
}

// fetchLayers fetches the first count of an artifact's layers side by side.
func (g *gatherer) fetchLayers(ctx context.Context, s subject, m *registry.Manifest, a *report.Artifact, kind string, count int) {
	ctx, done := g.options.Control.begin(ctx, a.ID)
	left := newCounter(count, func() {
		done()
		g.update(a.ID, func(a *report.Artifact) {
			if a.State == report.StateFetching {
				a.State = report.StateDone
			}
		})
	})
	for n := range count {
		g.spawn(ctx, func(ctx context.Context) {
			defer left.done()
			if err := g.layer(ctx, s, m, n, kind, a.ID, a.Source); err != nil {
				g.retryWith(a.ID, func(ctx context.Context, g *gatherer) { g.fetchLayers(ctx, s, m, a, kind, count) })
			}
		})
	}
}

// probeOwnSignature looks for a cosign signature of an attached manifest
// itself, as `cosign sign --attachment sbom` makes it.
func (g *gatherer) probeOwnSignature(ctx context.Context, digest, parent string, kind report.Kind) {
	s := subject{digest: digest, role: roleAttachment, parent: parent}
	g.spawn(ctx, func(ctx context.Context) { g.probeTag(ctx, s, "sig") })
	if kind == report.KindSBOM {
		g.spawn(ctx, func(ctx context.Context) { g.probeReferrers(ctx, s) })
	}
}

// kindOfLayers tells what a referrer is by what it holds.
func kindOfLayers(m *registry.Manifest) report.Kind {
	for _, l := range m.Layers {
		switch {
		case l.MediaType == sigstore.MediaTypeSimpleSigning:
			return report.KindSignature
		case strings.HasPrefix(l.MediaType, sigstore.MediaTypeBundlePrefix):
			if t := m.Annotations["dev.sigstore.bundle.predicateType"]; t != "" && t != sigstore.PredicateCosignSign {
				return report.KindAttestation
			}
			return report.KindSignature
		case l.MediaType == sigstore.MediaTypeDSSE, l.MediaType == mediaTypeInToto:
			return report.KindAttestation
		case isSBOMType(l.MediaType):
			return report.KindSBOM
		}
	}
	if isSBOMType(m.Kind()) {
		return report.KindSBOM
	}
	return report.KindOther
}

func isSBOMType(mediaType string) bool {
	for _, part := range []string{"spdx", "cyclonedx", "syft", "sbom"} {
		if strings.Contains(strings.ToLower(mediaType), part) {
			return true
		}
	}
	return false
}

// layer fetches one layer and hands it to the reader for its kind. The error
// says that it could not be had, which the tree and the report then show.
func (g *gatherer) layer(ctx context.Context, s subject, m *registry.Manifest, n int, kind, artifactID string, source report.Source) error {
	layer := m.Layers[n]
	source.MediaType = layer.MediaType
	form := formOf(kind, layer.MediaType)
	if form == "" && holdsSignatures(m) {
		g.addFound(&found{role: s.role, source: source, artifactID: artifactID, kind: "bundle", platform: s.platform, position: n,
			artifact: sigstore.Artifact{Digest: s.digest, Image: true}, flaws: wrongLayer(m, layer)})
		return nil
	}
	if form == "" && layer.Size > sniffLimit {
		return nil
	}
	var before int64
	data, err := g.signatures.Blob(ctx, layer, func(done int64) {
		g.update(artifactID, func(a *report.Artifact) { a.Bytes += done - before })
		before = done
	})
	f := &found{role: s.role, source: source, artifactID: artifactID, kind: form, platform: s.platform, position: n,
		artifact: sigstore.Artifact{Digest: s.digest, Image: true, Repository: g.repositoryName()}}
	if err != nil {
		g.problem(source, err)
		g.update(artifactID, func(a *report.Artifact) { a.State, a.Problem = report.StateFailed, err.Error() })
		if form == "sig" || form == "att" || form == "bundle" {
			f.flaws = blobFlaw(err, layer, report.ReasonBlobMissing)
			g.addFound(f)
		}
		return err
	}
	g.take(f, s, m, layer, data)
	return nil
}

// take reads the bytes of a layer as what they are.
func (g *gatherer) take(f *found, s subject, m *registry.Manifest, layer registry.Descriptor, data []byte) {
	defer func() {
		// Many parsers read these bytes. Where one fails over them, everything else
		// still has its report, and the verdict is left open.
		if r := recover(); r != nil {
			err := fmt.Errorf("reading %s failed inside assay: %v", layer.Digest, r)
			g.problem(f.source, err)
			f.material, f.flaws = nil, blobFlaw(err, layer, "")
			g.addFound(f)
		}
	}()
	content := sigstore.Layer{MediaType: layer.MediaType, Annotations: layer.Annotations, Data: data}
	switch f.kind {
	case "sig":
		f.material, f.layer = sigstore.ReadSignature(content), &content
		f.checkPlace(m, artifactTypeSignature)
		g.addFound(f)
	case "att":
		f.material = sigstore.ReadAttestation(content)
		f.checkPlace(m, "")
		g.addFound(f)
		g.addStatementSBOM(f)
	case "bundle":
		f.material = sigstore.ReadBundle(data)
		f.checkManifest(m)
		g.noteArtifactType(f, m)
		g.addFound(f)
		g.addStatementSBOM(f)
	case "statement":
		g.addBareStatement(s, data, f.source, f.artifactID, layer)
	default:
		g.addPlainSBOM(s, m, data, f.source, f.artifactID)
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
		Detail: "the manifest says that it holds a signature, its layer is of another kind",
	})
	return flaws
}

// sniffLimit is the size in bytes up to which a layer of an unknown type is
// fetched to see whether it is an SBOM.
const sniffLimit = 32 << 20

// formOf tells how to read a layer. In a .sig or .att tag every layer is what
// the tag says, whatever its media type, because cosign does not look at it.
func formOf(kind, mediaType string) string {
	switch kind {
	case "sig", "att", "sbom":
		return kind
	}
	switch {
	case mediaType == sigstore.MediaTypeSimpleSigning:
		return "sig"
	case strings.HasPrefix(mediaType, sigstore.MediaTypeBundlePrefix):
		return "bundle"
	case mediaType == sigstore.MediaTypeDSSE:
		return "att"
	case mediaType == mediaTypeInToto:
		return "statement"
	case isSBOMType(mediaType):
		return "sbom"
	}
	return ""
}

// noteArtifactType says so when the manifest is not the one that belongs to a
// bundle: with several layers cosign passes it over; with another artifact type
// cosign opens it all the same, and other clients do not.
func (g *gatherer) noteArtifactType(f *found, m *registry.Manifest) {
	if n := len(m.Layers); n != 1 {
		f.material.Flaws.Fail(report.CheckBundleFormat, report.Required, report.Outcome{
			Reason: report.ReasonBundleMalformed, Want: "a manifest with one layer, the bundle", Got: fmt.Sprintf("%d layers", n),
			Detail: "cosign passes such a manifest over",
		})
	}
	if strings.HasPrefix(m.Kind(), sigstore.MediaTypeBundlePrefix) {
		return
	}
	f.material.Flaws.Fail(report.CheckArtifactMediaType, report.Optional, report.Outcome{
		Reason: report.ReasonArtifactTypeDiffers, Want: "application/vnd.dev.sigstore.bundle.v0.3+json", Got: m.Kind(),
		Detail: "the manifest calls itself something else than the bundle it holds; clients that filter by type will not find it",
	})
}

// indexChild reads an attestation manifest that BuildKit put into the index.
func (g *gatherer) indexChild(ctx context.Context, d registry.Descriptor) {
	g.spawn(ctx, func(ctx context.Context) {
		about := d.Annotations[annotationReferenceDigest]
		source := report.Source{Store: report.StoreIndexChild, Reference: g.reference.WithIdentifier(d.Digest), Digest: d.Digest, MediaType: d.MediaType}
		platform := ""
		for _, p := range platformsOf(g.manifest) {
			if p.Digest == about {
				platform = p.Platform.String()
			}
		}
		m, err := g.source.ManifestOf(ctx, d)
		if err == nil && !slices.ContainsFunc(g.manifest.Manifests, func(d registry.Descriptor) bool { return d.Digest == about }) {
			// What it says would be told as of this image, signatures of it included.
			err = fmt.Errorf("the attestations of the index name %s, which is no part of the index", shortDigest(about))
		}
		if err != nil {
			g.problem(source, err)
			g.node(&report.Artifact{ID: source.Reference, Parent: g.manifest.Digest, Kind: report.KindAttestation, Title: "BuildKit attestations", Source: source,
				Subject: about, State: report.StateFailed, Problem: err.Error(), SBOM: -1, Platform: platform})
			return
		}
		parent := about
		if platform == "" {
			parent = g.manifest.Digest
		}
		g.addArtifact(ctx, subject{digest: about, role: roleAttachment, parent: parent, platform: platform}, m, "", source)
	})
}

// addContent shows what a reference to a cosign tag holds: the artifact itself,
// checked against the image that its name gives.
func (g *gatherer) addContent(ctx context.Context) {
	digest, kind, _ := registry.ParseArtifactTag(g.reference.Identifier)
	m := g.manifest
	source := report.Source{Store: report.StoreTag, Reference: g.reference.Text, Digest: m.Digest, MediaType: m.MediaType}
	g.node(&report.Artifact{ID: m.Digest, Kind: kindOfTag(kind), Title: "." + kind + " of " + shortDigest(digest), Source: source, Subject: digest, State: report.StateDone, SBOM: -1, Manifest: m.Raw})
	for n := range m.Layers[:min(len(m.Layers), g.limits.Layers)] {
		g.spawn(ctx, func(ctx context.Context) {
			_ = g.layer(ctx, subject{digest: digest, role: roleContent, parent: m.Digest}, m, n, kind, m.Digest, source)
		})
	}
}
