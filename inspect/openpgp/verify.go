package openpgp

import (
	"bytes"
	"crypto"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/packet"

	"assay/inspect/report"
)

// Artifact is the image that a signature must be about.
type Artifact struct {
	// Digest is algorithm:hex of the manifest.
	Digest string
	// Manifest is its bytes, for claims with another digest algorithm; it may
	// be nil.
	Manifest []byte
}

// VerifyOptions is what a signature is measured against.
type VerifyOptions struct {
	// Keys may have signed, any one of them.
	Keys *Keyring
	// WantOther says that another kind of signer was asked for: a certificate's
	// identity, or a key that is not OpenPGP. It names it for a reader.
	WantOther string
	// Identity compares the name in the claims with the name asked for. It
	// returns what would be accepted and, for a name that is not, why. A nil
	// Identity leaves the name undecided but not required.
	Identity func(signed string) (want string, refusal string)
	// Now is the current time.
	Now time.Time
}

// verification runs the checks of one signature.
type verification struct {
	message  *Material
	artifact Artifact
	options  VerifyOptions
	checks   report.Checklist
	key      *openpgp.Key
	intact   bool
	// gpg is what gpg has against the signature.
	gpg []GPGStatus
}

// Verify runs every check on a signature and returns what was found, with the
// verdict for this signature alone. The caller sets ID, Source and Artifact.
func Verify(m *Material, artifact Artifact, policy VerifyOptions) *report.Signature {
	out, _ := VerifyAsGPG(m, artifact, policy)
	return out
}

// VerifyAsGPG is [Verify], and also says what gpg has against the signature.
func VerifyAsGPG(m *Material, artifact Artifact, policy VerifyOptions) (out *report.Signature, status GPGStatus) {
	e := &verification{message: m, artifact: artifact, options: policy, checks: slices.Clone(m.flaws)}
	defer func() {
		// A panic in a library over hostile input is a refusal.
		if r := recover(); r != nil {
			e.checks.Fail(report.CheckSecondVerifier, report.Required, report.Outcome{
				Reason: report.ReasonVerifierDisagreement,
				Want:   "a signature that can be read",
				Got:    "reading it crashed",
				Detail: fmt.Sprint(r),
			})
			out, status = &report.Signature{Format: report.FormatOpenPGP, Subject: artifact.Digest, Verdict: report.VerdictFailed,
				Checks: e.checks, Deciding: true}, GPGUnknown
		}
	}()
	e.checkFormat()
	e.checkKey()
	e.checkValue()
	e.checkAlgorithm()
	e.checkValidity()
	e.checkDigest()
	e.checkReference()
	e.crossCheck()
	return e.result(), e.gpgStatus()
}

// checkFormat records that blob and claims can be read.
func (e *verification) checkFormat() {
	m := e.message
	if !m.flawed() {
		detail := "not compressed"
		if m.Compressed {
			detail = "compressed"
		}
		if m.Version() == 3 {
			detail += "; the signature packet is of version 3, an old form"
		}
		e.checks.Pass(report.CheckSignatureEncoding, report.Required, report.Outcome{Got: "OpenPGP signed message", Detail: detail})
	}
	switch {
	case m.Claims != nil && m.ClaimsError == nil:
		e.checks.Pass(report.CheckPayloadFormat, report.Required, report.Outcome{Want: TypeAtomic, Got: m.Claims.Type})
	case m.Payload != nil:
		e.checks.Fail(report.CheckPayloadFormat, report.Required, report.Outcome{
			Reason: report.ReasonPayloadMalformed,
			Want:   TypeAtomic + ", exact members",
			Got:    shortenText(m.Payload),
			Detail: fmt.Sprint(m.ClaimsError),
		})
	default:
		e.checks.Undecided(report.CheckPayloadFormat, report.Required, "there is no content to read")
	}
}

// checkKey finds the given key that the signature names.
func (e *verification) checkKey() {
	sig := e.message.signature()
	if sig == nil {
		e.checks.Undecided(report.CheckKeyMatch, report.Required, "there is no signature that names a key")
		return
	}
	named := "OpenPGP key " + e.message.KeyID()
	if len(sig.IssuerFingerprint) > 0 {
		named = fmt.Sprintf("OpenPGP key %X", sig.IssuerFingerprint)
	}
	switch {
	case e.options.Keys.Len() == 0 && e.options.WantOther != "":
		e.checks.Fail(report.CheckKeyMatch, report.Required, report.Outcome{
			Reason: report.ReasonOpenPGPNotAskedFor,
			Want:   e.options.WantOther,
			Got:    named,
			Detail: "another kind of signer was asked for",
		})
		return
	case e.options.Keys.Len() == 0:
		e.checks.Fail(report.CheckKeyMatch, report.Required, report.Outcome{
			Reason: report.ReasonOpenPGPKeyNeeded,
			Want:   "the signer's OpenPGP public key",
			Got:    named,
			Detail: "the signature names a key but does not hold it; without the key nothing can be checked",
		})
		return
	}
	key, forSigning := e.options.Keys.find(sig)
	want := strings.Join(e.options.Keys.Fingerprints(), ", ")
	switch {
	case key == nil:
		e.against(GPGNoKey)
		e.checks.Fail(report.CheckKeyMatch, report.Required, report.Outcome{
			Reason: report.ReasonWrongKey,
			Want:   want,
			Got:    named,
			Detail: "no key given has this fingerprint or key ID",
		})
	case !forSigning:
		e.against(GPGWrongKeyUse)
		e.checks.Fail(report.CheckKeyMatch, report.Required, report.Outcome{
			Reason: report.ReasonOpenPGPKeyUsage,
			Want:   "a key that is meant for signing",
			Got:    named,
			Detail: "the key's owner marked it for other uses only",
		})
	case !gpgReads(key.PublicKey):
		e.checks.Fail(report.CheckKeyMatch, report.Required, report.Outcome{
			Reason: report.ReasonOpenPGPKeyUnsupported,
			Want:   "a key of version 4 by RSA, DSA, ECDSA or EdDSA with Curve25519",
			Got:    fmt.Sprintf("%s, version %d", describeAlgorithm(key.PublicKey), key.PublicKey.Version),
			Detail: disputed + "gpg does not read such a key, so podman built with gpgme has none; Go's own library accepts it",
		})
	case len(sig.IssuerFingerprint) > 0 && !bytes.Equal(sig.IssuerFingerprint, key.PublicKey.Fingerprint):
		e.checks.Fail(report.CheckKeyMatch, report.Required, report.Outcome{
			Reason: report.ReasonWrongKey,
			Want:   want,
			Got:    named,
			Detail: "the key ID is that of a key given, the fingerprint is not",
		})
	default:
		e.key = key
		e.checks.Pass(report.CheckKeyMatch, report.Required, report.Outcome{
			Want:   want,
			Got:    fingerprint(key.PublicKey),
			Detail: subkeyDetail(key),
		})
	}
}

// gpgReads reports whether gpg 2.2 takes such a key into its ring.
func gpgReads(key *packet.PublicKey) bool {
	switch key.PubKeyAlgo {
	case packet.PubKeyAlgoRSA, packet.PubKeyAlgoRSASignOnly, packet.PubKeyAlgoDSA, packet.PubKeyAlgoECDSA:
		return key.Version == 4
	case packet.PubKeyAlgoEdDSA:
		curve, err := key.Curve()
		return err == nil && curve == packet.Curve25519 && key.Version == 4
	default:
		return false
	}
}

func subkeyDetail(key *openpgp.Key) string {
	if key.PublicKey == key.Entity.PrimaryKey {
		return "the primary key"
	}
	return "a subkey of " + fingerprint(key.Entity.PrimaryKey)
}

// checkValue verifies the signature over the content.
func (e *verification) checkValue() {
	sig := e.message.signature()
	if sig == nil || e.key == nil || len(e.message.signatures) != 1 || e.message.Payload == nil {
		e.checks.Undecided(report.CheckSignatureValue, report.Required,
			"there is not exactly one signature with content and a key to check it with")
		return
	}
	want := "a signature by " + fingerprint(e.key.PublicKey)
	if err := e.fits(sig); err != nil {
		if !e.valueFits(sig) {
			e.against(GPGBadSignature)
		}
		e.checks.Fail(report.CheckSignatureValue, report.Required, report.Outcome{
			Reason: report.ReasonOpenPGPSignatureInvalid,
			Want:   want,
			Got:    "does not verify with this content",
			Detail: err.Error(),
		})
		return
	}
	e.intact = true
	e.checks.Pass(report.CheckSignatureValue, report.Required, report.Outcome{
		Want:   want,
		Got:    "verifies",
		Detail: "checked with the key given; " + e.message.hashName(),
	})
}

// fits compares the signature with the content. That of a text has the line
// ends that were signed, which was checked when it was read.
func (e *verification) fits(sig *packet.Signature) error {
	if e.message.v3 != nil {
		return e.message.v3.verify(e.key.PublicKey, e.message.Payload)
	}
	hash, err := sig.PrepareVerify()
	if err != nil {
		return err
	}
	hash.Write(e.message.Payload)
	return e.key.PublicKey.VerifySignature(hash, sig)
}

// checkAlgorithm names what is weak. gpg, and podman with it, still takes SHA-1
// and short RSA keys, so that does not decide; MD5 no longer counts.
func (e *verification) checkAlgorithm() {
	sig := e.message.signature()
	if sig == nil {
		e.checks.Skip(report.CheckSignatureAlgorithm, "there is no signature")
		return
	}
	got := algorithmName(sig.PubKeyAlgo) + " with " + e.message.hashName()
	if e.key != nil {
		got = describeAlgorithm(e.key.PublicKey) + " with " + e.message.hashName()
	}
	switch weak := e.weakness(sig); {
	case broken(sig.Hash):
		if e.key != nil {
			e.against(GPGHashRefused)
		}
		e.checks.Fail(report.CheckSignatureAlgorithm, report.Required, report.Outcome{
			Reason: report.ReasonOpenPGPAlgorithmWeak,
			Want:   "SHA-256 or better",
			Got:    got,
			Detail: "collisions can be made, so the signature may be of other content",
		})
	case weak != "":
		e.checks.Fail(report.CheckSignatureAlgorithm, report.Optional, report.Outcome{
			Reason: report.ReasonOpenPGPAlgorithmWeak,
			Want:   "SHA-256 or better, RSA of 2048 bits or more, or an elliptic curve",
			Got:    got,
			Detail: weak + "; gpg and podman still accept it",
		})
	default:
		e.checks.Pass(report.CheckSignatureAlgorithm, report.Required, report.Outcome{Got: got})
	}
}

func (e *verification) weakness(sig *packet.Signature) string {
	var out []string
	if sig.Hash == crypto.SHA1 {
		out = append(out, "SHA-1 collisions can be made")
	}
	if sig.PubKeyAlgo == packet.PubKeyAlgoDSA {
		out = append(out, "DSA is no longer approved")
	}
	if e.key != nil && isRSA(e.key.PublicKey.PubKeyAlgo) {
		if bits, err := e.key.PublicKey.BitLength(); err == nil && bits < 2048 {
			out = append(out, fmt.Sprintf("RSA of %d bits can be broken", bits))
		}
	}
	return strings.Join(out, "; ")
}

// checkDigest compares the digest in the claims with the image.
func (e *verification) checkDigest() {
	c := e.claims()
	if c == nil {
		e.checks.Undecided(report.CheckClaimsDigest, report.Required, "the claims cannot be read")
		return
	}
	want, ok := CanonicalDigest(e.artifact.Digest, e.artifact.Manifest)
	if !ok {
		e.checks.Undecided(report.CheckClaimsDigest, report.Required,
			"the SHA-256 of the manifest is not known, and claims are compared by that alone")
		return
	}
	switch {
	case c.Digest == want:
		e.checks.Pass(report.CheckClaimsDigest, report.Required, report.Outcome{Want: want, Got: c.Digest})
	case OtherAlgorithm(c.Digest, e.artifact.Manifest):
		e.checks.Fail(report.CheckClaimsDigest, report.Required, report.Outcome{
			Reason: report.ReasonClaimsDigestAlgorithm,
			Want:   want,
			Got:    c.Digest,
			Detail: DetailDigestAlgorithm,
		})
	default:
		e.checks.Fail(report.CheckClaimsDigest, report.Required, report.Outcome{
			Reason: report.ReasonPayloadDigestMismatch,
			Want:   want,
			Got:    c.Digest,
			Detail: "the digest that was signed is not that of this image",
		})
	}
}

// checkReference compares the name in the claims with the one asked for.
func (e *verification) checkReference() {
	c := e.claims()
	switch {
	case c == nil:
		e.checks.Undecided(report.CheckClaimsReference, report.Required, "the claims cannot be read")
	case e.options.Identity == nil:
		e.checks.Skip(report.CheckClaimsReference,
			"there is no name to compare with: the image was read from disk, and no reference was given for it")
	default:
		want, refusal := e.options.Identity(c.Reference)
		if refusal != "" {
			e.checks.Fail(report.CheckClaimsReference, report.Required, report.Outcome{
				Reason: report.ReasonOpenPGPIdentityMismatch,
				Want:   want,
				Got:    c.Reference,
				Detail: refusal,
			})
			return
		}
		e.checks.Pass(report.CheckClaimsReference, report.Required, report.Outcome{Want: want, Got: c.Reference})
	}
}

func (e *verification) claims() *Claims {
	if e.message.ClaimsError != nil {
		return nil
	}
	return e.message.Claims
}

// verdict draws the verdict. Without the agreement of the cross-check there is none
// but failed, whatever the other checks say.
func (e *verification) verdict() report.Verdict {
	if e.checks.Blocks() || !e.checks.Passed(report.CheckSecondVerifier) {
		return report.VerdictFailed
	}
	return report.VerdictVerified
}

func formatTime(t time.Time) string {
	if t.IsZero() {
		return "an unknown time"
	}
	return t.UTC().Format("2 Jan 2006 15:04:05 UTC")
}

func sortedNames(identities map[string]*openpgp.Identity) []string {
	out := make([]string, 0, len(identities))
	for name := range identities {
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}
