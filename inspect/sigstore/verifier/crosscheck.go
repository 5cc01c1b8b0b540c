package verifier

import (
	"assay/inspect/report"
	"assay/inspect/sigstore/crosscheck"
)

// crossCheck asks a verifier that is not ours. Our checks decide first: where one
// of them blocks, there is nothing to agree on. Where all pass and the other
// verifier refuses, or cannot check, the signature fails and the disagreement is
// shown.
func (e *verification) crossCheck() {
	if e.checks.Blocks() {
		e.checks.Skip(report.CheckSecondVerifier, "not asked: a required check did not pass")
		return
	}
	by, err := crosscheck.Verify(&crosscheck.Request{
		Entity: e.entity, Artifact: e.artifact, Options: e.options, Key: e.signer.key, Hash: e.signerHash,
		Certificate: e.signer.certificate, KeyGiven: e.signer.given != nil, WantsTimestamp: e.wantsTimestamp(),
	})
	if err != nil {
		e.checks.Fail(report.CheckSecondVerifier, report.Required, report.Outcome{
			Reason: report.ReasonVerifierDisagreement,
			Want:   "acceptance by " + by,
			Got:    "refusal",
			Detail: err.Error(),
		})
		return
	}
	e.checks.Pass(report.CheckSecondVerifier, report.Required, report.Outcome{Got: "accepted by " + by})
}
