package verify

import (
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/pem"

	"github.com/sigstore/sigstore/pkg/cryptoutils"

	"assay/inspect/containerspolicy"
	"assay/inspect/evidence"
	"assay/inspect/remedy"
	"assay/inspect/report"
	"assay/inspect/sigstore"
)

// suggest writes a policy that would accept the image as it is signed today. It
// trusts nobody by itself: where the user named a signer no other is suggested,
// else every signer that holds up may be named, and the notes say where their
// key was found and that somebody should compare it.
func (v *verification) suggest() *report.PolicySuggestion {
	r, image, asked := v.report, v.image, v.criteria.Verify
	if r.Policy.Decision.Accepts() && !v.options.SuggestPolicy {
		return nil
	}
	var signers []containerspolicy.Signer
	for _, s := range r.Signatures {
		if s.Subject != image.Digest || asked.Pinned() && s.Verdict != report.VerdictVerified {
			continue
		}
		f := v.evidence.Find(s.ID)
		if f == nil {
			continue
		}
		if one, ok := v.signerOf(s, f); ok {
			one.Name = containerspolicy.ClaimedName(s)
			signers = append(signers, one)
		}
	}
	base, _ := v.evidence.Registries.Lookaside(v.evidence.Image)
	out := containerspolicy.Suggest(image, signers, v.policyEvidenceWith(true), base, asked.Now)
	if out == nil && v.options.SuggestPolicy {
		return &report.PolicySuggestion{Notes: []string{remedy.WhyNoPolicy(r, image.Transport, image.Digest, asked.Pinned())}}
	}
	return out
}

// signerOf says how a policy would name the signer of a signature that holds.
func (v *verification) signerOf(s *report.Signature, f *evidence.Signature) (containerspolicy.Signer, bool) {
	switch {
	case f.Form == evidence.FormOpenPGP:
		return v.openPGPSigner(s, f)
	case f.Form != evidence.FormSignature || f.Source.Store != report.StoreTag || !s.FitsClaims():
		return containerspolicy.Signer{}, false
	case s.Certificate != nil && s.Verdict == report.VerdictFailed:
		return containerspolicy.Signer{}, false
	case s.Certificate != nil:
		return fulcioSigner(s, v.criteria.Verify)
	case s.Key != nil && s.Key.PEM != "":
		out := containerspolicy.Signer{Describe: "the key SHA256:" + s.Key.FingerprintSHA256, PublicKey: []byte(s.Key.PEM),
			Attachment: true}
		if s.Key.Origin == report.OriginLog {
			out.Note = "The key was taken from the signature's own log entry: anybody can sign and log. Compare it with the publisher's " +
				"before you use this."
		}
		return out, true
	}
	return containerspolicy.Signer{}, false
}

func (v *verification) openPGPSigner(s *report.Signature, f *evidence.Signature) (containerspolicy.Signer, bool) {
	key := v.keyring().Export(f.OpenPGP)
	if key == nil || s.Key == nil || s.Key.OpenPGP == nil {
		return containerspolicy.Signer{}, false
	}
	who := s.Key.OpenPGP.Fingerprint
	if len(s.Key.OpenPGP.UserIDs) > 0 {
		who += " " + s.Key.OpenPGP.UserIDs[0]
	}
	return containerspolicy.Signer{Describe: "the OpenPGP key " + who, OpenPGP: key}, true
}

// fulcioSigner names an e-mail signer with the authorities and logs of the
// trusted root.
func fulcioSigner(s *report.Signature, asked *sigstore.VerifyOptions) (containerspolicy.Signer, bool) {
	email := s.Certificate.Email()
	if email == "" || asked.Root == nil || asked.Root.Material == nil {
		return containerspolicy.Signer{}, false
	}
	out := containerspolicy.Signer{Describe: email + " by the issuer " + s.Certificate.Issued(), Email: email,
		Issuer: s.Certificate.Issued(), Attachment: true,
		Note: "Authorities and log keys are those of the trusted root: " + asked.Root.Origin + "."}
	if s.Verdict != report.VerdictVerified {
		out.Note = "Anybody can sign in their own name: make sure that " + email + " is the publisher before you use this. " + out.Note
	}
	for _, authority := range asked.Root.Authorities {
		for _, c := range append([]*x509.Certificate{authority.Root}, authority.Intermediates...) {
			if c != nil {
				out.Authorities = append(out.Authorities, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})...)
			}
		}
	}
	for _, log := range asked.Root.Logs {
		if _, ok := log.Key.(*ecdsa.PublicKey); !ok || s.Log == nil || log.ID != s.Log.LogID {
			continue
		}
		if encoded, err := cryptoutils.MarshalPublicKeyToPEM(log.Key); err == nil {
			out.LogKeys = append(out.LogKeys, encoded)
		}
	}
	return out, len(out.Authorities) > 0 && len(out.LogKeys) > 0
}
