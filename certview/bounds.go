package certview

import (
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"time"
)

// maxRSA is the longest RSA key in bits that signatures are verified with. No
// authority issues longer ones, and verifying with one takes seconds to minutes.
const maxRSA = 16384

// CheckKey returns an error for an RSA key that is too long to verify signatures
// with: more than 16384 bits.
func CheckKey(key crypto.PublicKey) error {
	if r, ok := key.(*rsa.PublicKey); ok && r.N != nil && r.N.BitLen() > maxRSA {
		return fmt.Errorf("the RSA key has %d bits; at most %d are allowed", r.N.BitLen(), maxRSA)
	}
	return nil
}

// maxCertificate is the largest certificate in bytes that anything is verified
// with; real ones have one or two thousand.
const maxCertificate = 128 << 10

// CheckCertificate returns an error for a certificate that is too large to verify
// anything with, more than 128 KiB, or whose key is too long ([CheckKey]).
func CheckCertificate(c *x509.Certificate) error {
	if len(c.Raw) > maxCertificate {
		return fmt.Errorf("it has %d bytes; at most %d are allowed", len(c.Raw), maxCertificate)
	}
	return CheckKey(c.PublicKey)
}

// CheckCertificates is [CheckCertificate] for several. The error names the first
// that is refused by its number, from 1.
func CheckCertificates(certs []*x509.Certificate) error {
	for i, c := range certs {
		if err := CheckCertificate(c); err != nil {
			return fmt.Errorf("certificate %d: %w", i+1, err)
		}
	}
	return nil
}

// InRange reports whether a time can be written in the form of RFC 3339, which
// ends with the year 9999. Others cannot be written as JSON.
func InRange(t time.Time) bool {
	year := t.UTC().Year()
	return year >= 1 && year <= 9999
}
