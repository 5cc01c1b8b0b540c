package main

import (
	"bytes"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	pgp "github.com/ProtonMail/go-crypto/openpgp/packet"
)

// algorithms are keys and signatures by other algorithms than RSA, and of
// version 6, made by Go's own OpenPGP.
func (m maker) algorithms() []edge {
	made := func() time.Time { return time.Unix(int64(signDay), 0) }
	config := func(algorithm pgp.PublicKeyAlgorithm, curve pgp.Curve, v6 bool) *pgp.Config {
		return &pgp.Config{Algorithm: algorithm, Curve: curve, V6Keys: v6, Time: made}
	}
	var out []edge
	for _, c := range []struct {
		name   string
		config *pgp.Config
	}{
		{"algorithm-eddsa", config(pgp.PubKeyAlgoEdDSA, pgp.Curve25519, false)},
		{"algorithm-eddsa-448", config(pgp.PubKeyAlgoEdDSA, pgp.Curve448, false)},
		{"algorithm-ed25519", config(pgp.PubKeyAlgoEd25519, "", false)},
		{"algorithm-ed448", config(pgp.PubKeyAlgoEd448, "", false)},
		{"algorithm-p256", config(pgp.PubKeyAlgoECDSA, pgp.CurveNistP256, false)},
		{"algorithm-p384", config(pgp.PubKeyAlgoECDSA, pgp.CurveNistP384, false)},
		{"algorithm-p521", config(pgp.PubKeyAlgoECDSA, pgp.CurveNistP521, false)},
		{"algorithm-secp256k1", config(pgp.PubKeyAlgoECDSA, pgp.CurveSecP256k1, false)},
		{"algorithm-brainpool", config(pgp.PubKeyAlgoECDSA, pgp.CurveBrainpoolP256, false)},
		{"version-6", config(pgp.PubKeyAlgoEd25519, "", true)},
	} {
		entity, err := openpgp.NewEntity("Edge", "", "edge@example.com", c.config)
		check(err)
		var key, message bytes.Buffer
		check(entity.Serialize(&key))
		w, err := openpgp.Sign(&message, entity, nil, c.config)
		check(err)
		_, err = w.Write(m.claims)
		check(err)
		check(w.Close())
		out = append(out, edge{c.name, key.Bytes(), message.Bytes()})
	}
	return out
}

// criticals are signatures in which each subpacket that there is is marked as
// critical, with content of the right form where the form is known.
func (m maker) criticals() []edge {
	k := m.key(keyDay)
	forms := map[byte][]byte{3: number(20 * 365 * 86400), 4: {1}, 5: {1, 120}, 6: []byte("a\x00"), 7: {1}, 9: number(20 * 365 * 86400),
		12: append([]byte{0x80, 1}, k.fingerprint()...), 23: {0x80}, 25: {1}, 27: {3},
		29: {0}, 30: {1}, 31: append([]byte{1, 8}, make([]byte, 32)...), 32: nil, 35: append([]byte{4}, k.fingerprint()...)}
	var out []edge
	for kind := byte(1); kind <= 40; kind++ {
		switch kind {
		case created, issuer, notation, fingerprint, embedded:
			continue
		}
		data, ok := forms[kind]
		if !ok {
			data = []byte("x")
		}
		out = append(out, edge{"critical-" + string('0'+kind/10) + string('0'+kind%10), public(k, self(k, keyDay)),
			m.message(k, signDay, sub(kind|critical, data))})
	}
	long, short := sub(sigExpires, number(20*365*86400)), sub(sigExpires, number(86400))
	return append(out, edge{"expires-twice-long-first", public(k, self(k, keyDay)), m.message(k, signDay, long, short)},
		edge{"expires-twice-short-first", public(k, self(k, keyDay)), m.message(k, signDay, short, long)})
}
