package containerspolicy

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"assay/inspect/openpgp"
	"assay/inspect/report"
)

// Signature is one signature in the order in which podman reads them: those of
// the lookaside store or the registry's extension, then cosign's layers.
type Signature struct {
	// ID is that of the signature in the report.
	ID string
	// Reference is where it was read from.
	Reference string
	// Blob is an OpenPGP signature as a store holds it.
	Blob []byte
	// Attachment is a layer of a .sig tag; nil for a Blob.
	Attachment *Attachment
	// FromExtension says that the registry itself kept Blob; its form is then
	// not looked at.
	FromExtension bool
}

// Attachment is a layer of a .sig tag.
type Attachment struct {
	MediaType   string
	Annotations map[string]string
	Payload     []byte
}

// Evidence is what was found for an image.
type Evidence struct {
	Signatures []Signature
	// Unread says why a store could not be read; empty where all were. podman
	// then refuses the image.
	Unread string
	// Refused is what podman prints of a store that answered and that it does
	// not read, and RefusedReason why; both are empty where there is none.
	Refused, RefusedReason string
}

// evaluation compares one image with its signatures with requirements.
type evaluation struct {
	image      Image
	signatures []parsedSignature
	// readError is why reading the signatures fails altogether, and printed what
	// podman prints of that, where it is known.
	readError, printed string
	now                time.Time
}

// Evaluate applies the policy to an image. Every requirement is evaluated,
// also behind one that is not met; the message is that of the first which is
// not, as podman stops there.
func (p *Policy) Evaluate(image Image, evidence Evidence, now time.Time) *report.Policy {
	requirements, where, scopes := p.choose(image)
	e := &evaluation{image: image, now: now, readError: evidence.Unread}
	if e.readError == "" {
		e.readError, e.printed = evidence.RefusedReason, evidence.Refused
	}
	e.parse(evidence.Signatures)
	out := &report.Policy{File: p.File, Evaluated: image.Digest, Platform: image.Platform, Transport: image.Transport,
		Reference: image.String(),
		Scope:     where, Scopes: scopes, Requirements: []report.PolicyRequirement{}, Findings: []report.PolicyFinding{}}
	checked := false
	var refused *report.PolicyRequirement
	for _, r := range requirements {
		result := e.requirement(r)
		out.Requirements = append(out.Requirements, result)
		checked = checked || result.Checks
	}
	for n := range out.Requirements {
		if !out.Requirements[n].Satisfied {
			refused = &out.Requirements[n]
			break
		}
	}
	switch {
	case refused != nil:
		out.Decision, out.Reason = report.PolicyRejected, refused.Reason
		if refused.Message != "" {
			out.Message = "Source image rejected: " + refused.Message
		}
		if refused.Checks && evidence.Unread != "" {
			out.Decision, out.Message, out.Reason = report.PolicyUndecided, "", "a store of signatures could not be read: "+evidence.Unread
		}
	case checked:
		out.Decision, out.Reason = report.PolicyAccepted, "every requirement is met"
	default:
		out.Decision, out.Reason = report.PolicyUnchecked, "the policy accepts it without looking at any signature"
	}
	return out
}

// Invalid is the outcome of a policy that cannot be read: err is what podman
// would say, or a [SyntaxErrors].
func Invalid(file string, image Image, err error) *report.Policy {
	out := &report.Policy{File: file, Decision: report.PolicyInvalid, Evaluated: image.Digest, Platform: image.Platform,
		Transport: image.Transport,
		Reference: image.String(), Reason: "the policy cannot be read, so no image may run: " + err.Error(),
		Scopes: []report.PolicyScope{}, Requirements: []report.PolicyRequirement{}, Findings: []report.PolicyFinding{}}
	var found SyntaxErrors
	if errors.As(err, &found) {
		err = found[0].Err
		for _, m := range found[1:] {
			out.Findings = append(out.Findings, report.PolicyFinding{Code: report.FindingSyntaxError, Where: m.Place(),
				Message: m.Err.Error()})
		}
	}
	// podman tells neither the places in the file nor what is wrong with a scope.
	var scope scopeError
	if errors.As(err, &scope) {
		err = scope.error
	}
	if words := printed(err); words != "" {
		out.Message = fmt.Sprintf("invalid policy in %q: %s", file, words)
	}
	return out
}

func (e *evaluation) requirement(r Requirement) report.PolicyRequirement {
	out := report.PolicyRequirement{Type: r.Type, Description: r.Describe(), Signatures: []report.PolicySignature{}}
	switch r.Type {
	case TypeAcceptAnything:
		out.Satisfied, out.Reason = true, "it accepts every image and checks nothing"
	case TypeReject:
		out.Message = fmt.Sprintf("Running image %s is rejected by policy.", e.image)
		out.Reason = "the policy rejects every image under this scope, signed or not"
	case TypeSignedBy:
		out.Checks = true
		e.signedBy(r, &out)
	case TypeSigstoreSigned:
		out.Checks = true
		e.sigstoreSigned(r, &out)
	default:
		out.Message, out.Reason = "signedBaseLayer not implemented yet!", "no program implements this requirement, so it is never met"
	}
	return out
}

// Describe says in words what a requirement asks for.
func (r Requirement) Describe() string {
	switch r.Type {
	case TypeAcceptAnything:
		return "nothing; any image may run"
	case TypeReject:
		return "nothing matches; no image may run"
	case TypeSignedBy:
		return "an OpenPGP signature by " + r.Keys.describe() + ", identity " + r.Identity.String()
	case TypeSigstoreSigned:
		signer := r.Keys.describe()
		switch {
		case r.Fulcio != nil:
			signer = r.Fulcio.SubjectEmail + " by the issuer " + r.Fulcio.OIDCIssuer + " (Fulcio)"
		case r.PKI != nil:
			signer = strings.TrimSpace(r.PKI.SubjectEmail+" "+r.PKI.SubjectHostname) + " (PKI certificate)"
		}
		if r.Rekor.IsSet() {
			signer += ", with a Rekor entry"
		}
		return "a cosign signature (.sig tag) by " + signer + ", identity " + r.Identity.String()
	}
	return string(r.Type)
}

func (k KeySource) describe() string {
	switch {
	case k.Path != "":
		return "the key in " + k.Path
	case len(k.Paths) > 0:
		return "a key in " + strings.Join(k.Paths, ", ")
	case k.Data != nil, k.Datas != nil:
		return "a key written into the policy"
	}
	return "no key"
}

// conclude draws the outcome of a requirement from those of its signatures: one
// that is accepted is enough. none is the message where there is no signature.
func conclude(out *report.PolicyRequirement, none, noneReason string) {
	var messages []string
	for _, s := range out.Signatures {
		if s.Accepted {
			out.Satisfied, out.Reason = true, "signature "+s.Signature+" is accepted"
			return
		}
		if s.Message != "" {
			messages = append(messages, s.Message)
		}
	}
	switch n := len(out.Signatures); n {
	case 0:
		out.Message, out.Reason = none, noneReason
	case 1:
		out.Message, out.Reason = out.Signatures[0].Message, reasonOf(out.Signatures[0])
	default:
		if len(messages) == n {
			out.Message = "None of the signatures were accepted, reasons: " + strings.Join(messages, "; ")
		}
		best := out.Signatures[ClosestToAccepted(out.Signatures)]
		out.Reason = fmt.Sprintf("none of %d signatures is accepted; the closest is %s: %s", n, best.Signature, reasonOf(best))
	}
}

// ClosestToAccepted returns the index of the signature that came closest to being
// accepted: the one with the fewest checks against it.
func ClosestToAccepted(signatures []report.PolicySignature) int {
	best, fewest := 0, -1
	for n, s := range signatures {
		against := 0
		for _, c := range s.Checks {
			if c.Blocks() {
				against++
			}
		}
		if fewest < 0 || against < fewest {
			best, fewest = n, against
		}
	}
	return best
}

// reasonOf says for a reader why a signature is not accepted: its first check
// that blocks.
func reasonOf(s report.PolicySignature) string {
	for _, status := range []report.Status{report.StatusFail, report.StatusUnknown} {
		for _, c := range s.Checks {
			if !c.Required || c.Status != status {
				continue
			}
			if c.Detail != "" {
				return c.Detail
			}
			return "wanted " + c.Want + ", found " + c.Got
		}
	}
	return s.Message
}

// Keyring returns every OpenPGP key that the requirements for an image name, so
// that signatures can be shown with the keys that the policy would try. Keys
// that cannot be read are left out; Evaluate says so.
func (p *Policy) Keyring(image Image) *openpgp.Keyring {
	out := &openpgp.Keyring{}
	requirements, _, _ := p.choose(image)
	for _, r := range requirements {
		if r.Type != TypeSignedBy {
			continue
		}
		if ring, err := r.Keys.keyring(); err == nil {
			out.Merge(ring)
		}
	}
	return out
}

// IdentityFor returns the rule for names of the first requirement for an image
// that wants a signature of this type, or the rule that holds by default.
func (p *Policy) IdentityFor(image Image, requirementType report.RequirementType) Identity {
	requirements, _, _ := p.choose(image)
	for _, r := range requirements {
		if r.Type == requirementType {
			return r.Identity
		}
	}
	return Identity{Type: MatchRepoDigestOrExact}
}
