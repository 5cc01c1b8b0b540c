package verifier

import (
	"strings"

	"assay/certview"
	"assay/inspect/report"
	"assay/inspect/sigstore/primitive"
)

// checkPresence records whether the kind of signer that was asked for comes with
// the signature.
func (e *verification) checkPresence() {
	if e.checks.Failed(report.CheckCertificatePresent) {
		return
	}
	switch {
	case (e.options.Certificate != nil || e.options.ChainGiven) && !e.entity.IsLegacy():
		e.checks.Fail(report.CheckCertificatePresent, report.Required, report.Outcome{
			Reason: report.ReasonCertificateNotForBundle,
			Want:   "the certificate of the bundle and no other",
			Got:    e.givenCertificates(),
			Detail: "a certificate can be given for cosign's tag format only; a bundle carries its certificate, and its issuers come " +
				"from the trusted root",
		})
	case e.options.Certificate != nil && e.entity.Certificate != nil &&
		!primitive.SameKey(e.options.Certificate.PublicKey, e.entity.Certificate.PublicKey):
		e.checks.Fail(report.CheckCertificatePresent, report.Required, report.Outcome{
			Reason: report.ReasonCertificateDiffers,
			Want:   certview.New(e.options.Certificate).Who() + ", " + primitive.Fingerprint(e.options.Certificate.PublicKey),
			Got:    certview.New(e.entity.Certificate).Who() + ", " + primitive.Fingerprint(e.entity.Certificate.PublicKey),
			Detail: "the certificate that the signature carries is not the one given",
		})
	case e.keyless():
		e.checks.Pass(report.CheckCertificatePresent, e.options.WantIdentity, report.Outcome{Got: certview.New(e.certificate()).Who()})
	case e.options.WantIdentity && e.signedWithKey():
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
	case e.options.WantIdentity:
		e.checks.Fail(report.CheckCertificatePresent, report.Required, report.Outcome{
			Reason: report.ReasonCertificateMissing,
			Want:   "a certificate",
			Got:    none,
			Detail: "an identity was asked for, and the signature carries neither certificate nor key",
		})
	case !e.options.WantKey && e.recordedKey() == nil:
		e.checks.Fail(report.CheckCertificatePresent, report.Required, report.Outcome{
			Reason: report.ReasonCertificateMissing,
			Want:   "a certificate, or a log entry that names the key",
			Got:    "neither",
			Detail: "no key was given, and there is nothing else to check the signature with",
		})
	default:
		e.checks.Skip(report.CheckCertificatePresent, e.whyNoCertificate())
	}
}

// givenCertificates says what was given: a certificate, its issuers, or both.
func (e *verification) givenCertificates() string {
	var out []string
	if e.options.Certificate != nil {
		out = append(out, "a certificate")
	}
	if e.options.ChainGiven {
		out = append(out, "a certificate chain")
	}
	return strings.Join(out, " and ")
}

func (e *verification) whyNoCertificate() string {
	if cert := e.attached(); cert != nil {
		return "the key given decides; the certificate of the signature is that of " + certview.New(cert).Who()
	}
	return "signed with a plain key"
}

// signedWithKey reports whether the signature shows signs of a plain key, or at
// least none of a certificate.
func (e *verification) signedWithKey() bool {
	if e.entry != nil && e.entry.Body.First().Certificate != nil {
		return false
	}
	return e.entity.HasPublicKey || e.entity.IsLegacy()
}
