package sigstore

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"

	"assay/certview"
)

// digestWith hashes message.
func digestWith(hash crypto.Hash, message []byte) []byte {
	h := hash.New()
	h.Write(message)
	return h.Sum(nil)
}

// verifyDigest reports whether sig was made over digest, of which only the hash
// is at hand, as in a log entry.
func verifyDigest(key crypto.PublicKey, hash crypto.Hash, digest, sig []byte) bool {
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

var hashNames = map[string]crypto.Hash{"sha256": crypto.SHA256, "sha384": crypto.SHA384, "sha512": crypto.SHA512}

// HashByName returns the hash for sha256, sha384 or sha512.
func HashByName(name string) (crypto.Hash, error) {
	if name == "" {
		return crypto.SHA256, nil
	}
	h, ok := hashNames[name]
	if !ok {
		return 0, fmt.Errorf("%q is not a digest algorithm: sha256, sha384 or sha512", name)
	}
	return h, nil
}

func hashName(hash crypto.Hash) string {
	for name, h := range hashNames {
		if h == hash {
			return name
		}
	}
	return hash.String()
}

// naturalHash is the hash that signers choose for a key (sigstore/sigstore,
// algorithm registry): by its curve for ECDSA.
func naturalHash(key crypto.PublicKey) crypto.Hash {
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

// checkEncoding reports why sig cannot be a signature by a key of this kind,
// whatever was signed.
func checkEncoding(key crypto.PublicKey, sig []byte) error {
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

// keyKind is a kind of public key; it is empty for one that no verifier takes.
type keyKind string

// The kinds of key that verifiers take.
const (
	kindECDSA   keyKind = "ECDSA"
	kindRSA     keyKind = "RSA"
	kindEd25519 keyKind = "Ed25519"
)

// kindOf returns the kind of a key.
func kindOf(key crypto.PublicKey) keyKind {
	switch key.(type) {
	case *ecdsa.PublicKey:
		return kindECDSA
	case *rsa.PublicKey:
		return kindRSA
	case ed25519.PublicKey:
		return kindEd25519
	}
	return ""
}

// formOf returns the kind of key that a signature of this form is made with, as
// far as its bytes tell; empty where they do not.
func formOf(sig []byte) keyKind {
	var pair struct{ R, S *big.Int }
	if rest, err := asn1.Unmarshal(sig, &pair); err == nil && len(rest) == 0 {
		return kindECDSA
	}
	switch len(sig) {
	case 256, 384, 512:
		return kindRSA
	case ed25519.SignatureSize:
		return kindEd25519
	}
	return ""
}

// sameKey reports whether two public keys are equal.
func sameKey(a, b crypto.PublicKey) bool {
	k, ok := a.(interface{ Equal(x crypto.PublicKey) bool })
	return ok && b != nil && k.Equal(b)
}

// fingerprint renders a key's SHA-256 with its kind.
func fingerprint(key crypto.PublicKey) string {
	d := certview.DescribeKey(key)
	if d.FingerprintSHA256 == "" {
		return d.Algorithm
	}
	return "SHA256:" + d.FingerprintSHA256 + " " + d.Algorithm
}

// verifyPSS and verifyEd25519ph try schemes that verifiers do not expect, to
// say so when that is all that is wrong.
func verifyPSS(key crypto.PublicKey, message, sig []byte) (crypto.Hash, bool) {
	k, ok := key.(*rsa.PublicKey)
	if !ok {
		return 0, false
	}
	for _, h := range []crypto.Hash{crypto.SHA256, crypto.SHA384, crypto.SHA512} {
		if rsa.VerifyPSS(k, h, digestWith(h, message), sig, nil) == nil {
			return h, true
		}
	}
	return 0, false
}

func verifyEd25519ph(key crypto.PublicKey, message, sig []byte) bool {
	return verifyDigest(key, crypto.SHA512, digestWith(crypto.SHA512, message), sig) && isEd25519(key)
}

func isEd25519(key crypto.PublicKey) bool {
	_, ok := key.(ed25519.PublicKey)
	return ok
}
