package forge

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
)

// Key is a private key that signs deterministically.
type Key struct {
	signer crypto.Signer
	// Hash is what is signed; zero for Ed25519 over the message itself.
	Hash crypto.Hash
	// PSS picks RSASSA-PSS, whose salt then is empty.
	PSS bool
}

// stream is a source of bytes made of a seed.
func stream(seed string, n int) []byte {
	var out []byte
	for i := 0; len(out) < n; i++ {
		sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", seed, i))
		out = append(out, sum[:]...)
	}
	return out[:n]
}

// newKey makes the key of a kind (p224, p256, p384, p521, ed25519, rsa1024,
// rsa2048) and a name.
func newKey(seed, kind, name string) *Key {
	seed += " " + kind + " " + name
	switch kind {
	case "ed25519":
		return &Key{signer: ed25519.NewKeyFromSeed(stream(seed, ed25519.SeedSize))}
	case "rsa1024":
		return &Key{signer: rsaKey(seed, 1024), Hash: crypto.SHA256}
	case "rsa2048":
		return &Key{signer: rsaKey(seed, 2048), Hash: crypto.SHA256}
	}
	curve := map[string]elliptic.Curve{"p224": elliptic.P224(), "p256": elliptic.P256(), "p384": elliptic.P384(),
		"p521": elliptic.P521()}[kind]
	size := (curve.Params().BitSize + 7) / 8
	scalar := stream(seed, size)
	scalar[0] = 0 // Below the order of any of these curves.
	key, err := ecdsa.ParseRawPrivateKey(curve, scalar)
	if err != nil {
		panic(err)
	}
	return &Key{signer: key, Hash: crypto.SHA256}
}

// rsaKey makes two primes of a stream; crypto/rsa makes keys at random only.
func rsaKey(seed string, bits int) *rsa.PrivateKey {
	prime := func(name string) *big.Int {
		b := stream(seed+name, bits/16)
		b[0] |= 0xc0
		p := new(big.Int).SetBytes(b)
		p.SetBit(p, 0, 1)
		for e := big.NewInt(65537); !p.ProbablyPrime(8) || new(big.Int).GCD(nil, nil, new(big.Int).Sub(p, big.NewInt(1)), e).Int64() != 1; {
			p.Add(p, big.NewInt(2))
		}
		return p
	}
	p, q := prime(" p"), prime(" q")
	one := big.NewInt(1)
	phi := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
	key := &rsa.PrivateKey{
		PublicKey: rsa.PublicKey{N: new(big.Int).Mul(p, q), E: 65537},
		D:         new(big.Int).ModInverse(big.NewInt(65537), phi), Primes: []*big.Int{p, q},
	}
	key.Precompute()
	return key
}

// Public is the public key; with Sign it makes a Key a crypto.Signer that takes
// nothing from chance.
func (k *Key) Public() crypto.PublicKey { return k.signer.Public() }

// Sign signs a digest; the source of randomness is not used.
func (k *Key) Sign(_ io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	if _, ok := opts.(*rsa.PSSOptions); ok {
		return k.signer.Sign(bytes.NewReader(stream(string(digest), 64)), digest, opts)
	}
	return k.signer.Sign(nil, digest, opts)
}

// message signs a message as sigstore does.
func (k *Key) message(data []byte) []byte {
	var opts crypto.SignerOpts = k.Hash
	digest := data
	if k.Hash != 0 {
		h := k.Hash.New()
		h.Write(data)
		digest = h.Sum(nil)
	}
	if k.PSS {
		opts = &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash, Hash: k.Hash}
	}
	signature, err := k.Sign(nil, digest, opts)
	if err != nil {
		panic(err)
	}
	return signature
}

// der is the public key as a SubjectPublicKeyInfo.
func (k *Key) der() []byte {
	der, err := x509.MarshalPKIXPublicKey(k.Public())
	if err != nil {
		panic(err)
	}
	return der
}

// PEM is the public key as a file holds it.
func (k *Key) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: k.der()})
}

// id is the SHA-256 of the public key, as logs are named by.
func (k *Key) id() []byte {
	sum := sha256.Sum256(k.der())
	return sum[:]
}

func b64(data []byte) string { return base64.StdEncoding.EncodeToString(data) }

func certPEM(ders ...[]byte) []byte {
	var out []byte
	for _, der := range ders {
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...)
	}
	return out
}
