package verifier

import (
	"crypto"
	"crypto/x509"
	"fmt"
	"slices"
	"time"

	"assay/certview"
	"assay/inspect/rekor"
	"assay/inspect/report"
	"assay/inspect/sigstore"
)

// none says for a reader that there is nothing where something should be.
const none = "none"

// verification runs the checks of one signature. Its fields are filled in by
// the checks in the order in which they run.
type verification struct {
	options  *sigstore.VerifyOptions
	entity   *sigstore.Entity
	artifact sigstore.Artifact
	checks   report.Checklist
	shared   *shared

	signer signer
	// signerHash is the hash with which the signature fits the signer's key.
	signerHash crypto.Hash
	// otherHash names the hash with which it fits instead, in otherScheme.
	otherHash string
	entry     *rekor.Entry
	// intact says that the signature fits its payload and the signer's key.
	intact bool

	times      []trustedTime
	timestamps []report.Timestamp
	chains     [][]*x509.Certificate
	claimedAt  time.Time
}

// signer is the key that the signature is checked with.
type signer struct {
	key         crypto.PublicKey
	certificate *x509.Certificate
	given       *sigstore.GivenKey
	// fromLog is set where only the log entry names the key.
	fromLog bool
}

// trustedTime is a time that somebody trusted confirms.
type trustedTime struct {
	at     time.Time
	source string
	// fromTimestamp is set for an RFC 3161 timestamp, not the log's integrated time.
	fromTimestamp bool
}

// Verify runs every check on a signature and returns what was found, with the
// verdict for this signature alone. The caller sets ID, Source and Artifact.
func Verify(m *sigstore.Entity, artifact sigstore.Artifact, policy *sigstore.VerifyOptions) *report.Signature {
	all, common := m.EachSignature(), newShared()
	best := verifyOne(all[0], artifact, policy, common)
	for _, other := range all[1:] {
		if e := verifyOne(other, artifact, policy, common); e.checks.Blocking() < best.checks.Blocking() {
			best = e
		}
	}
	out := best.result()
	if len(all) > 1 {
		out.Notes = append(out.Notes, fmt.Sprintf("The envelope holds %d signatures; the checks are those of the one that came closest "+
			"to being accepted. The others do not weaken it.", len(all)))
	}
	if n := len(m.Entries); n > 1 && !policy.IgnoreLog {
		out.Notes = append(out.Notes, fmt.Sprintf("The bundle holds %d log entries, and every one was checked; entry %d decides.", n,
			best.entry.LogIndex))
	}
	return out
}

// verifyOne runs the checks with every log entry of the signature in turn, and
// returns what was found with the entry that decides.
func verifyOne(m *sigstore.Entity, artifact sigstore.Artifact, policy *sigstore.VerifyOptions, common *shared) *verification {
	entries := m.Entries
	switch {
	case len(entries) == 0:
		entries = []*rekor.Entry{nil}
	case policy.IgnoreLog:
		entries = entries[:1]
	}
	all := make([]*verification, len(entries))
	for i, entry := range entries {
		all[i] = &verification{options: policy, entity: m, artifact: artifact, entry: entry, shared: common, checks: slices.Clone(m.Flaws)}
		all[i].check()
	}
	e := deciding(all)
	e.crossCheck()
	return e
}

// check runs every check but the cross-check.
func (e *verification) check() {
	e.chooseSigner()
	e.checkForm()
	e.checkSigner()
	e.checkLogPresence()
	e.checkTimestamps()
	e.checkLog()
	e.checkLogBody()
	e.checkCertificate()
	e.checkContent()
}

// VerifyBareStatement runs the checks that can be run on a statement without any
// signature. Its verdict is unsigned whatever they say.
func VerifyBareStatement(m *sigstore.Entity, artifact sigstore.Artifact, policy *sigstore.VerifyOptions) *report.Signature {
	e := &verification{options: policy, entity: m, artifact: artifact, shared: newShared(), checks: slices.Clone(m.Flaws)}
	e.checkContent()
	out := e.result()
	out.Verdict = report.VerdictUnsigned
	return out
}

// keyless reports whether a certificate says who signed: its chain, validity,
// SCT and identity then decide.
func (e *verification) keyless() bool { return e.signer.certificate != nil }

// certificate is the one that was given, or the one with the signature.
func (e *verification) certificate() *x509.Certificate {
	if e.options.Certificate != nil {
		return e.options.Certificate
	}
	return e.entity.Certificate
}

// checkForm records the pass of format checks in which reading found no flaw.
func (e *verification) checkForm() {
	m := e.entity
	if !m.IsLegacy() && m.Envelope == nil && len(m.Signature) > 0 {
		e.checkMessageSignature()
	}
	if e.artifact.Image && (m.Format == report.FormatBundle01 || m.Format == report.FormatBundle02) &&
		!e.checks.Failed(report.CheckBundleFormat) {
		e.checks.Fail(report.CheckBundleFormat, report.Required, report.Outcome{
			Reason: report.ReasonBundleVersionMismatch,
			Want:   "version 0.3, as bundles of images have",
			Got:    string(m.Format),
			Detail: "cosign skips older versions when they belong to an image",
		})
	}
	if !m.IsLegacy() && !e.checks.Has(report.CheckBundleFormat) {
		e.checks.Pass(report.CheckBundleFormat, report.Required, report.Outcome{Got: string(m.Format)})
	}
	for i := range e.checks {
		switch e.checks[i].Reason {
		case report.ReasonChainMalformed:
			// Whoever trusts a key has no use for a chain, and does not read it.
			e.checks[i].Required = e.keyless() && !e.options.WantKey
		case report.ReasonBundleChainInV03:
			e.checks[i].Required = !e.options.AllowChain
		default:
		}
	}
	if m.Envelope != nil && !e.checks.Failed(report.CheckEnvelopeType) {
		e.checks.Pass(report.CheckEnvelopeType, report.Required,
			report.Outcome{Want: sigstore.PayloadTypeInToto, Got: m.Envelope.PayloadType})
	}
	if !e.checks.Has(report.CheckArtifactMediaType) {
		e.checks.Pass(report.CheckArtifactMediaType, report.Optional, report.Outcome{})
	}
}

// checkMessageSignature refuses a bundle that signs bytes and states nothing
// where a statement is wanted.
func (e *verification) checkMessageSignature() {
	why := ""
	switch {
	case e.artifact.Image:
		why = "an image is signed by a statement about its digest"
	case e.options.PredicateType != "":
		why = "an attestation of type " + e.options.PredicateType + " was asked for"
	default:
		return
	}
	e.checks.Fail(report.CheckBundleFormat, report.Required, report.Outcome{
		Reason: report.ReasonBundleContentKindUnexpected,
		Want:   "a DSSE envelope with a statement",
		Got:    "a message signature",
		Detail: why,
	})
}

// result puts the checks in order and draws the verdict.
func (e *verification) result() *report.Signature {
	e.checks.Sort()
	m := e.entity
	out := &report.Signature{
		Format: m.Format, Subject: e.artifact.Digest, Checks: e.checks, Verdict: e.verdict(),
		Keyless: e.keyless(), Timestamps: e.timestamps, Raw: m.Raw, Deciding: true,
		Claims: signedClaims(m), DigestAlgorithm: e.otherHash,
	}
	if cert := e.certificate(); cert != nil {
		var above []*x509.Certificate
		if len(e.chains) > 0 {
			above = e.chains[0][1:]
		} else {
			above = m.Chain
		}
		out.Certificate = certview.New(cert, above...)
	}
	out.Key = e.describeSigner()
	out.Log = e.describeEntry()
	if len(e.times) > 0 {
		out.Time, out.TimeSource = e.times[0].at, e.times[0].source
	} else if !e.claimedAt.IsZero() {
		out.Time, out.TimeSource = e.claimedAt, report.TimeClaimed
	}
	if m.Statement != nil {
		out.PredicateType, out.Predicate, out.Statement = m.Statement.PredicateType, m.Statement.Predicate, m.Payload
		out.Subjects = subjects(m, e.artifact.Digest)
	}
	return out
}

// verdict draws the verdict. Without the agreement of the cross-check there is none
// but failed, whatever the other checks say.
func (e *verification) verdict() report.Verdict {
	switch {
	case e.checks.Blocks() || !e.checks.Passed(report.CheckSecondVerifier):
		return report.VerdictFailed
	case e.options.Pinned():
		return report.VerdictVerified
	default:
		return report.VerdictUnpinned
	}
}
