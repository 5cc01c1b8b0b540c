package criteria

import "assay/inspect/report"

// remarks say what the options leave out, so that no verdict says more than was
// checked.
func remarks(asked report.Criteria) []string {
	var out []string
	if asked.IgnoreClaims {
		out = append(out, "the signed claims were not compared with this image; only the signer was checked")
	}
	if asked.Policy != "" && (asked.Pinned() || asked.PredicateType != "" || asked.Attachment != "") {
		out = append(out, "only the policy decides the verdict: a key, an identity, a predicate type or an attachment that was asked "+
			"for does not change it, but is checked and shown too")
	}
	if asked.Certificate != "" && !asked.WantsIdentity() {
		out = append(out, "a certificate that is given says which certificate to check with, but names no signer; an identity and an "+
			"issuer do")
	}
	return out
}
