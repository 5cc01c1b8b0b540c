package verifier

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"assay/certview"
	"assay/inspect/rekor"
	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/inspect/sigstore/primitive"
)

// checkLogBody compares what the entry recorded with this signature:
// an entry of something else proves nothing (CVE-2022-36056, CVE-2026-22703).
func (e *verification) checkLogBody() {
	required := !e.options.IgnoreLog
	if e.entry == nil {
		for _, id := range []report.CheckID{report.CheckLogBodyHash, report.CheckLogBodySignature, report.CheckLogBodyKey} {
			e.checks.Skip(id, "there is no log entry")
		}
		return
	}
	body := e.entry.Body
	if body.Problem != nil {
		e.checks.Fail(report.CheckLogBodyHash, required, report.Outcome{
			Reason: report.ReasonRekorBodyMalformed,
			Want:   "an entry about a signature",
			Got:    sigstore.DescribeJSON(e.entry.Raw),
			Detail: body.Problem.Error(),
		})
		e.checks.Undecided(report.CheckLogBodySignature, required, "the entry's body cannot be read")
		e.checks.Undecided(report.CheckLogBodyKey, required, "the entry's body cannot be read")
		return
	}
	before := len(e.checks)
	e.checkBodyHash(required)
	e.checkBodySignature(required)
	e.checkBodyKey(required)
	e.checkBodyReadable(before, required)
}

// checkBodyReadable refuses an entry that no verifier reads in this place. What
// the tolerant reading found comes first: that an entry is of another signature
// says more than that it is not well formed.
func (e *verification) checkBodyReadable(before int, required bool) {
	body, kinds := e.entry.Body, e.entity.EntryKinds()
	kind := body.Kind + " " + body.Version
	why, got := e.entryProblem(), sigstore.DescribeJSON(e.entry.Raw)
	switch fits := slices.Contains(kinds, kind); {
	case !fits:
		why, got = "no verifier accepts an entry of this kind for such a signature", kind
	case why == "":
		return
	}
	for i := before; i < len(e.checks); i++ {
		if e.checks[i].Status == report.StatusFail {
			return
		}
	}
	e.checks = slices.DeleteFunc(e.checks, func(c report.Check) bool { return c.ID == report.CheckLogBodyHash })
	e.checks.Fail(report.CheckLogBodyHash, required, report.Outcome{
		Reason: report.ReasonRekorBodyMalformed,
		Want:   "an entry of kind " + strings.Join(kinds, " or "),
		Got:    got,
		Detail: why,
	})
}

// entryProblem says why no verifier reads the log entry for a signature in this
// place; empty where one does.
func (e *verification) entryProblem() string {
	body := e.entry.Body
	kind := body.Kind + " " + body.Version
	switch {
	case body.Problem != nil:
		return body.Problem.Error()
	case !slices.Contains(e.entity.AcceptedKinds(), kind):
		return "an entry of kind " + kind + " is not accepted here"
	case body.Refused != nil:
		return "the log's own reader refuses it: " + body.Refused.Error()
	case e.entity.Format == report.FormatDSSE && len(body.EnvelopeHash) == 0:
		return "it does not record the hash of the envelope"
	}
	return ""
}

func (e *verification) checkBodyHash(required bool) {
	body := e.entry.Body
	got := body.HashAlgorithm + ":" + hex.EncodeToString(body.Hash)
	if e.entity.Format == report.FormatSimpleSigning && body.HashAlgorithm != primitive.SHA256 {
		detail := "cosign compares the entry by SHA-256 only"
		if e.hashAgrees() {
			detail += "; the hash itself is that of this payload"
		}
		e.checks.Fail(report.CheckLogBodyHash, required, report.Outcome{
			Reason: report.ReasonRekorBodyHashAlgorithmUnexpected,
			Want:   primitive.SHA256,
			Got:    body.HashAlgorithm,
			Detail: detail,
		})
		return
	}
	hash, known := primitive.Hash(body.HashAlgorithm)
	if !known {
		e.checks.Fail(report.CheckLogBodyHash, required, report.Outcome{
			Reason: report.ReasonRekorBodyHashAlgorithmUnexpected,
			Want:   "sha256, sha384 or sha512",
			Got:    body.HashAlgorithm,
		})
		return
	}
	want := body.HashAlgorithm + ":" + hex.EncodeToString(e.loggedHash(hash))
	if e.hashAgrees() {
		e.checkEnvelopeHash(required, got)
		return
	}
	e.checks.Fail(report.CheckLogBodyHash, required, report.Outcome{
		Reason: report.ReasonRekorBodyHashMismatch,
		Want:   want,
		Got:    got,
		Detail: "the hash that was logged is not that of this " + string(body.Covers),
	})
}

// checkEnvelopeHash compares an attestation in cosign's tag format with the hash
// of the envelope in the entry, byte for byte (sigstore/cosign, VerifyBundle,
// bundleHash). Of a bundle's envelope the bytes that were uploaded are not known.
func (e *verification) checkEnvelopeHash(required bool, payload string) {
	body := e.entry.Body
	if e.entity.Format != report.FormatDSSE {
		e.checks.Pass(report.CheckLogBodyHash, required, report.Outcome{Got: payload, Detail: "hash of the " + string(body.Covers)})
		return
	}
	want := "sha256:" + hex.EncodeToString(e.shared.digest(wholeEnvelope, crypto.SHA256, e.entity.Envelope.Bytes))
	got := body.EnvelopeAlgorithm + ":" + hex.EncodeToString(body.EnvelopeHash)
	if want == got {
		e.checks.Pass(report.CheckLogBodyHash, required, report.Outcome{
			Got:    payload,
			Detail: "hash of the payload; that of the whole envelope is right too",
		})
		return
	}
	e.checks.Fail(report.CheckLogBodyHash, required, report.Outcome{
		Reason: report.ReasonRekorBodyHashMismatch,
		Want:   want,
		Got:    got,
		Detail: "the logged hash of the envelope is another one, while that of the payload is right: the envelope was rewritten, or " +
			"signatures were added",
	})
}

func (e *verification) checkBodySignature(required bool) {
	body := e.entry.Body
	recorded := body.First().Signature
	switch {
	case len(body.Signatures) > 1:
		e.checks.Fail(report.CheckLogBodySignature, required, report.Outcome{
			Reason: report.ReasonRekorBodySignatureMismatch,
			Want:   "one signature",
			Got:    strconv.Itoa(len(body.Signatures)),
			Detail: "an entry with several signatures is not tied to one",
		})
	case len(recorded) == 0 && body.Kind == "intoto" && body.Version == "0.0.1":
		e.checks.Skip(report.CheckLogBodySignature, "entries of this kind do not record the signature")
	case bytes.Equal(recorded, e.entity.Signature) && len(recorded) > 0 && e.entity.Format == report.FormatSimpleSigning &&
		e.entity.SignatureText != base64.StdEncoding.EncodeToString(recorded):
		e.checks.Fail(report.CheckLogBodySignature, required, report.Outcome{
			Reason: report.ReasonRekorBodySignatureMismatch,
			Want:   primitive.Shorten(e.entity.SignatureText, 32),
			Got:    primitive.Shorten(base64.StdEncoding.EncodeToString(recorded), 32),
			Detail: "the same signature in other base64; cosign compares the text",
		})
	case bytes.Equal(recorded, e.entity.Signature) && len(recorded) > 0:
		e.checks.Pass(report.CheckLogBodySignature, required, report.Outcome{Got: "the same signature"})
	default:
		e.checks.Fail(report.CheckLogBodySignature, required, report.Outcome{
			Reason: report.ReasonRekorBodySignatureMismatch,
			Want:   primitive.ShortHex(e.entity.Signature),
			Got:    primitive.ShortHex(recorded),
			Detail: "the signature that was logged is not this one",
		})
	}
}

func (e *verification) checkBodyKey(required bool) {
	recorded := e.entry.Body.First()
	got := primitive.Fingerprint(recorded.Key)
	if recorded.Certificate != nil {
		got = "certificate of " + certview.New(recorded.Certificate).Who() + ", " + got
	}
	if e.attached() != nil {
		e.checkBodyCertificate(required, recorded, got)
		return
	}
	if len(e.options.Keys) > 0 && e.signer.certificate == nil {
		// Compared with what was given, also where another key explains the
		// signature: that is what the user wants to see side by side.
		if e.givenRecorded(recorded.Key) && recorded.Certificate == nil &&
			(e.signer.given == nil || primitive.SameKey(e.signer.key, recorded.Key)) {
			e.checks.Pass(report.CheckLogBodyKey, required, report.Outcome{Got: got})
			return
		}
		e.checks.Fail(report.CheckLogBodyKey, required, report.Outcome{
			Reason: report.ReasonRekorBodyKeyMismatch,
			Want:   e.describeGiven(),
			Got:    got,
			Detail: "the key that was logged is not the one given",
		})
		return
	}
	if e.signer.key == nil {
		e.checks.Skip(report.CheckLogBodyKey, "there is no key to compare with the entry's")
		return
	}
	if e.recordedIsSigner() {
		e.checks.Pass(report.CheckLogBodyKey, required, report.Outcome{Got: got})
		return
	}
	want, detail := primitive.Fingerprint(e.signer.key), "what was logged is not the certificate of the signature"
	switch {
	case e.options.Certificate != nil:
		want, detail = "the key "+want+" without a certificate", "where the signature carries no certificate, cosign requires the log "+
			"entry to hold the plain key of the certificate given"
	case e.signer.certificate != nil:
		want = "certificate of " + certview.New(e.signer.certificate).Who() + ", " + want
	}
	e.checks.Fail(report.CheckLogBodyKey, required, report.Outcome{
		Reason: report.ReasonRekorBodyKeyMismatch,
		Want:   want,
		Got:    got,
		Detail: detail,
	})
}

// attached is the certificate that a signature in cosign's tag format carries and that is
// checked with a given key or certificate; nil where there is none. It does not
// say who signed.
func (e *verification) attached() *x509.Certificate {
	if !e.entity.IsLegacy() || e.signer.given == nil && e.options.Certificate == nil {
		return nil
	}
	return e.entity.Certificate
}

// checkBodyCertificate wants the log entry to be of the certificate of the
// signature, and that to be of the key given (sigstore/cosign, keyBytes).
func (e *verification) checkBodyCertificate(required bool, recorded rekor.BodySignature, got string) {
	cert := e.attached()
	want := "certificate of " + certview.New(cert).Who() + ", " + primitive.Fingerprint(cert.PublicKey)
	switch {
	case !primitive.SameKey(cert.PublicKey, e.signer.key):
		e.checks.Fail(report.CheckLogBodyKey, required, report.Outcome{
			Reason: report.ReasonRekorBodyKeyMismatch,
			Want:   primitive.Fingerprint(e.signer.key),
			Got:    want,
			Detail: "the certificate of the signature does not have the key given",
		})
	case recorded.Certificate == nil || !bytes.Equal(recorded.Certificate.Raw, cert.Raw):
		e.checks.Fail(report.CheckLogBodyKey, required, report.Outcome{
			Reason: report.ReasonRekorBodyKeyMismatch,
			Want:   want,
			Got:    got,
			Detail: "what was logged is not the certificate of the signature",
		})
	default:
		e.checks.Pass(report.CheckLogBodyKey, required, report.Outcome{Got: got})
	}
}
