package discover

import (
	"strings"

	"assay/inspect/evidence"
	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/registry"
	"assay/sbom"
	"assay/sbom/reader"
)

// addStatementSBOM keeps the predicate of an attestation that is an SBOM.
func (d *Discovery) addStatementSBOM(f *evidence.Signature) {
	if f.Entity == nil || f.Entity.Statement == nil || !isSBOMPredicate(f.Entity.Statement.PredicateType) {
		return
	}
	d.addSBOM(&evidence.SBOM{Source: f.Source, ArtifactID: f.ArtifactID, Data: f.Entity.Statement.Predicate, SignedID: f.ID,
		Subject: f.Artifact.Digest, Platform: f.Platform})
}

// isSBOMPredicate knows the types in use, old ones included.
func isSBOMPredicate(predicateType string) bool {
	for _, prefix := range []string{"https://spdx.dev/Document", "https://cyclonedx.org/bom", "https://cyclonedx.org/schema",
		"https://syft.dev/bom"} {
		if strings.HasPrefix(predicateType, prefix) {
			return true
		}
	}
	return false
}

// addPlainSBOM keeps a layer that is an SBOM by its content, whatever its media
// type says.
func (w *walk) addPlainSBOM(s subject, m *registry.Manifest, data []byte, source report.Source, artifactID string) {
	if !reader.Detect(data) {
		if evidence.IsSBOMType(source.MediaType) || strings.HasSuffix(source.Reference, ".sbom") {
			w.update(artifactID, func(a *report.Artifact) {
				a.Problem = "this is labelled an SBOM but is in no format that assay reads"
			})
		}
		return
	}
	w.update(artifactID, func(a *report.Artifact) { a.Kind = report.KindSBOM })
	b := &evidence.SBOM{Source: source, ArtifactID: artifactID, Data: data, Manifest: m.Digest, Subject: s.digest, Platform: s.platform}
	if m.Subject != nil {
		b.About = m.Subject.Digest
	}
	w.addSBOM(b)
}

// addBareStatement keeps an in-toto statement without a signature, as BuildKit
// writes them, and the SBOM in it.
func (w *walk) addBareStatement(f *evidence.Signature, s subject, data []byte, layer registry.Descriptor) {
	source, artifactID := f.Source, f.ArtifactID
	statement, err := sigstore.ParseStatement(data)
	if err != nil {
		w.update(artifactID, func(a *report.Artifact) { a.Problem = err.Error() })
		return
	}
	f.Entity = sigstore.BareStatement(data, statement)
	w.addFound(f)
	if !isSBOMPredicate(statement.PredicateType) && !isSBOMPredicate(layer.Annotations["in-toto.io/predicate-type"]) {
		return
	}
	b := &evidence.SBOM{Source: source, ArtifactID: artifactID, Data: statement.Predicate, Bare: true, SignedID: f.ID, Subject: s.digest,
		Platform: s.platform}
	if source.Store == report.StoreIndexChild && w.manifest.IsIndex() {
		b.Index = w.manifest.Digest
	}
	w.addSBOM(b)
}

// addSBOM reads an SBOM, which happens once, and keeps it.
func (d *Discovery) addSBOM(b *evidence.SBOM) {
	b.Document = reader.Read(b.Data, reader.Options{MaxBytes: d.options.MaxSBOM})
	b.Graph = sbom.NewGraph(b.Document)
	b.Quality = sbom.NewQuality(b.Document, b.Graph)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.sboms = append(d.sboms, b)
}
