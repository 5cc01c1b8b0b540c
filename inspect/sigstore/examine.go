package sigstore

import (
	"crypto"
	"crypto/x509"
	"fmt"
	"sort"
	"time"

	"assay/certview"
	"assay/inspect/rekor"
	"assay/inspect/report"
)

// Artifact is what a signature must be about.
type Artifact struct {
	// Digest is algorithm:hex of the signed manifest or file.
	Digest string
	// Bytes is the file itself where that is at hand.
	Bytes []byte
	// Image is set for a manifest in a registry, for which cosign expects an
	// in-toto statement in a bundle.
	Image bool
	// Repository is the name under which the image was asked for.
	Repository string
}

// examination runs the checks of one signature. Its fields are filled in by
// the checks in the order in which they run.
type examination struct {
	policy   *VerifyOptions
	material *Entity
	artifact Artifact
	checks   []report.Check
	shared   *shared

	signer signer
	// signerHash is the hash with which the signature fits the signer's key.
	signerHash crypto.Hash
	// otherHash names the hash with which it fits instead, in otherScheme.
	otherHash string
	entry     *rekor.Entry
	// intact says that the signature fits its payload and the signer's key.
	intact bool

	times     []trustedTime
	stamps    []report.Timestamp
	chains    [][]*x509.Certificate
	claimedAt time.Time
}

// signer is the key that the signature is checked with.
type signer struct {
	key         crypto.PublicKey
	certificate *x509.Certificate
	given       *GivenKey
	// fromLog is set where only the log entry names the key.
	fromLog bool
}

// trustedTime is a time that somebody trusted confirms.
type trustedTime struct {
	at     time.Time
	source string
	// stamped is set for an RFC 3161 timestamp, not the log's integrated time.
	stamped bool
}

// Verify runs every check on a signature and returns what was found, with the
// verdict for this signature alone. The caller sets ID, Source and Artifact.
func Verify(m *Entity, artifact Artifact, policy *VerifyOptions) *report.Signature {
	all, common := m.each(), newShared()
	best := examine(all[0], artifact, policy, common)
	for _, other := range all[1:] {
		if e := examine(other, artifact, policy, common); blocking(e.checks) < blocking(best.checks) {
			best = e
		}
	}
	out := best.result()
	if len(all) > 1 {
		out.Notes = append(out.Notes, fmt.Sprintf("The envelope holds %d signatures; this is the one that says most. The others do not take away from it.", len(all)))
	}
	if n := len(m.Entries); n > 1 && !policy.IgnoreLog {
		out.Notes = append(out.Notes, fmt.Sprintf("The bundle holds %d log entries, and every one was checked; entry %d decides.", n, best.entry.LogIndex))
	}
	return out
}

// blocking counts the checks that keep a signature from being accepted.
func blocking(checks []report.Check) int {
	n := 0
	for _, c := range checks {
		if c.Blocks() {
			n++
		}
	}
	return n
}

// examine runs the checks with every log entry of the signature in turn, and
// returns what was found with the entry that decides.
func examine(m *Entity, artifact Artifact, policy *VerifyOptions, common *shared) *examination {
	entries := m.Entries
	switch {
	case len(entries) == 0:
		entries = []*rekor.Entry{nil}
	case policy.IgnoreLog:
		entries = entries[:1]
	}
	all := make([]*examination, len(entries))
	for i, entry := range entries {
		all[i] = &examination{policy: policy, material: m, artifact: artifact, entry: entry, shared: common, checks: append([]report.Check(nil), m.Flaws...)}
		all[i].check()
	}
	e := deciding(all)
	e.crossCheck()
	return e
}

// check runs every check but the cross-check.
func (e *examination) check() {
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
func VerifyBareStatement(m *Entity, artifact Artifact, policy *VerifyOptions) *report.Signature {
	e := &examination{policy: policy, material: m, artifact: artifact, shared: newShared(), checks: append([]report.Check(nil), m.Flaws...)}
	e.checkContent()
	out := e.result()
	out.Verdict = report.VerdictUnsigned
	return out
}

// keyless reports whether a certificate says who signed: its chain, validity,
// SCT and identity then decide.
func (e *examination) keyless() bool { return e.signer.certificate != nil }

// certificate is the one that was given, or the one with the signature.
func (e *examination) certificate() *x509.Certificate {
	if e.policy.Certificate != nil {
		return e.policy.Certificate
	}
	return e.material.Certificate
}

// add records a check.
func (e *examination) add(c report.Check) {
	c.Title = c.ID.Title()
	e.checks = append(e.checks, c)
}

func (e *examination) pass(id report.CheckID, required bool, want, got, detail string) {
	e.add(report.Check{ID: id, Status: report.StatusPass, Required: required, Want: want, Got: got, Detail: detail})
}

func (e *examination) fail(id report.CheckID, required bool, reason, want, got, detail string) {
	e.add(report.Check{ID: id, Status: report.StatusFail, Required: required, Reason: reason, Want: want, Got: got, Detail: detail})
}

func (e *examination) skip(id report.CheckID, why string) {
	e.add(report.Check{ID: id, Status: report.StatusSkipped, Detail: why})
}

// undecided records a check that cannot be decided; a required one then keeps
// the signature from being accepted.
func (e *examination) undecided(id report.CheckID, required bool, why string) {
	e.add(report.Check{ID: id, Status: report.StatusUnknown, Required: required, Detail: why})
}

// failed reports whether a check with this ID has failed so far.
func (e *examination) failed(id report.CheckID) bool {
	for _, c := range e.checks {
		if c.ID == id && c.Status == report.StatusFail {
			return true
		}
	}
	return false
}

// has reports whether a check with this ID was recorded.
func (e *examination) has(id report.CheckID) bool {
	for _, c := range e.checks {
		if c.ID == id {
			return true
		}
	}
	return false
}

// checkForm records the pass of format checks in which reading found no flaw.
func (e *examination) checkForm() {
	m := e.material
	if !m.IsLegacy() && m.Envelope == nil && len(m.Signature) > 0 {
		e.checkMessageSignature()
	}
	if e.artifact.Image && (m.Format == report.FormatBundle01 || m.Format == report.FormatBundle02) && !e.failed(report.CheckBundleFormat) {
		e.fail(report.CheckBundleFormat, true, "bundle-version-mismatch", "version 0.3, as bundles of images have", string(m.Format), "cosign passes older ones over when they belong to an image")
	}
	if !m.IsLegacy() && !e.has(report.CheckBundleFormat) {
		e.pass(report.CheckBundleFormat, true, "", string(m.Format), "")
	}
	for i := range e.checks {
		switch e.checks[i].Reason {
		case "chain-malformed":
			// Whoever trusts a key has no use for a chain, and does not read it.
			e.checks[i].Required = e.keyless() && !e.policy.WantKey
		case "bundle-chain-in-v0.3":
			e.checks[i].Required = !e.policy.AllowChain
		}
	}
	if m.Envelope != nil && !e.failed(report.CheckEnvelopeType) {
		e.pass(report.CheckEnvelopeType, true, payloadTypeInToto, m.Envelope.PayloadType, "")
	}
	if !e.has(report.CheckArtifactMediaType) {
		e.pass(report.CheckArtifactMediaType, false, "", "", "")
	}
}

// checkMessageSignature refuses a bundle that signs bytes and states nothing
// where a statement is wanted.
func (e *examination) checkMessageSignature() {
	why := ""
	switch {
	case e.artifact.Image:
		why = "an image is signed by a statement about its digest"
	case e.policy.PredicateType != "":
		why = "an attestation of type " + e.policy.PredicateType + " was asked for"
	default:
		return
	}
	e.fail(report.CheckBundleFormat, true, "bundle-content-kind-unexpected", "a DSSE envelope with a statement", "a message signature", why)
}

// result puts the checks in order and draws the verdict.
func (e *examination) result() *report.Signature {
	sortChecks(e.checks)
	m := e.material
	out := &report.Signature{
		Format: m.Format, Subject: e.artifact.Digest, Checks: e.checks, Verdict: e.verdict(),
		Keyless: e.keyless(), Timestamps: e.stamps, Raw: m.Raw, Deciding: true,
		Claims: m.claims(), DigestAlgorithm: e.otherHash,
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
		out.Subjects = m.subjects(e.artifact.Digest)
	}
	return out
}

func (e *examination) verdict() report.Verdict {
	if blocking(e.checks) > 0 {
		return report.VerdictFailed
	}
	if !e.policy.Pinned() {
		return report.VerdictUnpinned
	}
	return report.VerdictVerified
}

// order is the order in which checks are shown: what was signed, by whom, and
// what the log and the clock say.
var order = func() map[report.CheckID]int {
	ids := []report.CheckID{
		report.CheckArtifactBlob, report.CheckArtifactMediaType, report.CheckBundleFormat, report.CheckPayloadDigest, report.CheckPayloadFormat,
		report.CheckEnvelopeType, report.CheckSignatureEncoding, report.CheckEnvelopeSignature, report.CheckSignatureValue, report.CheckKeyMatch,
		report.CheckClaimsDigest, report.CheckStatementSubject, report.CheckClaimsReference, report.CheckClaimsAnnotations, report.CheckStatementPredicate,
		report.CheckCertificatePresent, report.CheckCertificateChain, report.CheckCertificateValidity, report.CheckCertificateSCT,
		report.CheckCertificateIdentity, report.CheckCertificateIssuer, report.CheckCertificateWorkflow,
		report.CheckLogPresent, report.CheckLogKey, report.CheckLogSET, report.CheckLogInclusion, report.CheckLogCheckpoint, report.CheckLogTime,
		report.CheckLogBodyHash, report.CheckLogBodySignature, report.CheckLogBodyKey,
		report.CheckTimestampPresent, report.CheckTimestampSignature, report.CheckTimestampChain, report.CheckTimestampTime,
		report.CheckSecondVerifier, report.CheckAttachmentSigned,
	}
	out := make(map[report.CheckID]int, len(ids))
	for i, id := range ids {
		out[id] = i
	}
	return out
}()

func sortChecks(checks []report.Check) {
	sort.SliceStable(checks, func(i, j int) bool { return order[checks[i].ID] < order[checks[j].ID] })
}
