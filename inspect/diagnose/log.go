package diagnose

import (
	"slices"

	"assay/inspect/remedy"
	"assay/inspect/report"
)

// bodyFormCauses: the log entry says nothing that could be compared.
func bodyFormCauses() []cause {
	return []cause{
		{reason: report.ReasonRekorBodyMalformed, check: report.CheckLogBodyHash, title: "its log entry cannot be used",
			message: "The body of the log entry cannot be read, or is of a kind that verifiers do not accept here.", remedy: distrust},
		{reason: report.ReasonRekorBodyHashAlgorithmUnexpected, check: report.CheckLogBodyHash,
			title:   "logged with another digest algorithm",
			message: "The digest algorithm of the log entry is not the one that verifiers compare with.",
			why: "Ed25519 keys are logged pre-hashed with SHA-512, and cosign compares by SHA-256 in this format, so it does not " +
				"accept even its own signatures.",
			remedy: []string{remedy.SignBundle, remedy.AlgorithmNoHelp}},
	}
}

const whyBorrowed = "A log entry for something else proves nothing about this signature."

// bodyCauses: the signature is valid, the log entry is of something else.
func bodyCauses() []cause {
	return []cause{
		{reason: report.ReasonRekorBodyKeyMismatch, check: report.CheckLogBodyKey, title: "logged for another key",
			message: "The log entry is not for the key or certificate that signed.",
			why:     whyBorrowed, remedy: distrust, explain: explainLoggedKey},
		{reason: report.ReasonRekorBodyHashMismatch, check: report.CheckLogBodyHash, title: "logged for another artifact",
			message: "The log entry is for another artifact.", why: whyBorrowed, remedy: distrust, explain: labelLogged},
		{reason: report.ReasonRekorBodySignatureMismatch, check: report.CheckLogBodySignature, title: "another signature was logged",
			message: "The log entry is for another signature.", why: whyBorrowed, remedy: distrust, explain: labelLogged},
	}
}

// explainLoggedKey tells a keyless signature without its certificate from an entry
// that was borrowed.
func explainLoggedKey(d *report.Diagnosis, e explained) {
	labelLogged(d, e)
	if e.report.Criteria.Certificate == "" {
		return
	}
	d.Why = remedy.CertificateForPlainKey
	advise(d, remedy.AttachCertificateAdvice, remedy.Distrust)
}

func labelLogged(d *report.Diagnosis, _ explained) { d.WantLabel, d.GotLabel = "expected", "logged" }

// logCauses: what the log says is not valid, or is missing.
func logCauses() []cause {
	return []cause{
		{reason: report.ReasonUnknownLog, check: report.CheckLogKey, title: "logged in an unknown log",
			message: "The entry is from a log that the trusted root does not contain.",
			why:     "The image was signed with another sigstore instance, or the trusted root is too old to know the log.",
			explain: explainOtherInstance},
		{reason: report.ReasonTrustedRootExpiredRekor, check: report.CheckLogKey, title: "the log's key had expired",
			message: "According to the trusted root, the log's key was no longer in use at the time of signing.",
			remedy:  []string{remedy.NewerRoot}},
		{reason: report.ReasonSETMissing, check: report.CheckLogSET, title: "the signed entry timestamp is missing",
			message: "The log entry has no signed entry timestamp (SET), and one is needed.",
			why:     "Without an SET, nothing shows when the log accepted the entry, and so whether the certificate was valid then.",
			remedy:  resign},
		{reason: report.ReasonSETSignatureInvalid, check: report.CheckLogSET, title: "the signed entry timestamp is not valid",
			message: "The signed entry timestamp (SET) does not verify: the log did not sign this entry.", remedy: distrust},
		{reason: report.ReasonInclusionProofMissing, check: report.CheckLogInclusion, title: "the inclusion proof is missing",
			message: "The log entry has no inclusion proof, and one is needed.", remedy: resign},
		{reason: report.ReasonInclusionProofRootMismatch, check: report.CheckLogInclusion,
			title:   "the proof's root is not the checkpoint's",
			message: "The root that the inclusion proof names is not the one that the log signed.", remedy: distrust},
		{reason: report.ReasonInclusionProofInvalid, check: report.CheckLogInclusion, title: "the inclusion proof is not valid",
			message: "The hashes of the inclusion proof do not lead to its root.", remedy: distrust},
		{reason: report.ReasonCheckpointMissing, check: report.CheckLogCheckpoint, title: "the checkpoint is missing",
			message: "The inclusion proof has no checkpoint, so the log has confirmed nothing.", remedy: resign},
		{reason: report.ReasonCheckpointRootMismatch, check: report.CheckLogCheckpoint, title: "the checkpoint is for another tree",
			message: "The checkpoint and the inclusion proof name different roots.", remedy: distrust},
		{reason: report.ReasonCheckpointUnknownLog, check: report.CheckLogCheckpoint, title: "the checkpoint is from an unknown log",
			message: "The checkpoint is from a log that the trusted root does not contain.", explain: explainOtherInstance},
		{reason: report.ReasonCheckpointSignatureInvalid, check: report.CheckLogCheckpoint, title: "the log did not sign the checkpoint",
			message: "The signature on the checkpoint is not the log's.", remedy: distrust},
		{reason: report.ReasonLogEntryMissing, check: report.CheckLogPresent, title: "it is in no log",
			message: "The signature carries no log entry, and one is needed.", why: remedy.NotUploaded, explain: explainNoLog},
	}
}

func explainNoLog(d *report.Diagnosis, e explained) {
	s := e.signature
	timestamped := s.Keyless && slices.ContainsFunc(s.Timestamps, func(t report.Timestamp) bool { return t.Verified })
	offer(d, "To accept it without a log entry:", remedy.WithoutLog(timestamped),
		"Without a log entry, nothing shows when it was signed, and the use of a stolen key may go unnoticed.")
	if s.Keyless && !timestamped {
		d.Advise("The signature carries no timestamp that verifies either, so this helps only as long as the certificate is valid.")
	}
}
