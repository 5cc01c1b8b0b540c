package verifier

import (
	"bytes"
	"crypto"
	"crypto/ed25519"

	"assay/inspect/sigstore/primitive"

	"github.com/sigstore/sigstore/pkg/signature"
	"github.com/sigstore/sigstore/pkg/signature/options"
)

// shared is the work that the verifications of one artifact have in common, one
// for each signature of its envelope and each of its log entries. Whoever attached
// it chose its size and how many there are; nothing that takes long is done for
// each of them anew.
type shared struct {
	timestamps     []timestampResult
	timestampsDone bool
	pae            []byte
	digests        map[digestOf][]byte
	fits           map[fit]bool
}

// signedPart is one of the texts of which digests are needed.
type signedPart int

const (
	signedMessage signedPart = iota
	signedPayload
	wholeEnvelope
)

type digestOf struct {
	part signedPart
	hash crypto.Hash
}

// fit is a question about a signature; key is a fingerprint.
type fit struct {
	key       string
	hash      crypto.Hash
	signature string
}

func newShared() *shared {
	return &shared{digests: map[digestOf][]byte{}, fits: map[fit]bool{}}
}

// digest returns the hash of data, which is that part of the signature.
func (s *shared) digest(part signedPart, hash crypto.Hash, data []byte) []byte {
	key := digestOf{part, hash}
	if s.digests[key] == nil {
		s.digests[key] = primitive.Digest(hash, data)
	}
	return s.digests[key]
}

// verifies reports whether sig is by key over message, with the algorithm that
// verifiers use for this kind of key: ECDSA, RSA PKCS #1 v1.5, or pure Ed25519.
func (s *shared) verifies(key crypto.PublicKey, hash crypto.Hash, message, sig []byte) bool {
	question := fit{primitive.Fingerprint(key), hash, string(sig)}
	answer, known := s.fits[question]
	if known {
		return answer
	}
	verifier, err := signature.LoadVerifier(key, hash)
	switch _, pure := key.(ed25519.PublicKey); {
	case err != nil:
	case pure:
		answer = verifier.VerifySignature(bytes.NewReader(sig), bytes.NewReader(message)) == nil
	default:
		digest := options.WithDigest(s.digest(signedMessage, hash, message))
		answer = verifier.VerifySignature(bytes.NewReader(sig), bytes.NewReader(nil), digest) == nil
	}
	s.fits[question] = answer
	return answer
}
