package criteria

import "assay/inspect/report"

// remarks say what the options leave out, so that no verdict says more than was
// checked.
func remarks(asked report.Criteria) []string {
	var out []string
	if asked.IgnoreClaims {
		out = append(out, "the signed claims were left out: whether they are about this image was not asked, only who signed them")
	}
	if asked.Policy != "" && (asked.Pinned() || asked.PredicateType != "" || asked.Attachment != "") {
		out = append(out, "the policy decides alone: a key, an identity, a predicate type or an attachment that was asked for changes nothing of the verdict; what it says of each signature is shown as well")
	}
	if asked.Certificate != "" && !asked.WantsIdentity() {
		out = append(out, "a certificate that is given says with which certificate to check, and names nobody; an identity and an issuer name a signer")
	}
	return out
}
