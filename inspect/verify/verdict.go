package verify

import (
	"assay/inspect/report"
)

// drawVerdict decides for the image from the signatures that count.
func drawVerdict(r *report.Report) {
	counting := r.Deciding()
	best := report.VerdictUnsigned
	for _, s := range counting {
		switch {
		case s.Verdict == report.VerdictVerified:
			best = report.VerdictVerified
		case s.Verdict == report.VerdictUnpinned && best != report.VerdictVerified:
			best = report.VerdictUnpinned
		case s.Verdict == report.VerdictFailed && best == report.VerdictUnsigned:
			best = report.VerdictFailed
		}
	}
	// Something of the wrong kind was found where a kind was asked for:
	// attestations of another type are signatures, but none is acceptable.
	if best == report.VerdictUnsigned && r.Criteria.PredicateType != "" && len(r.OwnAttestations()) > 0 {
		best = report.VerdictFailed
	}
	if (best == report.VerdictUnsigned || best == report.VerdictFailed) && undecidedStore(r) {
		best = report.VerdictUnknown
	}
	r.Verdict = best
}

// undecidedStore reports whether a store could not be asked, so that an
// acceptable signature may lie there unseen. Stores of other subjects than the
// target do not matter, nor do bytes that the registry served wrongly: those
// are a signature that fails.
func undecidedStore(r *report.Report) bool {
	for _, p := range r.Lookups {
		if p.Failed() && (p.Subject == r.Target.Digest || r.Criteria.Attachment != "") {
			return true
		}
	}
	for _, s := range r.Deciding() {
		if c, ok := s.Check(report.CheckArtifactBlob); ok && c.Status == report.StatusUnknown {
			return true
		}
	}
	return false
}
