package main

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"fmt"
	"slices"
	"time"
)

func (m maker) subpackets() []edge {
	k, other := m.key(keyDay), m.key(day(2024, time.May, 1))
	plain := public(k, self(k, keyDay))
	note := func(name string, flags byte, kind byte) []byte {
		data := append([]byte{flags, 0, 0, 0}, binary.BigEndian.AppendUint16(nil, uint16(len(name)))...)
		return sub(kind, append(append(data, 0, 1), name+"x"...))
	}
	with := func(hashed [][]byte, rest ...[]byte) []byte {
		return m.signed(k, signature{hashed: hashed, unhashed: rest})
	}
	at, fpr := sub(created, number(signDay)), sub(fingerprint, append([]byte{4}, k.fingerprint()...))
	kind := func(kind byte) []byte {
		return m.signed(k, signature{kind: kind, hashed: usual(k, signDay), unhashed: unhashed(k)})
	}
	return []edge{
		{"notation", plain, m.message(k, signDay, note("a@example.com", 0x80, notation))},
		{"notation-critical", plain, m.message(k, signDay, note("a@example.com", 0x80, notation|critical))},
		{"self-signature-notation-critical", public(k, self(k, keyDay, note("a@example.com", 0x80, notation|critical))),
			m.message(k, signDay)},
		{"unknown-subpacket", plain, m.message(k, signDay, sub(99, []byte{1}))},
		{"unknown-subpacket-critical", plain, m.message(k, signDay, sub(99|critical, []byte{1}))},
		{"unknown-critical-unhashed", plain, with(usual(k, signDay), sub(issuer, k.id()), sub(99|critical, []byte{1}))},
		{"created-critical", plain, with([][]byte{fpr, sub(created|critical, number(signDay))}, sub(issuer, k.id()))},
		{"issuer-hashed", plain, with([][]byte{fpr, at, sub(issuer, k.id())})},
		{"issuer-missing", plain, with([][]byte{fpr, at})},
		{"fingerprint-missing", plain, with([][]byte{at}, sub(issuer, k.id()))},
		{"nobody-named", plain, with([][]byte{at})},
		{"fingerprint-of-other", plain, with([][]byte{at, sub(fingerprint, append([]byte{4}, other.fingerprint()...))},
			sub(issuer, k.id()))},
		{"issuer-is-other", plain, with([][]byte{at, fpr}, sub(issuer, other.id()))},
		{"not-created", plain, with([][]byte{fpr}, sub(issuer, k.id()))},
		{"created-unhashed", plain, with([][]byte{fpr}, sub(issuer, k.id()), at)},
		{"created-twice", plain, with([][]byte{fpr, sub(created, number(keyDay-1)), at}, sub(issuer, k.id()))},
		{"created-also-unhashed", plain, with([][]byte{fpr, at}, sub(issuer, k.id()), sub(created, number(keyDay-1)))},
		{"expires-unhashed", plain, with([][]byte{fpr, at}, sub(issuer, k.id()), sub(sigExpires, number(86400)))},
		{"trailing-in-packet", plain, m.signed(k, signature{hashed: usual(k, signDay), unhashed: unhashed(k), trailing: []byte{0, 1, 2}})},
		{"type-standalone", plain, kind(2)}, {"type-certification", plain, kind(0x10)}, {"type-timestamp", plain, kind(0x40)},
	}
}

// digests are claims that name the manifest by other algorithms than SHA-256.
func (m maker) digests(manifest []byte) []edge {
	k := m.key(keyDay)
	var out []edge
	for name, digest := range map[string]string{"sha384": fmt.Sprintf("sha384:%x", sha512.Sum384(manifest)),
		"sha512": fmt.Sprintf("sha512:%x", sha512.Sum512(manifest)), "sha512-other": fmt.Sprintf("sha512:%x", sha512.Sum512(nil))} {
		other := maker{m.private, bytes.Replace(m.claims, fmt.Appendf(nil, "sha256:%x", sha256.Sum256(manifest)), []byte(digest), 1)}
		out = append(out, edge{"digest-" + name, public(k, self(k, keyDay)), other.message(k, signDay)})
	}
	return out
}

// orders are messages of the same signature in other packets.
func (m maker) orders() []edge {
	k := m.key(keyDay)
	plain := public(k, self(k, keyDay))
	sig := signature{hashed: usual(k, signDay), unhashed: unhashed(k)}.by(k, m.claims)
	text := func(content []byte) []byte {
		return packet(2, signature{kind: 1, hashed: usual(k, signDay), unhashed: unhashed(k)}.by(k, content))
	}
	start, middle, end := onePass(k, 0, 8), literal(m.claims, 'b'), packet(2, sig)
	lines := bytes.Replace(m.claims, []byte(`,"optional"`), []byte(",\n\"optional\""), 1)
	crlf := bytes.Replace(lines, []byte("\n"), []byte("\r\n"), 1)
	marker := packet(10, []byte("PGP"))
	unnested := slices.Clone(start)
	unnested[len(unnested)-1] = 0
	// The literal in two parts (RFC 4880, section 4.2.2.4), and a signature.
	body := middle[6:]
	partial := slices.Concat([]byte{0xcb, 0xe0 + 8}, body[:256], []byte{byte(len(body) - 256)}, body[256:])
	short := slices.Concat([]byte{0xc2, 0xe0 + 8}, sig[:256], []byte{byte(len(sig) - 256)}, sig[256:])
	indeterminate := slices.Concat([]byte{0xa3, 0}, start, middle, end)
	one := func(parts ...[]byte) []byte { return slices.Concat(parts...) }
	return []edge{
		{"in-front", plain, one(end, middle)},
		{"in-front-compressed", plain, compressed(one(end, middle))},
		{"behind-unannounced", plain, one(middle, end)},
		{"compressed", plain, compressed(one(start, middle, end))},
		{"compressed-twice", plain, compressed(compressed(one(start, middle, end)))},
		{"compressed-not", plain, indeterminate},
		{"compressed-middle", plain, one(start, compressed(middle), end)},
		{"marker-first", plain, one(marker, start, middle, end)},
		{"marker-middle", plain, one(start, marker, middle, end)},
		{"marker-last", plain, one(start, middle, end, marker)},
		{"padding", plain, one(start, middle, end, packet(21, make([]byte, 8)))},
		{"experimental", plain, one(start, middle, end, packet(60, []byte("x")))},
		{"unknown-packet", plain, one(start, middle, end, packet(30, []byte("x")))},
		{"user-id-inside", plain, one(start, middle, end, packet(13, []byte(uid)))},
		{"key-inside", plain, one(start, middle, end, packet(6, k.body()))},
		{"two-literals", plain, one(start, middle, middle, end)},
		{"literal-behind", plain, one(start, middle, end, middle)},
		{"literal-in-front", plain, one(middle, start, middle, end)},
		{"signature-twice", plain, one(start, middle, end, end)},
		{"one-pass-twice", plain, one(start, start, middle, end)},
		{"one-pass-nested", plain, one(unnested, middle, end)},
		{"one-pass-other-hash", plain, one(onePass(k, 0, 10), middle, end)},
		{"one-pass-other-type", plain, one(onePass(k, 1, 8), middle, end)},
		{"one-pass-other-key", plain, one(onePass(m.key(1), 0, 8), middle, end)},
		{"partial-literal", plain, one(start, partial, end)},
		{"partial-signature", plain, one(start, middle, short)},
		{"trailing", plain, one(start, middle, end, []byte{0})},
		{"text", plain, one(onePass(k, 1, 8), literal(m.claims, 't'), text(m.claims))},
		{"text-utf8", plain, one(onePass(k, 1, 8), literal(m.claims, 'u'), text(m.claims))},
		{"text-crlf", plain, one(onePass(k, 1, 8), literal(crlf, 't'), text(crlf))},
		{"text-bare-signed-crlf", plain, one(onePass(k, 1, 8), literal(lines, 't'), text(crlf))},
		{"text-bare-signed-bare", plain, one(onePass(k, 1, 8), literal(lines, 't'), text(lines))},
		{"text-binary-literal", plain, one(onePass(k, 1, 8), literal(m.claims, 'b'), text(m.claims))},
		{"binary-text-literal", plain, one(start, literal(m.claims, 't'), end)},
		{"literal-mode-unknown", plain, one(start, literal(m.claims, 'x'), end)},
		{"literal-mode-mime", plain, one(start, literal(m.claims, 'm'), end)},
	}
}
