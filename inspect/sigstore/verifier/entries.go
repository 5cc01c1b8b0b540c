package verifier

import (
	"assay/inspect/report"
)

// entryState says what one log entry among several does for a signature.
type entryState int

const (
	// entryPassedOver is of a log that the trusted root does not contain, or has a
	// SET that does not verify: it neither helps nor harms.
	entryPassedOver entryState = iota
	// entryTimeless is verified by its inclusion proof, and gives no time.
	entryTimeless
	// entryGood is verified, with its time.
	entryGood
	// entryBad makes the whole signature unacceptable.
	entryBad
)

// deciding picks the verification whose log entry decides, as sigstore-go does
// (verify.VerifyTlogEntry): a bad entry makes the set unacceptable, entries that
// the trusted root cannot verify are passed over, and one good entry must be
// left.
func deciding(all []*verification) *verification {
	best, state := all[0], all[0].entryState()
	for _, e := range all[1:] {
		if s := e.entryState(); s > state {
			best, state = e, s
		}
	}
	return best
}

// entryChecks are the checks that depend on the log entry alone.
var entryChecks = map[report.CheckID]bool{
	report.CheckLogKey: true, report.CheckLogSET: true, report.CheckLogInclusion: true, report.CheckLogCheckpoint: true,
	report.CheckLogTime:     true,
	report.CheckLogBodyHash: true, report.CheckLogBodySignature: true, report.CheckLogBodyKey: true,
}

// entryState reads the state of the entry off the checks.
func (e *verification) entryState() entryState {
	if e.entry == nil || e.entryProblem() != "" {
		return entryBad
	}
	state := entryGood
	for _, c := range e.checks {
		switch {
		case c.Status == report.StatusFail && e.passesOver(c.Reason):
			return entryPassedOver
		case c.Reason == report.ReasonSETMissing && e.entry.Proof != nil && !e.entity.IsLegacy():
			if state == entryGood {
				state = entryTimeless
			}
		case entryChecks[c.ID] && c.Blocks(), c.ID == report.CheckCertificateValidity && c.Status == report.StatusFail:
			state = entryBad
		}
	}
	if state == entryGood && e.keyless() && !e.wantsTimestamp() && len(e.times) == 0 {
		// It is verified, and does not say when: another entry may.
		return entryTimeless
	}
	return state
}

// passesOver reports whether a verifier passes over an entry that fails for this
// reason, and looks at the next one.
func (e *verification) passesOver(reason report.Reason) bool {
	switch reason {
	case report.ReasonUnknownLog, report.ReasonSETSignatureInvalid:
		return true
	case report.ReasonTrustedRootExpiredRekor:
		return len(e.entry.SET) > 0
	default:
		return false
	}
}
