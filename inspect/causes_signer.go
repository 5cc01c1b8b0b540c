package inspect

import (
	"fmt"
	"strings"

	"assay/certview"
	"assay/inspect/report"
)

// kindCauses: signed, but not by the kind of signer that was asked for.
var kindCauses = []cause{
	{slug: "key-given-but-signed-keyless", check: report.CheckKeyMatch, title: "keyless, not with a key", message: "You gave a key; this signature was made with a certificate.",
		why:     "Keyless signing has no lasting key. The certificate names the signer instead.",
		explain: explainKeylessInstead},
	{slug: "identity-given-but-signed-with-key", check: report.CheckCertificatePresent, title: "with a plain key, not by an identity", message: "You gave an identity; this signature was made with a plain key, which names nobody.",
		why: "A plain key carries no name. Who holds it must be known from elsewhere.", explain: explainKeyInstead},
	{slug: "cert-missing", check: report.CheckCertificatePresent, title: "nothing names the signer", message: "The signature carries neither a certificate nor a usable key.",
		why: "A keyless signature without its certificate cannot be checked by anybody.", remedy: []string{"If it was signed with a key, give that key with --key.", "If it was signed keyless, the verifier cannot fix this: ask whoever published the image to sign it again."}},
}

// valueCauses: the signature does not fit.
var valueCauses = []cause{
	{slug: "cert-swapped", check: report.CheckSignatureValue, title: "its certificate is another signing's", message: "The certificate beside the signature belongs to another signing: its key fits neither signature nor log entry.", remedy: []string{remedyTampered}},
	{slug: "payload-tampered", check: report.CheckSignatureValue, title: "the claims were changed", message: "The payload is not what was signed: log entry and signature agree with each other, the payload with neither.", remedy: []string{remedyTampered}},
	{slug: "signature-tampered", check: report.CheckSignatureValue, title: "the signature is damaged", message: "The signature's bytes are damaged: payload and log entry still agree with each other.", remedy: []string{remedyTampered}},
	{slug: "dsse-payload-tampered", check: report.CheckEnvelopeSignature, title: "the statement was changed", message: "The payload is not what was signed: log entry and signature agree with each other, the payload with neither.", remedy: []string{remedyTampered}},
	{slug: "dsse-signature-tampered", check: report.CheckEnvelopeSignature, title: "the signature is damaged", message: "The signature's bytes are damaged: payload and log entry still agree with each other.", remedy: []string{remedyTampered}},
	{slug: "wrong-hash-algorithm", check: report.CheckSignatureValue, title: "made over another digest", message: "The signature holds, but over another digest algorithm than the one asked for.",
		why: "Signers choose the digest by the kind of key, verifiers take SHA-256 unless told otherwise.", explain: explainHash},
	{slug: "ed25519ph-signature", check: report.CheckSignatureValue, title: "in the other form of Ed25519", message: "The signature holds as Ed25519ph (pre-hashed); verifiers take the pure form.",
		why:    "cosign signs Ed25519 keys pre-hashed and verifies them pure, so it accepts none of its own.",
		remedy: []string{"Sign with an ECDSA P-256 key, or with a signer that makes pure Ed25519 signatures."}},
	{slug: "wrong-padding", check: report.CheckSignatureValue, title: "with the other RSA padding", message: "The RSA signature holds with PSS padding; verifiers take PKCS #1 v1.5.",
		remedy: []string{"Sign again with PKCS #1 v1.5 padding (`openssl dgst -sign` does so unless told otherwise)."}},
	{slug: "wrong-key", check: report.CheckKeyMatch, title: "not by the key you gave", message: "The signature was made with another key than the one given.",
		why: "The publisher changed keys, or this is not the publisher's signature.", explain: explainWrongKey},
	{slug: "signature-malformed", check: report.CheckSignatureEncoding, title: "the signature is malformed", message: "These bytes are no signature of this kind.", remedy: []string{remedyTampered}},
	{slug: "signature-invalid", check: report.CheckSignatureValue, title: "the signature does not fit", message: "The signature does not fit. Nothing else tells whether key, payload or signature was changed.",
		remedy: []string{"Try the publisher's other keys with --key, if there are any.", remedyTampered}},
}

func explainKeylessInstead(d *report.Diagnosis, s *report.Signature, _ report.Check, _ *diagnosisContext) {
	d.WantLabel, d.GotLabel = "you gave", "signed by"
	if s.Certificate == nil {
		return
	}
	flags := identityFlags(s.Certificate)
	d.Remedy = []string{"If this is who should have signed, ask for the identity instead of --key:", flags}
	d.Command = flags
}

// identityFlags are the flags that pin the signer of a certificate.
func identityFlags(c *certview.Certificate) string {
	return "--certificate-identity " + shellQuote(c.Who()) + " --certificate-oidc-issuer " + shellQuote(c.Issued())
}

func explainKeyInstead(d *report.Diagnosis, s *report.Signature, _ report.Check, _ *diagnosisContext) {
	d.WantLabel, d.GotLabel = "you gave", "signed by"
	d.Remedy = []string{"Get the public key from the publisher and give it with --key instead of the identity flags."}
	if s.Log != nil && s.Log.Key != nil {
		d.Remedy = append(d.Remedy, "Its fingerprint must be SHA256:"+s.Log.Key.FingerprintSHA256+".")
	}
}

func explainHash(d *report.Diagnosis, _ *report.Signature, c report.Check, _ *diagnosisContext) {
	d.WantLabel, d.GotLabel = "asked for", "signature"
	for _, name := range []string{"sha256", "sha384", "sha512"} {
		if strings.Contains(c.Got, name) {
			d.Command = "--signature-digest-algorithm " + name
			d.Remedy = []string{"Ask for that digest:", d.Command}
		}
	}
}

func explainWrongKey(d *report.Diagnosis, s *report.Signature, c report.Check, x *diagnosisContext) {
	if s.Format == report.FormatOpenPGP {
		explainOpenPGPKey(d, s, c, x)
		return
	}
	d.WantLabel, d.GotLabel = "you gave", "signed by"
	var names []string
	for _, k := range x.policy.Keys {
		names = append(names, k.Name)
	}
	if len(names) > 0 {
		d.Evidence.Want += "  " + strings.Join(names, ", ")
	}
	if s.Log != nil {
		d.Evidence.Got += fmt.Sprintf("  log entry %d", s.Log.LogIndex)
		if s.Log.IntegratedTime != nil {
			d.Evidence.Got += ", " + s.Log.IntegratedTime.UTC().Format("2 Jan 2006 15:04:05 UTC")
		}
	}
	d.Remedy = []string{"Ask the publisher which key is right. If the other key is theirs, this accepts the image:"}
	if d.Command = verifyCommand(s, x.report, x.reference); d.Command == "" {
		d.Command = "assay --key KEY " + shellQuote(x.reference)
	}
	d.Remedy = append(d.Remedy, d.Command, "If it is not, do not use the image.")
}
