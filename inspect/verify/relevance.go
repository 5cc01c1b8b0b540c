package verify

import (
	"assay/inspect/criteria"
	"assay/inspect/evidence"
	"assay/inspect/report"
)

// relevance says whether a signature is among those that decide the verdict, and
// if not, why. attached are the manifests of attached SBOMs.
func (v *verification) relevance(s *report.Signature, f *evidence.Signature, attached map[string]bool) {
	if v.criteria.Policy != nil {
		s.NotDecidingBecause = v.irrelevantToPolicy(f)
	} else {
		s.NotDecidingBecause = irrelevant(s, f, v.criteria, attached)
	}
	s.Deciding = s.NotDecidingBecause == ""
}

// irrelevant says why a signature does not decide, or returns nothing.
func irrelevant(s *report.Signature, f *evidence.Signature, c *criteria.Criteria, attached map[string]bool) string {
	asked, wanted := c.Asked, c.Verify.PredicateType
	attestation := isAttestation(f, asked)
	switch {
	case f.Role == evidence.RoleFile && (asked.PredicateType == "" || s.PredicateType == "" || s.PredicateType == wanted):
		return ""
	case asked.Attachment == report.AttachmentSBOM:
		if f.Role == evidence.RoleAttachment && f.Form != evidence.FormStatement && !attestation && attached[f.Artifact.Digest] {
			return ""
		}
		return "the signature of the attached SBOM was asked for"
	case f.Role == evidence.RolePlatform:
		return "signs the manifest of " + f.Platform + ", not the index that was asked for"
	case f.Role == evidence.RoleAttachment:
		return "signs something attached to the image, not the image"
	case f.Role == evidence.RoleContent:
		return "is what this reference holds, not a signature of it"
	case f.Form == evidence.FormStatement:
		return "a statement without a signature"
	case asked.PredicateType != "" && !attestation && s.PredicateType != wanted:
		return "attestations of type " + asked.PredicateType + " were asked for"
	case asked.PredicateType != "" && s.PredicateType != "" && s.PredicateType != wanted:
		return "an attestation of a type other than " + asked.PredicateType
	case asked.PredicateType == "" && attestation:
		return "an attestation; a signature was asked for, and not a predicate type"
	}
	return ""
}

// isAttestation tells the two lists of the report apart. A bundle that cannot
// be read is taken for what was asked for.
func isAttestation(f *evidence.Signature, asked report.Criteria) bool {
	switch {
	case f.Form == evidence.FormAttestation || f.Form == evidence.FormStatement:
		return true
	case f.Form == evidence.FormSignature || f.Form == evidence.FormOpenPGP:
		return false
	case f.Entity == nil || f.Entity.Statement == nil:
		return asked.PredicateType != ""
	default:
		return !f.Entity.Signs()
	}
}

// attachedSBOMs are the digests of the manifests with which SBOMs are attached
// to the target: that of cosign's tag, at which cosign looks, and only where
// there is none those of referrers.
func attachedSBOMs(e *evidence.Evidence) map[string]bool {
	tagged, referrers := map[string]bool{}, map[string]bool{}
	for _, a := range e.Artifacts {
		switch {
		case a.Kind != report.KindSBOM || a.Subject != e.Target.Digest || a.Source.Digest == "":
		case a.Source.Store == report.StoreTag || a.Source.Store == report.StoreLayout:
			tagged[a.Source.Digest] = true
		default:
			referrers[a.Source.Digest] = true
		}
	}
	if len(tagged) > 0 {
		return tagged
	}
	return referrers
}
