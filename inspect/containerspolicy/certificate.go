package containerspolicy

import (
	"crypto"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sigstore/sigstore/pkg/cryptoutils"

	"assay/certview"
	"assay/inspect/report"
)

// fulcioRoot is a Fulcio authority that a requirement trusts, with the signer
// that it wants. Only e-mail subjects can be asked for, so a workflow's
// certificate never passes.
type fulcioRoot struct {
	roots         *x509.CertPool
	issuer, email string
}

func (f *Fulcio) load() (*fulcioRoot, error) {
	pool, err := f.CA.pool("error loading Fulcio CA certificates")
	return &fulcioRoot{pool, f.OIDCIssuer, f.SubjectEmail}, err
}

// pool reads certificates into a pool.
func (k KeySource) pool(message string) (*x509.CertPool, error) {
	parts, err := k.Load()
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	for _, data := range parts {
		if !pool.AppendCertsFromPEM(data) {
			return nil, errors.New(message)
		}
	}
	return pool, nil
}

// leaf reads the one certificate that a signature carries.
func leaf(data []byte) (*x509.Certificate, error) {
	certs, err := cryptoutils.UnmarshalCertificatesFromPEM(data)
	switch {
	case err != nil:
		return nil, fmt.Errorf("parsing leaf certificate: %w", err)
	case len(certs) == 0:
		return nil, errNoCertificate
	case len(certs) > 1:
		return nil, errors.New("unexpected multiple certificates present in signature certificate data")
	}
	if err := certview.CheckKey(certs[0].PublicKey); err != nil {
		return nil, ownError{err}
	}
	return certs[0], nil
}

// addChain adds the certificates that a signature carries with its own, all but the
// last, which would be the root.
func addChain(pool *x509.CertPool, chain []byte) error {
	if len(chain) == 0 {
		return nil
	}
	certs, err := cryptoutils.UnmarshalCertificatesFromPEM(chain)
	if err == nil {
		if err = certview.CheckCertificates(certs); err != nil {
			err = ownError{err}
		}
	}
	if err != nil {
		return fmt.Errorf("loading certificate chain: %w", err)
	}
	for n, c := range certs {
		if n < len(certs)-1 {
			pool.AddCert(c)
		}
	}
	return nil
}

// readLeaf reads certificate and chain and records that it is there.
func (a *attachmentCheck) readLeaf(pool *x509.CertPool, certificate, chain []byte) (*x509.Certificate, error) {
	err := addChain(pool, chain)
	var cert *x509.Certificate
	if err == nil {
		cert, err = leaf(certificate)
	}
	if err != nil {
		a.refuse(report.CheckCertificatePresent, report.Outcome{
			Reason: report.ReasonCertificateMalformed,
			Want:   "one certificate and its issuers",
			Got:    describePEM(certificate),
			Detail: err.Error(),
		}, printed(err))
		return nil, err
	}
	a.checks.Pass(report.CheckCertificatePresent, report.Required, report.Outcome{Got: certview.New(cert).Who()})
	return cert, nil
}

func (a *attachmentCheck) verifyChain(cert *x509.Certificate, options x509.VerifyOptions) error {
	options.KeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning}
	if _, err := cert.Verify(options); err != nil {
		text := fmt.Sprintf("veryfing leaf certificate failed: %v", err)
		a.refuse(report.CheckCertificateChain, report.Outcome{
			Reason: report.ReasonUnknownCA,
			Want:   "a certificate of an authority that the policy names",
			Got:    "issued by " + cert.Issuer.String(),
			Detail: err.Error(),
		}, text)
		return errors.New(text)
	}
	a.checks.Pass(report.CheckCertificateChain, report.Required, report.Outcome{Got: "issued by " + cert.Issuer.String()})
	return nil
}

// verify checks a Fulcio certificate at the time of its log entry.
func (f *fulcioRoot) verify(a *attachmentCheck, at time.Time, certificate, chain []byte) (crypto.PublicKey, error) {
	intermediates := x509.NewCertPool()
	cert, err := a.readLeaf(intermediates, certificate, chain)
	if err != nil {
		return nil, err
	}
	// Go refuses critical names that it does not know; names are compared
	// here instead.
	cert.UnhandledCriticalExtensions = slices.DeleteFunc(cert.UnhandledCriticalExtensions,
		func(oid asn1.ObjectIdentifier) bool { return oid.Equal(cryptoutils.SANOID) })
	if err := a.verifyChain(cert, x509.VerifyOptions{Intermediates: intermediates, Roots: f.roots, CurrentTime: at}); err != nil {
		return nil, err
	}
	issuer, err := issuerOf(cert)
	if err != nil {
		a.refuse(report.CheckCertificateIssuer, report.Outcome{
			Reason: report.ReasonCertificateNoIssuerExtension,
			Want:   f.issuer,
			Got:    "none",
			Detail: err.Error(),
		}, err.Error())
		return nil, err
	}
	var refused error
	if issuer != f.issuer {
		refused = fmt.Errorf("Unexpected Fulcio OIDC issuer %q", issuer) //nolint:staticcheck // The words that podman prints.
		a.refuse(report.CheckCertificateIssuer, report.Outcome{
			Reason: report.ReasonWrongIssuer,
			Want:   f.issuer,
			Got:    issuer,
		}, refused.Error())
	} else {
		a.checks.Pass(report.CheckCertificateIssuer, report.Required, report.Outcome{Want: f.issuer, Got: issuer})
	}
	if !slices.Contains(cert.EmailAddresses, f.email) {
		err := fmt.Errorf("Required email %q not found (got %q)", f.email, cert.EmailAddresses) //nolint:staticcheck // As above.
		a.refuse(report.CheckCertificateIdentity, report.Outcome{
			Reason: report.ReasonWrongIdentity,
			Want:   f.email,
			Got:    certview.New(cert).Who(),
			Detail: "this policy engine compares e-mail addresses only",
		}, err.Error())
		if refused == nil {
			refused = err
		}
	} else {
		a.checks.Pass(report.CheckCertificateIdentity, report.Required, report.Outcome{Want: f.email, Got: f.email})
	}
	return cert.PublicKey, refused
}

// issuerOf reads the OIDC issuer from its old and its new extension, which must
// agree.
func issuerOf(cert *x509.Certificate) (string, error) {
	var first, second *string
	for _, extension := range cert.Extensions {
		switch extension.Id.String() {
		case "1.3.6.1.4.1.57264.1.1":
			text := string(extension.Value)
			first = &text
		case "1.3.6.1.4.1.57264.1.8":
			var text string
			rest, err := asn1.Unmarshal(extension.Value, &text)
			if err != nil {
				return "", fmt.Errorf("invalid ASN.1 in OIDC issuer v2 extension: %w", err)
			}
			if len(rest) != 0 {
				return "", errors.New("invalid ASN.1 in OIDC issuer v2 extension, trailing data")
			}
			second = &text
		}
	}
	switch {
	case first != nil && second != nil && *first != *second:
		return "", fmt.Errorf("inconsistent OIDC issuer extension values: v1 %#v, v2 %#v", *first, *second)
	case first != nil:
		return *first, nil
	case second != nil:
		return *second, nil
	}
	return "", errors.New("Fulcio certificate is missing the issuer extension")
}

// pkiRoot is any authority that a requirement trusts, with the names it wants.
type pkiRoot struct {
	roots         *x509.CertPool
	intermediates *x509.CertPool
	email, host   string
}

func (p *PKI) load() (*pkiRoot, error) {
	roots, err := p.Roots.pool("error loading PKI CA Roots certificates")
	if err != nil {
		return nil, err
	}
	out := &pkiRoot{roots, x509.NewCertPool(), p.SubjectEmail, p.SubjectHostname}
	parts, err := p.Intermediates.Load()
	if err != nil {
		return nil, err
	}
	for _, data := range parts {
		certs, err := cryptoutils.UnmarshalCertificatesFromPEM(data)
		if err != nil {
			return nil, fmt.Errorf("loading trusted intermediate certificates: %w", err)
		}
		for _, c := range certs {
			out.intermediates.AddCert(c)
		}
	}
	return out, nil
}

// verify checks a certificate at the present time: nothing here confirms
// another.
func (p *pkiRoot) verify(a *attachmentCheck, certificate, chain []byte) (crypto.PublicKey, error) {
	intermediates := p.intermediates.Clone()
	cert, err := a.readLeaf(intermediates, certificate, chain)
	if err != nil {
		return nil, err
	}
	if err := a.verifyChain(cert, x509.VerifyOptions{Intermediates: intermediates, Roots: p.roots, CurrentTime: a.now}); err != nil {
		return nil, err
	}
	if p.email != "" && !slices.Contains(cert.EmailAddresses, p.email) {
		//nolint:staticcheck // The words that podman prints.
		err := fmt.Errorf("Required email %q not found (got %q)", p.email, cert.EmailAddresses)
		a.refuse(report.CheckCertificateIdentity, report.Outcome{
			Reason: report.ReasonWrongIdentity,
			Want:   p.email,
			Got:    certview.New(cert).Who(),
		}, err.Error())
		return nil, err
	}
	if p.host != "" {
		if err := cert.VerifyHostname(p.host); err != nil {
			a.refuse(report.CheckCertificateIdentity, report.Outcome{
				Reason: report.ReasonWrongIdentity,
				Want:   p.host,
				Got:    certview.New(cert).Who(),
				Detail: err.Error(),
			}, fmt.Sprintf("Unexpected subject hostname: %v", err))
			return nil, err
		}
	}
	a.checks.Pass(report.CheckCertificateIdentity, report.Required, report.Outcome{Got: certview.New(cert).Who()})
	return cert.PublicKey, nil
}
