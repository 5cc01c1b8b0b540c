package inspect

import (
	"fmt"
	"slices"

	"assay/inspect/report"
)

// countForPolicy says of each signature whether a policy looks at it: those of
// the manifest that would run, in stores and formats that podman reads.
func (i *Inspection) countForPolicy(s *report.Signature, f *found, asked report.Criteria) {
	if asked.Policy == "" {
		return
	}
	image := i.policyImage()
	attachments, _ := i.stores.registries.UsesAttachments(image.Name)
	s.Deciding, s.NotDecidingBecause = false, ""
	switch {
	case f.artifact.Digest != image.Digest && image.Platform != "":
		s.NotDecidingBecause = "the policy looks at the manifest of " + image.Platform
	case f.artifact.Digest != image.Digest:
		s.NotDecidingBecause = "it is not about the image"
	case image.Transport != report.TransportDocker:
		s.NotDecidingBecause = "a policy knows no signatures of an image on disk"
	case f.kind == "openpgp":
		s.Deciding = true
	case f.kind == "sig" && f.source.Store == report.StoreTag && !attachments:
		s.NotDecidingBecause = "registries.d does not turn on .sig tags for this image"
	case f.kind == "sig" && f.source.Store == report.StoreTag:
		if _, reason := i.refusedAttachments(image); reason != "" {
			s.NotDecidingBecause = reason
			return
		}
		s.Deciding = true
	default:
		s.NotDecidingBecause = "a containers policy does not read this format"
	}
}

// markAccepted says of a signature that the policy accepts it. One that holds
// and was merely not pinned is verified then: the policy names its signer.
func markAccepted(r *report.Report) {
	accepted := acceptedByPolicy(r)
	for _, s := range r.Signatures {
		switch {
		case !accepted[s.ID]:
		case s.Verdict == report.VerdictUnpinned:
			s.Verdict, s.Pin = report.VerdictVerified, ""
			s.Notes = append(slices.Clone(s.Notes), "verified with the signer that the policy names; without it nobody would be named")
		case s.Verdict == report.VerdictFailed:
			s.Notes = append(slices.Clone(s.Notes), "the policy accepts this signature; by cosign's own rules it fails, see the checks")
		}
	}
}

func acceptedByPolicy(r *report.Report) map[string]bool {
	out := map[string]bool{}
	if r.Policy == nil {
		return out
	}
	for _, q := range r.Policy.Requirements {
		for _, s := range q.Signatures {
			if s.Accepted {
				out[s.Signature] = true
			}
		}
	}
	return out
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
	}
	if len(r.Diagnoses) > 0 {
		return "refused by the policy: " + r.Diagnoses[0].Title
	}
	return "refused by the policy"
}
