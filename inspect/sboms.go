package inspect

import (
	"strings"

	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/registry"
	"assay/sbom"
	"assay/sbom/reader"
)

// readSBOM is an SBOM after reading, which happens once.
type readSBOM struct {
	document *sbom.Document
	quality  *sbom.Quality
	graph    *sbom.Graph
}

// addStatementSBOM keeps the predicate of an attestation that is an SBOM.
func (g *gatherer) addStatementSBOM(f *found) {
	if f.material == nil || f.material.Statement == nil || !isSBOMPredicate(f.material.Statement.PredicateType) {
		return
	}
	g.addSBOM(&foundSBOM{source: f.source, artifactID: f.artifactID, data: f.material.Statement.Predicate, signedID: f.id, subject: f.artifact.Digest, platform: f.platform})
}

// isSBOMPredicate knows the types in use, old ones included.
func isSBOMPredicate(predicateType string) bool {
	for _, prefix := range []string{"https://spdx.dev/Document", "https://cyclonedx.org/bom", "https://cyclonedx.org/schema", "https://syft.dev/bom"} {
		if strings.HasPrefix(predicateType, prefix) {
			return true
		}
	}
	return false
}

// addPlainSBOM keeps a layer that is an SBOM by its content, whatever its media
// type says.
func (g *gatherer) addPlainSBOM(s subject, m *registry.Manifest, data []byte, source report.Source, artifactID string) {
	if !reader.Detect(data) {
		if isSBOMType(source.MediaType) || strings.HasSuffix(source.Reference, ".sbom") {
			g.update(artifactID, func(a *report.Artifact) {
				a.Problem = "this is called an SBOM but is in no format that assay reads"
			})
		}
		return
	}
	g.update(artifactID, func(a *report.Artifact) { a.Kind = report.KindSBOM })
	b := &foundSBOM{source: source, artifactID: artifactID, data: data, manifest: m.Digest, subject: s.digest, platform: s.platform}
	if m.Subject != nil {
		b.about = m.Subject.Digest
	}
	g.addSBOM(b)
}

// addBareStatement keeps an in-toto statement that nobody signed, as BuildKit
// writes them, and the SBOM in it.
func (g *gatherer) addBareStatement(s subject, data []byte, source report.Source, artifactID string, layer registry.Descriptor) {
	f := &found{role: s.role, kind: "statement", source: source, artifactID: artifactID, platform: s.platform,
		artifact: sigstore.Artifact{Digest: s.digest, Image: true, Repository: g.repositoryName()}}
	statement, err := sigstore.ParseStatement(data)
	if err != nil {
		g.update(artifactID, func(a *report.Artifact) { a.Problem = err.Error() })
		return
	}
	f.material = sigstore.BareStatement(data, statement)
	g.addFound(f)
	if !isSBOMPredicate(statement.PredicateType) && !isSBOMPredicate(layer.Annotations["in-toto.io/predicate-type"]) {
		return
	}
	b := &foundSBOM{source: source, artifactID: artifactID, data: statement.Predicate, bare: true, signedID: f.id, subject: s.digest, platform: s.platform}
	if source.Store == report.StoreIndexChild && g.manifest.IsIndex() {
		b.index = g.manifest.Digest
	}
	g.addSBOM(b)
}

func (g *gatherer) addSBOM(b *foundSBOM) {
	d := reader.Read(b.data, reader.Options{MaxBytes: g.options.MaxSBOM})
	graph := sbom.NewGraph(d)
	b.read = &readSBOM{document: d, graph: graph, quality: sbom.NewQuality(d, graph)}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.sboms = append(g.sboms, b)
}

// judgeSBOMs gives each SBOM the trust of what signs it.
func (i *Inspection) judgeSBOMs(r *report.Report, signed map[string]*report.Signature) {
	for _, b := range i.sboms {
		s := &report.SBOM{Source: b.source, SubjectDigest: b.subject, Platform: b.platform, Artifact: b.artifactID, Attached: b.manifest != "", Own: i.isOwn(b), Data: b.data, Diagnostics: []sbom.Diagnostic{}}
		if d := b.read.document; d != nil {
			s.Document, s.Format, s.Quality, s.Graph = d, d.Format, b.read.quality, b.read.graph
			s.Packages, s.Files, s.Relationships = len(d.Packages), len(d.Files), len(d.Relationships)
			s.Diagnostics = append(s.Diagnostics, d.Diagnostics...)
		}
		s.Trust, s.TrustReason = i.trustOf(b, r, signed)
		if s.Trust == report.VerdictUnsigned && !i.complete {
			s.Trust, s.TrustReason = report.VerdictUnknown, "still looking for a signature"
		}
		r.SBOMs = append(r.SBOMs, s)
	}
	sortSBOMs(r.SBOMs)
}

// isOwn reports whether an SBOM is of the target itself, or of the platform that
// stands for an index on this machine.
func (i *Inspection) isOwn(b *foundSBOM) bool {
	if b.platform == "" || i.manifest == nil || !i.manifest.IsIndex() {
		return true
	}
	own, ok := ownPlatform(i.manifest)
	return ok && own.Digest == b.subject
}

func (i *Inspection) trustOf(b *foundSBOM, r *report.Report, signed map[string]*report.Signature) (report.Verdict, string) {
	s := signed[b.signedID]
	if s != nil {
		if c, ok := s.Check(report.CheckStatementSubject); ok && c.Status == report.StatusFail {
			return report.VerdictSubjectMismatch, "the statement speaks of " + c.Got
		}
	}
	switch {
	case b.about != "" && b.about != b.subject:
		return report.VerdictSubjectMismatch, "its manifest says that it is about " + b.about
	case b.index != "":
		if v, of := bestFor(b.index, r.Signatures); v == report.VerdictVerified || v == report.VerdictUnpinned {
			return v, "nobody signed the statement itself, but it is part of the index that " + of + " signs"
		}
		return report.VerdictUnsigned, "a statement by the builder in the index that nobody signed: anyone with push rights could have put it there"
	case b.bare:
		return report.VerdictUnsigned, "a statement that nobody signed: anyone with push rights could have put it there"
	case s != nil:
		return s.Verdict, "by the attestation that holds it"
	default:
		if v, of := bestFor(b.manifest, r.Signatures); of != "" {
			return v, "by " + of + " of the SBOM's own manifest"
		}
		return report.VerdictUnsigned, "nobody signed it: anyone with push rights could have put it there"
	}
}

// bestFor returns the best verdict among the signatures of a digest, and which
// signature that is.
func bestFor(digest string, signatures []*report.Signature) (verdict report.Verdict, id string) {
	rank := map[report.Verdict]int{report.VerdictFailed: 1, report.VerdictUnpinned: 2, report.VerdictVerified: 3}
	for _, s := range signatures {
		if s.Subject == digest && rank[s.Verdict] > rank[verdict] {
			verdict, id = s.Verdict, "signature "+s.ID
		}
	}
	return verdict, id
}
