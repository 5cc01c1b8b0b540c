package discover

import (
	"context"
	"slices"
	"strings"

	"assay/inspect/evidence"
	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/registry"
)

// How many other manifests are looked at to explain why nothing signs
// the one asked about.
const (
	maxRelatedTags = 30
	maxRelated     = 4
)

// findRelated looks at the rest of the repository when no signature was found
// for the target: a signed platform of the index, a signed index above the
// platform, or another digest that is signed and to which the tag may have
// pointed. It only explains; nothing found here counts for the verdict.
func (w *walk) findRelated(ctx context.Context) []evidence.Related {
	if w.hasSignature() || w.target.Artifact != "" {
		return nil
	}
	if w.manifest.IsIndex() {
		if children := w.signedAmong(ctx, w.manifest, w.manifest.Digest, evidence.RelationPlatform); len(children) > 0 {
			return children
		}
	}
	tags, err := w.source.Tags(ctx)
	if err != nil {
		// Many registries do not let everybody list; then there is no more to
		// say than that nothing was found.
		return nil
	}
	var out []evidence.Related
	looked := 0
	for _, tag := range tags {
		if strings.HasPrefix(tag, "sha256-") || tag == w.reference.Identifier {
			continue
		}
		if looked++; looked > maxRelatedTags || len(out) >= maxRelated {
			break
		}
		out = append(out, w.relatedByTag(ctx, tag)...)
	}
	if len(out) == 0 {
		out = w.relatedBySignatureTag(ctx, tags)
	}
	return out
}

// hasSignature reports whether anything that could be a signature, or a broken
// piece of one, was found for the target.
func (w *walk) hasSignature() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.ContainsFunc(w.found, func(f *evidence.Signature) bool { return f.Role == evidence.RoleTarget })
}

// relatedByTag looks at the manifest behind another tag.
func (w *walk) relatedByTag(ctx context.Context, tag string) []evidence.Related {
	m, err := w.source.Manifest(ctx, tag)
	if err != nil || m.Digest == w.manifest.Digest {
		return nil
	}
	relation := evidence.RelationElsewhere
	var out []evidence.Related
	switch {
	case slices.ContainsFunc(m.Manifests, func(d registry.Descriptor) bool { return d.Digest == w.manifest.Digest }):
		relation, out = evidence.RelationIndex, w.signedAmong(ctx, m, w.manifest.Digest, evidence.RelationOtherPlatform)
	case registry.ValidDigest(w.reference.Identifier):
		// Asked by digest, there is no tag that could have moved.
		return nil
	}
	if signature := w.signatureOf(ctx, m.Digest); signature != nil {
		out = append(out, evidence.Related{Relation: relation, Digest: m.Digest, Tag: tag, Signature: signature})
	}
	return out
}

// relatedBySignatureTag looks for cosign signatures whose image lost its tag.
// The claims must name the digest that the tag is of, and that image must still
// be there: otherwise the tag says nothing about this one.
func (w *walk) relatedBySignatureTag(ctx context.Context, tags []string) []evidence.Related {
	var out []evidence.Related
	if registry.ValidDigest(w.reference.Identifier) {
		return nil
	}
	looked := 0
	for _, tag := range tags {
		digest, kind, ok := registry.ParseArtifactTag(tag)
		if !ok || kind != "sig" || digest == w.manifest.Digest {
			continue
		}
		if looked++; looked > maxRelatedTags || len(out) >= maxRelated {
			break
		}
		m, err := w.source.Manifest(ctx, digest)
		if err != nil || m.Subject != nil || isArtifactManifest(m) {
			continue
		}
		if signature := w.signatureOf(ctx, digest); signature != nil {
			out = append(out, evidence.Related{Relation: evidence.RelationElsewhere, Digest: digest, Signature: signature})
		}
	}
	return out
}

// isArtifactManifest reports whether a manifest holds an SBOM or signature and
// no image, so that its signature explains nothing about a moved tag.
func isArtifactManifest(m *registry.Manifest) bool {
	for _, l := range m.Layers {
		if evidence.FormOf("", l.MediaType) != "" {
			return true
		}
	}
	return false
}

// signedAmong returns the signed platform manifests of an index.
func (w *walk) signedAmong(ctx context.Context, index *registry.Manifest, except string, relation evidence.Relation) []evidence.Related {
	var out []evidence.Related
	for n, d := range evidence.PlatformsOf(index) {
		if n >= maxRelatedTags || len(out) >= maxRelated {
			break
		}
		if d.Digest == except {
			continue
		}
		if signature := w.signatureOf(ctx, d.Digest); signature != nil {
			out = append(out, evidence.Related{Relation: relation, Digest: d.Digest, Platform: d.Platform.String(), Signature: signature})
		}
	}
	return out
}

// signatureOf fetches one signature of a digest, by tag or as a referrer, whose
// signed content names that digest; nil if there is none.
func (w *walk) signatureOf(ctx context.Context, digest string) *evidence.Signature {
	artifact := sigstore.Artifact{Digest: digest, Image: true, Repository: w.repositoryName()}
	if m, err := w.signatures.Manifest(ctx, registry.ArtifactTag(digest, "sig")); err == nil {
		for _, l := range m.Layers[:min(len(m.Layers), maxRelated)] {
			data, err := w.signatures.Blob(ctx, l, nil)
			if err != nil || !strings.Contains(string(data), digest) {
				continue
			}
			return &evidence.Signature{Form: evidence.FormSignature, Artifact: artifact,
				Source: report.Source{Store: report.StoreTag, Reference: w.signatureReference(registry.ArtifactTag(digest, "sig")),
					Digest: m.Digest, MediaType: l.MediaType},
				Entity: sigstore.ReadSignature(sigstore.Layer{MediaType: l.MediaType, Annotations: l.Annotations, Data: data})}
		}
	}
	for _, d := range w.referrersOf(ctx, digest) {
		m, err := w.signatures.ManifestOf(ctx, d)
		if err != nil || len(m.Layers) == 0 || !strings.HasPrefix(m.Layers[0].MediaType, sigstore.MediaTypeBundlePrefix) {
			continue
		}
		data, err := w.signatures.Blob(ctx, m.Layers[0], nil)
		if err != nil {
			continue
		}
		material := sigstore.ReadBundle(data)
		if material.Statement == nil || len(material.Statement.About(digest)) == 0 || !material.Signs() {
			continue
		}
		return &evidence.Signature{Form: evidence.FormBundle, Artifact: artifact, Entity: material,
			Source: report.Source{Store: report.StoreReferrer, Reference: w.signatureReference(d.Digest), Digest: d.Digest,
				MediaType: m.Layers[0].MediaType}}
	}
	return nil
}

func (w *walk) referrersOf(ctx context.Context, digest string) []registry.Descriptor {
	listed, err := w.signatures.Referrers(ctx, digest)
	if err == nil && len(listed) > 0 {
		return listed[:min(len(listed), maxRelated)]
	}
	m, err := w.signatures.Manifest(ctx, registry.ArtifactTag(digest, ""))
	if err != nil {
		return nil
	}
	return m.Manifests[:min(len(m.Manifests), maxRelated)]
}
