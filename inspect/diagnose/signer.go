package diagnose

import (
	"fmt"
	"strings"

	"assay/inspect/remedy"
	"assay/inspect/report"
)

// kindCauses: signed, but not by the kind of signer that was asked for.
func kindCauses() []cause {
	return []cause{
		{reason: report.ReasonKeyGivenButSignedKeyless, check: report.CheckKeyMatch, title: "keyless, not with a key",
			message: "You gave a key; this signature was made with a certificate.",
			why:     "Keyless signing has no lasting key. The certificate names the signer instead.", explain: explainKeylessInstead},
		{reason: report.ReasonIdentityGivenButSignedWithKey, check: report.CheckCertificatePresent,
			title:   "with a plain key, not by an identity",
			message: "You gave an identity; this signature was made with a plain key, which names nobody.",
			why:     "A plain key carries no name. You must know from elsewhere who holds it.", explain: explainKeyInstead},
		{reason: report.ReasonCertificateMissing, check: report.CheckCertificatePresent, title: "nothing names the signer",
			message: "The signature carries neither a certificate nor a usable key.",
			why:     "Nobody can check a keyless signature without its certificate.",
			remedy:  []string{remedy.GiveKey, remedy.AskForKeyless}},
	}
}

const (
	messageTampered = "The payload is not what was signed: the log entry and the signature match each other, and the payload matches " +
		"neither."
	messageDamaged = "The signature's bytes are damaged: the payload and the log entry still match each other."
)

// valueCauses: the signature does not fit.
func valueCauses() []cause {
	return []cause{
		{reason: report.ReasonCertificateSwapped, check: report.CheckSignatureValue, title: "its certificate belongs to another signature",
			message: "The certificate belongs to another signature: its key matches neither this signature nor its log entry.",
			remedy:  distrust},
		{reason: report.ReasonPayloadTampered, check: report.CheckSignatureValue, title: "the claims were changed",
			message: messageTampered, remedy: distrust},
		{reason: report.ReasonSignatureTampered, check: report.CheckSignatureValue, title: "the signature is damaged",
			message: messageDamaged, remedy: distrust},
		{reason: report.ReasonDSSEPayloadTampered, check: report.CheckEnvelopeSignature, title: "the statement was changed",
			message: messageTampered, remedy: distrust},
		{reason: report.ReasonDSSESignatureTampered, check: report.CheckEnvelopeSignature, title: "the signature is damaged",
			message: messageDamaged, remedy: distrust},
		{reason: report.ReasonWrongHashAlgorithm, check: report.CheckSignatureValue, title: "made with another digest algorithm",
			message: "The signature is valid, but its digest algorithm is not the one asked for.",
			why:     "Signers choose the digest algorithm by the kind of key; verifiers use SHA-256 unless told otherwise.",
			explain: explainHash},
		{reason: report.ReasonEd25519phSignature, check: report.CheckSignatureValue, title: "in the other form of Ed25519",
			message: "The signature is valid as Ed25519ph (pre-hashed); verifiers expect the pure form.",
			why:     "cosign signs Ed25519 keys pre-hashed and verifies them pure, so it does not accept even its own signatures.",
			remedy:  []string{"Sign with an ECDSA P-256 key, or with a signer that makes pure Ed25519 signatures."}},
		{reason: report.ReasonWrongPadding, check: report.CheckSignatureValue, title: "with the other RSA padding",
			message: "The RSA signature is valid with PSS padding; verifiers expect PKCS #1 v1.5.", remedy: []string{remedy.SignPKCS1}},
		{reason: report.ReasonWrongKey, check: report.CheckKeyMatch, title: "not by the key you gave",
			message: "The signature was made with a different key from the one given.",
			why:     "The publisher changed keys, or this is not the publisher's signature.", explain: explainWrongKey},
		{reason: report.ReasonSignatureMalformed, check: report.CheckSignatureEncoding, title: "the signature is malformed",
			message: "These bytes are not a signature of this kind.", remedy: distrust},
		{reason: report.ReasonSignatureInvalid, check: report.CheckSignatureValue, title: "the signature does not verify",
			message: "The signature does not verify. Nothing shows whether the key, the payload or the signature was changed.",
			remedy:  []string{remedy.OtherKeys, remedy.Distrust}},
	}
}

// labelSigner says whose the two sides are where another signer was asked for.
func labelSigner(d *report.Diagnosis) { d.WantLabel, d.GotLabel = "you gave", "signed by" }

func explainKeylessInstead(d *report.Diagnosis, e explained) {
	labelSigner(d)
	if e.signature.Certificate != nil {
		offer(d, remedy.NameInsteadOfKey, remedy.Pin(e.signature.Certificate))
	}
}

func explainKeyInstead(d *report.Diagnosis, e explained) {
	labelSigner(d)
	advise(d, remedy.KeyInsteadOfName)
	if log := e.signature.Log; log != nil && log.Key != nil {
		d.Advise("Its fingerprint must be SHA256:" + log.Key.FingerprintSHA256 + ".")
	}
}

func explainHash(d *report.Diagnosis, e explained) {
	d.WantLabel, d.GotLabel = "asked for", "signature"
	if name := e.signature.DigestAlgorithm; name != "" {
		offer(d, "Ask for that digest algorithm:", remedy.DigestAlgorithm(name))
	}
}

func explainWrongKey(d *report.Diagnosis, e explained) {
	s := e.signature
	if s.Format == report.FormatOpenPGP {
		explainOpenPGPKey(d, e)
		return
	}
	labelSigner(d)
	if keys := e.context.Keys; len(keys) > 0 {
		d.Evidence.Want += "  " + strings.Join(keys, ", ")
	}
	if s.Log != nil {
		d.Evidence.Got += fmt.Sprintf("  log entry %d", s.Log.LogIndex)
		if s.Log.IntegratedTime != nil {
			d.Evidence.Got += ", " + s.Log.IntegratedTime.UTC().Format("2 Jan 2006 15:04:05 UTC")
		}
	}
	command := remedy.Accept(s, e.report.Criteria, e.context.Reference)
	if command == "" {
		command = remedy.InspectWithKey("KEY", e.context.Reference)
	}
	offer(d, "Ask the publisher which key is right. If the other key is theirs, this accepts the image:", command,
		"If it is not, do not use the image.")
}
