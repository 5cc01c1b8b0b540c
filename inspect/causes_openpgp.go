package inspect

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"assay/inspect/containerspolicy"
	"assay/inspect/report"
	"assay/registry"
)

const remedySignedMessage = "Ask whoever published it for a signed message: gpg --sign, or skopeo standalone-sign."

// openPGPCauses are those of OpenPGP signatures (simple signing).
var openPGPCauses = []cause{
	{slug: "openpgp-too-large", check: report.CheckSignatureEncoding, title: "it decompresses to more than it may", message: "The blob grows beyond all measure when it is decompressed.",
		remedy: []string{"Do not use the image on the strength of this signature; somebody made it to exhaust whoever reads it."}},
	{slug: "openpgp-armored", check: report.CheckSignatureEncoding, title: "in armor, which stores do not hold", message: "The signature is ASCII-armored; podman reads binary signed messages only.",
		remedy: []string{"gpg --dearmor turns an armored message into a binary one; a cleartext signature must be made again.", remedySignedMessage}},
	{slug: "openpgp-detached", check: report.CheckSignatureEncoding, title: "detached from its claims", message: "This is a detached signature: the claims that it signs are not in it.", remedy: []string{remedySignedMessage}},
	{slug: "openpgp-several-signatures", check: report.CheckSignatureEncoding, title: "by several keys in one message", message: "The message holds more than one signature; gpg's readers refuse that.",
		remedy: []string{"Store one signature per key, as signature-1, signature-2 and so on."}},
	{slug: "openpgp-unsupported", check: report.CheckSignatureEncoding, title: "in a form that is not read here", message: "The signature is of a version or by an algorithm that assay does not read, so nothing is known of it.",
		remedy: []string{"See what gpg says of it (the command is in pane Claims), and ask for a signature made by a present program."}},
	{slug: "openpgp-malformed", check: report.CheckSignatureEncoding, title: "the signature cannot be read", message: "The blob is no OpenPGP signed message.", remedy: []string{remedySignedMessage}},
	{slug: "signer-failed", check: report.CheckSignatureEncoding, title: "the signer did not sign", message: "The signer was asked and reported an error instead of a signed claim.",
		remedy: []string{"Look at what the signer says, and ask it again."}},
	{slug: "openpgp-not-asked-for", check: report.CheckKeyMatch, title: "with OpenPGP, not as you asked", message: "This is an OpenPGP signature; another kind of signer was asked for.", explain: explainOpenPGPKey},
	{slug: "openpgp-key-needed", check: report.CheckKeyMatch, title: "with an OpenPGP key that you did not give", message: "The signature names an OpenPGP key but does not hold it, so nothing can be checked yet.",
		explain: explainOpenPGPKey},
	{slug: "openpgp-key-usage", check: report.CheckKeyMatch, title: "by a key that is not for signing", message: "The key's owner marked it for other uses than signing.", remedy: []string{remedyResign}},
	{slug: "openpgp-key-unsupported", check: report.CheckKeyMatch, title: "by a kind of key that podman mostly does not read", message: "The key is of a version or algorithm that gpg does not read, with which most builds of podman verify.",
		remedy: []string{"Ask the publisher to sign with an RSA, ECDSA or Ed25519 (EdDSA) key of version 4, as gpg makes them."}},
	{slug: "openpgp-signature-invalid", check: report.CheckSignatureValue, title: "the signature does not fit", message: "The signature names a key that you trust, but does not fit what it stands over: content or signature was changed.",
		remedy: []string{remedyTampered}},
	{slug: "openpgp-weak-algorithm", check: report.CheckSignatureAlgorithm, title: "with an algorithm that is broken", message: "The signature is made with a hash for which collisions are easy to find.", remedy: []string{remedyResign}},
	{slug: "openpgp-key-revoked", check: report.CheckKeyValidity, title: "its key was revoked", message: "The key that signed was revoked by its owner.",
		why:    "Nobody confirms the time at which a signature says that it was made, so one by a revoked key could have been made later.",
		remedy: []string{"Get the publisher's present key, and a signature by it."}},
	{slug: "openpgp-key-expired", check: report.CheckKeyValidity, title: "its key has expired", message: "The key that signed is past its end.",
		remedy: []string{"Get the key again: its owner may have put its end off (gpg --recv-keys, or the publisher's page).", "If not, ask for a signature by the present key."}},
	{slug: "openpgp-signature-expired", check: report.CheckKeyValidity, title: "the signature has expired", message: "The signature has expired.", remedy: []string{remedyResign}},
	{slug: "openpgp-signature-older-than-key", check: report.CheckKeyValidity, title: "it is older than its key", message: "The signature says that it was made before its key was.",
		why:    "Either the clock of the signer was wrong, or the key was made anew with the same numbers and another date.",
		remedy: []string{"Ask the publisher for the key with its first date, or for a signature made anew."}},
	{slug: "claims-digest-algorithm", check: report.CheckClaimsDigest, title: "by a digest that is not compared", message: "The claims name the image by another digest than its SHA-256, and podman compares that alone.",
		remedy: []string{"Have it signed again with the SHA-256 of the manifest in the claims, as podman, skopeo and cosign write it."}},
	{slug: "openpgp-notation-unknown", check: report.CheckKeyValidity, title: "under a condition that is not known", message: "The signature or its key carries an unrecognised critical notation.", remedy: []string{remedyResign}},
	{slug: "openpgp-identity-mismatch", check: report.CheckClaimsReference, title: "under another name", message: "The signature is about this digest, but under another name than the one asked for.",
		why: "", explain: explainOtherName},
}

func explainOpenPGPKey(d *report.Diagnosis, s *report.Signature, _ report.Check, x *diagnosisContext) {
	d.WantLabel, d.GotLabel = "needed", "signed by"
	if x.report.Criteria.Policy != "" && len(x.report.Criteria.Keys) == 0 && d.Cause == "wrong-key" {
		d.WantLabel, d.Title, d.Message = "policy has", "not by a key of the policy", "The signature was made with another key than those that the policy names."
		d.Remedy = []string{"Ask the publisher which key is right; name it in the policy only if it is theirs."}
		return
	}
	if d.Cause == "wrong-key" {
		d.WantLabel = "you gave"
	}
	id := "KEY"
	if s.Key != nil && s.Key.OpenPGP != nil {
		if id = s.Key.OpenPGP.Fingerprint; id == "" {
			id = s.Key.OpenPGP.KeyID
		}
	}
	d.Command = "assay --key KEY.asc " + shellQuote(x.reference)
	d.Remedy = []string{"Get the public key " + id + " from the publisher, by a way that you trust, and give it:", d.Command}
}

func explainOtherName(d *report.Diagnosis, _ *report.Signature, c report.Check, _ *diagnosisContext) {
	d.WantLabel, d.GotLabel = "asked for", "signed as"
	d.Why = c.Detail
	d.Remedy = []string{"If this is a mirror of the name in the claims, a policy.json can say so (signedIdentity remapIdentity or exactReference); --suggest-policy writes it.",
		"If not, somebody may be passing one image off as another."}
}

// diagnosePolicy puts why the policy refuses the image in front of what is
// wrong with each signature.
func diagnosePolicy(r *report.Report) {
	p := r.Policy
	if p == nil || r.Criteria.Policy == "" || r.Partial {
		return
	}
	accepted := acceptedByPolicy(r)
	r.Diagnoses = slices.DeleteFunc(r.Diagnoses, func(d report.Diagnosis) bool { return accepted[d.Signature] })
	if p.Decision.Accepts() {
		return
	}
	d := report.Diagnosis{Cause: "policy-rejects", Message: p.Reason, WantLabel: "policy wants", GotLabel: "found",
		Title: "it rejects everything here", Evidence: report.Evidence{Want: "nothing under " + p.Scope + " may run", Got: p.Reference}}
	if p.Message != "" {
		d.Why = "podman prints: " + p.Message
	}
	switch p.Decision {
	case report.PolicyInvalid:
		d.Cause, d.Title, d.Evidence = "policy-invalid", "it is no valid policy", report.Evidence{Want: "a policy that can be read", Got: cmp.Or(p.Message, p.Reason)}
		d.Remedy = []string{"Mend " + p.File + "; until then podman refuses every image."}
	case report.PolicyUndecided:
		d.Cause, d.Title, d.Evidence = "policy-store-unreadable", "a store could not be read", report.Evidence{Want: "every store to answer", Got: p.Reason}
		d.Remedy = []string{"Look at the network and at registries.d; podman refuses the image as long as the store does not answer."}
	default:
		explainRefusal(&d, p, len(r.Signatures) > 0)
	}
	for _, f := range p.Findings {
		if decisive[f.Code] && f.Message != d.Message {
			d.Remedy = append(d.Remedy, f.Message+" "+f.Remedy)
		}
	}
	if p.Suggestion != nil && p.Suggestion.Policy != "" && d.Command == "" && len(d.Remedy) < 4 {
		d.Remedy = append(d.Remedy, "If you trust this signer under this name, the end of this page has a policy that would accept the image.")
	}
	r.Diagnoses = append([]report.Diagnosis{d}, r.Diagnoses...)
}

// decisive are the findings that by themselves keep a policy from accepting an
// image.
var decisive = map[report.FindingCode]bool{"attachment-manifest-unread": true, "attachments-off": true, "bundles-not-read": true, "claims-without-tag": true, "index-signed-only": true, "fulcio-email-only": true,
	"lookaside-not-set": true, "other-kind-of-signature": true}

// explainRefusal tells the ways apart in which a requirement is not met.
func explainRefusal(d *report.Diagnosis, p *report.Policy, signed bool) {
	for _, q := range p.Requirements {
		if q.Satisfied {
			continue
		}
		if !q.Checks {
			d.Remedy = []string{"Another scope must be written for images that may run; this one is " + p.Scope + "."}
			return
		}
		d.Evidence = report.Evidence{Want: q.Description, Got: "no signature that it reads"}
		if len(q.Signatures) == 0 {
			explainNothingSeen(d, p, signed)
			return
		}
		closest := q.Signatures[containerspolicy.ClosestToAccepted(q.Signatures)]
		d.Signature = closest.Signature
		if n := len(q.Signatures); n > 1 && closest.Message != "" {
			// What is printed of all of them stands with the policy.
			d.Why = fmt.Sprintf("podman prints this and %d more: %s", n-1, closest.Message)
		}
		refused := blockingCheck(closest.Checks)
		d.Check = refused.ID
		d.Cause, d.Title = "policy-signature-refused", "no signature meets it: "+strings.ToLower(refused.Title[:min(1, len(refused.Title))])+refused.Title[min(1, len(refused.Title)):]+" – no"
		if refused.Want != "" {
			d.Evidence.Want = refused.Want
		}
		d.Evidence.Got = refused.Got
		if refused.Detail != "" {
			d.Message = refused.Detail
		}
		refineRefusal(d, refused, p)
		return
	}
}

// unseen are the findings that say why a policy sees no signature where there
// are some, the most fundamental first.
var unseen = []struct {
	code  report.FindingCode
	title string
}{
	{"attachment-manifest-unread", "its .sig tag is in a form that podman does not read"},
	{"index-signed-only", "only the index is signed, not the platform"}, {"bundles-not-read", "signed in a format that it does not read"},
	{"other-kind-of-signature", "signed with cosign, and it wants OpenPGP"}, {"attachments-off", "it does not look at .sig tags"},
}

// explainNothingSeen tells an image that nobody signed from one whose
// signatures the policy does not see.
func explainNothingSeen(d *report.Diagnosis, p *report.Policy, signed bool) {
	d.Cause, d.Title = "policy-signature-required", "it wants a signature and sees none"
	for _, u := range unseen {
		for _, f := range p.Findings {
			if f.Code == u.code && signed {
				d.Cause, d.Title, d.Message = "policy-"+string(u.code), u.title, f.Message
				d.Remedy = []string{f.Remedy}
				return
			}
		}
	}
	d.Remedy = []string{"The stores below say where was looked."}
}

func refineRefusal(d *report.Diagnosis, refused report.Check, p *report.Policy) {
	switch refused.Reason {
	case report.ReasonOpenPGPIdentityMismatch, report.ReasonPolicyIdentityMismatch:
		d.Cause, d.Title = "policy-identity-mismatch", "signed under another name"
		d.Message = "A signature by a trusted key is there, but under another name than the policy wants."
		d.GotLabel = "signed as"
		d.Remedy = []string{"If the policy should take that name here (a mirror, or claims without a tag), write the rule into " + p.Scope + "."}
		if p.Suggestion != nil && p.Suggestion.SignedIdentity != "" {
			d.Command = p.Suggestion.SignedIdentity
			d.Remedy = []string{"If it should take that name here (a mirror, say), add to " + p.Scope + ":", d.Command}
			if own := ownScope(p); own != "" && !strings.Contains(d.Command, string(containerspolicy.RemapIdentity)) {
				// The rule would hold for every image under a wider scope.
				d.Remedy[0] = "If it should take that name for this repository, copy the requirements of " + p.Scope + " to a scope of its own, " + own + ", and add there:"
			}
		}
	case report.ReasonWrongKey:
		d.Cause, d.Title, d.GotLabel = "policy-other-key", "signed by another key", "signed by"
		d.Message = "The signature is by another key than those that the policy names."
		d.Remedy = []string{"Ask the publisher which key is right; name it in the policy only if it is theirs."}
	case report.ReasonPolicyKeyUnreadable:
		d.Cause, d.Title = "policy-key-unreadable", "its key cannot be read"
		d.Message = "The policy names a key that cannot be read: " + refused.Detail
		d.Remedy = []string{"Put the key where the policy looks for it, or correct the path."}
	case report.ReasonPayloadDigestMismatch:
		d.Cause, d.Title = "policy-digest-mismatch", "signed, but another image"
		d.Remedy = []string{remedyTampered}
	}
	if len(d.Remedy) == 0 {
		d.Remedy = []string{"Look at the checks of this signature."}
	}
}

// ownScope is the scope of the image's repository alone, or empty where that, or
// less, is the scope that applies.
func ownScope(p *report.Policy) string {
	name, err := registry.ParseImageName(strings.TrimPrefix(p.Reference, "docker://"))
	if err != nil || p.Transport != report.TransportDocker || !name.Known() {
		return ""
	}
	own := "transports/docker/" + name.Named.Name()
	if p.Scope == own || strings.HasPrefix(p.Scope, own+":") || strings.HasPrefix(p.Scope, own+"@") {
		return ""
	}
	return own
}

func blockingCheck(checks []report.Check) report.Check {
	for _, status := range []report.Status{report.StatusFail, report.StatusUnknown} {
		for _, c := range checks {
			if c.Required && c.Status == status {
				return c
			}
		}
	}
	return report.Check{Title: "a check"}
}
