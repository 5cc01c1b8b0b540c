package sigstore

import (
	"regexp"
	"sort"
	"strings"

	"assay/certview"
	"assay/inspect/report"
)

// checkIdentity holds the certificate's names against those asked for.
func (e *examination) checkIdentity(view *certview.Certificate) {
	p := e.policy
	if !p.WantIdentity {
		e.skip(report.CertificateIdentity, "no identity was asked for")
		e.skip(report.CertificateIssuer, "no issuer was asked for")
		e.skip(report.CertificateWorkflow, "no workflow was asked for")
		return
	}
	e.checkNames(view)
	e.checkIssuer(view)
	e.checkWorkflow(view)
}

// checkNames accepts any of the certificate's subject alternative names, as
// cosign does.
func (e *examination) checkNames(view *certview.Certificate) {
	p := e.policy
	var names []string
	for _, san := range view.SANs {
		names = append(names, san.Value)
	}
	got := strings.Join(names, ", ")
	switch {
	case p.Identity == "" && p.IdentityRegexp == nil:
		e.fail(report.CertificateIdentity, true, "wrong-identity", "an identity to compare with", got, "an issuer alone does not name a signer")
	case len(names) == 0:
		e.fail(report.CertificateIdentity, true, "cert-no-san", p.wantedIdentity(), "none", "the certificate names no subject")
	default:
		for _, name := range names {
			if (p.Identity == "" || name == p.Identity) && (p.IdentityRegexp == nil || p.IdentityRegexp.MatchString(name)) {
				e.pass(report.CertificateIdentity, true, p.wantedIdentity(), name, "")
				return
			}
		}
		if p.Identity != "" {
			e.fail(report.CertificateIdentity, true, "wrong-identity", p.Identity, got, "")
			return
		}
		e.fail(report.CertificateIdentity, true, "identity-regexp-mismatch", p.IdentityRegexp.String(), got, matchedUpTo(p.IdentityRegexp, names[0]))
	}
}

func (p *Policy) wantedIdentity() string {
	if p.Identity != "" {
		return p.Identity
	}
	if p.IdentityRegexp != nil {
		return p.IdentityRegexp.String()
	}
	return ""
}

func (e *examination) checkIssuer(view *certview.Certificate) {
	p := e.policy
	issuer := view.Issued()
	want := p.Issuer
	if want == "" && p.IssuerRegexp != nil {
		want = p.IssuerRegexp.String()
	}
	switch {
	case want == "":
		e.fail(report.CertificateIssuer, true, "wrong-issuer", "an issuer to compare with", issuer, "an identity alone does not say who vouches for it")
	case issuer == "":
		e.fail(report.CertificateIssuer, true, "cert-no-issuer-extension", want, "none", "the certificate names no OIDC issuer")
	case p.Issuer != "" && issuer != p.Issuer:
		e.fail(report.CertificateIssuer, true, "wrong-issuer", p.Issuer, issuer, "")
	case p.IssuerRegexp != nil && !p.IssuerRegexp.MatchString(issuer):
		e.fail(report.CertificateIssuer, true, "issuer-regexp-mismatch", p.IssuerRegexp.String(), issuer, matchedUpTo(p.IssuerRegexp, issuer))
	default:
		e.pass(report.CertificateIssuer, true, want, issuer, "")
	}
}

// workflowExtensions maps cosign's flags to Fulcio's extensions.
var workflowExtensions = map[string]string{
	"trigger": certview.OIDGitHubWorkflowTrigger, "sha": certview.OIDGitHubWorkflowSHA, "name": certview.OIDGitHubWorkflowName,
	"repository": certview.OIDGitHubWorkflowRepository, "ref": certview.OIDGitHubWorkflowRef,
}

func (e *examination) checkWorkflow(view *certview.Certificate) {
	if len(e.policy.Workflow) == 0 {
		e.skip(report.CertificateWorkflow, "no workflow was asked for")
		return
	}
	var claims []string
	for claim := range e.policy.Workflow {
		claims = append(claims, claim)
	}
	sort.Strings(claims)
	for _, claim := range claims {
		want := e.policy.Workflow[claim]
		got := view.Extension(workflowExtensions[claim])
		if got != want {
			if got == "" {
				got = "none"
			}
			e.fail(report.CertificateWorkflow, true, "github-workflow-"+claim+"-mismatch", want, got, "GitHub workflow "+claim)
			return
		}
	}
	e.pass(report.CertificateWorkflow, true, "", strings.Join(claims, ", "), "")
}

// matchedUpTo says how far into value an expression still matches, which is
// where a reader will look for the mistake.
func matchedUpTo(expression *regexp.Regexp, value string) string {
	prefix, complete := expression.LiteralPrefix()
	if prefix != "" && !complete && !strings.Contains(value, prefix) {
		return "it begins with " + prefix + ", which does not occur"
	}
	source := expression.String()
	for end := len(source) - 1; end > 0; end-- {
		part, err := regexp.Compile(source[:end])
		if err != nil {
			continue
		}
		if at := part.FindStringIndex(value); at != nil && at[1] > at[0] {
			return "matches as far as " + source[:end] + " (up to " + value[:at[1]] + "), then stops"
		}
	}
	return "no part of it matches"
}
