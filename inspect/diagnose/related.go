package diagnose

import (
	"fmt"
	"strings"
	"time"

	"assay/inspect/evidence"
	"assay/inspect/remedy"
	"assay/inspect/report"
)

// The causes of this file rest on other manifests that are signed.

func isRelated(relation evidence.Relation) func(*report.Report, Context) bool {
	return func(_ *report.Report, x Context) bool { return x.first(relation) != nil }
}

// signedBy renders signer and time of a signature, marked as what it is where
// it does not verify.
func signedBy(s *report.Signature) string {
	parts := []string{"with a key that nothing names"}
	switch {
	case s.Certificate != nil:
		parts[0] = "by " + s.Certificate.Who()
	case s.Key != nil:
		parts[0] = "by key SHA256:" + s.Key.FingerprintSHA256[:min(12, len(s.Key.FingerprintSHA256))] + "…"
	}
	const minutes = "on 2 Jan 2006 15:04 UTC"
	if at := signedAt(s); !at.IsZero() {
		parts = append(parts, at.UTC().Format(minutes))
	}
	if s.Verdict == report.VerdictFailed {
		parts = append(parts, "(that signature does not verify here)")
	}
	return strings.Join(parts, " ")
}

// signedAt is the time that counts for a signature, else the log's; the zero time
// where there is neither.
func signedAt(s *report.Signature) time.Time {
	if s.Time.IsZero() && s.Log != nil && s.Log.IntegratedTime != nil {
		return *s.Log.IntegratedTime
	}
	return s.Time
}

// inspectRelated is the command that asks the same of a related manifest.
func inspectRelated(r *report.Report, x Context, other *Related) string {
	return remedy.Inspect(r.Criteria, remedy.ByDigest(x.Reference, other.Digest))
}

func explainPlatform(d *report.Diagnosis, r *report.Report, x Context) {
	other := x.first(evidence.RelationPlatform)
	d.Title, d.Message = "only a platform of it is signed", "The index is not signed; the manifest of its platform "+other.Platform+" is."
	d.Evidence = report.Evidence{Want: r.Target.Digest + " (index)",
		Got: other.Digest + " (" + other.Platform + ") signed " + signedBy(other.By)}
	d.Why = "Somebody signed what they had pulled for one platform, not the index that the tag names."
	offer(d, "Ask for the platform's manifest:", inspectRelated(r, x, other), remedy.SignRecursively)
}

func explainIndex(d *report.Diagnosis, r *report.Report, x Context) {
	other := x.first(evidence.RelationIndex)
	d.Title, d.Message = "its index is signed", "This platform's manifest is not signed; the index that lists it is."
	d.Evidence = report.Evidence{Want: r.Target.Digest, Got: other.Digest + " (index, tag " + other.Tag + ") signed " + signedBy(other.By)}
	d.Why = "A signature of an index does not cover its platforms: verifiers compare the digest that was asked for."
	offer(d, "Ask for the index:", inspectRelated(r, x, other), remedy.SignPlatforms)
}

func explainOtherPlatform(d *report.Diagnosis, r *report.Report, x Context) {
	other := x.first(evidence.RelationOtherPlatform)
	d.Title, d.Message = "another platform is signed", "This platform's manifest is not signed; that of "+other.Platform+
		" in the same index is."
	d.Evidence = report.Evidence{Want: r.Target.Digest, Got: other.Digest + " (" + other.Platform + ") signed " + signedBy(other.By)}
	d.Why = "Somebody signed what they had pulled for their own platform."
	offer(d, "The signed one is:", inspectRelated(r, x, other), remedy.SignAllPlatforms)
}

func explainTagMoved(d *report.Diagnosis, r *report.Report, x Context) {
	other := x.first(evidence.RelationElsewhere)
	d.Title, d.Message = "the tag moved after signing", "This digest is not signed, but another one in the repository is. The tag seems "+
		"to have pointed to it when it was signed."
	got := other.Digest + " signed " + signedBy(other.By)
	if other.Tag != "" {
		got += fmt.Sprintf(" (now tag %s)", other.Tag)
	}
	d.Evidence = report.Evidence{Want: r.Target.Digest + " (tag " + x.Tag + " now)", Got: got}
	d.WantLabel, d.GotLabel = "tag now", "signed"
	d.Why = "A signature covers one digest. Whoever pushes to the tag again must sign again."
	offer(d, "The digest that is signed:", inspectRelated(r, x, other),
		"If the new image is meant, have it signed; if nobody should have pushed it, find out who did.")
}
