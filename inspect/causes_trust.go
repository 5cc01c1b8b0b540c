package inspect

import (
	"strings"

	"assay/inspect/report"
)

const remedyRoot = "Get a newer trusted root of this instance and give it with --trusted-root FILE (for public-good images, go online once so that it is refreshed by TUF)."

// rootCauses: the trusted root is of no use.
var rootCauses = []cause{
	{slug: "trusted-root-empty", check: report.CheckLogKey, title: "the trusted root is empty", message: "The trusted root holds nothing, so nothing can be trusted by it.", remedy: []string{"Give a trusted root that holds the keys of the sigstore instance that signed: --trusted-root FILE."}},
	{slug: "trusted-root-expired", check: report.CheckLogKey, title: "the trusted root is too old", message: "Everything in the trusted root had ended at the time that counts.", remedy: []string{remedyRoot}},
	{slug: "trusted-root-without-log", check: report.CheckLogKey, title: "the trusted root knows no log", message: "The trusted root holds no log at all, so no log entry can be checked.", remedy: []string{remedyRoot}},
}

// chainCauses: the certificate cannot be trusted.
var chainCauses = []cause{
	{slug: "cert-wrong-eku", check: report.CheckCertificateChain, title: "the certificate is not for signing code", message: "The certificate is not one for code signing.", remedy: []string{remedyTampered}},
	{slug: "unknown-ca", check: report.CheckCertificateChain, title: "certified by an unknown authority", message: "The certificate was issued by an authority that the trusted root does not hold.",
		why: "The image was signed with another sigstore instance, or somebody set up a look-alike.", explain: explainOtherInstance},
	{slug: "trusted-root-expired-fulcio", check: report.CheckCertificateChain, title: "the certificate authority had ended", message: "The certificate authority was no longer in use at that time, by the trusted root.", remedy: []string{remedyRoot}},
	{slug: "sct-missing", check: report.CheckCertificateSCT, title: "the certificate is in no CT log", message: "The certificate has no signed certificate timestamp (SCT).",
		why: "Without one nobody would notice a certificate that was issued wrongly.", remedy: []string{"--insecure-ignore-sct does without, and gives that up."}},
	{slug: "trusted-root-expired-ctfe", check: report.CheckCertificateSCT, title: "the CT log's key had ended", message: "The CT log's key was no longer in use at that time, by the trusted root.", remedy: []string{remedyRoot}},
	{slug: "sct-unknown-ct-log", check: report.CheckCertificateSCT, title: "in an unknown CT log", message: "The certificate's SCT is of a CT log that the trusted root does not hold.", explain: explainOtherInstance},
	{slug: "sct-signature-invalid", check: report.CheckCertificateSCT, title: "the SCT does not hold", message: "The certificate's SCT does not verify: the CT log did not sign it.", remedy: []string{remedyTampered}},
}

// explainOtherInstance is for everything that the trusted root does not know.
func explainOtherInstance(d *report.Diagnosis, s *report.Signature, _ report.Check, x *diagnosisContext) {
	d.WantLabel, d.GotLabel = "trusted", "found"
	d.Command = "--trusted-root FILE"
	d.Remedy = []string{"If you trust the instance that signed, give its trusted root:", d.Command, "The one used here: " + x.policy.Root.Origin + "."}
	if s.Certificate != nil && strings.Contains(s.Certificate.Issuer, "O=GitHub\\, Inc.") {
		d.Why = "GitHub signs artifact attestations of private repositories with an instance of its own, which the public-good root does not know."
		d.Command = "gh attestation trusted-root > roots.jsonl"
		d.Remedy = []string{"Get the roots of GitHub's instance and the public-good one, and give them with --trusted-root roots.jsonl:", d.Command}
	}
}
