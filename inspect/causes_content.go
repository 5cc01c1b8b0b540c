package inspect

import (
	"strings"

	"assay/certview"
	"assay/inspect/report"
)

// contentCauses: the signature holds, but over something else.
var contentCauses = []cause{
	{slug: "payload-malformed", check: report.CheckPayloadFormat, title: "its claims cannot be read", message: "What was signed is not in the form of cosign's claims.", remedy: []string{remedyResign}},
	{slug: "payload-digest-mismatch", check: report.CheckClaimsDigest, title: "it is another image's", message: "The signed claims name another image.",
		why: "A signature of one image was put beside another.", remedy: []string{remedyTampered}, explain: labelImages},
	{slug: "statement-malformed", check: report.CheckStatementSubject, title: "its statement is malformed", message: "What was signed is not a well-formed in-toto statement.", remedy: []string{remedyResign}},
	{slug: "dsse-subject-mismatch", check: report.CheckStatementSubject, title: "it speaks of another image", message: "The statement is about other digests than this image's.",
		why: "A statement about one image was put beside another.", remedy: []string{remedyTampered}, explain: labelImages},
}

func labelImages(d *report.Diagnosis, _ *report.Signature, _ report.Check, _ *diagnosisContext) {
	d.WantLabel, d.GotLabel = "this image", "it is about"
}

// identityCauses: all holds, but it is not the signer or the claims asked for.
var identityCauses = []cause{
	{slug: "cert-no-san", check: report.CheckCertificateIdentity, title: "the certificate names nobody", message: "The certificate names no subject.", remedy: []string{remedyTampered}},
	{slug: "wrong-identity", check: report.CheckCertificateIdentity, title: "not by the identity you gave", message: "The certificate names another subject than the one asked for.", explain: explainIdentity},
	{slug: "identity-regexp-mismatch", check: report.CheckCertificateIdentity, title: "not by an identity that you gave", message: "The certificate's subject does not match the expression.", explain: explainIdentity},
	{slug: "cert-no-issuer-extension", check: report.CheckCertificateIssuer, title: "the certificate names no issuer", message: "The certificate names no OIDC issuer.", remedy: []string{remedyTampered}},
	{slug: "wrong-issuer", check: report.CheckCertificateIssuer, title: "confirmed by another issuer", message: "The certificate names another OIDC issuer than the one asked for.", explain: explainIdentity},
	{slug: "issuer-regexp-mismatch", check: report.CheckCertificateIssuer, title: "confirmed by another issuer", message: "The certificate's OIDC issuer does not match the expression.", explain: explainIdentity},
	workflowCause("repository"), workflowCause("ref"), workflowCause("trigger"), workflowCause("name"), workflowCause("sha"),
	{slug: "annotation-mismatch", check: report.CheckClaimsAnnotations, title: "without the annotation you asked for", message: "A required annotation is absent or has another value.",
		remedy: []string{"Ask for the annotation as it was signed, or leave -a out."}},
}

func workflowCause(claim string) cause {
	return cause{slug: "github-workflow-" + claim + "-mismatch", check: report.CheckCertificateWorkflow, title: "by another workflow " + claim,
		message: "The certificate names another GitHub workflow " + claim + " than the one asked for.", explain: explainWorkflow}
}

// explainWorkflow offers the claim as the certificate has it.
func explainWorkflow(d *report.Diagnosis, _ *report.Signature, c report.Check, _ *diagnosisContext) {
	d.WantLabel, d.GotLabel = "you gave", "signed by"
	claim := strings.TrimSuffix(strings.TrimPrefix(d.Cause, "github-workflow-"), "-mismatch")
	if c.Got == "none" {
		d.Why = "The certificate has no such claim: it was not issued to a GitHub workflow."
		d.Remedy = []string{"Leave --certificate-github-workflow-" + claim + " out, or ask who should have signed."}
		return
	}
	d.Command = "--certificate-github-workflow-" + claim + " " + shellQuote(c.Got)
	d.Remedy = []string{"If that is right, ask for it:", d.Command}
}

// explainIdentity says how the two names differ and which flags would pass.
func explainIdentity(d *report.Diagnosis, s *report.Signature, c report.Check, _ *diagnosisContext) {
	d.WantLabel, d.GotLabel = "you gave", "signed by"
	if s.Certificate == nil {
		return
	}
	d.Why = difference(c.Want, c.Got, s.Certificate)
	if c.Detail != "" {
		d.Why = sentence(c.Detail)
	}
	if c.Want != c.Got {
		d.Command = identityFlags(s.Certificate)
		d.Remedy = []string{"If this signer is the right one, these flags accept it:", d.Command, "If not, do not use the image."}
	}
}

// sentence makes one of the detail of a check.
func sentence(detail string) string {
	return strings.ToUpper(detail[:1]) + detail[1:] + "."
}

// difference names in what way two identities differ, where that is a way
// people often stumble over.
func difference(want, got string, cert *certview.Certificate) string {
	wantPath, wantRef, wantHas := strings.Cut(want, "@")
	gotPath, gotRef, gotHas := strings.Cut(got, "@")
	isWorkflow := strings.Contains(got, "/.github/workflows/")
	switch {
	case strings.EqualFold(want, got):
		return "They differ only in upper and lower case, which counts."
	case strings.TrimRight(want, "/") == strings.TrimRight(got, "/"):
		return "They differ only in the slash at the end, which counts."
	case isWorkflow && wantPath == gotPath && wantHas && gotHas:
		return "Same workflow, another ref: " + wantRef + " was asked for, " + gotRef + " signed."
	case isWorkflow && wantPath == gotPath && !wantHas:
		return "The ref is missing: a workflow's identity ends in @ and the branch or tag."
	case isWorkflow && want == cert.Extension(certview.OIDBuildConfigURI):
		return "You gave the workflow that was started; the certificate names the reusable workflow that it called and that signed."
	case isWorkflow && strings.HasPrefix(got, want):
		return "You gave the repository; the identity is that of the workflow file in it, with its ref."
	}
	return "The signer may be another one than you expect, or the identity was written differently."
}

// otherCauses come last.
var otherCauses = []cause{
	{slug: "predicate-type-mismatch", check: report.CheckStatementPredicate, title: "of another predicate type", message: "The attestation is of another type than the one asked for."},
	{slug: "verifier-disagreement", check: report.CheckSecondVerifier, title: "a second verifier refuses it", message: "Every check here passed, but a verifier that is not assay's own refuses the signature. In doubt it is not accepted.",
		remedy: []string{"Please report this with the image: one of the two is wrong."}},
}
