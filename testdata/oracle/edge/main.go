// Edge writes OpenPGP keys and signed messages in which one thing is out of the
// ordinary: times, revocations, uses of keys, subpackets, the order of packets.
// What gpg and Go's own OpenPGP make of each is asked by the oracle.
//
//	cd testdata/oracle && go run ./edge
package main

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// folder is where the files go.
const folder = "../gpg/edge"

// edge is a message with the key to verify it with.
type edge struct {
	name         string
	key, message []byte
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	manifest, err := os.ReadFile("../gpg/manifest.json")
	check(err)
	claims := fmt.Appendf(nil, `{"critical":{"identity":{"docker-reference":"registry.example.com/acme/app:1.0"},`+
		`"image":{"docker-manifest-digest":"sha256:%x"},"type":"atomic container signature"},"optional":{"creator":"fixture",`+
		`"timestamp":1700000000}}`, sha256.Sum256(manifest))
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	check(err)
	for _, dir := range []string{"keys", "signatures"} {
		check(os.RemoveAll(filepath.Join(folder, dir)))
		check(os.MkdirAll(filepath.Join(folder, dir), 0o750))
	}
	m := maker{private, claims}
	for _, part := range [][]edge{m.times(), m.revocations(), m.uses(), m.subpackets(), m.digests(manifest), m.orders(), m.algorithms(),
		m.criticals()} {
		for _, e := range part {
			check(os.WriteFile(filepath.Join(folder, "keys", e.name+".gpg"), e.key, 0o600))
			check(os.WriteFile(filepath.Join(folder, "signatures", e.name+".sig"), e.message, 0o600))
		}
	}
}

type maker struct {
	private *rsa.PrivateKey
	claims  []byte
}

func (m maker) key(at uint32) key { return key{at, m.private} }

const uid = "Edge <edge@example.com>"

// The days on which ordinary keys and signatures were made.
var (
	keyDay  = day(2025, time.January, 1)
	signDay = day(2025, time.June, 1)
)

func uidHashed(k key) []byte {
	return append(append(k.hashed(), append([]byte{0xb4}, number(uint32(len(uid)))...)...), uid...)
}

// public is a key with a user ID and self-signatures of it.
func public(k key, selves ...signature) []byte {
	out := append(packet(6, k.body()), packet(13, []byte(uid))...)
	for _, s := range selves {
		out = append(out, packet(2, s.by(k, uidHashed(k)))...)
	}
	return out
}

// self is an ordinary self-signature.
func self(k key, at uint32, more ...[]byte) signature {
	return signature{kind: 0x13, hashed: usual(k, at, append([][]byte{sub(keyFlags, []byte{0x03})}, more...)...), unhashed: unhashed(k)}
}

// subkey binds a subkey for signing; cross is the subkey's own signature.
func subkey(primary, k key, at uint32, cross bool, flags byte, more ...[]byte) []byte {
	both := append(primary.hashed(), k.hashed()...)
	hashed := usual(primary, at, append([][]byte{sub(keyFlags, []byte{flags})}, more...)...)
	if cross {
		back := signature{kind: 0x19, hashed: usual(k, at), unhashed: unhashed(k)}
		hashed = append(hashed, sub(embedded, back.by(k, both)))
	}
	binding := signature{kind: 0x18, hashed: hashed, unhashed: unhashed(primary)}
	return append(packet(14, k.body()), packet(2, binding.by(primary, both))...)
}

// message is an ordinary signed message.
func (m maker) message(k key, at uint32, more ...[]byte) []byte {
	return m.signed(k, signature{hashed: usual(k, at, more...), unhashed: unhashed(k)})
}

func (m maker) signed(k key, s signature) []byte {
	hash := s.hash
	if hash == 0 {
		hash = 8
	}
	return bytes.Join([][]byte{onePass(k, s.kind, hash), literal(m.claims, 'b'), packet(2, s.by(k, m.claims))}, nil)
}
