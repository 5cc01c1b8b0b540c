package verifier

import (
	"strings"

	"assay/certview"
	"assay/inspect/report"
	"assay/inspect/sigstore/primitive"
)

// checkPresence records whether the kind of signer that was asked for comes with
// the signature.
func (e *examination) checkPresence() {
	if e.checks.Failed(report.CheckCertificatePresent) {
		return
	}
	switch {
	case (e.policy.Certificate != nil || e.policy.ChainGiven) && !e.material.IsLegacy():
		e.checks.Fail(report.CheckCertificatePresent, report.Required, report.Outcome{
			Reason: report.ReasonCertificateNotForBundle,
			Want:   "the certificate of the bundle and no other",
			Got:    e.givenCertificates(),
			Detail: "--certificate and --certificate-chain are for cosign's tag format; a bundle carries its certificate, and its issuers come from the trusted root",
		})
	case e.policy.Certificate != nil && e.material.Certificate != nil && !primitive.SameKey(e.policy.Certificate.PublicKey, e.material.Certificate.PublicKey):
		e.checks.Fail(report.CheckCertificatePresent, report.Required, report.Outcome{
			Reason: report.ReasonCertificateDiffers,
			Want:   certview.New(e.policy.Certificate).Who() + ", " + primitive.Fingerprint(e.policy.Certificate.PublicKey),
			Got:    certview.New(e.material.Certificate).Who() + ", " + primitive.Fingerprint(e.material.Certificate.PublicKey),
			Detail: "certificate given, and the one beside the signature",
		})
	case e.keyless():
		e.checks.Pass(report.CheckCertificatePresent, e.policy.WantIdentity, report.Outcome{Got: certview.New(e.certificate()).Who()})
	case e.policy.WantIdentity && e.signedWithKey():
		got := "a plain key"
		if k := e.recordedKey(); k != nil {
			got = primitive.Fingerprint(k) + ", by its log entry"
		}
		e.checks.Fail(report.CheckCertificatePresent, report.Required, report.Outcome{
			Reason: report.ReasonIdentityGivenButSignedWithKey,
			Want:   "a certificate",
			Got:    got,
			Detail: "an identity was asked for",
		})
	case e.policy.WantIdentity:
		e.checks.Fail(report.CheckCertificatePresent, report.Required, report.Outcome{
			Reason: report.ReasonCertificateMissing,
			Want:   "a certificate",
			Got:    "none",
			Detail: "an identity was asked for, and the signature carries neither certificate nor key",
		})
	case !e.policy.WantKey && e.recordedKey() == nil:
		e.checks.Fail(report.CheckCertificatePresent, report.Required, report.Outcome{
			Reason: report.ReasonCertificateMissing,
			Want:   "a certificate, or a log entry that names the key",
			Got:    "neither",
			Detail: "without --key there is nothing to check the signature with",
		})
	default:
		e.checks.Skip(report.CheckCertificatePresent, e.whyNoCertificate())
	}
}

// givenCertificates names the flags that gave a certificate or its issuers.
func (e *examination) givenCertificates() string {
	var out []string
	if e.policy.Certificate != nil {
		out = append(out, "--certificate")
	}
	if e.policy.ChainGiven {
		out = append(out, "--certificate-chain")
	}
	return strings.Join(out, " and ")
}

func (e *examination) whyNoCertificate() string {
	if cert := e.attached(); cert != nil {
		return "the key given decides; the certificate beside the signature is of " + certview.New(cert).Who()
	}
	return "signed with a plain key"
}

// signedWithKey reports whether the signature shows signs of a plain key, or at
// least none of a certificate.
func (e *examination) signedWithKey() bool {
	if e.entry != nil && e.entry.Body.First().Certificate != nil {
		return false
	}
	return e.material.HasPublicKey || e.material.IsLegacy()
}
