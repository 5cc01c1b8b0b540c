package inspect

import (
	"slices"

	"assay/inspect/report"
)

// bodyFormCauses: the log entry says nothing that could be compared.
var bodyFormCauses = []cause{
	{slug: "rekor-body-malformed", check: report.CheckLogBodyHash, title: "its log entry cannot be used", message: "The body of the log entry cannot be read, or is of a kind that verifiers do not accept here.", remedy: []string{remedyTampered}},
	{slug: "rekor-body-hash-algorithm-unexpected", check: report.CheckLogBodyHash, title: "logged with another digest", message: "The log entry hashes with another algorithm than verifiers compare with.",
		why:    "Ed25519 keys are logged pre-hashed with SHA-512, and cosign compares by SHA-256 in this format, so it accepts none of its own.",
		remedy: []string{"Sign in the bundle format (`cosign sign --new-bundle-format`), or with an ECDSA P-256 key.", "--signature-digest-algorithm does not help here: it is about the signature, not the log entry."}},
}

// bodyCauses: the signature holds, the log entry is of something else.
var bodyCauses = []cause{
	{slug: "rekor-body-key-mismatch", check: report.CheckLogBodyKey, title: "logged for another key", message: "The log entry is of another key or certificate than the one that signed.",
		why: "An entry of something else proves nothing about this signature.", remedy: []string{remedyTampered}, explain: explainLoggedKey},
	{slug: "rekor-body-hash-mismatch", check: report.CheckLogBodyHash, title: "logged for another artifact", message: "The log entry is of another artifact.",
		why: "An entry of something else proves nothing about this signature.", remedy: []string{remedyTampered}, explain: labelLogged},
	{slug: "rekor-body-signature-mismatch", check: report.CheckLogBodySignature, title: "another signature was logged", message: "The log entry is of another signature.",
		why: "An entry of something else proves nothing about this signature.", remedy: []string{remedyTampered}, explain: labelLogged},
}

// explainLoggedKey tells a keyless signature without its certificate from an entry
// that was borrowed.
func explainLoggedKey(d *report.Diagnosis, s *report.Signature, c report.Check, x *diagnosisContext) {
	labelLogged(d, s, c, x)
	if x.policy.Certificate == nil {
		return
	}
	d.Why = "Where the signature carries no certificate, verifiers want the log entry to be of the plain key, also with --certificate."
	d.Remedy = []string{"Ask whoever published the image to attach the certificate to the signature; then --certificate is not needed.", remedyTampered}
}

func labelLogged(d *report.Diagnosis, _ *report.Signature, _ report.Check, _ *diagnosisContext) {
	d.WantLabel, d.GotLabel = "at hand", "logged"
}

// logCauses: the log's word does not hold or cannot be had.
var logCauses = []cause{
	{slug: "unknown-log", check: report.CheckLogKey, title: "logged in an unknown log", message: "The entry is of a log that the trusted root does not hold.",
		why: "The image was signed with another sigstore instance, or the trusted root is too old to know the log.", explain: explainOtherInstance},
	{slug: "trusted-root-expired-rekor", check: report.CheckLogKey, title: "the log's key had ended", message: "The log's key was no longer in use at the time that counts, by the trusted root.", remedy: []string{remedyRoot}},
	{slug: "set-missing", check: report.CheckLogSET, title: "the log's promise is missing", message: "There is no signed entry timestamp (SET) where one is needed.",
		why: "Without it nothing says when the log took the entry in, and so whether the certificate was valid.", remedy: []string{remedyResign}},
	{slug: "set-signature-invalid", check: report.CheckLogSET, title: "the log's promise does not hold", message: "The signed entry timestamp (SET) does not verify: the entry is not what the log promised.", remedy: []string{remedyTampered}},
	{slug: "inclusion-proof-missing", check: report.CheckLogInclusion, title: "the inclusion proof is missing", message: "The log entry has no inclusion proof where one is needed.", remedy: []string{remedyResign}},
	{slug: "inclusion-proof-root-mismatch", check: report.CheckLogInclusion, title: "the proof's root is not the checkpoint's", message: "The root that the inclusion proof names is not the one that the log signed.", remedy: []string{remedyTampered}},
	{slug: "inclusion-proof-invalid", check: report.CheckLogInclusion, title: "the inclusion proof does not hold", message: "The hashes of the inclusion proof do not lead to its root.", remedy: []string{remedyTampered}},
	{slug: "checkpoint-missing", check: report.CheckLogCheckpoint, title: "the checkpoint is missing", message: "The inclusion proof has no checkpoint, so the log has confirmed nothing.", remedy: []string{remedyResign}},
	{slug: "checkpoint-root-mismatch", check: report.CheckLogCheckpoint, title: "the checkpoint is of another tree", message: "Checkpoint and inclusion proof are about different roots.", remedy: []string{remedyTampered}},
	{slug: "checkpoint-unknown-log", check: report.CheckLogCheckpoint, title: "the checkpoint is of an unknown log", message: "The checkpoint is of a log that the trusted root does not hold.", explain: explainOtherInstance},
	{slug: "checkpoint-signature-invalid", check: report.CheckLogCheckpoint, title: "the log did not sign the checkpoint", message: "The signature on the checkpoint is not the log's.", remedy: []string{remedyTampered}},
	{slug: "tlog-entry-missing", check: report.CheckLogPresent, title: "it is in no log", message: "The signature carries no log entry, and one is needed.",
		why:     "It was signed with --tlog-upload=false, or the entry was lost in copying.",
		explain: explainNoLog},
}

func explainNoLog(d *report.Diagnosis, s *report.Signature, _ report.Check, _ *diagnosisContext) {
	d.Command = "--insecure-ignore-tlog"
	d.Remedy = []string{"To do without:", d.Command, "That gives up knowing when it was signed, and that anybody would notice a stolen key."}
	switch {
	case s.Keyless && slices.ContainsFunc(s.Timestamps, func(t report.Timestamp) bool { return t.Verified }):
		d.Command += " --use-signed-timestamps"
		d.Remedy[1] = d.Command
	case s.Keyless:
		d.Remedy = append(d.Remedy, "It carries no timestamp that verifies either, so this helps only as long as the certificate is valid.")
	}
}

// timeCauses: nobody trusted says when it was signed, or it was the wrong time.
var timeCauses = []cause{
	{slug: "timestamp-missing", check: report.CheckTimestampPresent, title: "it has no signed timestamp", message: "A signed timestamp is needed, and the signature carries none.", remedy: []string{"Sign again with a timestamp authority (`--timestamp-server-url`, or a signing config that names one)."}},
	{slug: "timestamp-malformed", check: report.CheckTimestampSignature, title: "its timestamp cannot be read", message: "The timestamp cannot be read.", remedy: []string{remedyTampered}},
	{slug: "timestamp-imprint-mismatch", check: report.CheckTimestampSignature, title: "the timestamp is another signature's", message: "The timestamp was made over another signature.", remedy: []string{remedyTampered}},
	{slug: "timestamp-signature-invalid", check: report.CheckTimestampSignature, title: "the timestamp does not hold", message: "The timestamp does not verify: the authority did not make it, or it was changed.", remedy: []string{remedyTampered}},
	{slug: "tsa-unknown", check: report.CheckTimestampChain, title: "stamped by an unknown authority", message: "The timestamp is of an authority that the trusted root does not hold.",
		why: "The image was signed with another sigstore instance, or the trusted root is too old to know the authority.", explain: explainOtherInstance},
	{slug: "trusted-root-without-tsa", check: report.CheckTimestampChain, title: "the trusted root knows no timestamp authority", message: "A timestamp is needed, and the trusted root holds no authority to check it with.", remedy: []string{remedyRoot}},
	{slug: "trusted-root-expired-tsa", check: report.CheckTimestampChain, title: "the timestamp authority had ended", message: "The timestamp authority was no longer in use at that time, by the trusted root.", remedy: []string{remedyRoot}},
	{slug: "timestamp-outside-cert-validity", check: report.CheckTimestampTime, title: "not while the certificate was valid", message: "The timestamp lies outside of the certificate's validity.",
		why: "A certificate of minutes is only good for what was signed in those minutes.", remedy: []string{remedyTampered}, explain: labelTime},
	{slug: "cert-not-yet-valid-at-integrated-time", check: report.CheckCertificateValidity, title: "before the certificate was valid", message: "The certificate was used before its validity began.", remedy: []string{remedyTampered}, explain: labelTime},
	{slug: "cert-expired-at-integrated-time", check: report.CheckCertificateValidity, title: "after the certificate had ended", message: "The certificate had ended at the time that counts.", explain: explainExpired},
}

func labelTime(d *report.Diagnosis, _ *report.Signature, c report.Check, _ *diagnosisContext) {
	d.WantLabel, d.GotLabel = "valid", "signed"
	if c.Detail != "" {
		d.Evidence.Got += ", by " + c.Detail
	}
}

func explainExpired(d *report.Diagnosis, s *report.Signature, c report.Check, x *diagnosisContext) {
	labelTime(d, s, c, x)
	d.Remedy = []string{remedyTampered}
	d.Why = "A certificate of minutes is only good for what was signed in those minutes."
	if x.policy.IgnoreLog && !x.policy.UseSignedTimestamps {
		d.Why = "Log and timestamps were left out, so only the clock is left, and keyless certificates live for minutes."
		d.Command = "--use-signed-timestamps"
		d.Remedy = []string{"Take the time from the timestamp that the signature carries:", d.Command}
	}
}
