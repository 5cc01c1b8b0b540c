package openpgp

import (
	"bytes"
	"crypto"
	"crypto/dsa"   //nolint:staticcheck // Old signatures of vendors are by DSA keys; it verifies only.
	_ "crypto/md5" //nolint:gosec // Only so that a signature over MD5 can be told from one that does not fit; it is refused either way.
	"crypto/rsa"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp/packet"
)

// signatureV3 is a signature packet of version 3 (RFC 4880, section 5.2.2),
// which signing servers went on writing for long and go-crypto does not read.
// It has no subpackets, so it neither ends nor carries notations, and names its
// key by key ID alone.
type signatureV3 struct {
	sigType   packet.SignatureType
	created   uint32
	keyID     uint64
	algorithm packet.PublicKeyAlgorithm
	hash      crypto.Hash
	// left is the first two bytes of the hash.
	left [2]byte
	// values are the value of an RSA signature, or r and s of a DSA one.
	values []*big.Int
}

// maxMPI bounds a number of a signature, in bits: more than any RSA key has
// that is read here.
const maxMPI = 16384

// unsupportedError says what of a signature is not read here, in contrast to
// one that is broken.
type unsupportedError string

func (e unsupportedError) Error() string { return string(e) }

// hashesV3 are the hash algorithms of RFC 4880, section 9.4, that can be
// computed here. MD5 is among them to be named; it is refused elsewhere.
var hashesV3 = map[byte]crypto.Hash{1: crypto.MD5, 2: crypto.SHA1, 8: crypto.SHA256, 9: crypto.SHA384, 10: crypto.SHA512, 11: crypto.SHA224}

// lengthV3 is the length of what stands before the numbers, in bytes.
const lengthV3 = 19

// parseV3 reads the body of a signature packet of version 3. The error is an
// unsupportedError for an algorithm that a second reader could not check.
func parseV3(body []byte) (*signatureV3, error) {
	if len(body) < lengthV3 {
		return nil, fmt.Errorf("a signature of version 3 has %d bytes only", len(body))
	}
	if body[0] != 3 {
		return nil, unsupportedError(fmt.Sprintf("signature packet version %d", body[0]))
	}
	if body[1] != 5 {
		return nil, fmt.Errorf("a signature of version 3 hashes 5 bytes after the content, this one %d", body[1])
	}
	out := &signatureV3{sigType: packet.SignatureType(body[2]), created: binary.BigEndian.Uint32(body[3:]),
		keyID:     binary.BigEndian.Uint64(body[7:]),
		algorithm: packet.PublicKeyAlgorithm(body[15]), hash: hashesV3[body[16]], left: [2]byte(body[17:lengthV3])}
	count := 1
	switch out.algorithm {
	case packet.PubKeyAlgoRSA, packet.PubKeyAlgoRSASignOnly:
	case packet.PubKeyAlgoDSA:
		count = 2
	default:
		return nil, unsupportedError(fmt.Sprintf("a signature of version 3 by %s, which no second verifier is available for",
			algorithmName(out.algorithm)))
	}
	if out.hash == 0 {
		return nil, unsupportedError(fmt.Sprintf("hash algorithm %d", body[16]))
	}
	rest := body[lengthV3:]
	for range count {
		value, after, err := readMPI(rest)
		if err != nil {
			return nil, err
		}
		out.values, rest = append(out.values, value), after
	}
	if len(rest) > 0 {
		return nil, fmt.Errorf("%d bytes follow the last number of the signature", len(rest))
	}
	return out, nil
}

// readMPI reads a number (RFC 4880, section 3.2) and returns what follows.
func readMPI(data []byte) (value *big.Int, rest []byte, err error) {
	if len(data) < 2 {
		return nil, nil, errors.New("a number of the signature is missing")
	}
	bits := int(binary.BigEndian.Uint16(data))
	length := (bits + 7) / 8
	switch data = data[2:]; {
	case bits == 0 || bits > maxMPI:
		return nil, nil, fmt.Errorf("a number of the signature has %d bits", bits)
	case len(data) < length:
		return nil, nil, fmt.Errorf("a number of the signature has %d bytes of %d", len(data), length)
	}
	value = new(big.Int).SetBytes(data[:length])
	if value.BitLen() > bits {
		return nil, nil, fmt.Errorf("a number of the signature has %d bits and says %d", value.BitLen(), bits)
	}
	return value, data[length:], nil
}

// common returns what such a signature has in common with others.
func (s *signatureV3) common() *packet.Signature {
	return &packet.Signature{Version: 3, SigType: s.sigType, PubKeyAlgo: s.algorithm, Hash: s.hash, HashTag: s.left, IssuerKeyId: &s.keyID,
		CreationTime: time.Unix(int64(s.created), 0)}
}

// sum is the hash that is signed of content, for a text with the line ends that
// it is signed with.
func (s *signatureV3) sum(content []byte) []byte {
	h := s.hash.New()
	h.Write(content)
	h.Write([]byte{byte(s.sigType)})
	h.Write(binary.BigEndian.AppendUint32(nil, s.created))
	return h.Sum(nil)
}

// verify compares the signature with content.
func (s *signatureV3) verify(key *packet.PublicKey, content []byte) error {
	sum := s.sum(content)
	if !bytes.HasPrefix(sum, s.left[:]) {
		return errors.New("the hash of the content is not the one that was signed")
	}
	return s.verifyValue(key, sum)
}

// verifyValue compares the numbers of the signature with a hash.
func (s *signatureV3) verifyValue(key *packet.PublicKey, sum []byte) error {
	switch public := key.PublicKey.(type) {
	case *rsa.PublicKey:
		if !isRSA(s.algorithm) {
			break
		}
		if s.values[0].BitLen() > public.N.BitLen() {
			return errors.New("RSA verification failure: the signature is longer than the key")
		}
		return rsa.VerifyPKCS1v15(public, s.hash, sum, s.values[0].FillBytes(make([]byte, public.Size())))
	case *dsa.PublicKey:
		if s.algorithm != packet.PubKeyAlgoDSA {
			break
		}
		// The hash is cut to the size of the subgroup (FIPS 186-4, section 4.6).
		sum = sum[:min(len(sum), (public.Q.BitLen()+7)/8)]
		if !dsa.Verify(public, sum, s.values[0], s.values[1]) {
			return errors.New("DSA verification failure")
		}
		return nil
	}
	return fmt.Errorf("the signature is by %s, the key is of another algorithm", algorithmName(s.algorithm))
}
