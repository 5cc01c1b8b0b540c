package main

import (
	"bytes"
	"time"
)

func (m maker) times() []edge {
	k, late := m.key(keyDay), m.key(day(2025, time.March, 1))
	future := m.key(day(2035, time.January, 1))
	year := sub(keyExpires, number(365*86400))
	plain := public(k, self(k, keyDay))
	withSub := func(more ...[]byte) []byte {
		return append(public(k, self(k, keyDay)), subkey(k, late, late.created, true, 2, more...)...)
	}
	return []edge{
		{"plain", plain, m.message(k, signDay)},
		{"older-than-key", plain, m.message(k, keyDay-1)},
		{"as-old-as-key", plain, m.message(k, keyDay)},
		{"subkey", withSub(), m.message(late, signDay)},
		{"older-than-subkey", withSub(), m.message(late, late.created-1)},
		{"subkey-binding-later", append(public(k, self(k, keyDay)), subkey(k, late, day(2025, time.September, 1), true, 2)...),
			m.message(late, signDay)},
		{"self-signature-later", public(k, self(k, day(2025, time.September, 1))), m.message(k, signDay)},
		{"future-signature", plain, m.message(k, day(2035, time.January, 1))},
		{"future-key", public(future, self(future, future.created)), m.message(future, future.created+1)},
		{"future-key-old-signature", public(future, self(future, future.created)), m.message(future, signDay)},
		{"future-self-signature", public(k, self(k, future.created)), m.message(k, signDay)},
		{"key-expired", public(k, self(k, keyDay, year)), m.message(k, signDay)},
		{"key-expired-before", public(k, self(k, keyDay, year)), m.message(k, day(2026, time.March, 1))},
		{"key-extended", public(k, self(k, keyDay, year), self(k, day(2025, time.December, 1))), m.message(k, signDay)},
		{"key-shortened", public(k, self(k, keyDay), self(k, day(2025, time.December, 1), year)), m.message(k, signDay)},
		{"key-ends-at-once", public(k, self(k, keyDay, sub(keyExpires, number(0)))), m.message(k, signDay)},
		{"subkey-expired", withSub(year), m.message(late, signDay)},
		{"primary-expired", append(public(k, self(k, keyDay, year)), subkey(k, late, late.created, true, 2)...), m.message(late, signDay)},
		{"signature-expired", plain, m.message(k, signDay, sub(sigExpires, number(86400)))},
		{"signature-ends-later", plain, m.message(k, signDay, sub(sigExpires, number(20*365*86400)))},
		{"self-signature-expired", public(k, self(k, keyDay, sub(sigExpires, number(86400)))), m.message(k, signDay)},
		{"binding-expired", withSub(sub(sigExpires, number(86400))), m.message(late, signDay)},
	}
}

// revoke is a revocation of a key or of a subkey by its primary key.
func revoke(by key, kind byte, content []byte, at uint32, why byte) []byte {
	s := signature{kind: kind, hashed: usual(by, at, sub(reason, []byte{why})), unhashed: unhashed(by)}
	return packet(2, s.by(by, content))
}

func (m maker) revocations() []edge {
	k, late := m.key(keyDay), m.key(day(2025, time.March, 1))
	after, future := day(2025, time.September, 1), day(2035, time.January, 1)
	whole := func(at uint32, why byte) []byte {
		key := packet(6, k.body())
		return bytes.Join([][]byte{key, revoke(k, 0x20, k.hashed(), at, why), public(k, self(k, keyDay))[len(key):]}, nil)
	}
	both := append(k.hashed(), late.hashed()...)
	withSub := append(public(k, self(k, keyDay)), subkey(k, late, late.created, true, 2)...)
	return []edge{
		{"revoked-compromised", whole(after, 2), m.message(k, signDay)},
		{"revoked-superseded", whole(after, 1), m.message(k, signDay)},
		{"revoked-retired", whole(after, 3), m.message(k, signDay)},
		{"revoked-no-reason", whole(after, 0), m.message(k, signDay)},
		{"revoked-before-signing", whole(day(2025, time.February, 1), 1), m.message(k, signDay)},
		{"revoked-in-future", whole(future, 1), m.message(k, signDay)},
		{"subkey-revoked", append(withSub, revoke(k, 0x28, both, after, 1)...), m.message(late, signDay)},
		{"other-subkey-revoked", append(withSub, revoke(k, 0x28, both, after, 2)...), m.message(k, signDay)},
		{"user-id-revoked", append(public(k, self(k, keyDay)), revoke(k, 0x30, uidHashed(k), after, 32)...), m.message(k, signDay)},
		{"primary-revoked-subkey-signs", append(whole(after, 1), subkey(k, late, late.created, true, 2)...), m.message(late, signDay)},
	}
}

func (m maker) uses() []edge {
	k, late := m.key(keyDay), m.key(day(2025, time.March, 1))
	flagged := func(flags ...byte) signature {
		return signature{kind: 0x13, hashed: usual(k, keyDay, sub(keyFlags, flags)), unhashed: unhashed(k)}
	}
	none := signature{kind: 0x13, hashed: usual(k, keyDay), unhashed: unhashed(k)}
	weak := func(hash byte) signature {
		s := self(k, keyDay)
		s.hash = hash
		return s
	}
	bound := func(cross bool, flags byte) []byte {
		return append(public(k, self(k, keyDay)), subkey(k, late, late.created, cross, flags)...)
	}
	plain := public(k, self(k, keyDay))
	hashed := func(hash byte) []byte {
		return m.signed(k, signature{hash: hash, hashed: usual(k, signDay), unhashed: unhashed(k)})
	}
	direct := signature{kind: 0x1f, hashed: usual(k, keyDay, sub(keyFlags, []byte{3})), unhashed: unhashed(k)}
	return []edge{
		{"certify-only", public(k, flagged(1)), m.message(k, signDay)},
		{"encrypt-only", public(k, flagged(0x0c)), m.message(k, signDay)},
		{"authenticate-only", public(k, flagged(0x20)), m.message(k, signDay)},
		{"no-flags", public(k, none), m.message(k, signDay)},
		{"empty-flags", public(k, flagged()), m.message(k, signDay)},
		{"zero-flags", public(k, flagged(0)), m.message(k, signDay)},
		{"subkey-not-crossed", bound(false, 2), m.message(late, signDay)},
		{"subkey-encrypts", bound(true, 0x0c), m.message(late, signDay)},
		{"subkey-encrypts-not-crossed", bound(false, 0x0c), m.message(late, signDay)},
		{"subkey-authenticates", bound(true, 0x20), m.message(late, signDay)},
		{"subkey-zero-flags", bound(true, 0), m.message(late, signDay)},
		{"self-signature-sha1", public(k, weak(2)), m.message(k, signDay)},
		{"self-signature-md5", public(k, weak(1)), m.message(k, signDay)},
		{"no-self-signature", public(k), m.message(k, signDay)},
		{"no-user-id", append(packet(6, k.body()), packet(2, direct.by(k, k.hashed()))...), m.message(k, signDay)},
		{"md5", plain, hashed(1)}, {"sha1", plain, hashed(2)}, {"sha224", plain, hashed(11)}, {"sha384", plain, hashed(9)},
		{"sha512", plain, hashed(10)},
	}
}
