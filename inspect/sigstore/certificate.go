package sigstore

import (
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore-go/pkg/verify"

	"assay/certview"
	"assay/inspect/report"
	"assay/inspect/trust"
)

var certificateChecks = []report.CheckID{
	report.CheckCertificateChain, report.CheckCertificateValidity, report.CheckCertificateSCT,
	report.CheckCertificateIdentity, report.CheckCertificateIssuer, report.CheckCertificateWorkflow,
}

// checkCertificate runs the checks on the certificate: chain, validity at the
// time that counts, CT log, and whether it names the signer that was asked for.
func (e *examination) checkCertificate() {
	if e.attached() != nil && e.policy.Certificate == nil {
		e.checkAttached()
		return
	}
	cert := e.certificate()
	if cert == nil {
		for _, id := range certificateChecks {
			e.skip(id, "there is no certificate")
		}
		if !e.has(report.CheckTimestampTime) {
			e.skip(report.CheckTimestampTime, "there is no certificate whose validity it could show")
		}
		return
	}
	cert = withoutHandledExtensions(cert)
	e.chooseTime()
	e.checkChain(cert)
	e.checkValidity(cert)
	e.checkStampedTimes(cert)
	e.checkSCT(cert)
	e.checkIdentity(cert)
}

// checkAttached looks at a certificate beside a signature that the given key
// made. The key says who signed; of the certificate only the validity counts
// (sigstore/cosign, verifyInternal).
func (e *examination) checkAttached() {
	cert := withoutHandledExtensions(e.attached())
	e.chooseTime()
	e.checkValidity(cert)
	e.checkStampedTimes(cert)
	for _, id := range certificateChecks {
		if id != report.CheckCertificateValidity {
			e.skip(id, "the key given decides, not the certificate")
		}
	}
}

// chooseTime falls back to the clock where the user chose to do without the log,
// and there is no timestamp that was asked for.
func (e *examination) chooseTime() {
	noTimestamp := !e.policy.UseSignedTimestamps || e.material.IsLegacy() && len(e.material.Timestamps) == 0
	if len(e.times) == 0 && e.policy.IgnoreLog && noTimestamp {
		e.times = append(e.times, trustedTime{at: e.policy.Now, source: "the clock of this machine; no trusted time was asked for"})
	}
}

// withoutHandledExtensions returns cert without the subject alternative name
// among its unhandled critical extensions: the standard library does not know
// the otherName that Fulcio may issue, and the names are read by certview.
func withoutHandledExtensions(cert *x509.Certificate) *x509.Certificate {
	copied := *cert
	copied.UnhandledCriticalExtensions = nil
	for _, oid := range cert.UnhandledCriticalExtensions {
		if !oid.Equal(asn1.ObjectIdentifier{2, 5, 29, 17}) {
			copied.UnhandledCriticalExtensions = append(copied.UnhandledCriticalExtensions, oid)
		}
	}
	return &copied
}

// authorities returns the trusted authorities: those of --certificate-chain where
// it is given, and then no others, as cosign has it.
func (e *examination) authorities() []trust.Authority {
	if len(e.policy.ExtraRoots) == 0 {
		return e.policy.Root.Authorities
	}
	var out []trust.Authority
	for _, r := range e.policy.ExtraRoots {
		out = append(out, trust.Authority{Name: r.Subject.String(), Root: r, Intermediates: e.policy.ExtraIntermediates,
			Fulcio: &root.FulcioCertificateAuthority{Root: r, Intermediates: e.policy.ExtraIntermediates}})
	}
	return out
}

// checkChain looks for a path to a trusted authority, with the issuers valid at
// the time that counts (CVE-2026-24122).
func (e *examination) checkChain(cert *x509.Certificate) {
	authorities := e.authorities()
	var best *report.Check
	for _, authority := range authorities {
		chains, usage := e.pathTo(cert, authority)
		if len(chains) == 0 {
			continue
		}
		e.chains = chains
		c := e.judgePath(cert, authority, chains[0], usage)
		if c.Status == report.StatusPass {
			e.add(c)
			e.noteChainAnnotation(chains[0])
			return
		}
		if best == nil {
			best = &c
		}
	}
	if best != nil {
		e.add(*best)
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
	e.fail(report.CheckCertificateChain, true, "unknown-ca", want, got, "issued by an authority that the trusted root does not hold: "+e.policy.Root.Origin)
}

// pathTo returns the chains from cert to authority as of the moment of issue,
// for any key usage, and whether code signing is allowed by them. Intermediates
// come from the authority alone: whoever attached the signature wrote what lies
// beside it.
func (e *examination) pathTo(cert *x509.Certificate, authority trust.Authority) (chains [][]*x509.Certificate, codeSigning bool) {
	roots, intermediates := x509.NewCertPool(), x509.NewCertPool()
	roots.AddCert(authority.Root)
	for _, c := range authority.Intermediates {
		intermediates.AddCert(c)
	}
	if e.policy.AllowChain && e.material.Format == report.FormatBundle03 {
		for _, c := range e.material.Chain {
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

// judgePath decides on one chain.
func (e *examination) judgePath(cert *x509.Certificate, authority trust.Authority, chain []*x509.Certificate, codeSigning bool) report.Check {
	c := report.Check{ID: report.CheckCertificateChain, Required: true, Status: report.StatusFail}
	origin := e.policy.Root.Origin
	if !codeSigning {
		c.Reason, c.Want, c.Got = "cert-wrong-eku", "Code Signing", strings.Join(certview.New(cert).ExtendedKeyUsages, ", ")
		c.Detail = "extended key usages of the certificate"
		if c.Got == "" {
			c.Got = "none"
		}
		return c
	}
	if len(e.times) == 0 {
		c.Status, c.Detail = report.StatusUnknown, "issued by "+authority.Name+", but no trusted time says whether that authority was still in use"
		return c
	}
	for _, t := range e.times {
		if !authority.ValidAt(t.at) {
			c.Reason = e.expired("trusted-root-expired-fulcio", t.at)
			c.Want, c.Got = "an authority in use on "+stamp(t.at), authority.Name+", in use "+trust.Period(authority.Start, authority.End)
			c.Detail = origin
			return c
		}
		for _, issuer := range chain[1:] {
			if t.at.Before(issuer.NotBefore) || t.at.After(issuer.NotAfter) {
				c.Reason, c.Want, c.Got = "trusted-root-expired-fulcio", "issuers valid on "+stamp(t.at), issuer.Subject.String()+", valid "+validity(issuer)
				return c
			}
		}
	}
	var names []string
	for _, issuer := range chain[1:] {
		names = append(names, issuer.Subject.CommonName)
	}
	c.Status, c.Got, c.Detail = report.StatusPass, strings.Join(names, " ← "), origin
	return c
}

// noteChainAnnotation says so when the chain that a cosign signature carries
// is not the one that leads to the trusted root: cosign does not look at it.
func (e *examination) noteChainAnnotation(chain []*x509.Certificate) {
	if !e.material.IsLegacy() || len(e.material.Chain) == 0 {
		return
	}
	// A certificate that is an authority of the trusted root itself is its whole
	// chain.
	above := chain[min(1, len(chain)-1):]
	for _, c := range e.material.Chain {
		if slices.ContainsFunc(above, c.Equal) {
			return
		}
	}
	e.fail(report.CheckBundleFormat, false, "chain-annotation-differs", above[0].Subject.String(), e.material.Chain[0].Subject.String(),
		"the chain annotation is of another authority; verifiers go by the trusted root")
}

func validity(cert *x509.Certificate) string {
	return stamp(cert.NotBefore) + " to " + stamp(cert.NotAfter)
}

// checkValidity compares the certificate's validity with every time that
// counts.
func (e *examination) checkValidity(cert *x509.Certificate) {
	if len(e.times) == 0 {
		e.undecided(report.CheckCertificateValidity, true, "no trusted time says when it signed")
		return
	}
	for _, t := range e.times {
		switch {
		case t.stamped && (t.at.Before(cert.NotBefore) || t.at.After(cert.NotAfter)):
			e.fail(report.CheckCertificateValidity, true, "timestamp-outside-cert-validity", validity(cert), stamp(t.at), t.source)
			return
		case t.at.Before(cert.NotBefore):
			e.fail(report.CheckCertificateValidity, true, "cert-not-yet-valid-at-integrated-time", validity(cert), stamp(t.at), t.source)
			return
		case t.at.After(cert.NotAfter):
			e.fail(report.CheckCertificateValidity, true, "cert-expired-at-integrated-time", validity(cert), stamp(t.at), t.source)
			return
		}
	}
	if at, outside := e.loggedOutside(cert); outside {
		reason := "cert-expired-at-integrated-time"
		if at.Before(cert.NotBefore) {
			reason = "cert-not-yet-valid-at-integrated-time"
		}
		e.fail(report.CheckCertificateValidity, true, reason, validity(cert), stamp(at), "the time that the log entry names without a SET; verifiers compare it although it is not proven")
		return
	}
	first := e.times[0]
	e.pass(report.CheckCertificateValidity, true, validity(cert), stamp(first.at), fmt.Sprintf("signed %s after issue, by %s", first.at.Sub(cert.NotBefore).Round(time.Second), first.source))
}

// loggedOutside returns the time that the log entry of a bundle names, and
// whether the certificate was not valid then. It is compared also where other
// times count (sigstore-go, verify.VerifyTlogEntry).
func (e *examination) loggedOutside(cert *x509.Certificate) (time.Time, bool) {
	if e.material.IsLegacy() || e.policy.IgnoreLog || e.entry == nil || e.entry.Time().IsZero() {
		return time.Time{}, false
	}
	at := e.entry.Time()
	return at, at.Before(cert.NotBefore) || at.After(cert.NotAfter)
}

// checkSCT checks the embedded certificate timestamps (RFC 6962).
func (e *examination) checkSCT(cert *x509.Certificate) {
	required := !e.policy.IgnoreSCT
	view := certview.New(cert)
	ctlogs := e.policy.Root.CTLogs
	switch {
	case len(view.SCTs) == 0:
		e.fail(report.CheckCertificateSCT, required, "sct-missing", "a signed certificate timestamp", "none", "nobody can notice a certificate that no CT log knows of")
		return
	case len(e.chains) == 0:
		e.undecided(report.CheckCertificateSCT, required, "the issuer that the SCT covers is not known")
		return
	}
	if err := verify.VerifySignedCertificateTimestamp(e.chains, 1, e.policy.Root.Material); err == nil {
		e.pass(report.CheckCertificateSCT, required, "", fmt.Sprintf("%d, log %s…", len(view.SCTs), view.SCTs[0].LogID[:16]), stamp(view.SCTs[0].Timestamp))
		return
	}
	var unknown []string
	for _, sct := range view.SCTs {
		id, _ := hex.DecodeString(sct.LogID)
		log := e.policy.Root.CTLog(id)
		switch {
		case log == nil:
			unknown = append(unknown, sct.LogID)
		case !log.ValidAt(sct.Timestamp):
			e.fail(report.CheckCertificateSCT, required, e.expired("trusted-root-expired-ctfe", sct.Timestamp), "a log key in use on "+stamp(sct.Timestamp), logName(log)+", in use "+trust.Period(log.Start, log.End), e.policy.Root.Origin)
			return
		default:
			e.fail(report.CheckCertificateSCT, required, "sct-signature-invalid", "a signature by "+logName(log), "one that does not fit", "log "+sct.LogID)
			return
		}
	}
	e.fail(report.CheckCertificateSCT, required, "sct-unknown-ct-log", "one of "+knownLogs(ctlogs), strings.Join(unknown, ", "), "SCT of a log that the trusted root does not hold: "+e.policy.Root.Origin)
}
