package diagnose

import (
	"assay/inspect/remedy"
	"assay/inspect/report"
)

// openPGPCauses are those of OpenPGP signatures (simple signing).
func openPGPCauses() []cause {
	signedMessage := []string{remedy.SignedMessage}
	return []cause{
		{reason: report.ReasonOpenPGPTooLarge, check: report.CheckSignatureEncoding, title: "it decompresses to more than it may",
			message: "The blob exceeds the size limit when it is decompressed.",
			remedy:  []string{"Do not use the image on the strength of this signature; somebody made it to exhaust whoever reads it."}},
		{reason: report.ReasonOpenPGPArmored, check: report.CheckSignatureEncoding, title: "in armor, which podman does not read",
			message: "The signature is ASCII-armored; podman reads binary signed messages only.", remedy: []string{remedy.Dearmor, remedy.SignedMessage}},
		{reason: report.ReasonOpenPGPDetached, check: report.CheckSignatureEncoding, title: "detached from its claims",
			message: "This is a detached signature: it does not contain the claims that it signs.", remedy: signedMessage},
		{reason: report.ReasonOpenPGPSeveralSignatures, check: report.CheckSignatureEncoding, title: "by several keys in one message",
			message: "The message holds more than one signature; programs that use gpg refuse that.",
			remedy:  []string{"Store one signature per key, as signature-1, signature-2 and so on."}},
		{reason: report.ReasonOpenPGPUnsupported, check: report.CheckSignatureEncoding, title: "in a form that assay does not read",
			message: "The signature is of a version or by an algorithm that assay does not read, so nothing is known of it.",
			remedy:  []string{"See what gpg says of it (the command is in pane Claims), and ask for a signature made by a current program."}},
		{reason: report.ReasonOpenPGPMalformed, check: report.CheckSignatureEncoding, title: "the signature cannot be read",
			message: "The blob is not an OpenPGP signed message.", remedy: signedMessage},
		{reason: report.ReasonSignerFailed, check: report.CheckSignatureEncoding, title: "the signer did not sign",
			message: "The signer reported an error instead of a signed claim.",
			remedy:  []string{"Look at what the signer says, and ask it again."}},
		{reason: report.ReasonOpenPGPNotAskedFor, check: report.CheckKeyMatch, title: "with OpenPGP, not as you asked",
			message: "This is an OpenPGP signature; another kind of signer was asked for.", explain: explainOpenPGPKey},
		{reason: report.ReasonOpenPGPKeyNeeded, check: report.CheckKeyMatch, title: "with an OpenPGP key that you did not give",
			message: "The signature names an OpenPGP key but does not contain it, so nothing can be checked yet.", explain: explainOpenPGPKey},
		{reason: report.ReasonOpenPGPKeyUsage, check: report.CheckKeyMatch, title: "by a key that is not for signing",
			message: "The key's owner marked it for other uses than signing.", remedy: resign},
		{reason: report.ReasonOpenPGPKeyUnsupported, check: report.CheckKeyMatch, title: "by a kind of key that most builds of podman do not read",
			message: "The key is of a version or algorithm that gpg does not read, and most builds of podman verify with gpg.",
			remedy:  []string{remedy.OlderKeyForms}},
		{reason: report.ReasonOpenPGPSignatureInvalid, check: report.CheckSignatureValue, title: "the signature does not fit",
			message: "The signature names a key that you trust, but does not fit its content: content or signature was changed.", remedy: distrust},
		{reason: report.ReasonOpenPGPAlgorithmWeak, check: report.CheckSignatureAlgorithm, title: "with an algorithm that is broken",
			message: "The signature is made with a hash for which collisions are easy to find.", remedy: resign},
		{reason: report.ReasonOpenPGPKeyRevoked, check: report.CheckKeyValidity, title: "its key was revoked",
			message: "The key that signed was revoked by its owner.",
			why:     "Nobody confirms the time at which a signature says that it was made, so one by a revoked key could have been made later.",
			remedy:  []string{"Get the publisher's current key, and a signature by it."}},
		{reason: report.ReasonOpenPGPKeyExpired, check: report.CheckKeyValidity, title: "its key has expired",
			message: "The key that signed has expired.",
			remedy:  []string{remedy.RefreshKey, "If not, ask for a signature by the current key."}},
		{reason: report.ReasonOpenPGPSignatureExpired, check: report.CheckKeyValidity, title: "the signature has expired",
			message: "The signature has expired.", remedy: resign},
		{reason: report.ReasonOpenPGPSignatureOlderThanKey, check: report.CheckKeyValidity, title: "it is older than its key",
			message: "The signature says that it was made before its key was.",
			why:     "Either the signer's clock was wrong, or the key was made again with the same numbers and another date.",
			remedy:  []string{"Ask the publisher for the key with its first date, or for a new signature."}},
		{reason: report.ReasonClaimsDigestAlgorithm, check: report.CheckClaimsDigest, title: "by a digest that podman does not compare",
			message: "The claims name the image by another digest than its SHA-256, and podman compares that alone.", remedy: []string{remedy.SignLikeCosign}},
		{reason: report.ReasonOpenPGPNotationUnknown, check: report.CheckKeyValidity, title: "under an unknown condition",
			message: "The signature or its key carries an unrecognised critical notation.", remedy: resign},
		{reason: report.ReasonOpenPGPIdentityMismatch, check: report.CheckClaimsReference, title: "under another name",
			message: "The signature is about this digest, but under another name than the one asked for.", explain: explainOtherName},
	}
}

func explainOpenPGPKey(d *report.Diagnosis, e explained) {
	asked := e.report.Criteria
	d.WantLabel, d.GotLabel = "needed", "signed by"
	if asked.Policy != "" && len(asked.Keys) == 0 && e.check.Reason == report.ReasonWrongKey {
		d.WantLabel, d.Title, d.Message = "policy has", "not by a key of the policy", "The signature was made with another key than those that the policy names."
		advise(d, adviceOtherKey)
		return
	}
	if e.check.Reason == report.ReasonWrongKey {
		d.WantLabel = "you gave"
	}
	id := "KEY"
	if s := e.signature; s.Key != nil && s.Key.OpenPGP != nil {
		if id = s.Key.OpenPGP.Fingerprint; id == "" {
			id = s.Key.OpenPGP.KeyID
		}
	}
	offer(d, "Get the public key "+id+" from the publisher, by a way that you trust, and give it:",
		remedy.InspectWithKey("KEY.asc", e.context.Reference))
}

func explainOtherName(d *report.Diagnosis, e explained) {
	d.WantLabel, d.GotLabel = "asked for", "signed as"
	d.Why = e.check.Detail
	advise(d, remedy.RemapIdentity, "If not, somebody may be passing one image off as another.")
}
