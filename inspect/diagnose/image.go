package diagnose

import (
	"fmt"
	"strings"

	"assay/inspect/evidence"
	"assay/inspect/remedy"
	"assay/inspect/report"
)

// imageCause is a row of the table of causes that concern the image as a
// whole, because there is no signature that could have failed.
type imageCause struct {
	slug    string
	applies func(r *report.Report, x Context) bool
	explain func(d *report.Diagnosis, r *report.Report, x Context)
}

// imageCauses is in order of precedence; the last row always applies.
func imageCauses() []imageCause {
	return []imageCause{
		{"sbom-not-signed", hasAttachedSBOM, explainSBOMUnsigned},
		{"predicate-type-mismatch", func(r *report.Report, _ Context) bool {
			return r.Criteria.PredicateType != "" && len(r.OwnAttestations()) > 0
		}, explainPredicate},
		{"attested-not-signed", func(r *report.Report, _ Context) bool {
			return r.Criteria.PredicateType == "" && attestedBundle(r) != nil
		}, explainAttested},
		{"signed-child-not-index", isRelated(evidence.RelationPlatform), explainPlatform},
		{"signed-index-not-child", isRelated(evidence.RelationIndex), explainIndex},
		{"signed-other-child", isRelated(evidence.RelationOtherPlatform), explainOtherPlatform},
		{"tag-moved-after-signing", isRelated(evidence.RelationElsewhere), explainTagMoved},
		{"no-signature", func(*report.Report, Context) bool { return true }, explainNothing},
	}
}

// diagnoseImage explains why nothing signs the image.
func diagnoseImage(r *report.Report, x Context) (report.Diagnosis, bool) {
	if r.Verdict == report.VerdictUnknown {
		return report.Diagnosis{}, false
	}
	for _, row := range imageCauses() {
		if row.applies(r, x) {
			d := report.Diagnosis{Cause: row.slug, Remedy: []string{}}
			row.explain(&d, r, x)
			return d, true
		}
	}
	return report.Diagnosis{}, false
}

func hasAttachedSBOM(r *report.Report, _ Context) bool {
	if r.Criteria.Attachment != "sbom" {
		return false
	}
	for _, s := range r.SBOMs {
		if s.Attached {
			return true
		}
	}
	return false
}

// attestedBundle returns an attestation in a bundle that is about the image;
// cosign verify would take it for a signature.
func attestedBundle(r *report.Report) *report.Signature {
	for _, s := range r.Attestations {
		if s.Subject == r.Target.Digest && s.Format.IsBundle() {
			return s
		}
	}
	return nil
}

func explainSBOMUnsigned(d *report.Diagnosis, _ *report.Report, x Context) {
	d.Title, d.Message = "the SBOM is not signed",
		"The SBOM is attached, but nobody signed its manifest; a signature of the image does not cover it."
	d.Evidence = report.Evidence{Want: "a signature of the SBOM's manifest", Got: "none"}
	d.Why = "Anyone with push rights can replace a .sbom tag without touching the image."
	offer(d, remedy.AttestSBOM, remedy.SignAttachedSBOM(x.Reference))
}

func explainPredicate(d *report.Diagnosis, r *report.Report, x Context) {
	var have []string
	for _, a := range r.OwnAttestations() {
		have = append(have, a.PredicateType)
	}
	d.Title, d.Message = "of another predicate type", "There are attestations, but none of the type asked for."
	d.Evidence = report.Evidence{Want: x.PredicateType, Got: strings.Join(have, ", ")}
	d.WantLabel, d.GotLabel = "asked for", "found"
	d.Why = "The type that counts is the one in the signed statement, not the one in the annotation of the layer."
	for _, a := range have {
		if strings.Contains(strings.ToLower(a), strings.ToLower(r.Criteria.PredicateType)) {
			d.Why = "The type found is another version or spelling of the one asked for; types are compared letter by letter."
		}
	}
	if len(have) > 0 {
		offer(d, "To ask for the one that was found:", remedy.PredicateType(have[0]))
	}
}

func explainAttested(d *report.Diagnosis, r *report.Report, _ Context) {
	s := attestedBundle(r)
	d.Title, d.Message = "attested, not signed", "This image has attestations only: they say something about it, but none of them is a "+
		"signature of it."
	d.Evidence = report.Evidence{Want: report.PredicateCosignSign, Got: s.PredicateType}
	d.WantLabel, d.GotLabel = "a signature", "attested"
	d.Why = "`cosign verify` does not look at the predicate type of a bundle and would take this attestation for a signature."
	offer(d, "If such an attestation is what you want, ask for it:", remedy.PredicateType(s.PredicateType))
	d.Signature = s.ID
}

func explainNothing(d *report.Diagnosis, r *report.Report, x Context) {
	d.Title, d.Message = "no signature", "Every store answered, and none holds a signature of this image."
	if r.Criteria.Attachment != "" {
		d.Title, d.Message = "no SBOM attached", "No SBOM is attached to this image, so there is none whose signature could be looked at."
	}
	if r.Criteria.PredicateType != "" {
		d.Title, d.Message = "no attestation", "Every store answered, and none holds an attestation of this image."
	}
	var answers []string
	for _, p := range r.Lookups {
		if p.Subject == r.Target.Digest {
			answers = append(answers, fmt.Sprintf("%s: %s", p.Reference, p.Outcome))
		}
	}
	d.Evidence = report.Evidence{Want: "a signature of " + r.Target.Digest, Got: strings.Join(answers, "; ")}
	d.WantLabel, d.GotLabel = "wanted", "looked in"
	d.Why = "It was never signed, or the signature was not copied along with the image."
	if remedy.OnDisk(x.Reference) {
		advise(d, remedy.CopyFromDiskAgain)
		return
	}
	advise(d, remedy.OtherRepository, "To sign it:")
	d.Offer(remedy.Sign(x.Reference))
}
