package inspect

import (
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/pem"
	"strings"

	"github.com/sigstore/sigstore/pkg/cryptoutils"

	"assay/inspect/containerspolicy"
	"assay/inspect/openpgp"
	"assay/inspect/report"
	"assay/inspect/sigstore"
)

// suggest writes a policy that would accept the image as it is signed today. It
// trusts nobody by itself: where the user named a signer no other is suggested,
// else every signer that holds up may be named, and the notes say where their
// key was found and that somebody should compare it.
func (i *Inspection) suggest(r *report.Report, image containerspolicy.Image, asked *sigstore.VerifyOptions) *report.PolicySuggestion {
	if r.Policy.Decision.Accepts() && !i.options.SuggestPolicy {
		return nil
	}
	var signers []containerspolicy.Signer
	for _, s := range r.Signatures {
		if s.Subject != image.Digest || asked.Pinned() && s.Verdict != report.VerdictVerified {
			continue
		}
		f := i.foundByID(s.ID)
		if f == nil {
			continue
		}
		if one, ok := i.signerOf(s, f, asked); ok {
			one.Name = containerspolicy.ClaimedName(s)
			signers = append(signers, one)
		}
	}
	base, _ := i.stores.registries.Lookaside(i.stores.image)
	out := containerspolicy.Suggest(image, signers, i.evidenceWith(image, true), base, asked.Now)
	if out == nil && i.options.SuggestPolicy {
		return &report.PolicySuggestion{Notes: []string{whyNoSuggestion(r, image, asked.Pinned())}}
	}
	return out
}

// whyNoSuggestion says what stands in the way of any policy.
func whyNoSuggestion(r *report.Report, image containerspolicy.Image, named bool) string {
	if image.Transport != report.TransportDocker {
		return "No policy can ask for signatures of an image on disk; --reference NAME says under which name it would be pulled."
	}
	bundles, workflows, unknown, others := 0, 0, 0, 0
	for _, s := range r.Signatures {
		switch {
		case s.Subject != image.Digest:
		case named && s.Verdict != report.VerdictVerified && fits(s):
			others++
		case strings.HasPrefix(string(s.Format), "sigstore-bundle"):
			bundles++
		case s.Certificate != nil && !strings.Contains(s.Certificate.Who(), "@"), s.Certificate != nil && strings.HasPrefix(s.Certificate.Who(), "https://"):
			workflows++
		case s.Format == report.FormatOpenPGP && s.Key != nil && s.Key.FingerprintSHA256 == "":
			unknown++
		}
	}
	switch {
	case others > 0:
		return "The image is signed, but not by the signer that you named; without --key and --certificate-identity a policy for the signers there are is suggested."
	case unknown > 0:
		return "The image is signed with OpenPGP; give the signer's public key with --key FILE, so that a policy can be written with it."
	case bundles > 0:
		return "The image is signed in the bundle format only, which no containers policy reads; have it signed in the tag format too (cosign sign --new-bundle-format=false)."
	case workflows > 0:
		return "The image is signed by a workflow; a containers policy can ask for e-mail subjects only."
	}
	return "No signature of the manifest that would run holds up, so no policy that checks signatures accepts it."
}

func (i *Inspection) foundByID(id string) *found {
	for _, f := range i.found {
		if f.id == id {
			return f
		}
	}
	return nil
}

// signerOf says how a policy would name the signer of a signature that holds.
func (i *Inspection) signerOf(s *report.Signature, f *found, asked *sigstore.VerifyOptions) (containerspolicy.Signer, bool) {
	switch {
	case f.kind == "openpgp":
		return i.openPGPSigner(s, f, asked)
	case f.kind != "sig" || f.source.Store != report.StoreTag || !fits(s):
		return containerspolicy.Signer{}, false
	case s.Certificate != nil && s.Verdict == report.VerdictFailed:
		return containerspolicy.Signer{}, false
	case s.Certificate != nil:
		return fulcioSigner(s, asked)
	case s.Key != nil && s.Key.PEM != "":
		out := containerspolicy.Signer{Describe: "the key SHA256:" + s.Key.FingerprintSHA256, PublicKey: []byte(s.Key.PEM), Attachment: true}
		if s.Key.Origin == report.OriginLog {
			out.Note = "The key was taken from the signature's own log entry: anybody can sign and log. Compare it with the publisher's before you use this."
		}
		return out, true
	}
	return containerspolicy.Signer{}, false
}

// fits reports whether a cosign signature fits its claims, whoever made it.
func fits(s *report.Signature) bool {
	value, ok := s.Check(report.CheckSignatureValue)
	digest, about := s.Check(report.CheckClaimsDigest)
	return ok && about && value.Status == report.StatusPass && digest.Status == report.StatusPass
}

func (i *Inspection) openPGPSigner(s *report.Signature, f *found, asked *sigstore.VerifyOptions) (containerspolicy.Signer, bool) {
	ring := &openpgp.Keyring{}
	ring.Merge(asked.OpenPGP)
	if l := i.containersPolicy(i.askedPolicy); l != nil {
		ring.Merge(l.ring)
	}
	key := ring.Export(f.openpgp)
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
	email := ""
	for _, san := range s.Certificate.SANs {
		if strings.Contains(san.Value, "@") && !strings.Contains(san.Value, "://") {
			email = san.Value
		}
	}
	if email == "" || asked.Root == nil || asked.Root.Material == nil {
		return containerspolicy.Signer{}, false
	}
	out := containerspolicy.Signer{Describe: email + " by the issuer " + s.Certificate.Issued(), Email: email, Issuer: s.Certificate.Issued(), Attachment: true,
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
