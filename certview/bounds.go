package certview

import (
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"time"
)

// maxRSA is the longest RSA key in bits with which anything is checked. No
// authority issues longer ones, and checking with one takes seconds to minutes.
const maxRSA = 16384

// CheckKey returns an error for a key that is too long to be checked with.
func CheckKey(key crypto.PublicKey) error {
	if r, ok := key.(*rsa.PublicKey); ok && r.N != nil && r.N.BitLen() > maxRSA {
		return fmt.Errorf("its RSA key has %d bits; more than %d are not checked", r.N.BitLen(), maxRSA)
	}
	return nil
}

// maxCertificate is the largest certificate in bytes with which anything is
// checked; real ones have one or two thousand.
const maxCertificate = 128 << 10

// CheckCertificate returns an error for a certificate that is too large, or whose
// key is too long, to be checked with.
func CheckCertificate(c *x509.Certificate) error {
	if len(c.Raw) > maxCertificate {
		return fmt.Errorf("it has %d bytes; more than %d are not checked", len(c.Raw), maxCertificate)
	}
	return CheckKey(c.PublicKey)
}

// CheckCertificates is CheckCertificate for several.
func CheckCertificates(certs []*x509.Certificate) error {
	for i, c := range certs {
		if err := CheckCertificate(c); err != nil {
			return fmt.Errorf("certificate %d: %w", i+1, err)
		}
	}
	return nil
}

// InRange reports whether a time can be written as RFC 3339 has it, which ends
// with the year 9999. Others are nobody's time, and cannot be written as JSON.
func InRange(t time.Time) bool {
	year := t.UTC().Year()
	return year >= 1 && year <= 9999
}
