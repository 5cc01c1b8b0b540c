package verifier

import (
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"regexp"
	"sort"
	"strings"

	"assay/certview"
	"assay/inspect/report"
	"assay/inspect/sigstore"
)

// checkIdentity compares the certificate's names with those asked for.
func (e *verification) checkIdentity(cert *x509.Certificate) {
	p := e.options
	if !p.WantIdentity {
		e.checks.Skip(report.CheckCertificateIdentity, "no identity was asked for")
		e.checks.Skip(report.CheckCertificateIssuer, "no issuer was asked for")
		e.checks.Skip(report.CheckCertificateWorkflow, "no workflow was asked for")
		return
	}
	e.checkNames(cert)
	e.checkIssuer(cert)
	e.checkWorkflow(cert)
}

// names returns the subject alternative names that verifiers compare. cosign
// takes any of them in its tag format (cryptoutils.GetSubjectAlternateNames);
// sigstore-go takes one of a bundle, the first URI, else the first e-mail
// address, else Fulcio's user name (certificate.SummarizeCertificate).
func (e *verification) names(cert *x509.Certificate) []string {
	all := certview.Names(cert)
	if e.entity.IsLegacy() {
		var out []string
		for _, san := range all {
			out = append(out, san.Value)
		}
		return out
	}
	for _, kind := range []certview.SANType{certview.SANURI, certview.SANEmail, certview.SANOtherName} {
		for _, san := range all {
			if san.Type == kind && san.Value != "" {
				return []string{san.Value}
			}
		}
	}
	return nil
}

// checkNames compares the names that count with the one asked for.
func (e *verification) checkNames(cert *x509.Certificate) {
	p := e.options
	names := e.names(cert)
	got := strings.Join(names, ", ")
	detail := ""
	if all := len(certview.New(cert).SANs); all > len(names) {
		detail = fmt.Sprintf("verifiers compare these here, of the %d names in the certificate", all)
	}
	switch {
	case p.Identity == "" && p.IdentityRegexp == nil:
		e.checks.Fail(report.CheckCertificateIdentity, report.Required, report.Outcome{
			Reason: report.ReasonWrongIdentity,
			Want:   "an identity to compare with",
			Got:    got,
			Detail: "an issuer alone does not name a signer",
		})
	case len(names) == 0:
		e.checks.Fail(report.CheckCertificateIdentity, report.Required, report.Outcome{
			Reason: report.ReasonCertificateNoSAN,
			Want:   wantedIdentity(p),
			Got:    none,
			Detail: "the certificate names no subject that verifiers compare",
		})
	default:
		for _, name := range names {
			if (p.Identity == "" || name == p.Identity) && (p.IdentityRegexp == nil || p.IdentityRegexp.MatchString(name)) {
				e.checks.Pass(report.CheckCertificateIdentity, report.Required, report.Outcome{Want: wantedIdentity(p), Got: name})
				return
			}
		}
		if p.Identity != "" {
			e.checks.Fail(report.CheckCertificateIdentity, report.Required, report.Outcome{
				Reason: report.ReasonWrongIdentity,
				Want:   p.Identity,
				Got:    got,
				Detail: detail,
			})
			return
		}
		e.checks.Fail(report.CheckCertificateIdentity, report.Required, report.Outcome{
			Reason: report.ReasonIdentityRegexpMismatch,
			Want:   p.IdentityRegexp.String(),
			Got:    got,
			Detail: matchedUpTo(p.IdentityRegexp, names[0]),
		})
	}
}

func wantedIdentity(p *sigstore.VerifyOptions) string {
	if p.Identity != "" {
		return p.Identity
	}
	if p.IdentityRegexp != nil {
		return p.IdentityRegexp.String()
	}
	return ""
}

// issuer returns the OIDC issuer that verifiers compare. cosign reads Fulcio's
// first extension alone in its tag format (CertExtensions.GetIssuer);
// sigstore-go takes the later of both in a bundle (certificate.ParseExtensions),
// of which the second is a DER string.
func (e *verification) issuer(cert *x509.Certificate) string {
	issuer := ""
	for _, ext := range cert.Extensions {
		switch ext.Id.String() {
		case certview.OIDIssuer:
			issuer = string(ext.Value)
		case certview.OIDIssuerV2:
			var text string
			if e.entity.IsLegacy() {
				continue
			}
			if rest, err := asn1.Unmarshal(ext.Value, &text); err != nil || len(rest) > 0 {
				return ""
			}
			issuer = text
		}
	}
	return issuer
}

func (e *verification) checkIssuer(cert *x509.Certificate) {
	p := e.options
	issuer := e.issuer(cert)
	want := p.Issuer
	if want == "" && p.IssuerRegexp != nil {
		want = p.IssuerRegexp.String()
	}
	switch {
	case want == "":
		e.checks.Fail(report.CheckCertificateIssuer, report.Required, report.Outcome{
			Reason: report.ReasonWrongIssuer,
			Want:   "an issuer to compare with",
			Got:    issuer,
			Detail: "an identity alone does not say which issuer confirmed it",
		})
	case issuer == "":
		e.checks.Fail(report.CheckCertificateIssuer, report.Required, report.Outcome{
			Reason: report.ReasonCertificateNoIssuerExtension,
			Want:   want,
			Got:    none,
			Detail: e.whyNoIssuer(cert),
		})
	case p.Issuer != "" && issuer != p.Issuer:
		e.checks.Fail(report.CheckCertificateIssuer, report.Required, report.Outcome{
			Reason: report.ReasonWrongIssuer,
			Want:   p.Issuer,
			Got:    issuer,
		})
	case p.IssuerRegexp != nil && !p.IssuerRegexp.MatchString(issuer):
		e.checks.Fail(report.CheckCertificateIssuer, report.Required, report.Outcome{
			Reason: report.ReasonIssuerRegexpMismatch,
			Want:   p.IssuerRegexp.String(),
			Got:    issuer,
			Detail: matchedUpTo(p.IssuerRegexp, issuer),
		})
	default:
		e.checks.Pass(report.CheckCertificateIssuer, report.Required, report.Outcome{Want: want, Got: issuer})
	}
}

func (e *verification) whyNoIssuer(cert *x509.Certificate) string {
	if view := certview.New(cert); view.Issued() != "" {
		return "the certificate names its issuer, " + view.Issued() + ", in an extension that cosign does not read in this format (" +
			certview.OIDIssuerV2 + ")"
	}
	return "the certificate names no OIDC issuer"
}

// workflowReasons has for each GitHub claim the reason where it is another than the
// one asked for.
var workflowReasons = map[string]report.Reason{
	"trigger":    report.ReasonGitHubWorkflowTriggerMismatch,
	"sha":        report.ReasonGitHubWorkflowSHAMismatch,
	"name":       report.ReasonGitHubWorkflowNameMismatch,
	"repository": report.ReasonGitHubWorkflowRepositoryMismatch,
	"ref":        report.ReasonGitHubWorkflowRefMismatch,
}

func (e *verification) checkWorkflow(cert *x509.Certificate) {
	if len(e.options.Workflow) == 0 {
		e.checks.Skip(report.CheckCertificateWorkflow, "no workflow was asked for")
		return
	}
	var claims []string
	for claim := range e.options.Workflow {
		claims = append(claims, claim)
	}
	sort.Strings(claims)
	for _, claim := range claims {
		want := e.options.Workflow[claim]
		got := sigstore.RawExtension(cert, sigstore.WorkflowOID(claim))
		if got != want {
			if got == "" {
				got = none
			}
			e.checks.Fail(report.CheckCertificateWorkflow, report.Required, report.Outcome{
				Reason: workflowReasons[claim],
				Want:   want,
				Got:    got,
				Detail: "GitHub workflow " + claim,
			})
			return
		}
	}
	e.checks.Pass(report.CheckCertificateWorkflow, report.Required, report.Outcome{Got: strings.Join(claims, ", ")})
}

// maxExplained is up to what length, in bytes, a name and an expression are
// explained.
const maxExplained = 2048

// matchedUpTo says how far into value an expression still matches, which is
// where a reader will look for the error.
func matchedUpTo(expression *regexp.Regexp, value string) string {
	if len(value) > maxExplained || len(expression.String()) > maxExplained {
		return "" // Every beginning of the expression is tried on all of the value.
	}
	prefix, complete := expression.LiteralPrefix()
	if prefix != "" && !complete && !strings.Contains(value, prefix) {
		return "the expression begins with " + prefix + ", which the value does not contain"
	}
	source := expression.String()
	for end := len(source) - 1; end > 0; end-- {
		part, err := regexp.Compile(source[:end])
		if err != nil {
			continue
		}
		if at := part.FindStringIndex(value); at != nil && at[1] > at[0] {
			return "the expression matches as far as " + source[:end] + " (up to " + value[:at[1]] + "), then stops"
		}
	}
	return "no part of the expression matches"
}
