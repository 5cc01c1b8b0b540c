package hostile

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// Layers is how many layers of a tag are looked at (registry.Limits).
const Layers = 64

// deepest is nearly as deep as encoding/json reads at all.
const deepest = 9_990

// Cases are the kinds of image that tests go through.
func Cases() []Case {
	each := func(n int, one func(i int) Layer) []Layer {
		var out []Layer
		for i := range n {
			out = append(out, one(i))
		}
		return out
	}
	return []Case{
		{Name: "deep-log", Signatures: func(digest string) []Layer {
			return each(Layers, func(i int) Layer {
				return Signature(Claims(digest, "n", strconv.Itoa(i)), Logged(Body(Deep(deepest))))
			})
		}},
		{Name: "deep-claims", Signatures: func(digest string) []Layer {
			return each(Layers, func(i int) Layer { return Signature(Claims(digest, strconv.Itoa(i), Deep(deepest)), nil) })
		}},
		{Name: "wide-claims", Signatures: func(digest string) []Layer {
			return each(Layers, func(i int) Layer { return Signature(Claims(digest, strconv.Itoa(i), Wide(150, 10_000)), nil) })
		}},
		{Name: "deep-statement", Attestations: func(digest string) []Layer {
			return each(Layers, func(i int) Layer { return Envelope(Statement(digest, 1, fmt.Sprintf("[%d,%s]", i, Deep(deepest)))) })
		}},
		{Name: "wide-statement", Attestations: func(digest string) []Layer {
			return each(Layers, func(i int) Layer { return Envelope(Statement(digest, 1+i, Wide(190, 10_000))) })
		}},
		{Name: "near-bound", Signatures: func(digest string) []Layer {
			// Each alone may be shown whole.
			value := func(i int) string { return `["` + strings.Repeat(fmt.Sprintf("%07d", i), 20_000) + `"]` }
			return each(Layers, func(i int) Layer { return Signature(Claims(digest, "n", value(i)), Logged(Body(`[1]`))) })
		}},
		{Name: "flat-claims", Signatures: func(digest string) []Layer {
			return each(1, func(i int) Layer { return Signature(Claims(digest, strconv.Itoa(i), Wide(1, 1_000_000)), nil) })
		}},
		{Name: "subjects", Attestations: func(digest string) []Layer {
			return each(1, func(int) Layer { return Envelope(Statement(digest, 10_000, "{}")) })
		}},
		{Name: "long-names", Annotations: map[string]string{strings.Repeat("n", 1<<20): "x", "y": strings.Repeat("v", 1<<20)},
			Signatures: func(digest string) []Layer {
				return []Layer{
					Signature(Claims(digest, strings.Repeat("k", 4<<20), `"v"`), nil),
					Signature(Claims(digest, "k", `"`+strings.Repeat(`\u202e`, 1<<20)+`"`), nil),
					Signature(Claims(digest, "long SAN", `"v"`),
						map[string]string{"dev.sigstore.cosign/certificate": Certificate(2 << 20)}),
				}
			}},
	}
}

// Certificate is the PEM of a certificate, signed by itself, whose subject
// alternative name has this many bytes.
func Certificate(size int) string {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Unix(1700000000, 0), NotAfter: time.Unix(1700000600, 0),
		EmailAddresses: []string{strings.Repeat("a", size) + "@example.org"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		panic(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}
