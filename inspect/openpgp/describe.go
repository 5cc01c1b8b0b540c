package openpgp

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/ProtonMail/go-crypto/openpgp/packet"

	"assay/inspect/report"
)

// result puts together what was found.
func (e *verification) result() *report.Signature {
	m := e.message
	out := &report.Signature{Format: report.FormatOpenPGP, Subject: e.artifact.Digest, Checks: e.checks, Verdict: e.verdict(),
		Deciding: true, Key: e.describeKey()}
	if json.Valid(m.Payload) {
		out.Claims = m.Payload
	}
	if made := m.Made(); !made.IsZero() {
		out.Time, out.TimeSource = made, report.TimeClaimed
	}
	if len(m.Data) > 0 {
		out.Raw = append(out.Raw, report.RawPart{Name: "OpenPGP message", MediaType: "application/pgp", Bytes: m.Data})
	}
	if len(m.Payload) > 0 {
		out.Raw = append(out.Raw, report.RawPart{Name: "signed content", MediaType: "application/json", Bytes: m.Payload})
	}
	if m.Claims != nil && m.Claims.Creator != "" {
		out.Notes = append(out.Notes, "made by "+m.Claims.Creator+", as its claims state")
	}
	if c, ok := out.Check(report.CheckSignatureAlgorithm); ok && c.Status == report.StatusFail {
		out.Notes = append(out.Notes, "weak algorithm: "+c.Got)
	}
	return out
}

// describeKey renders the key, or of one that is not available what the
// signature says of it.
func (e *verification) describeKey() *report.Key {
	sig := e.message.signature()
	if sig == nil {
		return nil
	}
	if e.key == nil {
		out := &report.Key{Algorithm: algorithmName(sig.PubKeyAlgo), Origin: report.OriginNamed,
			OpenPGP: &report.OpenPGPKey{KeyID: e.message.KeyID()}}
		if len(sig.IssuerFingerprint) > 0 {
			out.OpenPGP.Fingerprint = fmt.Sprintf("%X", sig.IssuerFingerprint)
		}
		return out
	}
	primary := e.key.Entity.PrimaryKey
	out := &report.Key{Algorithm: describeAlgorithm(e.key.PublicKey), FingerprintSHA256: sha256Of(e.key.PublicKey),
		Origin: report.KeyOrigin(e.options.Keys.names[e.key.Entity])}
	out.OpenPGP = &report.OpenPGPKey{KeyID: fmt.Sprintf("%016X", e.key.PublicKey.KeyId), Fingerprint: fingerprint(e.key.PublicKey),
		UserIDs: userIDs(e.key.Entity), Created: e.key.PublicKey.CreationTime.UTC()}
	if e.key.PublicKey != primary {
		out.OpenPGP.Primary = fingerprint(primary)
	}
	if end := expiry(e.key); !end.IsZero() {
		out.OpenPGP.Expires = &end
	}
	out.OpenPGP.Revoked = e.keyRevoked()
	return out
}

// sha256Of is the SHA-256 of the public key packet's body, to tell keys apart
// by the same kind of fingerprint as others; OpenPGP's own is SHA-1 for keys of
// version 4.
func sha256Of(key *packet.PublicKey) string {
	var b bytes.Buffer
	if key.SerializeForHash(&b) != nil {
		return ""
	}
	sum := sha256.Sum256(b.Bytes())
	return hex.EncodeToString(sum[:])
}

func isRSA(a packet.PublicKeyAlgorithm) bool {
	return a == packet.PubKeyAlgoRSA || a == packet.PubKeyAlgoRSASignOnly
}

// algorithmName names a public key algorithm (RFC 9580, section 9.1).
func algorithmName(a packet.PublicKeyAlgorithm) string {
	switch a {
	case packet.PubKeyAlgoRSA, packet.PubKeyAlgoRSASignOnly:
		return "RSA"
	case packet.PubKeyAlgoDSA:
		return "DSA"
	case packet.PubKeyAlgoECDSA:
		return "ECDSA"
	case packet.PubKeyAlgoEdDSA:
		return "EdDSA"
	case packet.PubKeyAlgoEd25519:
		return "Ed25519"
	case packet.PubKeyAlgoEd448:
		return "Ed448"
	default:
		return fmt.Sprintf("public key algorithm %d", a)
	}
}

// describeAlgorithm adds the size or curve.
func describeAlgorithm(key *packet.PublicKey) string {
	name := algorithmName(key.PubKeyAlgo)
	if curve, err := key.Curve(); err == nil && curve != "" {
		if key.PubKeyAlgo == packet.PubKeyAlgoEdDSA && curve == packet.Curve25519 {
			return "Ed25519"
		}
		return name + " " + string(curve)
	}
	if bits, err := key.BitLength(); err == nil {
		return fmt.Sprintf("%s %d", name, bits)
	}
	return name
}

func shortenText(data []byte) string {
	const most = 60
	if len(data) > most {
		return string(data[:most]) + "…"
	}
	return string(data)
}
