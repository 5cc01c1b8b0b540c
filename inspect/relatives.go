package inspect

import (
	"context"
	"strings"

	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/registry"
)

// How many other manifests are looked at to explain why nothing signs
// the one asked about.
const (
	maxRelativeTags = 30
	maxRelatives    = 4
)

// findRelatives looks at the rest of the repository when no signature was found
// for the target: a signed platform of the index, a signed index above the
// platform, or another digest that is signed and to which the tag may have
// pointed. It only explains; nothing found here counts for the verdict.
func (g *gatherer) findRelatives(ctx context.Context) relatives {
	var r relatives
	if g.hasSignature() || g.target.Artifact != "" {
		return r
	}
	if g.manifest.IsIndex() {
		r.children = g.signedAmong(ctx, g.manifest, g.manifest.Digest)
		if len(r.children) > 0 {
			return r
		}
	}
	tags, err := g.source.Tags(ctx)
	if err != nil {
		// Many registries do not let everybody list; then there is no more to
		// say than that nothing was found.
		return r
	}
	looked := 0
	for _, tag := range tags {
		if strings.HasPrefix(tag, "sha256-") || tag == g.reference.Identifier {
			continue
		}
		if looked++; looked > maxRelativeTags || len(r.parents)+len(r.siblings)+len(r.others) >= maxRelatives {
			break
		}
		g.relativeByTag(ctx, tag, &r)
	}
	if len(r.parents)+len(r.siblings)+len(r.others) == 0 {
		g.relativesBySignatureTag(ctx, tags, &r)
	}
	return r
}

// hasSignature reports whether anything that could be a signature, or a broken
// piece of one, was found for the target.
func (g *gatherer) hasSignature() bool {
	for _, f := range g.found {
		if f.role == roleTarget {
			return true
		}
	}
	return false
}

// relativeByTag looks at the manifest behind another tag.
func (g *gatherer) relativeByTag(ctx context.Context, tag string, r *relatives) {
	m, err := g.source.Manifest(ctx, tag)
	if err != nil || m.Digest == g.manifest.Digest {
		return
	}
	for _, d := range m.Manifests {
		if d.Digest != g.manifest.Digest {
			continue
		}
		if signed := g.signatureOf(ctx, m.Digest); signed != nil {
			r.parents = append(r.parents, relative{digest: m.Digest, tag: tag, signed: signed})
		}
		r.siblings = append(r.siblings, g.signedAmong(ctx, m, g.manifest.Digest)...)
		return
	}
	if registry.ValidDigest(g.reference.Identifier) {
		// Asked by digest, there is no tag that could have moved.
		return
	}
	if signed := g.signatureOf(ctx, m.Digest); signed != nil {
		r.others = append(r.others, relative{digest: m.Digest, tag: tag, signed: signed})
	}
}

// relativesBySignatureTag looks for cosign signatures whose image lost its tag.
// The claims must name the digest that the tag is of, and that image must still
// be there: otherwise the tag says nothing about this one.
func (g *gatherer) relativesBySignatureTag(ctx context.Context, tags []string, r *relatives) {
	if registry.ValidDigest(g.reference.Identifier) {
		return
	}
	looked := 0
	for _, tag := range tags {
		digest, kind, ok := registry.ParseArtifactTag(tag)
		if !ok || kind != "sig" || digest == g.manifest.Digest {
			continue
		}
		if looked++; looked > maxRelativeTags || len(r.others) >= maxRelatives {
			return
		}
		m, err := g.source.Manifest(ctx, digest)
		if err != nil || m.Subject != nil || isArtifactManifest(m) {
			continue
		}
		if signed := g.signatureOf(ctx, digest); signed != nil {
			r.others = append(r.others, relative{digest: digest, signed: signed})
		}
	}
}

// isArtifactManifest reports whether a manifest holds an SBOM or signature and
// no image, so that its signature explains nothing about a moved tag.
func isArtifactManifest(m *registry.Manifest) bool {
	for _, l := range m.Layers {
		if formOf("", l.MediaType) != "" {
			return true
		}
	}
	return false
}

// signedAmong returns the signed platform manifests of an index.
func (g *gatherer) signedAmong(ctx context.Context, index *registry.Manifest, except string) []relative {
	var out []relative
	for n, d := range platformsOf(index) {
		if n >= maxRelativeTags || len(out) >= maxRelatives {
			break
		}
		if d.Digest == except {
			continue
		}
		if signed := g.signatureOf(ctx, d.Digest); signed != nil {
			out = append(out, relative{digest: d.Digest, platform: d.Platform.String(), signed: signed})
		}
	}
	return out
}

// signatureOf fetches one signature of a digest, by tag or as a referrer, whose
// signed content names that digest; nil if there is none.
func (g *gatherer) signatureOf(ctx context.Context, digest string) *found {
	artifact := sigstore.Artifact{Digest: digest, Image: true, Repository: g.repositoryName()}
	if m, err := g.signatures.Manifest(ctx, registry.ArtifactTag(digest, "sig")); err == nil {
		for _, l := range m.Layers[:min(len(m.Layers), maxRelatives)] {
			data, err := g.signatures.Blob(ctx, l, nil)
			if err != nil || !strings.Contains(string(data), digest) {
				continue
			}
			return &found{kind: "sig", artifact: artifact,
				source:   report.Source{Store: report.StoreTag, Reference: g.signatureReference(registry.ArtifactTag(digest, "sig")), Digest: m.Digest, MediaType: l.MediaType},
				material: sigstore.ReadSignature(sigstore.Layer{MediaType: l.MediaType, Annotations: l.Annotations, Data: data})}
		}
	}
	for _, d := range g.referrersOf(ctx, digest) {
		m, err := g.signatures.ManifestOf(ctx, d)
		if err != nil || len(m.Layers) == 0 || !strings.HasPrefix(m.Layers[0].MediaType, sigstore.MediaTypeBundlePrefix) {
			continue
		}
		data, err := g.signatures.Blob(ctx, m.Layers[0], nil)
		if err != nil {
			continue
		}
		material := sigstore.ReadBundle(data)
		if material.Statement == nil || len(material.Statement.About(digest)) == 0 || !material.Signs() {
			continue
		}
		return &found{kind: "bundle", artifact: artifact, material: material,
			source: report.Source{Store: report.StoreReferrer, Reference: g.signatureReference(d.Digest), Digest: d.Digest, MediaType: m.Layers[0].MediaType}}
	}
	return nil
}

func (g *gatherer) referrersOf(ctx context.Context, digest string) []registry.Descriptor {
	listed, err := g.signatures.Referrers(ctx, digest)
	if err == nil && len(listed) > 0 {
		return listed[:min(len(listed), maxRelatives)]
	}
	m, err := g.signatures.Manifest(ctx, registry.ArtifactTag(digest, ""))
	if err != nil {
		return nil
	}
	return m.Manifests[:min(len(m.Manifests), maxRelatives)]
}
