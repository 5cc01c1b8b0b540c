// Package certview describes X.509 certificates for people: names, every subject
// alternative name, validity, key, every Fulcio extension by its name, the
// embedded certificate timestamps, and the chain.
//
//	certs, err := certview.Parse(data) // PEM or DER
//	...
//	c := certview.New(certs[0], certs[1:]...)
//	fmt.Println(c.Who(), c.Issued(), c.NotAfter)
//
// It describes and never verifies: whether a chain leads to a trusted root, or a
// log made a timestamp, is for a verifier to say. What cannot be decoded is shown
// as it is, with a note in [Certificate.Problems], and never hides the rest.
//
// Values are those of the certificate and untrusted: a program that prints them
// to a terminal must escape them first.
package certview

import (
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"time"
)

// Certificate is a certificate as a reader sees it. Times are UTC.
type Certificate struct {
	Subject           string      `json:"subject"`
	Issuer            string      `json:"issuer"`
	SANs              []SAN       `json:"sans"`
	NotBefore         time.Time   `json:"notBefore"`
	NotAfter          time.Time   `json:"notAfter"`
	FingerprintSHA256 string      `json:"fingerprintSHA256"`
	Extensions        []Extension `json:"extensions"`
	SCTs              []SCT       `json:"scts"`
	// Chain holds the certificates above this one, nearest first.
	Chain []Certificate `json:"chain"`

	SerialNumber       string    `json:"serialNumber,omitempty"`
	Key                PublicKey `json:"key"`
	SignatureAlgorithm string    `json:"signatureAlgorithm,omitempty"`
	KeyUsages          []string  `json:"keyUsages,omitempty"`
	ExtendedKeyUsages  []string  `json:"extendedKeyUsages,omitempty"`
	IsCA               bool      `json:"isCA,omitempty"`
	SubjectKeyID       string    `json:"subjectKeyID,omitempty"`
	AuthorityKeyID     string    `json:"authorityKeyID,omitempty"`
	PEM                string    `json:"pem,omitempty"`
	// Problems are parts of the certificate that could not be decoded.
	Problems []string `json:"problems,omitempty"`
}

// SAN is one subject alternative name (RFC 5280, section 4.2.1.6).
type SAN struct {
	// Type is email, URI, DNS, IP or otherName.
	Type  SANType `json:"type"`
	Value string  `json:"value"`
}

// SANType is the kind of a subject alternative name (RFC 5280, section 4.2.1.6).
type SANType string

// The types that are told apart.
const (
	SANEmail     SANType = "email"
	SANURI       SANType = "URI"
	SANDNS       SANType = "DNS"
	SANIP        SANType = "IP"
	SANOtherName SANType = "otherName"
)

// Email returns the first e-mail address that the certificate names, or nothing:
// then the signer is no person, but a workflow or a machine.
func (c *Certificate) Email() string {
	for _, san := range c.SANs {
		if san.Type == SANEmail {
			return san.Value
		}
	}
	return ""
}

// Issued returns the OIDC issuer that the certificate names: the value of
// Fulcio's extension Issuer (V2), else of the older Issuer; empty when there is
// neither.
func (c *Certificate) Issued() string {
	for _, oid := range []string{OIDIssuerV2, OIDIssuer} {
		if v := c.Extension(oid); v != "" {
			return v
		}
	}
	return ""
}

// Extension returns the value of the first extension with this dotted OID, or
// the empty string.
func (c *Certificate) Extension(oid string) string {
	for _, e := range c.Extensions {
		if e.OID == oid {
			return e.Value
		}
	}
	return ""
}

// Who returns whom the certificate names, in the sense of sigstore: its first
// subject alternative name, else the distinguished name of the subject.
func (c *Certificate) Who() string {
	if len(c.SANs) > 0 {
		return c.SANs[0].Value
	}
	return c.Subject
}

// New describes cert and the certificates above it, nearest issuer first. It does
// not fail: what cannot be decoded is listed in Problems.
func New(cert *x509.Certificate, chain ...*x509.Certificate) *Certificate {
	out := describe(cert)
	for _, above := range chain {
		out.Chain = append(out.Chain, *describe(above))
	}
	return out
}

func describe(cert *x509.Certificate) *Certificate {
	fingerprint := sha256.Sum256(cert.Raw)
	out := &Certificate{
		Subject:            distinguishedName(cert.Subject),
		Issuer:             distinguishedName(cert.Issuer),
		SANs:               []SAN{},
		NotBefore:          cert.NotBefore.UTC(),
		NotAfter:           cert.NotAfter.UTC(),
		FingerprintSHA256:  hex.EncodeToString(fingerprint[:]),
		Extensions:         []Extension{},
		SCTs:               []SCT{},
		Chain:              []Certificate{},
		Key:                DescribeKey(cert.PublicKey),
		SignatureAlgorithm: cert.SignatureAlgorithm.String(),
		KeyUsages:          keyUsages(cert.KeyUsage),
		ExtendedKeyUsages:  extendedKeyUsages(cert),
		IsCA:               cert.IsCA,
		SubjectKeyID:       hex.EncodeToString(cert.SubjectKeyId),
		AuthorityKeyID:     hex.EncodeToString(cert.AuthorityKeyId),
		PEM:                string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw})),
	}
	if cert.SerialNumber != nil {
		out.SerialNumber = fmt.Sprintf("%x", cert.SerialNumber)
	}
	sans, err := SANs(cert)
	out.SANs = append(out.SANs, sans...)
	out.note(err)
	for _, raw := range cert.Extensions {
		switch oid := raw.Id.String(); oid {
		case oidSAN, oidKeyUsage, oidExtendedKeyUsage, oidSubjectKeyID, oidAuthorityKeyID, oidBasicConstraints:
			// Shown in fields of their own.
		case oidSCTList:
			scts, err := parseSCTList(raw.Value)
			out.SCTs = append(out.SCTs, scts...)
			out.note(err)
		default:
			out.Extensions = append(out.Extensions, readExtension(oid, raw.Value, raw.Critical))
		}
	}
	return out
}

func (c *Certificate) note(err error) {
	if err != nil {
		c.Problems = append(c.Problems, err.Error())
	}
}

// distinguishedName renders a name in the order of RFC 4514; Fulcio's leaf
// certificates have an empty one.
func distinguishedName(name pkix.Name) string { return name.String() }

// Parse reads one or more certificates from PEM, in which other blocks are
// skipped, or from DER, and returns them in their order in data. The error says which one could not be read, or is too large to be
// checked with ([CheckCertificates]); those before it are returned with it.
func Parse(data []byte) ([]*x509.Certificate, error) {
	var certs []*x509.Certificate
	rest := data
	for {
		var block *pem.Block
		block, rest = pem.Decode(rest)
		if block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			continue
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return certs, fmt.Errorf("reading certificate %d of the PEM data: %w", len(certs)+1, err)
		}
		certs = append(certs, cert)
	}
	if len(certs) > 0 {
		return certs, CheckCertificates(certs)
	}
	certs, err := x509.ParseCertificates(data)
	if err != nil {
		return nil, fmt.Errorf("this is neither a PEM nor a DER certificate: %w", err)
	}
	if len(certs) == 0 {
		return nil, errors.New("there is no certificate in this data")
	}
	return certs, CheckCertificates(certs)
}
