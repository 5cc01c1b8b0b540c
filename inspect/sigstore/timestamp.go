package sigstore

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"strings"
	"time"

	"github.com/digitorus/pkcs7"
	"github.com/digitorus/timestamp"

	"assay/certview"
	"assay/inspect/report"
	"assay/inspect/trust"
)

// wantsTimestamp reports whether RFC 3161 timestamps say when it was signed:
// where they were asked for, and for a certificate in a bundle whose log entries
// give no time (sigstore/cosign, rekorV2Bundle). Elsewhere they are shown, and
// decide nothing.
func (e *examination) wantsTimestamp() bool {
	if e.policy.UseSignedTimestamps {
		return true
	}
	if e.material.IsLegacy() || !e.keyless() || e.policy.IgnoreLog || len(e.material.Entries) == 0 {
		return false
	}
	for _, entry := range e.material.Entries {
		if entry.IntegratedTime != 0 {
			return false
		}
	}
	return true
}

// checkTimestamps looks at every RFC 3161 timestamp, whether one is needed or
// not. A verified one is a time that counts where timestamps do.
func (e *examination) checkTimestamps() {
	m := e.material
	needed := e.wantsTimestamp()
	if len(m.Timestamps) == 0 {
		if needed {
			// In its tag format cosign takes a timestamp where there is one, and
			// goes by the log entry or the clock otherwise.
			e.checks.Fail(report.CheckTimestampPresent, !m.IsLegacy(), report.Outcome{
				Reason: report.ReasonTimestampMissing,
				Want:   "an RFC 3161 timestamp",
				Got:    "none",
				Detail: e.whyTimestamp(),
			})
		} else {
			e.checks.Skip(report.CheckTimestampPresent, "the signature carries no timestamp, and none is needed")
		}
		for _, id := range []report.CheckID{report.CheckTimestampSignature, report.CheckTimestampChain, report.CheckTimestampTime} {
			e.checks.Skip(id, "there is no timestamp")
		}
		return
	}
	e.checks.Pass(report.CheckTimestampPresent, needed, report.Outcome{Got: fmt.Sprint(len(m.Timestamps))})
	var problem *stampProblem
	verified := map[string]bool{}
	for _, v := range e.timestamps() {
		stamped, authority, bad := v.at, v.authority, v.problem
		if bad == nil {
			e.stamps = append(e.stamps, report.Timestamp{Time: stamped, Authority: authority.Name, Verified: true})
			// Of one authority the first timestamp counts (sigstore-go,
			// isDuplicateTSA).
			if !verified[authority.Timestamping.URI] {
				e.addStampedTime(stamped, authority)
			}
			verified[authority.Timestamping.URI] = true
			continue
		}
		e.stamps = append(e.stamps, report.Timestamp{Time: bad.at, Problem: bad.Detail})
		if e.claimedAt.IsZero() {
			e.claimedAt = bad.at
		}
		if problem == nil {
			problem = bad
		}
	}
	e.recordTimestamps(len(verified), problem, needed)
}

func (e *examination) whyTimestamp() string {
	if e.policy.UseSignedTimestamps {
		return "--use-signed-timestamps asks for one"
	}
	return "Rekor v2 gives no time, so only a timestamp can say that the certificate was valid"
}

// addStampedTime takes a verified timestamp as a time that counts, where
// timestamps do.
func (e *examination) addStampedTime(at time.Time, authority *trust.Authority) {
	if e.wantsTimestamp() {
		e.times = append(e.times, trustedTime{at: at, source: "timestamp by " + authority.Name, stamped: true})
	}
}

func (e *examination) recordTimestamps(verified int, problem *stampProblem, needed bool) {
	if problem == nil {
		e.checks.Pass(report.CheckTimestampSignature, needed, report.Outcome{Got: "covers this signature"})
		e.checks.Pass(report.CheckTimestampChain, needed, report.Outcome{Got: e.stamps[0].Authority, Detail: e.policy.Root.Origin})
		return
	}
	required := needed && verified == 0
	if problem.chain {
		e.checks.Pass(report.CheckTimestampSignature, needed, report.Outcome{Got: "covers this signature"})
		e.checks.Fail(report.CheckTimestampChain, required, problem.Outcome)
	} else {
		e.checks.Fail(report.CheckTimestampSignature, required, problem.Outcome)
		e.checks.Skip(report.CheckTimestampChain, "the timestamp itself does not hold")
	}
}

// stampResult is what came of one timestamp.
type stampResult struct {
	at        time.Time
	authority *trust.Authority
	problem   *stampProblem
}

// timestamps verifies every timestamp, once for all log entries: they do not
// depend on the entry, and hostile ones take long to read.
func (e *examination) timestamps() []stampResult {
	if !e.shared.stamped {
		for _, raw := range e.material.Timestamps {
			at, authority, problem := e.verifyTimestamp(raw)
			e.shared.stamps = append(e.shared.stamps, stampResult{at, authority, problem})
		}
		e.shared.stamped = true
	}
	return e.shared.stamps
}

// stampProblem says why a timestamp does not count.
type stampProblem struct {
	report.Outcome
	// chain is set where the timestamp is sound but its authority not trusted.
	chain bool
	at    time.Time
}

// verifyTimestamp checks one timestamp response (RFC 3161) against every
// authority of the trusted root.
func (e *examination) verifyTimestamp(raw []byte) (time.Time, *trust.Authority, *stampProblem) {
	root := e.policy.Root
	covers := e.material.TimestampCovers
	for i := range root.Timestamps {
		authority := &root.Timestamps[i]
		if ts, err := authority.Timestamping.Verify(raw, covers); err == nil {
			return ts.Time.UTC(), authority, nil
		}
	}
	parsed, err := parseTimestamp(raw)
	if err != nil {
		return time.Time{}, nil, &stampProblem{Outcome: report.Outcome{Reason: report.ReasonTimestampMalformed, Want: "an RFC 3161 timestamp", Got: fmt.Sprintf("%d bytes", len(raw)), Detail: err.Error()}}
	}
	at := parsed.Time.UTC()
	if !parsed.HashAlgorithm.Available() || !bytes.Equal(digestWith(parsed.HashAlgorithm, covers), parsed.HashedMessage) {
		want := ""
		if parsed.HashAlgorithm.Available() {
			want = shortHex(digestWith(parsed.HashAlgorithm, covers))
		}
		return at, nil, &stampProblem{Outcome: report.Outcome{Reason: report.ReasonTimestampImprintMismatch, Want: want, Got: shortHex(parsed.HashedMessage), Detail: "hash of this signature, and of what was stamped"}, at: at}
	}
	return at, nil, e.stampAuthorityProblem(raw, parsed, at)
}

// stampAuthorityProblem tells an unknown authority from one whose period had
// ended and from a signature that does not hold.
func (e *examination) stampAuthorityProblem(raw []byte, parsed *timestamp.Timestamp, at time.Time) *stampProblem {
	root := e.policy.Root
	name := stampSigner(parsed)
	if root.Empty() {
		return &stampProblem{Outcome: report.Outcome{Reason: report.ReasonTrustedRootEmpty, Want: "a trusted root", Got: "one that holds nothing", Detail: root.Origin}, chain: true, at: at}
	}
	if len(root.Timestamps) == 0 {
		return &stampProblem{Outcome: report.Outcome{Reason: report.ReasonTrustedRootWithoutTSA, Want: name, Got: "the trusted root holds no timestamp authority", Detail: root.Origin}, chain: true, at: at}
	}
	for i := range root.Timestamps {
		authority := root.Timestamps[i]
		timeless := *authority.Timestamping
		timeless.ValidityPeriodStart, timeless.ValidityPeriodEnd = time.Time{}, time.Time{}
		if _, err := timeless.Verify(raw, e.material.TimestampCovers); err == nil {
			return &stampProblem{Outcome: report.Outcome{Reason: e.expired(report.ReasonTrustedRootExpiredTSA, at), Want: "an authority in use on " + stamp(at),
				Got: authority.Name + ", in use " + trust.Period(authority.Start, authority.End), Detail: root.Origin}, chain: true, at: at}
		}
	}
	if known := e.signedByKnown(parsed); known || !selfConsistent(parsed) {
		return &stampProblem{Outcome: report.Outcome{Reason: report.ReasonTimestampSignatureInvalid, Want: "a signature by " + name, Got: "one that does not fit", Detail: "the authority did not sign this timestamp, or it was changed"}, at: at}
	}
	return &stampProblem{Outcome: report.Outcome{Reason: report.ReasonTSAUnknown, Want: "one of " + authorityNames(root.Timestamps), Got: name, Detail: "timestamp of an authority that the trusted root does not hold: " + root.Origin}, chain: true, at: at}
}

// parseTimestamp reads a response, or the bare token that some clients store.
func parseTimestamp(raw []byte) (parsed *timestamp.Timestamp, err error) {
	defer func() {
		// The parser is not written for hostile input.
		if r := recover(); r != nil {
			parsed, err = nil, fmt.Errorf("it cannot be read: %v", r)
		}
	}()
	if parsed, err = timestamp.ParseResponse(raw); err != nil {
		var tokenErr error
		if parsed, tokenErr = timestamp.Parse(raw); tokenErr == nil {
			return parsed, nil
		}
	}
	return parsed, err
}

// checkStampKeys returns an error for a timestamp with a certificate that is too
// large, or has a key too long, to be checked with. The parsers of timestamps
// check signatures while they read, with whatever key they find.
func checkStampKeys(raw []byte) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = nil // Who cannot be read is not checked with either.
		}
	}()
	var response struct {
		Status asn1.RawValue
		Token  asn1.RawValue `asn1:"optional"`
	}
	token := raw
	if _, err := asn1.Unmarshal(raw, &response); err == nil && len(response.Token.FullBytes) > 0 {
		token = response.Token.FullBytes
	}
	parsed, err := pkcs7.Parse(token)
	if err != nil {
		return nil // It is said elsewhere what is wrong with it.
	}
	return certview.CheckCertificates(parsed.Certificates)
}

// stampSigner names the certificate that made the timestamp.
func stampSigner(parsed *timestamp.Timestamp) string {
	for _, cert := range parsed.Certificates {
		if !cert.IsCA {
			return cert.Subject.String()
		}
	}
	if len(parsed.Certificates) > 0 {
		return parsed.Certificates[0].Subject.String()
	}
	return "an authority that it does not name"
}

// signedByKnown reports whether the timestamp carries, or by serial number
// means, the certificate of a trusted authority.
func (e *examination) signedByKnown(parsed *timestamp.Timestamp) bool {
	token, err := parseToken(parsed)
	for _, authority := range e.policy.Root.Timestamps {
		if authority.Leaf == nil {
			continue
		}
		for _, cert := range parsed.Certificates {
			if cert.Equal(authority.Leaf) {
				return true
			}
		}
		if err != nil {
			continue
		}
		for _, s := range token.Signers {
			if s.IssuerAndSerialNumber.SerialNumber != nil && s.IssuerAndSerialNumber.SerialNumber.Cmp(authority.Leaf.SerialNumber) == 0 &&
				bytes.Equal(s.IssuerAndSerialNumber.IssuerName.FullBytes, authority.Leaf.RawIssuer) {
				return true
			}
		}
	}
	return false
}

// selfConsistent reports whether the timestamp's signature fits the certificate
// that it carries itself.
func selfConsistent(parsed *timestamp.Timestamp) bool {
	token, err := parseToken(parsed)
	if err != nil {
		return false
	}
	if len(token.Certificates) == 0 {
		// Nothing to check with; a stranger's timestamp and a broken one look
		// the same, and being unknown is the weaker claim.
		return true
	}
	return token.Verify() == nil
}

func parseToken(parsed *timestamp.Timestamp) (token *pkcs7.PKCS7, err error) {
	defer func() {
		if r := recover(); r != nil {
			token, err = nil, fmt.Errorf("it cannot be read: %v", r)
		}
	}()
	return pkcs7.Parse(parsed.RawToken)
}

func authorityNames(authorities []trust.Authority) string {
	var names []string
	for _, a := range authorities {
		names = append(names, a.Name)
	}
	return strings.Join(names, ", ")
}

// checkStampedTimes compares verified timestamps with the certificate.
func (e *examination) checkStampedTimes(cert *x509.Certificate) {
	if e.checks.Has(report.CheckTimestampTime) {
		return
	}
	for _, t := range e.times {
		if !t.stamped {
			continue
		}
		if t.at.Before(cert.NotBefore) || t.at.After(cert.NotAfter) {
			e.checks.Fail(report.CheckTimestampTime, report.Required, report.Outcome{
				Reason: report.ReasonTimestampOutsideCertificateValidity,
				Want:   validity(cert),
				Got:    stamp(t.at),
				Detail: t.source,
			})
			return
		}
		e.checks.Pass(report.CheckTimestampTime, report.Required, report.Outcome{
			Want:   validity(cert),
			Got:    stamp(t.at),
			Detail: t.source,
		})
		return
	}
	e.checks.Skip(report.CheckTimestampTime, "no timestamp was verified")
}
