package inspect

import (
	"fmt"
	"strings"

	"assay/inspect/report"
	"assay/inspect/sigstore"
)

// imageCause is a row of the table of causes that concern the image as a
// whole, because there is no signature that could have failed.
type imageCause struct {
	slug    string
	applies func(x *diagnosisContext) bool
	explain func(d *report.Diagnosis, x *diagnosisContext)
}

// imageCauses is in order of precedence; the last row always applies.
var imageCauses = []imageCause{
	{"sbom-not-signed", func(x *diagnosisContext) bool { return x.report.Criteria.Attachment == "sbom" && hasAttachedSBOM(x) }, explainSBOMUnsigned},
	{"predicate-type-mismatch", func(x *diagnosisContext) bool {
		return x.report.Criteria.PredicateType != "" && len(attestationsOf(x.report)) > 0
	}, explainPredicate},
	{"attested-not-signed", func(x *diagnosisContext) bool {
		return x.report.Criteria.PredicateType == "" && attestedBundle(x) != nil
	}, explainAttested},
	{"signed-child-not-index", related("child"), explainChild},
	{"signed-index-not-child", related("parent"), explainParent},
	{"signed-other-child", related("sibling"), explainSibling},
	{"tag-moved-after-signing", related("other"), explainTagMoved},
	{"no-signature", func(*diagnosisContext) bool { return true }, explainNothing},
}

// diagnoseImage explains why nothing signs the image.
func diagnoseImage(x *diagnosisContext) (report.Diagnosis, bool) {
	if x.report.Verdict == report.VerdictUnknown {
		return report.Diagnosis{}, false
	}
	for _, row := range imageCauses {
		if row.applies(x) {
			d := report.Diagnosis{Cause: row.slug, Remedy: []string{}}
			row.explain(&d, x)
			return d, true
		}
	}
	return report.Diagnosis{}, false
}

func related(relation string) func(*diagnosisContext) bool {
	return func(x *diagnosisContext) bool { return x.first(relation) != nil }
}

func (x *diagnosisContext) first(relation string) *relativeReport {
	for n := range x.relatives {
		if x.relatives[n].relation == relation {
			return &x.relatives[n]
		}
	}
	return nil
}

func hasAttachedSBOM(x *diagnosisContext) bool {
	for _, s := range x.report.SBOMs {
		if s.Attached {
			return true
		}
	}
	return false
}

// attestedBundle returns an attestation in a bundle that is about the image;
// cosign verify would take it for a signature.
func attestedBundle(x *diagnosisContext) *report.Signature {
	for _, s := range x.report.Attestations {
		if s.Subject == x.report.Target.Digest && strings.HasPrefix(string(s.Format), "sigstore-bundle") {
			return s
		}
	}
	return nil
}

// signedBy renders signer and time of a signature, marked as what it is where
// it does not hold.
func signedBy(s *report.Signature) string {
	var parts []string
	switch {
	case s.Certificate != nil:
		parts = append(parts, "by "+s.Certificate.Who())
	case s.Key != nil:
		parts = append(parts, "by key SHA256:"+s.Key.FingerprintSHA256[:min(12, len(s.Key.FingerprintSHA256))]+"…")
	default:
		parts = append(parts, "with a key that nothing names")
	}
	if !s.Time.IsZero() {
		parts = append(parts, "on "+s.Time.UTC().Format("2 Jan 2006 15:04 UTC"))
	} else if s.Log != nil && s.Log.IntegratedTime != nil {
		parts = append(parts, "on "+s.Log.IntegratedTime.UTC().Format("2 Jan 2006 15:04 UTC"))
	}
	if s.Verdict == report.VerdictFailed {
		parts = append(parts, "(a signature that does not hold up here)")
	}
	return strings.Join(parts, " ")
}

func explainSBOMUnsigned(d *report.Diagnosis, x *diagnosisContext) {
	d.Title, d.Message = "the SBOM is not signed", "The SBOM is attached, but nobody signed its manifest; a signature of the image does not cover it."
	d.Evidence = report.Evidence{Want: "a signature of the SBOM's manifest", Got: "none"}
	d.Why = "A .sbom tag can be replaced by anyone with push rights, without touching the image."
	d.Command = "cosign sign --key KEY --attachment sbom " + x.reference
	d.Remedy = []string{"The publisher can sign it (better: attest it, `cosign attest --type spdxjson`):", d.Command}
}

func explainPredicate(d *report.Diagnosis, x *diagnosisContext) {
	var have []string
	for _, a := range attestationsOf(x.report) {
		have = append(have, a.PredicateType)
	}
	d.Title, d.Message = "of another predicate type", "There are attestations, but none of the type asked for."
	d.Evidence = report.Evidence{Want: x.policy.PredicateType, Got: strings.Join(have, ", ")}
	d.WantLabel, d.GotLabel = "asked for", "found"
	d.Why = "Attestations count by the type that the signed statement names; the annotation on the layer does not count."
	for _, a := range have {
		if strings.Contains(strings.ToLower(a), strings.ToLower(x.report.Criteria.PredicateType)) {
			d.Why = "The type found is another version or spelling of the one asked for; types are compared letter by letter."
		}
	}
	if len(have) > 0 {
		d.Command = "--type " + shellQuote(sigstore.PredicateAlias(have[0]))
		d.Remedy = []string{"To ask for the one that is there:", d.Command}
	}
}

func explainAttested(d *report.Diagnosis, x *diagnosisContext) {
	s := attestedBundle(x)
	d.Title, d.Message = "attested, not signed", "This image has attestations only: they say something about it, but none of them is a signature of it."
	d.Evidence = report.Evidence{Want: sigstore.PredicateCosignSign, Got: s.PredicateType}
	d.WantLabel, d.GotLabel = "a signature", "attested"
	d.Why = "`cosign verify` does not look at the predicate type of a bundle and would take this attestation for a signature."
	d.Command = "--type " + shellQuote(sigstore.PredicateAlias(s.PredicateType))
	d.Remedy = []string{"If such an attestation is what you want, ask for it:", d.Command}
	d.Signature = s.ID
}

func explainChild(d *report.Diagnosis, x *diagnosisContext) {
	r := x.first("child")
	d.Title, d.Message = "only a platform of it is signed", "The index is not signed; the manifest of its platform "+r.platform+" is."
	d.Evidence = report.Evidence{Want: x.report.Target.Digest + " (index)", Got: r.digest + " (" + r.platform + ") signed " + signedBy(r.by)}
	d.Why = "Somebody signed what they had pulled for one platform, not the index that the tag names."
	d.Command = assayCommand(x.report.Criteria, replaceDigest(x.reference, r.digest))
	d.Remedy = []string{"Ask for the platform's manifest:", d.Command, "Or have the index signed with its platforms: cosign sign --recursive."}
}

func explainParent(d *report.Diagnosis, x *diagnosisContext) {
	r := x.first("parent")
	d.Title, d.Message = "its index is signed", "This platform's manifest is not signed; the index that lists it is."
	d.Evidence = report.Evidence{Want: x.report.Target.Digest, Got: r.digest + " (index, tag " + r.tag + ") signed " + signedBy(r.by)}
	d.Why = "A signature of an index does not count for its platforms on their own: verifiers compare the digest asked for."
	d.Command = assayCommand(x.report.Criteria, replaceDigest(x.reference, r.digest))
	d.Remedy = []string{"Ask for the index:", d.Command, "Or have the platforms signed too: cosign sign --recursive."}
}

func explainSibling(d *report.Diagnosis, x *diagnosisContext) {
	r := x.first("sibling")
	d.Title, d.Message = "another platform is signed", "This platform's manifest is not signed; that of "+r.platform+" in the same index is."
	d.Evidence = report.Evidence{Want: x.report.Target.Digest, Got: r.digest + " (" + r.platform + ") signed " + signedBy(r.by)}
	d.Why = "Somebody signed what they had pulled for their own platform."
	d.Command = assayCommand(x.report.Criteria, replaceDigest(x.reference, r.digest))
	d.Remedy = []string{"The signed one is:", d.Command, "Have all platforms signed: cosign sign --recursive."}
}

func explainTagMoved(d *report.Diagnosis, x *diagnosisContext) {
	r := x.first("other")
	d.Title, d.Message = "the tag moved after signing", "This digest is not signed. Another one in the repository is, to which the tag seems to have pointed when it was signed."
	got := r.digest + " signed " + signedBy(r.by)
	if r.tag != "" {
		got += fmt.Sprintf(" (now tag %s)", r.tag)
	}
	d.Evidence = report.Evidence{Want: x.report.Target.Digest + " (tag " + x.tag + " now)", Got: got}
	d.WantLabel, d.GotLabel = "tag now", "signed"
	d.Why = "A signature is of a digest. Whoever pushes to a tag again must sign again."
	d.Command = assayCommand(x.report.Criteria, replaceDigest(x.reference, r.digest))
	d.Remedy = []string{"The digest that is signed:", d.Command, "If the new image is meant, have it signed; if nobody should have pushed it, find out who did."}
}

func explainNothing(d *report.Diagnosis, x *diagnosisContext) {
	d.Title, d.Message = "no signature", "Every store answered, and none holds a signature of this image."
	if x.report.Criteria.Attachment != "" {
		d.Title, d.Message = "no SBOM attached", "No SBOM is attached to this image, so there is none whose signature could be looked at."
	}
	if x.report.Criteria.PredicateType != "" {
		d.Title, d.Message = "no attestation", "Every store answered, and none holds an attestation of this image."
	}
	var asked []string
	for _, p := range x.report.Lookups {
		if p.Subject == x.report.Target.Digest {
			asked = append(asked, p.Reference+": "+string(p.Outcome))
		}
	}
	d.Evidence = report.Evidence{Want: "a signature of " + x.report.Target.Digest, Got: strings.Join(asked, "; ")}
	d.WantLabel, d.GotLabel = "wanted", "asked"
	d.Command = "cosign sign --key KEY " + shellQuote(x.reference)
	d.Remedy = []string{"If signatures are kept in another repository, name it in COSIGN_REPOSITORY.", "To sign it:", d.Command}
	d.Why = "It was never signed, or the signature was not copied along with the image."
	if onDisk(x.reference) {
		d.Command = ""
		d.Remedy = []string{"Copy it again with its signatures: `cosign save` and `oras copy --recursive` bring them along, other tools leave them behind."}
	}
}

func replaceDigest(reference, digest string) string {
	base, _, _ := strings.Cut(reference, "@")
	return base + "@" + digest
}
