package sigstore

import (
	"crypto/x509"
	"encoding/asn1"

	"github.com/sigstore/sigstore-go/pkg/root"

	"assay/certview"
	"assay/inspect/trust"
)

// Authorities returns the certificate authorities that are trusted: those that the
// user gave, and then no others, as cosign has it; otherwise those of the root.
func (p *VerifyOptions) Authorities() []trust.Authority {
	if len(p.ExtraRoots) == 0 {
		return p.Root.Authorities
	}
	var out []trust.Authority
	for _, r := range p.ExtraRoots {
		out = append(out, trust.Authority{Name: r.Subject.String(), Root: r, Intermediates: p.ExtraIntermediates,
			Fulcio: &root.FulcioCertificateAuthority{Root: r, Intermediates: p.ExtraIntermediates}})
	}
	return out
}

// WithoutHandledExtensions returns cert without the subject alternative name
// among its unhandled critical extensions: the standard library does not know
// the otherName that Fulcio may issue, and the names are read by certview.
func WithoutHandledExtensions(cert *x509.Certificate) *x509.Certificate {
	copied := *cert
	copied.UnhandledCriticalExtensions = nil
	for _, oid := range cert.UnhandledCriticalExtensions {
		if !oid.Equal(asn1.ObjectIdentifier{2, 5, 29, 17}) {
			copied.UnhandledCriticalExtensions = append(copied.UnhandledCriticalExtensions, oid)
		}
	}
	return &copied
}

// workflowOIDs are the OIDs of Fulcio's extensions that hold the GitHub
// claims, by the name that [VerifyOptions] has for them.
var workflowOIDs = map[string]string{
	"trigger": certview.OIDGitHubWorkflowTrigger, "sha": certview.OIDGitHubWorkflowSHA, "name": certview.OIDGitHubWorkflowName,
	"repository": certview.OIDGitHubWorkflowRepository, "ref": certview.OIDGitHubWorkflowRef,
}

// WorkflowOID returns the OID of the extension that holds a GitHub claim; it is
// empty for a claim that is not known.
func WorkflowOID(claim string) string { return workflowOIDs[claim] }

// RawExtension returns the bytes of an extension as text: those of the GitHub
// claims are bare strings. What is shown of one that is not UTF-8 never matches.
func RawExtension(cert *x509.Certificate, oid string) string {
	for _, ext := range cert.Extensions {
		if ext.Id.String() == oid {
			return string(ext.Value)
		}
	}
	return ""
}
