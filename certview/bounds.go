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

// CheckKeys is CheckKey for those of certificates.
func CheckKeys(certs []*x509.Certificate) error {
	for i, c := range certs {
		if err := CheckKey(c.PublicKey); err != nil {
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
