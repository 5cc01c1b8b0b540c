// Package primitive has what signatures are made of: keys, digests and the forms of
// signatures, and how they are written for a reader.
//
// It says whether one thing is or fits another, and never whether that is enough.
package primitive

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"

	"assay/certview"
)

// Digest hashes message.
func Digest(hash crypto.Hash, message []byte) []byte {
	h := hash.New()
	h.Write(message)
	return h.Sum(nil)
}

// VerifyDigest reports whether sig was made over digest, of which only the hash
// is available, as in a log entry.
func VerifyDigest(key crypto.PublicKey, hash crypto.Hash, digest, sig []byte) bool {
	if len(digest) != hash.Size() || len(sig) == 0 {
		return false
	}
	switch k := key.(type) {
	case *ecdsa.PublicKey:
		return ecdsa.VerifyASN1(k, digest, sig)
	case *rsa.PublicKey:
		return rsa.VerifyPKCS1v15(k, hash, digest, sig) == nil
	case ed25519.PublicKey:
		return hash == crypto.SHA512 && ed25519.VerifyWithOptions(k, digest, sig, &ed25519.Options{Hash: crypto.SHA512}) == nil
	}
	return false
}

// SHA256 is the name of the hash that most signatures are made with.
const SHA256 = "sha256"

var hashes = map[string]crypto.Hash{SHA256: crypto.SHA256, "sha384": crypto.SHA384, "sha512": crypto.SHA512}

// Hash returns the hash that a log entry or a bundle calls sha256, sha384 or sha512.
func Hash(name string) (hash crypto.Hash, known bool) {
	hash, known = hashes[name]
	return hash, known
}

// HashByName returns the hash that a user calls sha256, sha384 or sha512; no name
// stands for SHA-256.
func HashByName(name string) (crypto.Hash, error) {
	if name == "" {
		return crypto.SHA256, nil
	}
	h, ok := hashes[name]
	if !ok {
		return 0, fmt.Errorf("%q is not a digest algorithm: sha256, sha384 or sha512", name)
	}
	return h, nil
}

// HashName returns the name under which [Hash] knows a hash.
func HashName(hash crypto.Hash) string {
	for name, h := range hashes {
		if h == hash {
			return name
		}
	}
	return hash.String()
}

// NaturalHash is the hash that signers choose for a key (sigstore/sigstore,
// algorithm registry): by its curve for ECDSA.
func NaturalHash(key crypto.PublicKey) crypto.Hash {
	if k, ok := key.(*ecdsa.PublicKey); ok {
		switch k.Curve {
		case elliptic.P384():
			return crypto.SHA384
		case elliptic.P521():
			return crypto.SHA512
		}
	}
	if _, ok := key.(ed25519.PublicKey); ok {
		return crypto.SHA512
	}
	return crypto.SHA256
}

// CheckEncoding reports why sig cannot be a signature by a key of this kind,
// whatever was signed.
func CheckEncoding(key crypto.PublicKey, sig []byte) error {
	switch k := key.(type) {
	case *ecdsa.PublicKey:
		var pair struct{ R, S *big.Int }
		rest, err := asn1.Unmarshal(sig, &pair)
		if err != nil {
			return fmt.Errorf("not the ASN.1 form of an ECDSA signature: %w", err)
		}
		if len(rest) > 0 {
			return fmt.Errorf("%d bytes follow the ECDSA signature", len(rest))
		}
	case *rsa.PublicKey:
		if len(sig) != k.Size() {
			return fmt.Errorf("%d bytes, an RSA signature by this key has %d", len(sig), k.Size())
		}
	case ed25519.PublicKey:
		if len(sig) != ed25519.SignatureSize {
			return fmt.Errorf("%d bytes, an Ed25519 signature has %d", len(sig), ed25519.SignatureSize)
		}
	case nil:
		return errors.New("there is no key")
	}
	return nil
}

// Kind is a kind of public key; it is empty for one that no verifier takes.
type Kind string

// The kinds of key that verifiers take.
const (
	ECDSA   Kind = "ECDSA"
	RSA     Kind = "RSA"
	Ed25519 Kind = "Ed25519"
)

// KindOf returns the kind of a key.
func KindOf(key crypto.PublicKey) Kind {
	switch key.(type) {
	case *ecdsa.PublicKey:
		return ECDSA
	case *rsa.PublicKey:
		return RSA
	case ed25519.PublicKey:
		return Ed25519
	}
	return ""
}

// FormOf returns the kind of key that a signature of this form is made with, as
// far as its bytes tell; empty where they do not.
func FormOf(sig []byte) Kind {
	var pair struct{ R, S *big.Int }
	if rest, err := asn1.Unmarshal(sig, &pair); err == nil && len(rest) == 0 {
		return ECDSA
	}
	switch len(sig) {
	case 256, 384, 512:
		return RSA
	case ed25519.SignatureSize:
		return Ed25519
	}
	return ""
}

// SameKey reports whether two public keys are equal.
func SameKey(a, b crypto.PublicKey) bool {
	k, ok := a.(interface{ Equal(x crypto.PublicKey) bool })
	return ok && b != nil && k.Equal(b)
}

// Fingerprint renders a key's SHA-256 with its kind.
func Fingerprint(key crypto.PublicKey) string {
	d := certview.DescribeKey(key)
	if d.FingerprintSHA256 == "" {
		return d.Algorithm
	}
	return "SHA256:" + d.FingerprintSHA256 + " " + d.Algorithm
}

// VerifyPSS reports whether an RSA signature fits with PSS padding, and with which
// hash. Verifiers do not expect it; it is tried to say so when that is all that is
// wrong.
func VerifyPSS(key crypto.PublicKey, message, sig []byte) (crypto.Hash, bool) {
	k, ok := key.(*rsa.PublicKey)
	if !ok {
		return 0, false
	}
	for _, h := range []crypto.Hash{crypto.SHA256, crypto.SHA384, crypto.SHA512} {
		if rsa.VerifyPSS(k, h, Digest(h, message), sig, nil) == nil {
			return h, true
		}
	}
	return 0, false
}

// VerifyEd25519ph reports whether a signature fits as Ed25519ph, the pre-hashed form
// (RFC 8032, section 5.1), for the same purpose as VerifyPSS.
func VerifyEd25519ph(key crypto.PublicKey, message, sig []byte) bool {
	return VerifyDigest(key, crypto.SHA512, Digest(crypto.SHA512, message), sig) && IsEd25519(key)
}

// IsEd25519 reports whether a key is of Ed25519.
func IsEd25519(key crypto.PublicKey) bool {
	_, ok := key.(ed25519.PublicKey)
	return ok
}

// ParseDigest splits algorithm:hex into hash and value; ok is false where the
// algorithm is not known or the value not hexadecimal.
func ParseDigest(digest string) (hash crypto.Hash, value []byte, ok bool) {
	for name, h := range hashes {
		if len(digest) > len(name) && digest[:len(name)+1] == name+":" {
			value, err := hex.DecodeString(digest[len(name)+1:])
			return h, value, err == nil
		}
	}
	return 0, nil, false
}
