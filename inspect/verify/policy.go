package verify

import (
	"fmt"
	"slices"

	"assay/inspect/containerspolicy"
	"assay/inspect/containerspolicy/lint"
	"assay/inspect/criteria"
	"assay/inspect/evidence"
	"assay/inspect/remedy"
	"assay/inspect/report"
	"assay/registry/lookaside"
)

// policyImage is what a policy is applied to: of an index the manifest of
// the own platform, because that is what would run.
func (v *verification) policyImage() containerspolicy.Image {
	e := v.evidence
	image := containerspolicy.Image{Transport: report.TransportDocker, Name: e.Image, Digest: e.Target.Digest, Platform: e.Target.Platform}
	if !image.Name.Known() {
		image.Transport = report.TransportOCI
		if e.Reference.Archive {
			image.Transport = report.TransportOCIArchive
		}
		image.Layout = e.LayoutPath
		if e.Reference.Identifier != "" {
			image.Layout += ":" + e.Reference.Identifier
		}
	}
	if e.IsIndex() {
		if own, ok := evidence.OwnPlatform(e.Manifest); ok {
			image.Digest, image.Platform = own.Digest, own.Platform.String()
		}
	}
	image.Manifest = e.ManifestBytes(image.Digest)
	return image
}

// noteStore says where the vendor is known to publish signatures, when nothing
// was found and no store is configured.
func (v *verification) noteStore() {
	e, r := v.evidence, v.report
	image := e.Image
	if !image.Known() || r.Partial {
		return
	}
	known := lookaside.PublicURL(image.Host())
	base, _ := e.Registries.Lookaside(image)
	if known == "" || base != "" || slices.ContainsFunc(r.Signatures,
		func(s *report.Signature) bool { return s.Format == report.FormatOpenPGP }) {
		return
	}
	r.Notes = append(r.Notes, fmt.Sprintf("OpenPGP signatures of %s are known to be published at %s; a file in registries.d with "+
		"docker: {%s: {lookaside: %s}} has them looked for.", image.Host(), known, image.Host(), known))
}

// applyPolicy evaluates the policy that was asked for and lets it decide.
func (v *verification) applyPolicy() {
	v.noteStore()
	e, r, p := v.evidence, v.report, v.criteria.Policy
	if r.Partial {
		// What is not here yet could decide; the policy is evaluated once.
		if p != nil {
			r.Verdict = report.VerdictUnknown
		}
		return
	}
	if p != nil {
		r.Policy = v.evaluate(p)
		r.Policy.Registries = registriesFor(e)
		decide(r)
		markAccepted(r)
	}
	if v.options.SuggestPolicy && r.Policy == nil {
		r.Policy = &report.Policy{Evaluated: v.image.Digest, Platform: v.image.Platform, Transport: v.image.Transport,
			Reference: v.image.String(),
			Scopes:    []report.PolicyScope{}, Requirements: []report.PolicyRequirement{}, Findings: []report.PolicyFinding{},
			Reason: "no policy was asked for"}
	}
	if r.Policy != nil {
		r.Policy.Suggestion = v.suggest()
	}
}

// evaluate says what the policy makes of the image, and the warnings about both.
func (v *verification) evaluate(p *criteria.Policy) *report.Policy {
	if p.Err != nil {
		return containerspolicy.Invalid(p.Name, v.image, p.Err)
	}
	out := p.Parsed.Evaluate(v.image, v.policyEvidence(), v.criteria.Verify.Now)
	if v.image.Transport != report.TransportDocker {
		out.Findings = append(out.Findings, report.PolicyFinding{Code: report.FindingNoName,
			Where:   "transports/" + string(v.image.Transport),
			Message: "The image was read from disk and the policy is applied to it as such; podman sees no signatures then.",
			Remedy:  remedy.NameImageOnDisk})
	}
	out.Findings = append(out.Findings, v.unreadAttachments()...)
	out.Findings = append(out.Findings, lint.ForImage(p.Parsed, v.imageContext())...)
	out.Findings = append(out.Findings, lint.Policy(p.Parsed)...)
	return out
}

// decide draws the verdict from the policy's decision.
func decide(r *report.Report) {
	switch r.Policy.Decision {
	case report.PolicyAccepted:
		r.Verdict = report.VerdictVerified
	case report.PolicyUnchecked:
		r.Verdict = report.VerdictUnchecked
	case report.PolicyUndecided:
		r.Verdict = report.VerdictUnknown
	default:
		r.Verdict = report.VerdictFailed
	}
}

// imageContext is what is known of how the image and the policy come together.
func (v *verification) imageContext() lint.ImageContext {
	e := v.evidence
	m := lint.ImageContext{Image: v.image, Registries: e.Registries, Signed: v.report.Signatures}
	if v.image.Digest != e.Target.Digest {
		m.Index = e.Target.Digest
	}
	return m
}

// registriesFor says what registries.d has for the image.
func registriesFor(e *evidence.Evidence) *report.RegistriesConfiguration {
	if !e.Image.Known() {
		return nil
	}
	out := &report.RegistriesConfiguration{Files: []string{}}
	if e.Registries != nil {
		out.Files = append(out.Files, e.Registries.Files...)
	}
	out.Lookaside, out.LookasideScope = e.Registries.Lookaside(e.Image)
	if out.Lookaside == "" && e.Lookaside != "" {
		out.Lookaside, out.LookasideScope = e.Lookaside, "where podman looks by default"
	}
	out.SigstoreAttachments, out.AttachmentsScope = e.Registries.UsesAttachments(e.Image)
	return out
}
