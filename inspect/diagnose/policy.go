package diagnose

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"assay/inspect/containerspolicy"
	"assay/inspect/remedy"
	"assay/inspect/report"
	"assay/registry"
)

const adviceOtherKey = "Ask the publisher which key is right; name it in the policy only if it is theirs."

// diagnosePolicy puts why the policy refuses the image in front of what is
// wrong with each signature.
func diagnosePolicy(r *report.Report) {
	p := r.Policy
	if p == nil || r.Criteria.Policy == "" || r.Partial {
		return
	}
	accepted := p.Accepted()
	r.Diagnoses = slices.DeleteFunc(r.Diagnoses, func(d report.Diagnosis) bool { return accepted[d.Signature] })
	if p.Decision.Accepts() {
		return
	}
	d := report.Diagnosis{Cause: "policy-rejects", Message: p.Reason, WantLabel: "policy wants", GotLabel: "found",
		Title: "it rejects every image here", Evidence: report.Evidence{Want: "nothing under " + p.Scope + " may run", Got: p.Reference}}
	if p.Message != "" {
		d.Why = "podman prints: " + p.Message
	}
	switch p.Decision {
	case report.PolicyInvalid:
		d.Cause, d.Title = "policy-invalid", "it is not a valid policy"
		d.Evidence = report.Evidence{Want: "a policy that can be read", Got: cmp.Or(p.Message, p.Reason)}
		advise(&d, "Correct "+p.File+"; until then podman refuses every image.")
	case report.PolicyUndecided:
		d.Cause, d.Title, d.Evidence = "policy-store-unreadable", "a store could not be read",
			report.Evidence{Want: "every store to answer", Got: p.Reason}
		advise(&d, "Look at the network and at registries.d; podman refuses the image as long as the store does not answer.")
	default:
		explainRefusal(&d, p, len(r.Signatures) > 0)
	}
	for _, f := range p.Findings {
		if decisive(f.Code) && f.Message != d.Message {
			d.Advise(f.Message + " " + f.Remedy)
		}
	}
	if p.Suggestion != nil && p.Suggestion.Policy != "" && d.Command == "" && len(d.Remedy) < 4 {
		d.Advise("If you trust this signer under this name, the end of this page has a policy that would accept the image.")
	}
	r.Diagnoses = append([]report.Diagnosis{d}, r.Diagnoses...)
}

// decisive reports whether a finding by itself keeps a policy from accepting an
// image.
func decisive(code report.FindingCode) bool {
	switch code {
	case report.FindingAttachmentManifestUnread, report.FindingAttachmentsOff, report.FindingBundlesNotRead,
		report.FindingClaimsWithoutTag, report.FindingIndexSignedOnly, report.FindingFulcioEmailOnly,
		report.FindingLookasideNotSet, report.FindingOtherKindOfSignature:
		return true
	default:
		return false
	}
}

// explainRefusal tells the ways apart in which a requirement is not met.
func explainRefusal(d *report.Diagnosis, p *report.Policy, signed bool) {
	for _, q := range p.Requirements {
		switch {
		case q.Satisfied:
			continue
		case !q.Checks:
			advise(d, "Images that may run need another scope; this one is "+p.Scope+".")
			return
		}
		d.Evidence = report.Evidence{Want: q.Description, Got: "no signature that it reads"}
		if len(q.Signatures) == 0 {
			explainNothingSeen(d, p, signed)
			return
		}
		explainClosest(d, q, p)
		return
	}
}

// explainClosest explains a requirement by the signature that came closest to
// meeting it.
func explainClosest(d *report.Diagnosis, q report.PolicyRequirement, p *report.Policy) {
	closest := q.Signatures[containerspolicy.ClosestToAccepted(q.Signatures)]
	d.Signature = closest.Signature
	if n := len(q.Signatures); n > 1 && closest.Message != "" {
		// What podman prints of all of them is shown with the policy.
		d.Why = fmt.Sprintf("podman prints this and %d more: %s", n-1, closest.Message)
	}
	refused := blockingCheck(closest.Checks)
	d.Check = refused.ID
	d.Cause, d.Title = "policy-signature-refused", fmt.Sprintf("no signature passes the check %q", refused.Title)
	if refused.Want != "" {
		d.Evidence.Want = refused.Want
	}
	d.Evidence.Got = refused.Got
	if refused.Detail != "" {
		d.Message = refused.Detail
	}
	refineRefusal(d, refused, p)
}

// seenBy is a finding with the title that it gives a refusal.
type seenBy struct {
	code  report.FindingCode
	title string
}

// unseen are the findings that say why a policy sees no signature where there
// are some, the most fundamental first.
func unseen() []seenBy {
	return []seenBy{
		{"attachment-manifest-unread", "its .sig tag is in a form that podman does not read"},
		{"index-signed-only", "only the index is signed, not the platform"},
		{"bundles-not-read", "signed in a format that it does not read"},
		{"other-kind-of-signature", "signed with cosign, and it wants OpenPGP"},
		{"attachments-off", "it does not look at .sig tags"},
	}
}

// explainNothingSeen tells an image that nobody signed from one whose
// signatures the policy does not see.
func explainNothingSeen(d *report.Diagnosis, p *report.Policy, signed bool) {
	d.Cause, d.Title = "policy-signature-required", "it wants a signature and sees none"
	for _, u := range unseen() {
		for _, f := range p.Findings {
			if f.Code == u.code && signed {
				d.Cause, d.Title, d.Message = "policy-"+string(u.code), u.title, f.Message
				advise(d, f.Remedy)
				return
			}
		}
	}
	advise(d, "The list of stores below says where assay looked.")
}

// refineRefusal names the cause of a refusal by the reason of the check.
func refineRefusal(d *report.Diagnosis, refused report.Check, p *report.Policy) {
	switch refused.Reason {
	case report.ReasonOpenPGPIdentityMismatch, report.ReasonPolicyIdentityMismatch:
		explainPolicyName(d, p)
	case report.ReasonWrongKey:
		d.Cause, d.Title, d.GotLabel = "policy-other-key", "signed by another key", "signed by"
		d.Message = "The signature was made with a key that the policy does not name."
		advise(d, adviceOtherKey)
	case report.ReasonPolicyKeyUnreadable:
		d.Cause, d.Title = "policy-key-unreadable", "its key cannot be read"
		d.Message = "The policy names a key that cannot be read: " + refused.Detail
		advise(d, "Put the key where the policy looks for it, or correct the path.")
	case report.ReasonPayloadDigestMismatch:
		d.Cause, d.Title = "policy-digest-mismatch", "signed, but another image"
		advise(d, remedy.Distrust)
	default:
		advise(d, "Look at the checks of this signature.")
	}
}

// explainPolicyName is for a signature of the image under another name than the
// policy wants. The command is the member of the policy that accepts the name.
func explainPolicyName(d *report.Diagnosis, p *report.Policy) {
	d.Cause, d.Title, d.GotLabel = "policy-identity-mismatch", "signed under another name", "signed as"
	d.Message = "The image has a signature by a trusted key, but the name in its claims is not the one that the policy wants."
	s := p.Suggestion
	if s == nil || s.SignedIdentity == "" {
		advise(d, "If the policy should accept that name here (a mirror, or claims without a tag), write the rule into "+p.Scope+".")
		return
	}
	lead := "If the policy should accept that name here (a mirror, say), add to " + p.Scope + ":"
	if own := ownScope(p); own != "" && !s.Remaps {
		// The rule would hold for every image under a wider scope.
		lead = "If the policy should accept that name for this repository, copy the requirements of " + p.Scope +
			" to a scope of its own, " + own + ", and add there:"
	}
	offer(d, lead, s.SignedIdentity)
}

// ownScope is the scope of the image's repository alone, or empty where that, or
// less, is the scope that applies.
func ownScope(p *report.Policy) string {
	name, err := registry.ParseImageName(strings.TrimPrefix(p.Reference, "docker://"))
	if err != nil || p.Transport != report.TransportDocker || !name.Known() {
		return ""
	}
	own := "transports/docker/" + name.Named.Name()
	if p.Scope == own || strings.HasPrefix(p.Scope, own+":") || strings.HasPrefix(p.Scope, own+"@") {
		return ""
	}
	return own
}

// blockingCheck returns the check that decided against a signature: one that
// failed before one that is undecided.
func blockingCheck(checks []report.Check) report.Check {
	for _, status := range []report.Status{report.StatusFail, report.StatusUnknown} {
		for _, c := range checks {
			if c.Required && c.Status == status {
				return c
			}
		}
	}
	return report.Check{Title: "a check"}
}
