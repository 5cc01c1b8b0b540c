package diagnose

import (
	"fmt"

	"assay/inspect/report"
)

// Headline says the verdict of a report with its diagnoses in a short sentence.
func Headline(r *report.Report) string {
	if r.Policy != nil && r.Criteria.Policy != "" {
		return policyHeadline(r)
	}
	deciding := r.Deciding()
	n := len(deciding)
	switch r.Verdict {
	case report.VerdictVerified:
		good := 0
		for _, s := range deciding {
			if s.Verdict == report.VerdictVerified {
				good++
			}
		}
		said := ofMany(good, n, r) + " by the signer you named"
		if r.Criteria.IgnoreClaims {
			said += "; the claims were not compared with this image"
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
			return "the attached SBOM is not signed"
		}
		if r.Criteria.PredicateType != "" {
			return "no attestation of this type found"
		}
		if len(r.Diagnoses) > 0 && r.Diagnoses[0].Cause != "no-signature" {
			return "no signature found: " + r.Diagnoses[0].Title
		}
		return "no signature found"
	default:
		if r.Partial {
			return "looking"
		}
		return "a store could not be read, so the result is unknown"
	}
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

// policyHeadline says in a sentence what the policy decided. The word verified
// stands only where a signature was checked.
func policyHeadline(r *report.Report) string {
	p := r.Policy
	switch p.Decision {
	case report.PolicyAccepted:
		n := 0
		for _, q := range p.Requirements {
			if q.Checks {
				n++
			}
		}
		if n == 1 {
			return "accepted by the policy: a signature meets its requirement"
		}
		return fmt.Sprintf("accepted by the policy: signatures meet its %d requirements", n)
	case report.PolicyUnchecked:
		return "accepted by the policy, nothing verified: it checks no signature"
	case report.PolicyInvalid:
		return "refused: the policy cannot be read, so nothing may run"
	case report.PolicyUndecided:
		return "a store that the policy needs could not be read"
	default:
		if len(r.Diagnoses) > 0 {
			return "refused by the policy: " + r.Diagnoses[0].Title
		}
		return "refused by the policy"
	}
}
