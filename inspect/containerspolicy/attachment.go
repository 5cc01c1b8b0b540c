package containerspolicy

import (
	"crypto"
	"encoding/pem"
	"fmt"
	"strings"
	"time"

	"github.com/sigstore/sigstore/pkg/cryptoutils"

	"assay/certview"
	"assay/inspect/report"
)

// attachmentCheck runs the checks of one cosign layer under one requirement, in
// the order in which podman does. It goes on behind a failure where that makes
// sense; the message is that of the first.
type attachmentCheck struct {
	requirement Requirement
	trusted     *trustedMaterial
	attachment  *Attachment
	image       Image
	now         time.Time
	checks      report.Checklist
	// message is what podman prints of the first thing that is wrong; empty where
	// that is not known.
	message string
	// complete says that every step was gone through to the end.
	complete bool
}

// refuse records a required check that failed. message is what podman prints of
// it, and empty where that is not known.
func (a *attachmentCheck) refuse(id report.CheckID, o report.Outcome, message string) {
	if !a.checks.Blocks() {
		a.message = message
	}
	a.checks.Fail(id, report.Required, o)
}

// run decides which keys may have signed, and verifies with those.
func (a *attachmentCheck) run() {
	defer func() {
		if r := recover(); r != nil {
			a.refuse(report.CheckKeyMatch, report.Outcome{
				Reason: report.ReasonVerifierDisagreement,
				Want:   "a signature that can be read",
				Got:    "reading it crashed",
				Detail: fmt.Sprint(r),
			}, "")
		}
	}()
	if _, ok := a.attachment.Annotations[annotationSignature]; !ok {
		a.missing(report.CheckSignatureEncoding, report.ReasonSignatureAnnotationMissing, annotationSignature)
		return
	}
	switch {
	case a.trusted.fulcio != nil:
		a.byFulcio()
	case a.trusted.pki != nil:
		a.byPKI()
	default:
		a.byKey()
	}
}

// accepted reports whether the signature meets the requirement.
func (a *attachmentCheck) accepted() bool { return a.complete && !a.checks.Blocks() }

// missing records an annotation that is not there.
func (a *attachmentCheck) missing(id report.CheckID, reason report.Reason, annotation string) {
	a.refuse(id, report.Outcome{
		Reason: reason,
		Want:   "annotation " + annotation,
		Got:    "none",
		Detail: "this policy engine needs it",
	}, "missing "+annotation+" annotation")
}

func (a *attachmentCheck) byKey() {
	keys := a.trusted.keys
	if a.trusted.rekor != nil {
		bundle, ok := a.attachment.Annotations[annotationBundle]
		if !ok {
			a.missing(report.CheckLogPresent, report.ReasonLogEntryMissing, annotationBundle)
			a.payload(keys)
			return
		}
		keys = a.logged(bundle)
		if keys == nil {
			a.payload(a.trusted.keys)
			return
		}
	}
	a.payload(keys)
}

// logged returns the one key that the log entry is of, or nil.
func (a *attachmentCheck) logged(bundle string) []crypto.PublicKey {
	var failures []error
	for _, key := range a.trusted.keys {
		encoded, err := cryptoutils.MarshalPublicKeyToPEM(key)
		if err == nil {
			_, err = a.verifyEntry(bundle, encoded)
		}
		if err != nil {
			failures = append(failures, err)
			continue
		}
		a.checks.Pass(report.CheckLogSET, report.Required, report.Outcome{
			Got: "signed by a log whose key the policy names, for this key, signature and payload",
		})
		return []crypto.PublicKey{key}
	}
	text, said := joinErrors(failures)
	if said != "" {
		said = "No public key verified against the RekorSET: " + said
	}
	a.refuse(report.CheckLogSET, report.Outcome{
		Reason: report.ReasonSETSignatureInvalid,
		Want:   "an entry of the log that the policy names, for one of its keys",
		Got:    "none that verifies",
		Detail: text,
	}, said)
	return nil
}

// joinErrors joins errors for a reader, and as podman prints them where all of
// them are its own.
func joinErrors(failures []error) (text, said string) {
	var texts, quoted []string
	for _, err := range failures {
		texts = append(texts, err.Error())
		if words := printed(err); words != "" {
			quoted = append(quoted, words)
		}
	}
	if len(quoted) == len(texts) {
		said = strings.Join(quoted, ", ")
	}
	return strings.Join(texts, ", "), said
}

func (a *attachmentCheck) byFulcio() {
	bundle, ok := a.attachment.Annotations[annotationBundle]
	if !ok {
		a.missing(report.CheckLogPresent, report.ReasonLogEntryMissing, annotationBundle)
	}
	certificate, have := a.attachment.Annotations[annotationCertificate]
	if !have {
		a.missing(report.CheckCertificatePresent, report.ReasonKeyNotKeyless, annotationCertificate)
	}
	if !ok || !have {
		return
	}
	at, err := a.verifyEntry(bundle, []byte(certificate))
	if err != nil {
		a.refuse(report.CheckLogSET, report.Outcome{
			Reason: report.ReasonSETSignatureInvalid,
			Want:   "an entry of the log that the policy names",
			Got:    "none that verifies",
			Detail: err.Error(),
		}, printed(err))
		return
	}
	a.checks.Pass(report.CheckLogSET, report.Required, report.Outcome{
		Got: "entry of this certificate, signature and payload, at " + at.UTC().Format("2 Jan 2006 15:04:05 UTC"),
	})
	key, err := a.trusted.fulcio.verify(a, at, []byte(certificate), []byte(a.attachment.Annotations[annotationChain]))
	if err != nil {
		return
	}
	a.payload([]crypto.PublicKey{key})
}

func (a *attachmentCheck) byPKI() {
	certificate, have := a.attachment.Annotations[annotationCertificate]
	if !have {
		a.missing(report.CheckCertificatePresent, report.ReasonKeyNotKeyless, annotationCertificate)
		return
	}
	key, err := a.trusted.pki.verify(a, []byte(certificate), []byte(a.attachment.Annotations[annotationChain]))
	if err != nil {
		return
	}
	a.payload([]crypto.PublicKey{key})
}

// describePEM names the key or certificate in a PEM text.
func describePEM(data []byte) string {
	block, _ := pem.Decode(data)
	if block == nil {
		return "no PEM"
	}
	if certs, err := certview.Parse(data); err == nil && len(certs) > 0 {
		return certview.New(certs[0]).Who()
	}
	if key, err := cryptoutils.UnmarshalPEMToPublicKey(data); err == nil {
		return "SHA256:" + certview.DescribeKey(key).FingerprintSHA256
	}
	return block.Type
}
