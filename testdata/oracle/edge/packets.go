package main

import (
	"bytes"
	"compress/flate"
	"crypto"
	_ "crypto/md5" //nolint:gosec // Fixtures of what is refused.
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1" //nolint:gosec // Fingerprints of version 4 keys are SHA-1.
	_ "crypto/sha256"
	_ "crypto/sha512"
	"encoding/binary"
	"math/big"
	"time"
)

// hashes are OpenPGP's numbers of hash algorithms (RFC 4880, section 9.4).
var hashes = map[byte]crypto.Hash{1: crypto.MD5, 2: crypto.SHA1, 8: crypto.SHA256, 9: crypto.SHA384, 10: crypto.SHA512, 11: crypto.SHA224}

// day is midnight UTC in seconds since 1970.
func day(year int, month time.Month, day int) uint32 {
	return uint32(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix())
}

func number(v uint32) []byte { return binary.BigEndian.AppendUint32(nil, v) }

func mpi(v *big.Int) []byte {
	return append(binary.BigEndian.AppendUint16(nil, uint16(v.BitLen())), v.Bytes()...)
}

// packet returns a packet with a header of the new form.
func packet(tag byte, body []byte) []byte {
	return append(append([]byte{0xc0 | tag, 0xff}, number(uint32(len(body)))...), body...)
}

// key is a public key of version 4; all have the same numbers and differ in
// when they were made.
type key struct {
	created uint32
	private *rsa.PrivateKey
}

func (k key) body() []byte {
	out := append([]byte{4}, number(k.created)...)
	out = append(out, 1)
	return append(append(out, mpi(k.private.N)...), mpi(big.NewInt(int64(k.private.E)))...)
}

// hashed is the form in which a key is signed (RFC 4880, section 5.2.4).
func (k key) hashed() []byte {
	body := k.body()
	return append(binary.BigEndian.AppendUint16([]byte{0x99}, uint16(len(body))), body...)
}

func (k key) fingerprint() []byte {
	sum := sha1.Sum(k.hashed()) //nolint:gosec // As above.
	return sum[:]
}

func (k key) id() []byte { return k.fingerprint()[12:] }

// Types of subpackets (RFC 9580, section 5.2.3.7).
const (
	created     = 2
	sigExpires  = 3
	keyExpires  = 9
	issuer      = 16
	notation    = 20
	keyFlags    = 27
	reason      = 29
	embedded    = 32
	fingerprint = 33
	critical    = 0x80
)

func sub(kind byte, data []byte) []byte {
	length := len(data) + 1
	if length < 192 {
		return append([]byte{byte(length), kind}, data...)
	}
	return append(append([]byte{0xff}, number(uint32(length))...), append([]byte{kind}, data...)...)
}

// signature is a signature of version 4 in the making.
type signature struct {
	kind, hash       byte
	hashed, unhashed [][]byte
	// trailing stands behind the last number.
	trailing []byte
}

// by makes the body of the packet over content.
func (s signature) by(k key, content []byte) []byte {
	if s.hash == 0 {
		s.hash = 8
	}
	hashed, unhashed := bytes.Join(s.hashed, nil), bytes.Join(s.unhashed, nil)
	front := append([]byte{4, s.kind, 1, s.hash}, binary.BigEndian.AppendUint16(nil, uint16(len(hashed)))...)
	front = append(front, hashed...)
	h := hashes[s.hash].New()
	h.Write(content)
	h.Write(front)
	h.Write(append([]byte{4, 0xff}, number(uint32(len(front)))...))
	sum := h.Sum(nil)
	value, err := rsa.SignPKCS1v15(rand.Reader, k.private, hashes[s.hash], sum)
	check(err)
	out := append(front, binary.BigEndian.AppendUint16(nil, uint16(len(unhashed)))...)
	out = append(append(out, unhashed...), sum[:2]...)
	return append(append(out, mpi(new(big.Int).SetBytes(value))...), s.trailing...)
}

// usual are the hashed subpackets of nearly every signature.
func usual(k key, at uint32, more ...[]byte) [][]byte {
	return append([][]byte{sub(fingerprint, append([]byte{4}, k.fingerprint()...)), sub(created, number(at))}, more...)
}

// unhashed is what stands beside them.
func unhashed(k key) [][]byte { return [][]byte{sub(issuer, k.id())} }

func onePass(k key, kind, hash byte) []byte {
	return packet(4, append(append([]byte{3, kind, hash, 1}, k.id()...), 1))
}

func literal(content []byte, mode byte) []byte {
	return packet(11, append([]byte{mode, 0, 0, 0, 0, 0}, content...))
}

func compressed(content []byte) []byte {
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.DefaultCompression)
	check(err)
	_, err = w.Write(content)
	check(err)
	check(w.Close())
	return packet(8, append([]byte{1}, out.Bytes()...))
}
