package diagnose

import (
	"assay/inspect/remedy"
	"assay/inspect/report"
)

const (
	whyMinutes = "A certificate that is valid for minutes covers only signatures made in those minutes."
	whyOldTSA  = "The image was signed with another sigstore instance, or the trusted root is too old to know the authority."
)

// timeCauses: nobody trusted says when it was signed, or it was the wrong time.
func timeCauses() []cause {
	return []cause{
		{reason: report.ReasonTimestampMissing, check: report.CheckTimestampPresent, title: "it has no signed timestamp",
			message: "A signed timestamp is needed, and the signature carries none.", remedy: []string{remedy.SignTimestamped}},
		{reason: report.ReasonTimestampMalformed, check: report.CheckTimestampSignature, title: "its timestamp cannot be read",
			message: "The timestamp cannot be read.", remedy: distrust},
		{reason: report.ReasonTimestampImprintMismatch, check: report.CheckTimestampSignature,
			title:   "the timestamp is for another signature",
			message: "The timestamp was made over another signature.", remedy: distrust},
		{reason: report.ReasonTimestampSignatureInvalid, check: report.CheckTimestampSignature, title: "the timestamp is not valid",
			message: "The timestamp does not verify: the authority did not make it, or it was changed.", remedy: distrust},
		{reason: report.ReasonTSAUnknown, check: report.CheckTimestampChain, title: "timestamped by an unknown authority",
			message: "The timestamp is from an authority that the trusted root does not contain.", why: whyOldTSA,
			explain: explainOtherInstance},
		{reason: report.ReasonTrustedRootWithoutTSA, check: report.CheckTimestampChain,
			title:   "the trusted root has no timestamp authority",
			message: "A timestamp is needed, and the trusted root contains no authority to check it with.",
			remedy:  []string{remedy.NewerRoot}},
		{reason: report.ReasonTrustedRootExpiredTSA, check: report.CheckTimestampChain, title: "the timestamp authority had expired",
			message: "According to the trusted root, the timestamp authority was no longer in use at that time.",
			remedy:  []string{remedy.NewerRoot}},
		{reason: report.ReasonTimestampOutsideCertificateValidity, check: report.CheckTimestampTime,
			title:   "not while the certificate was valid",
			message: "The timestamp is outside the certificate's validity.", why: whyMinutes, remedy: distrust, explain: labelTime},
		{reason: report.ReasonCertificateNotYetValidAtIntegratedTime, check: report.CheckCertificateValidity,
			title:   "before the certificate was valid",
			message: "The certificate was used before its validity began.", remedy: distrust, explain: labelTime},
		{reason: report.ReasonCertificateExpiredAtIntegratedTime, check: report.CheckCertificateValidity,
			title:   "after the certificate had expired",
			message: "The certificate had expired at the time of signing.", why: whyMinutes, remedy: distrust, explain: explainExpired},
	}
}

func labelTime(d *report.Diagnosis, e explained) {
	d.WantLabel, d.GotLabel = "valid", "signed"
	if e.check.Detail != "" {
		d.Evidence.Got += ", by " + e.check.Detail
	}
}

func explainExpired(d *report.Diagnosis, e explained) {
	labelTime(d, e)
	if asked := e.report.Criteria; asked.IgnoreLog && !asked.UseSignedTimestamps {
		d.Why = "Without log and timestamps, only the clock of this machine is left, and keyless certificates are valid for minutes."
		offer(d, "Take the time from the timestamp that the signature carries:", remedy.UseSignedTimestamps)
	}
}
