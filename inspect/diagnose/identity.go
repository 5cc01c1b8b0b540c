package diagnose

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"assay/certview"
	"assay/inspect/remedy"
	"assay/inspect/report"
)

// identityCauses: all is valid, but it is not the signer or the claims asked for.
func identityCauses() []cause {
	return []cause{
		{reason: report.ReasonCertificateNoSAN, check: report.CheckCertificateIdentity, title: "the certificate names nobody",
			message: "The certificate names no subject.", remedy: distrust},
		{reason: report.ReasonWrongIdentity, check: report.CheckCertificateIdentity, title: "not by the identity you gave",
			message: "The subject of the certificate is not the one asked for.", explain: explainIdentity},
		{reason: report.ReasonIdentityRegexpMismatch, check: report.CheckCertificateIdentity, title: "not by an identity that you gave",
			message: "The certificate's subject does not match the expression.", explain: explainIdentity},
		{reason: report.ReasonCertificateNoIssuerExtension, check: report.CheckCertificateIssuer, title: "the certificate names no issuer",
			message: "The certificate names no OIDC issuer.", remedy: distrust},
		{reason: report.ReasonWrongIssuer, check: report.CheckCertificateIssuer, title: "confirmed by another issuer",
			message: "The OIDC issuer of the certificate is not the one asked for.", explain: explainIdentity},
		{reason: report.ReasonIssuerRegexpMismatch, check: report.CheckCertificateIssuer, title: "confirmed by another issuer",
			message: "The certificate's OIDC issuer does not match the expression.", explain: explainIdentity},
		workflowCause(report.ReasonGitHubWorkflowRepositoryMismatch, "repository", certview.OIDGitHubWorkflowRepository),
		workflowCause(report.ReasonGitHubWorkflowRefMismatch, "ref", certview.OIDGitHubWorkflowRef),
		workflowCause(report.ReasonGitHubWorkflowTriggerMismatch, "trigger", certview.OIDGitHubWorkflowTrigger),
		workflowCause(report.ReasonGitHubWorkflowNameMismatch, "name", certview.OIDGitHubWorkflowName),
		workflowCause(report.ReasonGitHubWorkflowSHAMismatch, "sha", certview.OIDGitHubWorkflowSHA),
		{reason: report.ReasonAnnotationMismatch, check: report.CheckClaimsAnnotations, title: "without the annotation you asked for",
			message: "A required annotation is absent or has another value.", remedy: []string{remedy.LeaveAnnotation}},
	}
}

// workflowCause is the row of one GitHub claim, which the extension with this OID
// holds. The command offers the claim as the certificate has it.
func workflowCause(reason report.Reason, claim, oid string) cause {
	explain := func(d *report.Diagnosis, e explained) {
		labelSigner(d)
		if c := e.signature.Certificate; c == nil || c.Extension(oid) == "" {
			d.Why = "The certificate has no such claim: it was not issued to a GitHub workflow."
			advise(d, remedy.LeaveWorkflow(claim))
			return
		}
		offer(d, "If that is right, ask for it:", remedy.Workflow(claim, e.check.Got))
	}
	return cause{reason: reason, check: report.CheckCertificateWorkflow, title: "by another workflow " + claim,
		message: "The GitHub workflow " + claim + " in the certificate is not the one asked for.", explain: explain}
}

// explainIdentity says how the two names differ and which flags would pass.
func explainIdentity(d *report.Diagnosis, e explained) {
	labelSigner(d)
	certificate, c := e.signature.Certificate, e.check
	if certificate == nil {
		return
	}
	d.Why = difference(c.Want, c.Got, certificate)
	if c.Detail != "" {
		d.Why = sentence(c.Detail)
	}
	if c.Want != c.Got {
		offer(d, "If this signer is the right one, these flags accept it:", remedy.Pin(certificate), "If not, do not use the image.")
	}
}

// sentence makes one of the detail of a check.
func sentence(detail string) string {
	first, size := utf8.DecodeRuneInString(detail)
	return string(unicode.ToUpper(first)) + detail[size:] + "."
}

// difference names in what way two identities differ, where that is a way
// people often stumble over.
func difference(want, got string, certificate *certview.Certificate) string {
	wantPath, wantRef, wantHas := strings.Cut(want, "@")
	gotPath, gotRef, gotHas := strings.Cut(got, "@")
	isWorkflow := strings.Contains(got, "/.github/workflows/")
	switch {
	case strings.EqualFold(want, got):
		return "They differ only in upper and lower case, which matters."
	case strings.TrimRight(want, "/") == strings.TrimRight(got, "/"):
		return "They differ only in the slash at the end, which matters."
	case isWorkflow && wantPath == gotPath && wantHas && gotHas:
		return "The workflow is the same, the ref is not: you asked for " + wantRef + ", and " + gotRef + " signed."
	case isWorkflow && wantPath == gotPath && !wantHas:
		return "The ref is missing: a workflow's identity ends in @ and the branch or tag."
	case isWorkflow && want == certificate.Extension(certview.OIDBuildConfigURI):
		return "You gave the workflow that was started; the certificate names the reusable workflow that it called and that signed."
	case isWorkflow && strings.HasPrefix(got, want):
		return "You gave the repository; the identity is that of the workflow file in it, with its ref."
	}
	return "The signer may not be the one you expect, or the identity may be written differently."
}

// otherCauses come last.
func otherCauses() []cause {
	return []cause{
		{reason: report.ReasonPredicateTypeMismatch, check: report.CheckStatementPredicate, title: "of another predicate type",
			message: "The predicate type of the attestation is not the one asked for."},
		{reason: report.ReasonVerifierDisagreement, check: report.CheckSecondVerifier, title: "a second verifier refuses it",
			message: "Every check by assay passed, but a second, independent verifier refuses the signature. In doubt it is not accepted.",
			remedy:  []string{"Please report this with the image: one of the two is wrong."}},
	}
}
