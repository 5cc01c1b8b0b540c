package diagnose

import (
	"assay/inspect/remedy"
	"assay/inspect/report"
)

// openPGPCauses are those of OpenPGP signatures (simple signing).
func openPGPCauses() []cause {
	signedMessage := []string{remedy.SignedMessage}
	return []cause{
		{reason: report.ReasonOpenPGPTooLarge, check: report.CheckSignatureEncoding,
			title:   "it exceeds the size limit when it is decompressed",
			message: "The blob exceeds the size limit when it is decompressed.",
			remedy:  []string{"Do not use the image on the strength of this signature: it was made to exhaust the programs that read it."}},
		{reason: report.ReasonOpenPGPArmored, check: report.CheckSignatureEncoding, title: "in armor, which podman does not read",
			message: "The signature is ASCII-armored; podman reads binary signed messages only.",
			remedy:  []string{remedy.Dearmor, remedy.SignedMessage}},
		{reason: report.ReasonOpenPGPDetached, check: report.CheckSignatureEncoding, title: "detached from its claims",
			message: "This is a detached signature: it does not contain the claims that it signs.", remedy: signedMessage},
		{reason: report.ReasonOpenPGPSeveralSignatures, check: report.CheckSignatureEncoding, title: "by several keys in one message",
			message: "The message holds more than one signature; programs that use gpg refuse that.",
			remedy:  []string{"Store one signature per key, as signature-1, signature-2 and so on."}},
		{reason: report.ReasonOpenPGPUnsupported, check: report.CheckSignatureEncoding, title: "in a form that assay does not read",
			message: "The signature is of a version or by an algorithm that assay does not read, so it cannot be checked.",
			remedy:  []string{"Check it with gpg (pane Claims has the command), and ask for a signature made by a current program."}},
		{reason: report.ReasonOpenPGPMalformed, check: report.CheckSignatureEncoding, title: "the signature cannot be read",
			message: "The blob is not an OpenPGP signed message.", remedy: signedMessage},
		{reason: report.ReasonSignerFailed, check: report.CheckSignatureEncoding, title: "the signer did not sign",
			message: "The signer reported an error instead of a signed claim.",
			remedy:  []string{"Read the message of the signer, and ask it for the signature again."}},
		{reason: report.ReasonOpenPGPNotAskedFor, check: report.CheckKeyMatch, title: "with OpenPGP, not as you asked",
			message: "This is an OpenPGP signature; another kind of signer was asked for.", explain: explainOpenPGPKey},
		{reason: report.ReasonOpenPGPKeyNeeded, check: report.CheckKeyMatch, title: "with an OpenPGP key that you did not give",
			message: "The signature names an OpenPGP key but does not contain it, so nothing can be checked yet.",
			explain: explainOpenPGPKey},
		{reason: report.ReasonOpenPGPKeyUsage, check: report.CheckKeyMatch, title: "by a key that is not for signing",
			message: "The key's owner marked it for uses other than signing.", remedy: resign},
		{reason: report.ReasonOpenPGPKeyUnsupported, check: report.CheckKeyMatch,
			title:   "by a kind of key that most builds of podman do not read",
			message: "The key is of a version or algorithm that gpg does not read, and most builds of podman verify with gpg.",
			remedy:  []string{remedy.OlderKeyForms}},
		{reason: report.ReasonOpenPGPSignatureInvalid, check: report.CheckSignatureValue, title: "the signature does not verify",
			message: "The signature names a key that you trust but does not verify: its content or the signature was changed.",
			remedy:  distrust},
		{reason: report.ReasonOpenPGPAlgorithmWeak, check: report.CheckSignatureAlgorithm, title: "with an algorithm that is broken",
			message: "The signature is made with a hash for which collisions are easy to find.", remedy: resign},
		{reason: report.ReasonOpenPGPKeyRevoked, check: report.CheckKeyValidity, title: "its key was revoked",
			message: "The key that signed was revoked by its owner.",
			why:     "Nothing confirms the time that the signature states, so it may have been made after the key was revoked.",
			remedy:  []string{"Get the publisher's current key, and a signature by it."}},
		{reason: report.ReasonOpenPGPKeyExpired, check: report.CheckKeyValidity, title: "its key has expired",
			message: "The key that signed has expired.",
			remedy:  []string{remedy.RefreshKey, "If not, ask for a signature by the current key."}},
		{reason: report.ReasonOpenPGPSignatureExpired, check: report.CheckKeyValidity, title: "the signature has expired",
			message: "The signature has expired.", remedy: resign},
		{reason: report.ReasonOpenPGPSignatureOlderThanKey, check: report.CheckKeyValidity, title: "it is older than its key",
			message: "The signature states a time before its key was created.",
			why:     "Either the signer's clock was wrong, or the key was created again from the same key material with another date.",
			remedy:  []string{"Ask the publisher for the key with its original date, or for a new signature."}},
		{reason: report.ReasonClaimsDigestAlgorithm, check: report.CheckClaimsDigest, title: "by a digest that podman does not compare",
			message: "The claims name the image by a digest other than its SHA-256, and podman compares only that one.",
			remedy:  []string{remedy.SignLikeCosign}},
		{reason: report.ReasonOpenPGPNotationUnknown, check: report.CheckKeyValidity, title: "with an unrecognised critical notation",
			message: "The signature or its key carries an unrecognised critical notation.", remedy: resign},
		{reason: report.ReasonOpenPGPIdentityMismatch, check: report.CheckClaimsReference, title: "under another name",
			message: "The signature is about this digest, but its name is not the one asked for.", explain: explainOtherName},
	}
}

func explainOpenPGPKey(d *report.Diagnosis, e explained) {
	asked := e.report.Criteria
	d.WantLabel, d.GotLabel = "needed", "signed by"
	if asked.Policy != "" && len(asked.Keys) == 0 && e.check.Reason == report.ReasonWrongKey {
		d.WantLabel, d.Title, d.Message = "policy has", "not by a key of the policy",
			"The signature was made with a key that the policy does not name."
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
	offer(d, "Get the public key "+id+" from the publisher, over a channel that you trust, and give it:",
		remedy.InspectWithKey("KEY.asc", e.context.Reference))
}

func explainOtherName(d *report.Diagnosis, e explained) {
	d.WantLabel, d.GotLabel = "asked for", "signed as"
	d.Why = e.check.Detail
	advise(d, remedy.RemapIdentity, "If not, somebody may be passing one image off as another.")
}
