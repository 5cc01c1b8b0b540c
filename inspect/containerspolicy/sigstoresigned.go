package containerspolicy

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/sigstore/sigstore/pkg/cryptoutils"
	"github.com/sigstore/sigstore/pkg/signature"

	"assay/certview"
	"assay/inspect/openpgp"
	"assay/inspect/report"
)

// Media type and annotations of cosign's layers (sigstore/cosign,
// specs/SIGNATURE_SPEC.md).
const (
	mediaTypeSimpleSigning = "application/vnd.dev.cosign.simplesigning.v1+json"
	annotationSignature    = "dev.cosignproject.cosign/signature"
	annotationBundle       = "dev.sigstore.cosign/bundle"
	annotationCertificate  = "dev.sigstore.cosign/certificate"
	annotationChain        = "dev.sigstore.cosign/chain"
)

// sigstoreSigned wants a cosign signature in the tag format. It reads no
// bundles, no attestations, and no timestamps.
func (e *evaluation) sigstoreSigned(r Requirement, out *report.PolicyRequirement) {
	if e.readError != "" {
		out.Message, out.Reason = e.printed, "the signatures cannot be read: "+e.readError
		return
	}
	trusted, err := r.trusted()
	other, attachments := 0, 0
	for _, s := range e.signatures {
		switch {
		case s.attachment == nil:
			other++
		case s.attachment.MediaType != mediaTypeSimpleSigning:
			attachments++
		default:
			a := &attachmentCheck{requirement: r, trusted: trusted, attachment: s.attachment, image: e.image, now: e.now}
			if err != nil {
				a.refuse(report.CheckKeyMatch, report.Outcome{
					Reason: report.ReasonPolicyKeyUnreadable,
					Want:   r.Keys.describe(),
					Got:    "nothing usable",
					Detail: err.Error(),
				}, printed(err))
			} else {
				a.run()
			}
			out.Signatures = append(out.Signatures, report.PolicySignature{Signature: s.id, Accepted: a.accepted(), Message: a.message,
				Checks: a.checks.UnderPolicy()})
		}
	}
	none := "A signature was required, but no signature exists"
	if other+attachments > 0 {
		none += fmt.Sprintf(" (%d non-sigstore signatures, %d sigstore non-signature attachments)", other, attachments)
	}
	reason := "this policy engine found no cosign signature of " + e.image.Digest + " in a .sig tag"
	if e.image.Transport != report.TransportDocker {
		reason = "this policy engine reads no signatures of an image on disk"
	}
	conclude(out, none, reason)
}

// trustedMaterial is what a requirement trusts, loaded.
type trustedMaterial struct {
	keys   []crypto.PublicKey
	rekor  []*ecdsa.PublicKey
	fulcio *fulcioRoot
	pki    *pkiRoot
}

func (r Requirement) trusted() (*trustedMaterial, error) {
	out := &trustedMaterial{}
	parts, err := r.Keys.Load()
	if err != nil {
		return nil, err
	}
	for n, data := range parts {
		key, err := cryptoutils.UnmarshalPEMToPublicKey(data)
		if err != nil {
			return nil, fmt.Errorf("parsing public key %d: %w", n+1, err)
		}
		out.keys = append(out.keys, key)
	}
	if r.Fulcio != nil {
		if out.fulcio, err = r.Fulcio.load(); err != nil {
			return nil, err
		}
	}
	if parts, err = r.Rekor.Load(); err != nil {
		return nil, err
	}
	for n, data := range parts {
		key, err := cryptoutils.UnmarshalPEMToPublicKey(data)
		if err != nil {
			return nil, fmt.Errorf("parsing Rekor public key %d: %w", n+1, err)
		}
		ec, ok := key.(*ecdsa.PublicKey)
		if !ok {
			return nil, fmt.Errorf("Rekor public key %d is not using ECDSA", n+1) //nolint:staticcheck // The words that podman prints.
		}
		out.rekor = append(out.rekor, ec)
	}
	if r.PKI != nil {
		if out.pki, err = r.PKI.load(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Usable returns an error where what a requirement trusts cannot be read.
func (r Requirement) Usable() error {
	_, err := r.trusted()
	return err
}

// payload verifies the signature over the layer and reads its claims.
func (a *attachmentCheck) payload(keys []crypto.PublicKey) {
	text := a.attachment.Annotations[annotationSignature]
	value, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		a.refuse(report.CheckSignatureEncoding, report.Outcome{
			Reason: report.ReasonSignatureNotBase64,
			Want:   "base64",
			Got:    text,
			Detail: err.Error(),
		}, "base64 decoding: "+err.Error())
		return
	}
	a.checks.Pass(report.CheckSignatureEncoding, report.Required, report.Outcome{Got: fmt.Sprintf("%d bytes", len(value))})
	want := describeKeys(keys)
	var failures []error
	for _, key := range keys {
		verifier, err := signature.LoadVerifier(key, crypto.SHA256)
		if err != nil {
			a.refuse(report.CheckKeyMatch, report.Outcome{
				Reason: report.ReasonPolicyKeyUnreadable,
				Want:   "a key that can verify",
				Got:    want,
				Detail: err.Error(),
			}, err.Error())
			return
		}
		if err := verifier.VerifySignature(bytes.NewReader(value), bytes.NewReader(a.attachment.Payload)); err != nil {
			failures = append(failures, err)
			continue
		}
		a.checks.Pass(report.CheckSignatureValue, report.Required, report.Outcome{Want: want, Got: "verifies"})
		a.claims()
		return
	}
	text, _ = joinErrors(failures)
	a.refuse(report.CheckSignatureValue, report.Outcome{
		Reason: report.ReasonSignatureInvalid,
		Want:   "a signature by " + want,
		Got:    "does not verify",
		Detail: text,
	}, "cryptographic signature verification failed: "+text)
}

// describeKeys names the keys of which any may have signed.
func describeKeys(keys []crypto.PublicKey) string {
	out := make([]string, len(keys))
	for n, key := range keys {
		described := certview.DescribeKey(key)
		out[n] = described.Algorithm + " SHA256:" + described.FingerprintSHA256
	}
	return strings.Join(out, " or ")
}

// claims compares digest and name in the claims with the image.
func (a *attachmentCheck) claims() {
	claims, err := openpgp.ParseClaims(a.attachment.Payload, openpgp.TypeCosign)
	if err != nil {
		a.refuse(report.CheckPayloadFormat, report.Outcome{
			Reason: report.ReasonPayloadMalformed,
			Want:   openpgp.TypeCosign + ", exact members",
			Got:    "other content",
			Detail: err.Error(),
		}, err.Error())
		return
	}
	a.checks.Pass(report.CheckPayloadFormat, report.Required, report.Outcome{Want: openpgp.TypeCosign, Got: claims.Type})
	a.digest(claims.Digest)
	name, refusal := a.requirement.Identity.Accepts(a.image.Name, claims.Reference)
	if refusal != "" {
		a.refuse(report.CheckClaimsReference, report.Outcome{
			Reason: report.ReasonPolicyIdentityMismatch,
			Want:   name,
			Got:    claims.Reference,
			Detail: refusal,
		}, fmt.Sprintf("Signature for identity %q is not accepted", claims.Reference))
		return
	}
	a.checks.Pass(report.CheckClaimsReference, report.Required, report.Outcome{Want: name, Got: claims.Reference})
	a.complete = true
}

// digest compares the digest in the claims with the image's SHA-256.
func (a *attachmentCheck) digest(claimed string) {
	want, known := openpgp.CanonicalDigest(a.image.Digest, a.image.Manifest)
	reason, detail := report.ReasonPayloadDigestMismatch, "the digest that was signed is not that of this image"
	switch {
	case known && claimed == want:
		a.checks.Pass(report.CheckClaimsDigest, report.Required, report.Outcome{Want: want, Got: claimed})
		return
	case !known:
		want, detail = "the SHA-256 of the manifest", "the SHA-256 of the manifest is not known, and claims are compared by that alone"
	case openpgp.OtherAlgorithm(claimed, a.image.Manifest):
		reason, detail = report.ReasonClaimsDigestAlgorithm, openpgp.DetailDigestAlgorithm
	}
	message := ""
	if known {
		message = digestMessage(report.StatusFail, claimed)
	}
	a.refuse(report.CheckClaimsDigest, report.Outcome{Reason: reason, Want: want, Got: claimed, Detail: detail}, message)
}

var errNoCertificate = errors.New("no certificate found in signature certificate data")
