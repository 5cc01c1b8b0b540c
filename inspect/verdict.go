package inspect

import (
	"fmt"

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

// headline says the verdict in a sentence.
func headline(r *report.Report) string {
	if r.Policy != nil && r.Criteria.Policy != "" {
		return policyHeadline(r)
	}
	counting := r.Deciding()
	n := len(counting)
	switch r.Verdict {
	case report.VerdictVerified:
		good := 0
		for _, s := range counting {
			if s.Verdict == report.VerdictVerified {
				good++
			}
		}
		said := fmt.Sprintf("%s by the signer you named", ofMany(good, n, r))
		if r.Criteria.IgnoreClaims {
			said += "; whether it is about this image was not asked"
		}
		return said
	case report.VerdictUnpinned:
		return "intact, but you named no signer"
	case report.VerdictFailed:
		if len(r.Diagnoses) > 0 {
			return "signed, but " + r.Diagnoses[0].Title
		}
		return "signed, but not acceptably"
	case report.VerdictUnsigned:
		if r.Criteria.Attachment != "" {
			return "nobody signed the attached SBOM"
		}
		if r.Criteria.PredicateType != "" {
			return "no attestation of this type found"
		}
		if len(r.Diagnoses) > 0 && r.Diagnoses[0].Cause != "no-signature" {
			return "no signature found: " + r.Diagnoses[0].Title
		}
		return "no signature found"
	}
	if r.Partial {
		return "looking"
	}
	return "a store could not be read, so nothing can be said"
}

func ofMany(good, n int, r *report.Report) string {
	what := "signature"
	if r.Criteria.PredicateType != "" {
		what = "attestation"
	}
	if n == 1 {
		return "the " + what + " is"
	}
	if good == 1 {
		return fmt.Sprintf("1 of %d %ss is", n, what)
	}
	return fmt.Sprintf("%d of %d %ss are", good, n, what)
}
