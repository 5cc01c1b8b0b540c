package verifier

import (
	"cmp"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sigstore/sigstore-go/pkg/verify"

	"assay/certview"
	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/inspect/sigstore/primitive"
	"assay/inspect/trust"
)

var certificateChecks = []report.CheckID{
	report.CheckCertificateChain, report.CheckCertificateValidity, report.CheckCertificateSCT,
	report.CheckCertificateIdentity, report.CheckCertificateIssuer, report.CheckCertificateWorkflow,
}

// checkCertificate runs the checks on the certificate: chain, validity at the
// time that counts, CT log, and whether it names the signer that was asked for.
func (e *verification) checkCertificate() {
	if e.attached() != nil && e.options.Certificate == nil {
		e.checkAttached()
		return
	}
	cert := e.certificate()
	if cert == nil {
		for _, id := range certificateChecks {
			e.checks.Skip(id, "there is no certificate")
		}
		if !e.checks.Has(report.CheckTimestampTime) {
			e.checks.Skip(report.CheckTimestampTime, "there is no certificate whose validity it could show")
		}
		return
	}
	cert = sigstore.WithoutHandledExtensions(cert)
	e.chooseTime()
	e.checkChain(cert)
	e.checkValidity(cert)
	e.checkTimestampTimes(cert)
	e.checkSCT(cert)
	e.checkIdentity(cert)
}

// checkAttached looks at the certificate that a signature carries which the given key
// made. The key says who signed; of the certificate only the validity counts
// (sigstore/cosign, verifyInternal).
func (e *verification) checkAttached() {
	cert := sigstore.WithoutHandledExtensions(e.attached())
	e.chooseTime()
	e.checkValidity(cert)
	e.checkTimestampTimes(cert)
	for _, id := range certificateChecks {
		if id != report.CheckCertificateValidity {
			e.checks.Skip(id, "the key given decides, not the certificate")
		}
	}
}

// chooseTime falls back to the clock where the user chose to do without the log,
// and there is no timestamp that was asked for.
func (e *verification) chooseTime() {
	noTimestamp := !e.options.UseSignedTimestamps || e.entity.IsLegacy() && len(e.entity.Timestamps) == 0
	if len(e.times) == 0 && e.options.IgnoreLog && noTimestamp {
		e.times = append(e.times, trustedTime{at: e.options.Now, source: "the clock of this machine; no trusted time was asked for"})
	}
}

// checkChain looks for a path to a trusted authority, with the issuers valid at
// the time that counts (CVE-2026-24122).
func (e *verification) checkChain(cert *x509.Certificate) {
	authorities := e.options.Authorities()
	var first *path
	for _, authority := range authorities {
		chains, usage := e.pathTo(cert, authority)
		if len(chains) == 0 {
			continue
		}
		e.chains = chains
		status, outcome := e.checkPath(cert, authority, chains[0], usage)
		if status == report.StatusPass {
			e.checks.Pass(report.CheckCertificateChain, report.Required, outcome)
			e.noteChainAnnotation(chains[0])
			return
		}
		if first == nil {
			first = &path{status, outcome}
		}
	}
	if first != nil {
		e.checks.Record(report.CheckCertificateChain, first.status, report.Required, first.outcome)
		return
	}
	var names []string
	for _, a := range authorities {
		names = append(names, a.Name)
	}
	got := cert.Issuer.String()
	want := "one of " + strings.Join(names, ", ")
	if len(names) == 0 {
		want = "an authority of the trusted root, which holds none"
	}
	e.checks.Fail(report.CheckCertificateChain, report.Required, report.Outcome{
		Reason: report.ReasonUnknownCA,
		Want:   want,
		Got:    got,
		Detail: "issued by an authority that the trusted root does not contain: " + e.options.Root.Origin,
	})
}

// pathTo returns the chains from cert to authority as of the moment of issue,
// for any key usage, and whether code signing is allowed by them. Intermediates
// come from the authority alone: whoever attached the signature wrote the
// certificates that it carries.
func (e *verification) pathTo(cert *x509.Certificate, authority trust.Authority) (chains [][]*x509.Certificate, codeSigning bool) {
	roots, intermediates := x509.NewCertPool(), x509.NewCertPool()
	roots.AddCert(authority.Root)
	for _, c := range authority.Intermediates {
		intermediates.AddCert(c)
	}
	if e.options.AllowChain && e.entity.Format == report.FormatBundle03 {
		for _, c := range e.entity.Chain {
			intermediates.AddCert(c)
		}
	}
	options := x509.VerifyOptions{Roots: roots, Intermediates: intermediates, CurrentTime: cert.NotBefore,
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning}}
	if chains, err := cert.Verify(options); err == nil {
		return chains, true
	}
	options.KeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageAny}
	chains, _ = cert.Verify(options)
	return chains, false
}

// path is what was found of one chain that does not lead to a trusted authority.
type path struct {
	status  report.Status
	outcome report.Outcome
}

// checkPath decides on one chain.
func (e *verification) checkPath(cert *x509.Certificate, authority trust.Authority, chain []*x509.Certificate,
	codeSigning bool) (report.Status, report.Outcome) {
	origin := e.options.Root.Origin
	if !codeSigning {
		usages := strings.Join(certview.New(cert).ExtendedKeyUsages, ", ")
		return report.StatusFail, report.Outcome{Reason: report.ReasonCertificateWrongEKU, Want: "Code Signing", Got: cmp.Or(usages, none),
			Detail: "the certificate's extended key usages do not include code signing"}
	}
	if len(e.times) == 0 {
		return report.StatusUnknown, report.Outcome{Detail: "issued by " + authority.Name +
			", but no trusted time shows whether that authority was still in use"}
	}
	for _, t := range e.times {
		if !authority.ValidAt(t.at) {
			return report.StatusFail, report.Outcome{Reason: e.expired(report.ReasonTrustedRootExpiredFulcio, t.at),
				Want: "an authority in use on " + primitive.FormatTime(t.at),
				Got:  authority.Name + ", in use " + trust.Period(authority.Start, authority.End), Detail: origin}
		}
		for _, issuer := range chain[1:] {
			if t.at.Before(issuer.NotBefore) || t.at.After(issuer.NotAfter) {
				return report.StatusFail, report.Outcome{Reason: report.ReasonTrustedRootExpiredFulcio,
					Want: "issuers valid on " + primitive.FormatTime(t.at),
					Got:  issuer.Subject.String() + ", valid " + primitive.Validity(issuer)}
			}
		}
	}
	var names []string
	for _, issuer := range chain[1:] {
		names = append(names, issuer.Subject.CommonName)
	}
	return report.StatusPass, report.Outcome{Got: strings.Join(names, " ← "), Detail: origin}
}

// noteChainAnnotation says so when the chain that a cosign signature carries
// is not the one that leads to the trusted root: cosign does not look at it.
func (e *verification) noteChainAnnotation(chain []*x509.Certificate) {
	if !e.entity.IsLegacy() || len(e.entity.Chain) == 0 {
		return
	}
	// A certificate that is an authority of the trusted root itself is its whole
	// chain.
	above := chain[min(1, len(chain)-1):]
	for _, c := range e.entity.Chain {
		if slices.ContainsFunc(above, c.Equal) {
			return
		}
	}
	e.checks.Fail(report.CheckBundleFormat, report.Optional, report.Outcome{
		Reason: report.ReasonChainAnnotationDiffers,
		Want:   above[0].Subject.String(),
		Got:    e.entity.Chain[0].Subject.String(),
		Detail: "the chain annotation is of another authority; verifiers go by the trusted root",
	})
}

// checkValidity compares the certificate's validity with every time that
// counts.
func (e *verification) checkValidity(cert *x509.Certificate) {
	if len(e.times) == 0 {
		e.checks.Undecided(report.CheckCertificateValidity, report.Required, "no trusted time shows when it signed")
		return
	}
	fail := func(reason report.Reason, at time.Time, detail string) {
		e.checks.Fail(report.CheckCertificateValidity, report.Required, report.Outcome{
			Reason: reason, Want: primitive.Validity(cert), Got: primitive.FormatTime(at), Detail: detail,
		})
	}
	for _, t := range e.times {
		reason := outsideValidity(cert, t.at)
		if reason != "" && t.fromTimestamp {
			reason = report.ReasonTimestampOutsideCertificateValidity
		}
		if reason != "" {
			fail(reason, t.at, t.source)
			return
		}
	}
	if at, ok := e.loggedTime(); ok {
		if reason := outsideValidity(cert, at); reason != "" {
			fail(reason, at, "the time that the log entry names without a SET; verifiers compare it although it is not proven")
			return
		}
	}
	first := e.times[0]
	e.checks.Pass(report.CheckCertificateValidity, report.Required, report.Outcome{
		Want:   primitive.Validity(cert),
		Got:    primitive.FormatTime(first.at),
		Detail: fmt.Sprintf("signed %s after issue (%s)", first.at.Sub(cert.NotBefore).Round(time.Second), first.source),
	})
}

// outsideValidity says why a certificate was not valid at a time; empty where it
// was.
func outsideValidity(cert *x509.Certificate, at time.Time) report.Reason {
	switch {
	case at.Before(cert.NotBefore):
		return report.ReasonCertificateNotYetValidAtIntegratedTime
	case at.After(cert.NotAfter):
		return report.ReasonCertificateExpiredAtIntegratedTime
	}
	return ""
}

// loggedTime returns the time that the log entry of a bundle names. It is compared
// also where other times count (sigstore-go, verify.VerifyTlogEntry).
func (e *verification) loggedTime() (at time.Time, ok bool) {
	if e.entity.IsLegacy() || e.options.IgnoreLog || e.entry == nil || e.entry.Time().IsZero() {
		return time.Time{}, false
	}
	return e.entry.Time(), true
}

// checkSCT checks the embedded certificate timestamps (RFC 6962).
func (e *verification) checkSCT(cert *x509.Certificate) {
	required := !e.options.IgnoreSCT
	view := certview.New(cert)
	ctlogs := e.options.Root.CTLogs
	switch {
	case len(view.SCTs) == 0:
		e.checks.Fail(report.CheckCertificateSCT, required, report.Outcome{
			Reason: report.ReasonSCTMissing,
			Want:   "a signed certificate timestamp",
			Got:    none,
			Detail: "a certificate that is in no CT log cannot be noticed if it was issued by mistake",
		})
		return
	case len(e.chains) == 0:
		e.checks.Undecided(report.CheckCertificateSCT, required, "the issuer that the SCT covers is not known")
		return
	}
	if err := verify.VerifySignedCertificateTimestamp(e.chains, 1, e.options.Root.Material); err == nil {
		e.checks.Pass(report.CheckCertificateSCT, required, report.Outcome{
			Got:    fmt.Sprintf("%d, log %s…", len(view.SCTs), view.SCTs[0].LogID[:16]),
			Detail: primitive.FormatTime(view.SCTs[0].Timestamp),
		})
		return
	}
	var unknown []string
	for _, sct := range view.SCTs {
		id, _ := hex.DecodeString(sct.LogID)
		log := e.options.Root.CTLog(id)
		switch {
		case log == nil:
			unknown = append(unknown, sct.LogID)
		case !log.ValidAt(sct.Timestamp):
			e.checks.Fail(report.CheckCertificateSCT, required, report.Outcome{
				Reason: e.expired(report.ReasonTrustedRootExpiredCTFE, sct.Timestamp),
				Want:   "a log key in use on " + primitive.FormatTime(sct.Timestamp),
				Got:    logName(log) + ", in use " + trust.Period(log.Start, log.End),
				Detail: e.options.Root.Origin,
			})
			return
		default:
			e.checks.Fail(report.CheckCertificateSCT, required, report.Outcome{
				Reason: report.ReasonSCTSignatureInvalid,
				Want:   "a signature by " + logName(log),
				Got:    "one that does not verify",
				Detail: "log " + sct.LogID,
			})
			return
		}
	}
	e.checks.Fail(report.CheckCertificateSCT, required, report.Outcome{
		Reason: report.ReasonSCTUnknownCTLog,
		Want:   "one of " + knownLogs(ctlogs),
		Got:    strings.Join(unknown, ", "),
		Detail: "the SCT is from a log that the trusted root does not contain: " + e.options.Root.Origin,
	})
}
