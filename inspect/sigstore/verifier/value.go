package verifier

import (
	"bytes"
	"crypto"

	"assay/inspect/rekor"
	"assay/inspect/report"
	"assay/inspect/sigstore/primitive"
)

// checkValue records whether the signature fits, and if not, what speaks for
// which of the ways in which that comes about.
func (e *verification) checkValue() {
	want := "a signature by " + primitive.Fingerprint(e.signer.key)
	if e.intact {
		e.checks.Pass(report.CheckSignatureValue, report.Required, report.Outcome{Want: want, Got: "verifies", Detail: e.valueDetail()})
		if e.entity.Envelope != nil && !e.checks.Failed(report.CheckEnvelopeSignature) {
			e.checks.Pass(report.CheckEnvelopeSignature, report.Required, report.Outcome{Want: "exactly one signature", Got: "one"})
		}
		return
	}
	if e.otherForm() && !e.otherKeyFits() {
		e.checks.Undecided(report.CheckSignatureValue, report.Required, "the signature has the form of another kind of key")
		return
	}
	outcome := e.whyNot()
	outcome.Want = want
	switch outcome.Reason {
	case report.ReasonDSSEPayloadTampered, report.ReasonDSSESignatureTampered:
		e.checks.Fail(report.CheckEnvelopeSignature, report.Required, outcome)
		e.checks.Undecided(report.CheckSignatureValue, report.Required, "the signature of the envelope decides")
	default:
		e.checks.Fail(report.CheckSignatureValue, report.Required, outcome)
		if e.entity.Envelope != nil && !e.checks.Failed(report.CheckEnvelopeSignature) {
			e.checks.Pass(report.CheckEnvelopeSignature, report.Required, report.Outcome{Want: "exactly one signature", Got: "one"})
		}
	}
}

func (e *verification) valueDetail() string {
	if e.signer.fromLog {
		return "checked with the key that the log entry records"
	}
	if e.signer.certificate != nil {
		return "checked with the certificate's key"
	}
	return "checked with the key given"
}

// whyNot explains a signature that does not fit. Evidence comes from other
// algorithms that do fit, and from the log entry, which is a second copy of
// hash, signature and key.
func (e *verification) whyNot() report.Outcome {
	if message, ok := e.message(); ok {
		if outcome := e.otherScheme(message); outcome.Reason != "" {
			return outcome
		}
	}
	if e.entry == nil || e.entry.Body.Problem != nil {
		return report.Outcome{Reason: report.ReasonSignatureInvalid, Got: "does not verify",
			Detail: "tried with " + primitive.Fingerprint(e.signer.key) + "; nothing shows whether payload, signature or key was changed"}
	}
	return e.compareWithLog()
}

// otherScheme tries the algorithms that verifiers do not use for this key.
func (e *verification) otherScheme(message []byte) report.Outcome {
	sig := e.entity.Signature
	key := e.signer.key
	if primitive.VerifyEd25519ph(key, message, sig) {
		return report.Outcome{Reason: report.ReasonEd25519phSignature, Got: "verifies as Ed25519ph (pre-hashed)",
			Detail: "cosign signs Ed25519 keys in the pre-hashed form and verifies the pure one"}
	}
	if !primitive.IsEd25519(key) {
		for _, h := range []crypto.Hash{crypto.SHA256, crypto.SHA384, crypto.SHA512} {
			if e.shared.verifies(key, h, message, sig) {
				e.otherHash = primitive.HashName(h)
				return report.Outcome{Reason: report.ReasonWrongHashAlgorithm, Got: "verifies with " + e.otherHash,
					Detail: "the digest algorithm is not the one asked for (" + primitive.HashName(e.options.Hash) + ")"}
			}
		}
	}
	if h, ok := primitive.VerifyPSS(key, message, sig); ok {
		return report.Outcome{Reason: report.ReasonWrongPadding, Got: "verifies with PSS padding and " + primitive.HashName(h),
			Detail: "verifiers expect PKCS #1 v1.5"}
	}
	return report.Outcome{}
}

// compareWithLog tells apart what was changed with the help of the log entry.
func (e *verification) compareWithLog() report.Outcome {
	body := e.entry.Body
	recorded := body.First()
	sameHash := e.hashAgrees()
	sameSignature := len(recorded.Signature) == 0 || bytes.Equal(recorded.Signature, e.entity.Signature)
	keysAgree := e.recordedIsSigner()
	payload, signature := report.ReasonPayloadTampered, report.ReasonSignatureTampered
	if e.entity.Envelope != nil {
		payload, signature = report.ReasonDSSEPayloadTampered, report.ReasonDSSESignatureTampered
	}
	switch {
	case sameSignature && keysAgree && !sameHash:
		return report.Outcome{Reason: payload, Got: "does not verify with this payload",
			Detail: "the log entry and the signature match each other, and the payload matches neither"}
	case sameHash && keysAgree && (!sameSignature || len(recorded.Signature) == 0):
		return report.Outcome{Reason: signature, Got: "does not verify",
			Detail: "the payload and the log entry match each other, and the signature matches neither"}
	case !keysAgree && e.signer.certificate != nil && sameSignature && sameHash && e.recordedFits():
		return report.Outcome{Reason: report.ReasonCertificateSwapped, Got: "verifies with the certificate in the log entry",
			Detail: "the certificate that the signature carries belongs to another signature"}
	case !keysAgree && e.signer.certificate == nil && sameHash && sameSignature:
		return report.Outcome{Reason: report.ReasonSignatureInvalid, Got: "does not verify",
			Detail: "payload, signature and log entry match; the key matches none of them"}
	}
	return report.Outcome{Reason: report.ReasonSignatureInvalid, Got: "does not verify",
		Detail: "tried with " + primitive.Fingerprint(e.signer.key) + "; the log entry does not match either"}
}

// recordedFits reports whether the signature fits the key that the log
// recorded.
func (e *verification) recordedFits() bool {
	s := signer{key: e.entry.Body.First().Key}
	return e.fitsAny(s)
}

// recordedIsSigner reports whether the log entry's key or certificate is that
// of the signer: the same certificate for a certificate, the same key for a
// plain key, and for a certificate that was given and that the signature does
// not carry (sigstore/cosign, comparePublicKey).
func (e *verification) recordedIsSigner() bool {
	recorded := e.entry.Body.First()
	if e.signer.certificate != nil && e.options.Certificate == nil {
		return recorded.Certificate != nil && bytes.Equal(recorded.Certificate.Raw, e.signer.certificate.Raw)
	}
	return recorded.Certificate == nil && primitive.SameKey(recorded.Key, e.signer.key)
}

// hashAgrees reports whether the hash in the log entry is of this payload.
func (e *verification) hashAgrees() bool {
	body := e.entry.Body
	hash, ok := primitive.Hash(body.HashAlgorithm)
	if !ok {
		return false
	}
	return bytes.Equal(e.loggedHash(hash), body.Hash)
}

// loggedHash computes what the log entry's hash should be.
func (e *verification) loggedHash(hash crypto.Hash) []byte {
	m := e.entity
	switch covers := e.entry.Body.Covers; {
	case covers == rekor.CoversPayload:
		return e.shared.digest(signedPayload, hash, m.Payload)
	case covers == rekor.CoversEnvelope && m.Envelope != nil:
		return e.shared.digest(wholeEnvelope, hash, m.Envelope.Bytes)
	}
	if message, ok := e.message(); ok {
		return e.shared.digest(signedMessage, hash, message)
	}
	if algorithm, value, ok := primitive.ParseDigest(e.artifact.Digest); ok && algorithm == hash {
		return value
	}
	return nil
}
