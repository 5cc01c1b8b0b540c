package diagnose

import (
	"assay/inspect/remedy"
	"assay/inspect/report"
)

const (
	whyMinutes = "A certificate that is valid for minutes covers only what was signed in those minutes."
	whyOldTSA  = "The image was signed with another sigstore instance, or the trusted root is too old to know the authority."
)

// timeCauses: nobody trusted says when it was signed, or it was the wrong time.
func timeCauses() []cause {
	return []cause{
		{slug: "timestamp-missing", check: report.CheckTimestampPresent, title: "it has no signed timestamp",
			message: "A signed timestamp is needed, and the signature carries none.", remedy: []string{remedy.SignTimestamped}},
		{slug: "timestamp-malformed", check: report.CheckTimestampSignature, title: "its timestamp cannot be read",
			message: "The timestamp cannot be read.", remedy: distrust},
		{slug: "timestamp-imprint-mismatch", check: report.CheckTimestampSignature, title: "the timestamp is of another signature",
			message: "The timestamp was made over another signature.", remedy: distrust},
		{slug: "timestamp-signature-invalid", check: report.CheckTimestampSignature, title: "the timestamp is not valid",
			message: "The timestamp does not verify: the authority did not make it, or it was changed.", remedy: distrust},
		{slug: "tsa-unknown", check: report.CheckTimestampChain, title: "timestamped by an unknown authority",
			message: "The timestamp is from an authority that the trusted root does not hold.", why: whyOldTSA, explain: explainOtherInstance},
		{slug: "trusted-root-without-tsa", check: report.CheckTimestampChain, title: "the trusted root has no timestamp authority",
			message: "A timestamp is needed, and the trusted root holds no authority to check it with.", remedy: []string{remedy.NewerRoot}},
		{slug: "trusted-root-expired-tsa", check: report.CheckTimestampChain, title: "the timestamp authority had expired",
			message: "By the trusted root, the timestamp authority was no longer in use at that time.", remedy: []string{remedy.NewerRoot}},
		{slug: "timestamp-outside-cert-validity", check: report.CheckTimestampTime, title: "not while the certificate was valid",
			message: "The timestamp is outside the certificate's validity.", why: whyMinutes, remedy: distrust, explain: labelTime},
		{slug: "cert-not-yet-valid-at-integrated-time", check: report.CheckCertificateValidity, title: "before the certificate was valid",
			message: "The certificate was used before its validity began.", remedy: distrust, explain: labelTime},
		{slug: "cert-expired-at-integrated-time", check: report.CheckCertificateValidity, title: "after the certificate had expired",
			message: "The certificate had expired at the time that counts.", why: whyMinutes, remedy: distrust, explain: explainExpired},
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
		d.Why = "Log and timestamps were left out, so only the clock of this machine is left, and keyless certificates are valid for minutes."
		offer(d, "Take the time from the timestamp that the signature carries:", remedy.UseSignedTimestamps)
	}
}
