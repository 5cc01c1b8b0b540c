package certview

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"
)

// PublicKey describes a public key: its kind, and the hexadecimal SHA-256 of
// its SubjectPublicKeyInfo, which identifies the key.
type PublicKey struct {
	Algorithm         string `json:"algorithm"`
	FingerprintSHA256 string `json:"fingerprintSHA256"`
	PEM               string `json:"pem"`
}

// DescribeKey returns the description of key. A key of a kind that cannot be
// encoded has an empty fingerprint.
func DescribeKey(key crypto.PublicKey) PublicKey {
	out := PublicKey{Algorithm: keyAlgorithm(key)}
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return out
	}
	sum := sha256.Sum256(der)
	out.FingerprintSHA256 = hex.EncodeToString(sum[:])
	out.PEM = string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	return out
}

func keyAlgorithm(key crypto.PublicKey) string {
	switch k := key.(type) {
	case *ecdsa.PublicKey:
		return "ECDSA " + k.Params().Name
	case *rsa.PublicKey:
		return fmt.Sprintf("RSA %d", k.N.BitLen())
	case ed25519.PublicKey:
		return "Ed25519"
	case nil:
		return "unknown"
	default:
		return fmt.Sprintf("%T", key)
	}
}

func keyUsages(usage x509.KeyUsage) []string {
	names := []struct {
		bit  x509.KeyUsage
		name string
	}{
		{x509.KeyUsageDigitalSignature, "Digital Signature"},
		{x509.KeyUsageContentCommitment, "Content Commitment"},
		{x509.KeyUsageKeyEncipherment, "Key Encipherment"},
		{x509.KeyUsageDataEncipherment, "Data Encipherment"},
		{x509.KeyUsageKeyAgreement, "Key Agreement"},
		{x509.KeyUsageCertSign, "Certificate Sign"},
		{x509.KeyUsageCRLSign, "CRL Sign"},
	}
	var out []string
	for _, n := range names {
		if usage&n.bit != 0 {
			out = append(out, n.name)
		}
	}
	return out
}

func extendedKeyUsages(cert *x509.Certificate) []string {
	names := map[x509.ExtKeyUsage]string{
		x509.ExtKeyUsageAny:             "Any",
		x509.ExtKeyUsageServerAuth:      "TLS Server",
		x509.ExtKeyUsageClientAuth:      "TLS Client",
		x509.ExtKeyUsageCodeSigning:     "Code Signing",
		x509.ExtKeyUsageEmailProtection: "E-mail Protection",
		x509.ExtKeyUsageTimeStamping:    "Time Stamping",
		x509.ExtKeyUsageOCSPSigning:     "OCSP Signing",
	}
	var out []string
	for _, usage := range cert.ExtKeyUsage {
		name, ok := names[usage]
		if !ok {
			name = fmt.Sprintf("usage %d", usage)
		}
		out = append(out, name)
	}
	for _, oid := range cert.UnknownExtKeyUsage {
		out = append(out, oid.String())
	}
	return out
}
