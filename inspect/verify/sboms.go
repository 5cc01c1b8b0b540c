package verify

import (
	"assay/inspect/evidence"
	"assay/inspect/report"
	"assay/sbom"
)

// sboms gives each SBOM the trust of what signs it.
func (v *verification) sboms(signed map[string]*report.Signature) {
	e, r := v.evidence, v.report
	for _, b := range e.SBOMs {
		s := &report.SBOM{Source: b.Source, SubjectDigest: b.Subject, Platform: b.Platform, Artifact: b.ArtifactID,
			Attached: b.Manifest != "", Own: isOwn(e, b), Data: b.Data, Diagnostics: []sbom.Diagnostic{}}
		if d := b.Document; d != nil {
			s.Document, s.Format, s.Quality, s.Graph = d, d.Format, b.Quality, b.Graph
			s.Packages, s.Files, s.Relationships = len(d.Packages), len(d.Files), len(d.Relationships)
			s.Diagnostics = append(s.Diagnostics, d.Diagnostics...)
		}
		s.Trust, s.TrustReason = trustOf(b, r, signed)
		if s.Trust == report.VerdictUnsigned && !e.Complete {
			s.Trust, s.TrustReason = report.VerdictUnknown, "still looking for a signature"
		}
		r.SBOMs = append(r.SBOMs, s)
	}
	sortSBOMs(r.SBOMs)
}

// isOwn reports whether an SBOM is of the target itself, or of the platform that
// stands for an index on this machine.
func isOwn(e *evidence.Evidence, b *evidence.SBOM) bool {
	if b.Platform == "" || !e.IsIndex() {
		return true
	}
	own, ok := evidence.OwnPlatform(e.Manifest)
	return ok && own.Digest == b.Subject
}

func trustOf(b *evidence.SBOM, r *report.Report, signed map[string]*report.Signature) (report.Verdict, string) {
	s := signed[b.SignedID]
	if s != nil {
		if c, ok := s.Check(report.CheckStatementSubject); ok && c.Status == report.StatusFail {
			return report.VerdictSubjectMismatch, "the statement is about " + c.Got
		}
	}
	switch {
	case b.About != "" && b.About != b.Subject:
		return report.VerdictSubjectMismatch, "its manifest says that it is about " + b.About
	case b.Index != "":
		if v, of := bestFor(b.Index, r.Signatures); v == report.VerdictVerified || v == report.VerdictUnpinned {
			return v, "the statement itself is not signed, but it is part of the index that " + of + " signs"
		}
		return report.VerdictUnsigned, "a statement by the builder in an index without a signature: anyone with push rights could have " +
			"attached it"
	case b.Bare:
		return report.VerdictUnsigned, "a statement without a signature: anyone with push rights could have attached it"
	case s != nil:
		return s.Verdict, "by the attestation that holds it"
	default:
		if v, of := bestFor(b.Manifest, r.Signatures); of != "" {
			return v, "by " + of + " of the SBOM's own manifest"
		}
		return report.VerdictUnsigned, "it is not signed: anyone with push rights could have attached it"
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
