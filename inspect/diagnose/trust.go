package diagnose

import (
	"strings"

	"assay/inspect/remedy"
	"assay/inspect/report"
)

// rootCauses: the trusted root is of no use.
func rootCauses() []cause {
	return []cause{
		{reason: report.ReasonTrustedRootEmpty, check: report.CheckLogKey, title: "the trusted root is empty",
			message: "The trusted root is empty, so it cannot establish trust in anything.", remedy: []string{remedy.FilledRoot}},
		{reason: report.ReasonTrustedRootExpired, check: report.CheckLogKey, title: "the trusted root is too old",
			message: "Everything in the trusted root had expired at the time of signing.", remedy: []string{remedy.NewerRoot}},
		{reason: report.ReasonTrustedRootWithoutLog, check: report.CheckLogKey, title: "the trusted root has no log",
			message: "The trusted root contains no log, so no log entry can be checked.", remedy: []string{remedy.NewerRoot}},
	}
}

// chainCauses: the certificate cannot be trusted.
func chainCauses() []cause {
	return []cause{
		{reason: report.ReasonCertificateWrongEKU, check: report.CheckCertificateChain, title: "the certificate is not for signing code",
			message: "The certificate is not one for code signing.", remedy: distrust},
		{reason: report.ReasonUnknownCA, check: report.CheckCertificateChain, title: "its certificate is from an unknown authority",
			message: "The certificate was issued by an authority that the trusted root does not contain.",
			why:     "The image was signed with another sigstore instance, or somebody set up a look-alike.",
			explain: explainOtherInstance},
		{reason: report.ReasonTrustedRootExpiredFulcio, check: report.CheckCertificateChain, title: "the certificate authority had expired",
			message: "According to the trusted root, the certificate authority was no longer in use at that time.",
			remedy:  []string{remedy.NewerRoot}},
		{reason: report.ReasonSCTMissing, check: report.CheckCertificateSCT, title: "the certificate is in no CT log",
			message: "The certificate has no signed certificate timestamp (SCT).",
			why:     "Without an SCT nobody would notice a certificate that was issued wrongly.", remedy: []string{remedy.WithoutSCT}},
		{reason: report.ReasonTrustedRootExpiredCTFE, check: report.CheckCertificateSCT, title: "the CT log's key had expired",
			message: "According to the trusted root, the CT log's key was no longer in use at that time.",
			remedy:  []string{remedy.NewerRoot}},
		{reason: report.ReasonSCTUnknownCTLog, check: report.CheckCertificateSCT, title: "the certificate is in an unknown CT log",
			message: "The certificate's SCT is from a CT log that the trusted root does not contain.", explain: explainOtherInstance},
		{reason: report.ReasonSCTSignatureInvalid, check: report.CheckCertificateSCT, title: "the SCT is not valid",
			message: "The certificate's SCT does not verify: the CT log did not sign it.", remedy: distrust},
	}
}

// explainOtherInstance is for everything that the trusted root does not know.
func explainOtherInstance(d *report.Diagnosis, e explained) {
	d.WantLabel, d.GotLabel = "trusted", "found"
	offer(d, "If you trust the instance that signed, give its trusted root:", remedy.TrustedRoot,
		"The one used here: "+e.report.TrustedRoot+".")
	if c := e.signature.Certificate; c != nil && strings.Contains(c.Issuer, "O=GitHub\\, Inc.") {
		d.Why = "GitHub signs artifact attestations of private repositories with an instance of its own, which the public-good root " +
			"does not know."
		offer(d, remedy.GitHubRootsAdvice, remedy.GitHubRoots)
	}
}
