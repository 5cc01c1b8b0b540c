package verifier

import (
	"crypto/x509"
	"fmt"
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
	var problem *timestamp.Problem
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
		e.stamps = append(e.stamps, report.Timestamp{Time: bad.At, Problem: bad.Detail})
		if e.claimedAt.IsZero() {
			e.claimedAt = bad.At
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

func (e *examination) recordTimestamps(verified int, problem *timestamp.Problem, needed bool) {
	if problem == nil {
		e.checks.Pass(report.CheckTimestampSignature, needed, report.Outcome{Got: "covers this signature"})
		e.checks.Pass(report.CheckTimestampChain, needed, report.Outcome{Got: e.stamps[0].Authority, Detail: e.policy.Root.Origin})
		return
	}
	required := needed && verified == 0
	if problem.Authority {
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
	problem   *timestamp.Problem
}

// timestamps verifies every timestamp, once for all log entries: they do not
// depend on the entry, and hostile ones take long to read.
func (e *examination) timestamps() []stampResult {
	if !e.shared.stamped {
		for _, raw := range e.material.Timestamps {
			at, authority, problem := timestamp.Verify(raw, e.material.TimestampCovers, e.policy.Root)
			if problem != nil && problem.Reason == report.ReasonTrustedRootExpiredTSA {
				problem.Reason = e.expired(problem.Reason, at)
			}
			e.shared.stamps = append(e.shared.stamps, stampResult{at, authority, problem})
		}
		e.shared.stamped = true
	}
	return e.shared.stamps
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
