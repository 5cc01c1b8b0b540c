package verifier

import (
	"crypto/x509"
	"strconv"
	"time"

	"assay/inspect/sigstore/primitive"
	"assay/inspect/sigstore/timestamp"

	"assay/inspect/report"
	"assay/inspect/trust"
)

// wantsTimestamp reports whether RFC 3161 timestamps say when it was signed:
// where they were asked for, and for a certificate in a bundle whose log entries
// give no time (sigstore/cosign, rekorV2Bundle). Elsewhere they are shown, and
// decide nothing.
func (e *verification) wantsTimestamp() bool {
	if e.options.UseSignedTimestamps {
		return true
	}
	if e.entity.IsLegacy() || !e.keyless() || e.options.IgnoreLog || len(e.entity.Entries) == 0 {
		return false
	}
	for _, entry := range e.entity.Entries {
		if entry.IntegratedTime != 0 {
			return false
		}
	}
	return true
}

// checkTimestamps looks at every RFC 3161 timestamp, whether one is needed or
// not. A verified one is a time that counts where timestamps do.
func (e *verification) checkTimestamps() {
	m := e.entity
	needed := e.wantsTimestamp()
	if len(m.Timestamps) == 0 {
		if needed {
			// In its tag format cosign takes a timestamp where there is one, and
			// goes by the log entry or the clock otherwise.
			e.checks.Fail(report.CheckTimestampPresent, !m.IsLegacy(), report.Outcome{
				Reason: report.ReasonTimestampMissing,
				Want:   "an RFC 3161 timestamp",
				Got:    none,
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
	e.checks.Pass(report.CheckTimestampPresent, needed, report.Outcome{Got: strconv.Itoa(len(m.Timestamps))})
	var problem *timestamp.Problem
	verified := map[string]bool{}
	for _, v := range e.verifyTimestamps() {
		stamped, authority, bad := v.at, v.authority, v.problem
		if bad == nil {
			e.timestamps = append(e.timestamps, report.Timestamp{Time: stamped, Authority: authority.Name, Verified: true})
			// Of one authority the first timestamp counts (sigstore-go,
			// isDuplicateTSA).
			if !verified[authority.Timestamping.URI] {
				e.addTimestampTime(stamped, authority)
			}
			verified[authority.Timestamping.URI] = true
			continue
		}
		e.timestamps = append(e.timestamps, report.Timestamp{Time: bad.At, Problem: bad.Detail})
		if e.claimedAt.IsZero() {
			e.claimedAt = bad.At
		}
		if problem == nil {
			problem = bad
		}
	}
	e.recordTimestamps(len(verified), problem, needed)
}

func (e *verification) whyTimestamp() string {
	if e.options.UseSignedTimestamps {
		return "a signed timestamp was asked for"
	}
	return "Rekor v2 gives no time, so only a timestamp can show that the certificate was valid"
}

// addTimestampTime takes a verified timestamp as a time that counts, where
// timestamps do.
func (e *verification) addTimestampTime(at time.Time, authority *trust.Authority) {
	if e.wantsTimestamp() {
		e.times = append(e.times, trustedTime{at: at, source: "timestamp by " + authority.Name, fromTimestamp: true})
	}
}

func (e *verification) recordTimestamps(verified int, problem *timestamp.Problem, needed bool) {
	if problem == nil {
		e.checks.Pass(report.CheckTimestampSignature, needed, report.Outcome{Got: "of this signature"})
		e.checks.Pass(report.CheckTimestampChain, needed, report.Outcome{Got: e.timestamps[0].Authority, Detail: e.options.Root.Origin})
		return
	}
	required := needed && verified == 0
	if problem.Authority {
		e.checks.Pass(report.CheckTimestampSignature, needed, report.Outcome{Got: "of this signature"})
		e.checks.Fail(report.CheckTimestampChain, required, problem.Outcome)
	} else {
		e.checks.Fail(report.CheckTimestampSignature, required, problem.Outcome)
		e.checks.Skip(report.CheckTimestampChain, "the timestamp is not valid")
	}
}

// timestampResult is what came of one timestamp.
type timestampResult struct {
	at        time.Time
	authority *trust.Authority
	problem   *timestamp.Problem
}

// verifyTimestamps verifies every timestamp, once for all log entries: they do not
// depend on the entry, and hostile ones take long to read.
func (e *verification) verifyTimestamps() []timestampResult {
	if !e.shared.timestampsDone {
		for _, raw := range e.entity.Timestamps {
			at, authority, problem := timestamp.Verify(raw, e.entity.TimestampCovers, e.options.Root)
			if problem != nil && problem.Reason == report.ReasonTrustedRootExpiredTSA {
				problem.Reason = e.expired(problem.Reason, at)
			}
			e.shared.timestamps = append(e.shared.timestamps, timestampResult{at, authority, problem})
		}
		e.shared.timestampsDone = true
	}
	return e.shared.timestamps
}

// checkTimestampTimes compares verified timestamps with the certificate.
func (e *verification) checkTimestampTimes(cert *x509.Certificate) {
	if e.checks.Has(report.CheckTimestampTime) {
		return
	}
	for _, t := range e.times {
		if !t.fromTimestamp {
			continue
		}
		if t.at.Before(cert.NotBefore) || t.at.After(cert.NotAfter) {
			e.checks.Fail(report.CheckTimestampTime, report.Required, report.Outcome{
				Reason: report.ReasonTimestampOutsideCertificateValidity,
				Want:   primitive.Validity(cert),
				Got:    primitive.FormatTime(t.at),
				Detail: t.source,
			})
			return
		}
		e.checks.Pass(report.CheckTimestampTime, report.Required, report.Outcome{
			Want:   primitive.Validity(cert),
			Got:    primitive.FormatTime(t.at),
			Detail: t.source,
		})
		return
	}
	e.checks.Skip(report.CheckTimestampTime, "no timestamp was verified")
}
