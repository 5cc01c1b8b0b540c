package verifier

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"assay/inspect/rekor"
	"assay/inspect/report"
	"assay/inspect/sigstore/primitive"
	"assay/inspect/trust"
)

// checkLogPresence records whether the signature carries a log entry.
func (e *verification) checkLogPresence() {
	required := !e.options.IgnoreLog
	for i := range e.checks {
		if e.checks[i].ID == report.CheckLogPresent {
			// cosign reads the annotation whether it counts or not.
			e.checks[i].Required = required || e.checks[i].Reason == report.ReasonBundleAnnotationMalformed
			return
		}
	}
	entries := e.entity.Entries
	for i := range entries {
		for j := range i {
			if bytes.Equal(entries[i].LogID, entries[j].LogID) && entries[i].LogIndex == entries[j].LogIndex {
				e.checks.Fail(report.CheckLogPresent, required, report.Outcome{
					Reason: report.ReasonLogEntryDuplicate,
					Want:   "different entries",
					Got:    fmt.Sprintf("entry %d twice", entries[i].LogIndex),
					Detail: "a copy does not count as a second entry",
				})
				return
			}
		}
	}
	switch {
	case len(entries) > 0:
		e.checks.Pass(report.CheckLogPresent, required, report.Outcome{
			Got: fmt.Sprintf("%s %s, index %d", e.entry.Kind, e.entry.Version, e.entry.LogIndex),
		})
	case required:
		e.checks.Fail(report.CheckLogPresent, report.Required, report.Outcome{
			Reason: report.ReasonLogEntryMissing,
			Want:   "a log entry",
			Got:    none,
			Detail: "without a log entry, no trusted time shows when this was signed, " +
				"and a signature made with a stolen key goes unnoticed",
		})
	default:
		e.checks.Skip(report.CheckLogPresent, "the signature carries no log entry, and none was asked for")
	}
}

// checkLog compares the entry with the log's key: trusted, in use at that time,
// signed entry timestamp, inclusion proof, checkpoint, time.
func (e *verification) checkLog() {
	required := !e.options.IgnoreLog
	if e.entry == nil {
		for _, id := range []report.CheckID{report.CheckLogSET, report.CheckLogInclusion, report.CheckLogCheckpoint, report.CheckLogTime} {
			e.checks.Skip(id, "there is no log entry")
		}
		e.checkEmptyRoot()
		return
	}
	log := e.options.Root.Log(e.entry.LogID)
	e.checkSET(log, required)
	e.checkInclusion(required)
	e.checkCheckpoint(log, required)
	e.checkLogKey(log, required)
	e.checkLogTime()
}

// checkEmptyRoot is about the log of a signature that carries no log entry: there
// is none to check, and a trusted root that holds nothing is of no use at all.
func (e *verification) checkEmptyRoot() {
	if !e.options.Root.Empty() || e.options.IgnoreLog && !e.keyless() {
		e.checks.Skip(report.CheckLogKey, "there is no log entry")
		return
	}
	e.checks.Fail(report.CheckLogKey, report.Required, report.Outcome{
		Reason: report.ReasonTrustedRootEmpty,
		Want:   "a trusted root",
		Got:    "an empty one",
		Detail: e.options.Root.Origin,
	})
}

// checkLogKey is about whether the log is trusted, and was at that time.
func (e *verification) checkLogKey(log *trust.Log, required bool) {
	root := e.options.Root
	at := e.timeForLog()
	id := e.entry.ID()
	switch {
	case root.Empty():
		e.checks.Fail(report.CheckLogKey, required || e.keyless(), report.Outcome{
			Reason: report.ReasonTrustedRootEmpty,
			Want:   "a trusted root",
			Got:    "an empty one",
			Detail: root.Origin,
		})
	case len(root.Logs) == 0:
		e.checks.Fail(report.CheckLogKey, required, report.Outcome{
			Reason: report.ReasonTrustedRootWithoutLog,
			Want:   "log " + id,
			Got:    "the trusted root contains no log",
			Detail: root.Origin,
		})
	case log == nil:
		e.checks.Fail(report.CheckLogKey, required, report.Outcome{
			Reason: report.ReasonUnknownLog,
			Want:   "one of " + knownLogs(root.Logs),
			Got:    id,
			Detail: "the entry is from a log that the trusted root does not contain: " + root.Origin,
		})
	case at.IsZero() && log.ValidAt(e.options.Now):
		e.checks.Pass(report.CheckLogKey, required, report.Outcome{
			Got:    logName(log),
			Detail: "in use " + trust.Period(log.Start, log.End) + "; there is no trusted time to compare that with",
		})
	case at.IsZero():
		at = e.options.Now
		fallthrough
	case !log.ValidAt(at):
		e.checks.Fail(report.CheckLogKey, required, report.Outcome{
			Reason: e.expired(report.ReasonTrustedRootExpiredRekor, at),
			Want:   "a key in use on " + primitive.FormatTime(at),
			Got:    logName(log) + ", in use " + trust.Period(log.Start, log.End),
			Detail: root.Origin,
		})
	default:
		e.checks.Pass(report.CheckLogKey, required, report.Outcome{
			Got:    logName(log),
			Detail: "in use " + trust.Period(log.Start, log.End) + "; " + root.Origin,
		})
	}
}

// timeForLog is the time at which the log's key must have been in use: the
// log's own where a valid SET covers it, else a verified timestamp's,
// else one merely claimed.
func (e *verification) timeForLog() time.Time {
	covered := len(e.entry.SET) > 0 && !e.checks.Failed(report.CheckLogSET)
	if t := e.entry.Time(); !t.IsZero() && covered {
		return t
	}
	if len(e.times) > 0 {
		return e.times[0].at
	}
	if e.claimedAt.IsZero() && !e.checks.Failed(report.CheckLogSET) {
		return e.entry.Time()
	}
	return e.claimedAt
}

// expired is the reason for an entry of the trusted root that had expired at at:
// the given one, or that everything in the root had.
func (e *verification) expired(reason report.Reason, at time.Time) report.Reason {
	if e.options.Root.AllEndedAt(at) {
		return report.ReasonTrustedRootExpired
	}
	return reason
}

func knownLogs(logs []trust.Log) string {
	var names []string
	for _, l := range logs {
		names = append(names, l.ID[:min(16, len(l.ID))]+"… "+l.BaseURL)
	}
	return strings.Join(names, ", ")
}

func logName(log *trust.Log) string {
	if log == nil {
		return ""
	}
	if log.BaseURL != "" {
		return strings.TrimPrefix(strings.TrimPrefix(log.BaseURL, "https://"), "http://")
	}
	return log.ID
}

// checkSET checks the signed entry timestamp. For a keyless signature it is also the only
// source of time unless the signature carries a timestamp.
func (e *verification) checkSET(log *trust.Log, required bool) {
	entry := e.entry
	switch {
	case len(entry.SET) == 0 && entry.IsV2():
		e.checks.Skip(report.CheckLogSET, "Rekor v2 issues no SETs; the inclusion proof takes its place")
	case len(entry.SET) == 0 && (e.entity.IsLegacy() || entry.Proof == nil || e.keyless() && !e.wantsTimestamp()):
		e.checks.Fail(report.CheckLogSET, required, report.Outcome{
			Reason: report.ReasonSETMissing,
			Want:   "a signed entry timestamp",
			Got:    none,
			Detail: "without it, no trusted time shows when the log accepted the entry",
		})
	case len(entry.SET) == 0:
		e.checks.Skip(report.CheckLogSET, "the entry carries no SET; the inclusion proof takes its place")
	case log == nil:
		e.checks.Undecided(report.CheckLogSET, required, "the log is not in the trusted root, so there is no key to check with")
	case entry.RawError != nil:
		e.checks.Undecided(report.CheckLogSET, required, "the body that it covers cannot be read")
	default:
		if err := rekor.VerifySET(entry, log); err != nil {
			e.checks.Fail(report.CheckLogSET, required, report.Outcome{
				Reason: report.ReasonSETSignatureInvalid,
				Want:   "a SET by " + logName(log),
				Got:    "a signature that does not verify",
				Detail: err.Error() + ": body, index, time or SET was changed afterwards",
			})
			return
		}
		e.checks.Pass(report.CheckLogSET, required, report.Outcome{
			Got:    logName(log),
			Detail: "signed by the log over body, index " + strconv.FormatInt(entry.LogIndex, 10) + " and time",
		})
		// Who does without the log does without its time too.
		if t := entry.Time(); !t.IsZero() && log.ValidAt(t) && !e.options.IgnoreLog {
			e.times = append([]trustedTime{{at: t, source: "time of the log entry (SET by " + logName(log) + ")"}}, e.times...)
		}
	}
}

// checkLogTime says whether the log gives a time that counts.
func (e *verification) checkLogTime() {
	t := e.entry.Time()
	switch {
	case e.entry.IsV2() || t.IsZero():
		e.checks.Skip(report.CheckLogTime, "this log gives no time; an RFC 3161 timestamp takes its place")
	case len(e.times) > 0 && !e.times[0].fromTimestamp:
		e.checks.Pass(report.CheckLogTime, report.Optional, report.Outcome{Got: primitive.FormatTime(t), Detail: "covered by the SET"})
	case e.options.IgnoreLog:
		e.checks.Skip(report.CheckLogTime, "the entry says "+primitive.FormatTime(t)+", but the log was left out")
	default:
		if e.claimedAt.IsZero() {
			e.claimedAt = t
		}
		e.checks.Undecided(report.CheckLogTime, report.Optional, "the entry says "+primitive.FormatTime(t)+", but no valid SET covers it")
	}
}
