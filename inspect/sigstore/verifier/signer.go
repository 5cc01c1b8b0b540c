package verifier

import (
	"crypto"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"

	"assay/certview"
	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/inspect/sigstore/primitive"
)

// message returns the bytes that the signature is over, and whether they are at
// hand. Of a bundle's message signature often only the digest is.
func (e *verification) message() ([]byte, bool) {
	m := e.entity
	switch {
	case m.Envelope != nil:
		if e.shared.pae == nil {
			e.shared.pae = sigstore.PAE(m.Envelope.PayloadType, m.Payload)
		}
		return e.shared.pae, true
	case m.IsLegacy():
		return m.Payload, true
	case e.artifact.Bytes != nil:
		return e.artifact.Bytes, true
	}
	return nil, false
}

// fits reports whether the signature sig fits the signed bytes under key.
func (e *verification) fits(key crypto.PublicKey, hash crypto.Hash, sig []byte) bool {
	if key == nil || len(sig) == 0 {
		return false
	}
	if message, ok := e.message(); ok {
		return e.shared.verifies(key, hash, message, sig)
	}
	algorithm, value, _ := primitive.ParseDigest(e.artifact.Digest)
	return algorithm == hash && primitive.VerifyDigest(key, hash, value, sig)
}

// hashes returns the hashes under which verifiers would check this signer's
// signature. For a given key that is the one asked for; for a certificate in a
// bundle the key's natural one and, for old clients, SHA-256; cosign's tag
// format always has SHA-256.
func (e *verification) hashes(s signer) []crypto.Hash {
	switch {
	case s.certificate != nil && e.entity.IsLegacy():
		return []crypto.Hash{crypto.SHA256}
	case s.certificate != nil:
		return []crypto.Hash{primitive.NaturalHash(s.key), crypto.SHA256}
	case s.fromLog && !e.options.WantKey:
		return []crypto.Hash{e.options.Hash, primitive.NaturalHash(s.key)}
	}
	return []crypto.Hash{e.options.Hash}
}

// fitsSigner reports whether the signature fits s under a hash that verifiers
// would use, and keeps that hash.
func (e *verification) fitsSigner(s signer) bool {
	for _, h := range e.hashes(s) {
		if e.fits(s.key, h, e.entity.Signature) {
			e.signerHash = h
			return true
		}
	}
	return false
}

// checkSigner finds out whose key the signature fits, and records the checks on
// signature, key and presence of a certificate.
func (e *verification) checkSigner() {
	e.checkPresence()
	if len(e.entity.Signature) == 0 {
		if !e.checks.Failed(report.CheckSignatureEncoding) && !e.checks.Failed(report.CheckEnvelopeSignature) &&
			!e.checks.Failed(report.CheckBundleFormat) && !e.checks.Failed(report.CheckEnvelopeType) {
			e.checks.Fail(report.CheckSignatureEncoding, report.Required, report.Outcome{
				Reason: report.ReasonSignatureEmpty,
				Want:   "a signature",
				Got:    none,
			})
		}
		e.checks.Undecided(report.CheckSignatureValue, report.Required, "there is no signature to check")
		e.checks.Skip(report.CheckKeyMatch, "there is no signature to check")
		return
	}
	if e.signer.key == nil {
		e.checks.Undecided(report.CheckSignatureValue, report.Required, "nothing names the key to check with: there is no certificate "+
			"and no log entry, and no key was given")
		e.checks.Skip(report.CheckKeyMatch, "no key was given")
		return
	}
	e.intact = e.fitsSigner(e.signer)
	if !e.intact {
		if err := primitive.CheckEncoding(e.signer.key, e.entity.Signature); err != nil && !e.otherKeyFits() && !e.otherForm() {
			e.checks.Fail(report.CheckSignatureEncoding, report.Required, report.Outcome{
				Reason: report.ReasonSignatureMalformed,
				Want:   "a signature by " + certview.DescribeKey(e.signer.key).Algorithm,
				Got:    primitive.Shorten(e.entity.SignatureText, 24),
				Detail: err.Error(),
			})
		}
	}
	if !e.checks.Failed(report.CheckSignatureEncoding) {
		e.checks.Pass(report.CheckSignatureEncoding, report.Required, report.Outcome{
			Got: fmt.Sprintf("%d bytes", len(e.entity.Signature)),
		})
	}
	e.checkValue()
	e.checkKeyMatch()
}

// chooseSigner picks the key to check with: of the given keys one that fits;
// else the certificate's; else the one in the log entry; else the first given.
// In a bundle a certificate comes first: it says that no key signed, and
// verifiers go by that.
func (e *verification) chooseSigner() {
	if e.entity.IsLegacy() && e.chooseGiven() {
		return
	}
	if cert := e.certificate(); cert != nil {
		e.signer = signer{key: cert.PublicKey, certificate: cert}
		return
	}
	if e.chooseGiven() {
		return
	}
	if recorded := e.recordedKey(); recorded != nil {
		s := signer{key: recorded, fromLog: true}
		if !e.options.WantKey || !e.givenRecorded(recorded) && e.fitsAny(s) {
			e.signer = s
			return
		}
	}
	if len(e.options.Keys) > 0 {
		e.signer = signer{key: e.options.Keys[0].Public, given: &e.options.Keys[0]}
		for i := range e.options.Keys {
			if primitive.SameKey(e.options.Keys[i].Public, e.recordedKey()) {
				e.signer = signer{key: e.options.Keys[i].Public, given: &e.options.Keys[i]}
			}
		}
	}
}

// chooseGiven picks the given key that the signature fits, and reports whether
// there is one.
func (e *verification) chooseGiven() bool {
	for i := range e.options.Keys {
		s := signer{key: e.options.Keys[i].Public, given: &e.options.Keys[i]}
		if e.fitsSigner(s) {
			e.signer = s
			return true
		}
	}
	return false
}

// recordedKey is the plain key that the log entry records, or nil.
func (e *verification) recordedKey() crypto.PublicKey {
	if e.entry == nil {
		return nil
	}
	first := e.entry.Body.First()
	if first.Certificate != nil {
		return nil
	}
	return first.Key
}

func (e *verification) givenRecorded(recorded crypto.PublicKey) bool {
	for _, k := range e.options.Keys {
		if primitive.SameKey(k.Public, recorded) {
			return true
		}
	}
	return false
}

// fitsAny tries every hash, to find out whether a key made the signature at
// all.
func (e *verification) fitsAny(s signer) bool {
	for _, h := range []crypto.Hash{crypto.SHA256, crypto.SHA384, crypto.SHA512} {
		if e.fits(s.key, h, e.entity.Signature) {
			return true
		}
	}
	return false
}

// otherKeyFits reports whether the log's key explains the signature, so that a
// wrong form says no more than that another kind of key signed.
func (e *verification) otherKeyFits() bool {
	recorded := e.recordedKey()
	return recorded != nil && !primitive.SameKey(recorded, e.signer.key) && e.fitsAny(signer{key: recorded})
}

// otherForm reports whether the signature has the form of another kind of key
// than every one that was given.
func (e *verification) otherForm() bool {
	form := primitive.FormOf(e.entity.Signature)
	if form == "" || e.signer.given == nil {
		return false
	}
	for _, k := range e.options.Keys {
		if primitive.KindOf(k.Public) == form {
			return false
		}
	}
	return true
}

// checkKeyMatch compares the signer with the keys that were given.
func (e *verification) checkKeyMatch() {
	if !e.options.WantKey {
		e.checks.Skip(report.CheckKeyMatch, "no key was given")
		return
	}
	want := e.describeGiven()
	s := e.signer
	switch {
	case s.certificate != nil:
		view := certview.New(s.certificate)
		e.checks.Fail(report.CheckKeyMatch, report.Required, report.Outcome{
			Reason: report.ReasonKeyGivenButSignedKeyless,
			Want:   want,
			Got:    view.Who() + " by " + view.Issued(),
			Detail: "signed with a Fulcio certificate, not with a key",
		})
	case s.fromLog:
		e.checks.Fail(report.CheckKeyMatch, report.Required, report.Outcome{
			Reason: report.ReasonWrongKey,
			Want:   want,
			Got:    primitive.Fingerprint(s.key),
			Detail: "signed with the key in the log entry",
		})
	case e.intact:
		e.checks.Pass(report.CheckKeyMatch, report.Required,
			report.Outcome{Want: want, Got: primitive.Fingerprint(s.key), Detail: s.name()})
	case e.otherForm():
		e.checks.Fail(report.CheckKeyMatch, report.Required, report.Outcome{
			Reason: report.ReasonWrongKey,
			Want:   want,
			Got:    "a key for " + string(primitive.FormOf(e.entity.Signature)),
			Detail: "the signature has the form of another kind of key",
		})
	case e.hintNamesOther():
		e.checks.Fail(report.CheckKeyMatch, report.Required, report.Outcome{
			Reason: report.ReasonWrongKey,
			Want:   want,
			Got:    "key with the hint " + e.entity.KeyHint,
			Detail: "the hint is not signed, but the signature does not verify with the key given either",
		})
	default:
		e.checks.Undecided(report.CheckKeyMatch, report.Required,
			"the signature does not verify with the key, and nothing shows which key it was made with")
	}
}

func (s signer) name() string {
	if s.given != nil {
		return s.given.Name
	}
	return ""
}

// hintNamesOther reports whether a bundle's key hint is that of none of the
// given keys. cosign's hint is the base64 SHA-256 of the public key.
func (e *verification) hintNamesOther() bool {
	hint, err := base64.StdEncoding.DecodeString(e.entity.KeyHint)
	if err != nil || len(hint) != 32 {
		return false
	}
	for _, k := range e.options.Keys {
		if certview.DescribeKey(k.Public).FingerprintSHA256 == hex.EncodeToString(hint) {
			return false
		}
	}
	return true
}

func (e *verification) describeGiven() string {
	out := e.options.OpenPGP.Fingerprints()
	for _, k := range e.options.Keys {
		out = append(out, primitive.Fingerprint(k.Public))
	}
	return strings.Join(out, " or ")
}

func (e *verification) describeSigner() *report.Key {
	if e.signer.key == nil {
		return nil
	}
	d := certview.DescribeKey(e.signer.key)
	out := &report.Key{Algorithm: d.Algorithm, FingerprintSHA256: d.FingerprintSHA256, PEM: d.PEM}
	switch {
	case e.signer.certificate != nil:
		out.Origin = report.OriginCertificate
	case e.signer.fromLog:
		out.Origin = report.OriginLog
	default:
		out.Origin = report.OriginGiven(e.signer.name())
	}
	return out
}
