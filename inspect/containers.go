package inspect

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"assay/inspect/containerspolicy"
	"assay/inspect/containerspolicy/lint"
	"assay/inspect/openpgp"
	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/registry"
	"assay/registry/file"
)

// loadedPolicy is a policy.json, read once for all reports.
type loadedPolicy struct {
	name   string
	policy *containerspolicy.Policy
	// err is why it is no valid policy.
	err  error
	ring *openpgp.Keyring
}

// checkPolicyFile wants the file to be there; what is wrong inside is part of
// the report, because it is what podman would stumble over.
func checkPolicyFile(ctx context.Context, path string, inputs *file.Inputs) error {
	if path == "" {
		return nil
	}
	if _, _, err := readPolicy(ctx, path, inputs); err != nil {
		return notRead("--policy", err)
	}
	return nil
}

// readPolicy reads a policy from a path, or takes the text itself.
func readPolicy(ctx context.Context, where string, inputs *file.Inputs) (data []byte, name string, err error) {
	if strings.HasPrefix(strings.TrimSpace(where), "{") {
		return []byte(where), "policy.json", nil
	}
	data, err = inputs.Read(ctx, where, containerspolicy.MaxSize)
	return data, where, err
}

// containersPolicy returns the policy that was asked for, or nil. The lock must
// be held.
func (i *Inspection) containersPolicy(path string) *loadedPolicy {
	if path == "" {
		return nil
	}
	if l := i.policies[path]; l != nil {
		return l
	}
	// It was read before (checkPolicyFile), so that a pipe is not waited for.
	data, name, err := readPolicy(context.Background(), path, i.options.Inputs)
	l := &loadedPolicy{name: name}
	if err == nil {
		l.policy, err = containerspolicy.Parse(name, data)
	}
	if l.err = err; err == nil {
		l.ring = l.policy.Keyring(i.policyImage())
	}
	if i.policies == nil {
		i.policies = map[string]*loadedPolicy{}
	}
	i.policies[path] = l
	return l
}

// policyImage is what a policy is applied to: of an index the manifest of
// the own platform, because that is what would run.
func (i *Inspection) policyImage() containerspolicy.Image {
	image := containerspolicy.Image{Transport: report.TransportDocker, Name: i.stores.image, Digest: i.target.Digest, Platform: i.target.Platform}
	if !image.Name.Known() {
		image.Transport = report.TransportOCI
		if i.reference.Archive {
			image.Transport = report.TransportOCIArchive
		}
		image.Layout = i.reference.Layout
		if absolute, err := filepath.Abs(image.Layout); err == nil {
			image.Layout = absolute
		}
		if i.reference.Identifier != "" {
			image.Layout += ":" + i.reference.Identifier
		}
	}
	if i.manifest != nil && i.manifest.IsIndex() {
		if own, ok := ownPlatform(i.manifest); ok {
			image.Digest, image.Platform = own.Digest, own.Platform.String()
		}
	}
	image.Manifest = i.manifestBytes(image.Digest)
	return image
}

// examineOpenPGP runs the checks of one OpenPGP signature, with the keys given
// and those of the policy.
func (i *Inspection) examineOpenPGP(f *found, asked *sigstore.VerifyOptions) *report.Signature {
	p := openpgp.VerifyOptions{Keys: &openpgp.Keyring{}, Now: asked.Now}
	p.Keys.Merge(asked.OpenPGP)
	rule := containerspolicy.Identity{Type: containerspolicy.MatchRepoDigestOrExact}
	image := i.policyImage()
	if l := i.containersPolicy(i.askedPolicy); l != nil && l.err == nil {
		p.Keys.Merge(l.ring)
		rule = l.policy.IdentityFor(image, containerspolicy.TypeSignedBy)
	}
	switch {
	case asked.WantIdentity:
		p.WantOther = "a certificate's identity"
	case len(asked.Keys) > 0:
		p.WantOther = "a key that is not OpenPGP"
	}
	if image.Name.Known() {
		p.Identity = func(signed string) (string, string) { return rule.Accepts(image.Name, signed) }
	}
	out := openpgp.Verify(f.openpgp, openpgp.Artifact{Digest: f.artifact.Digest, Manifest: i.manifestBytes(f.artifact.Digest)}, p)
	if i.askedPolicy != "" && asked.OpenPGP == nil {
		out.Checks = report.Checklist(out.Checks).UnderPolicy()
	}
	return out
}

// noteStore says where the vendor is known to publish signatures, when nothing
// was found and no store is configured.
func (i *Inspection) noteStore(r *report.Report) {
	image := i.stores.image
	if !image.Known() || r.Partial {
		return
	}
	known := registry.PublicLookaside(image.Host())
	base, _ := i.stores.registries.Lookaside(image)
	if known == "" || base != "" || slices.ContainsFunc(r.Signatures, func(s *report.Signature) bool { return s.Format == report.FormatOpenPGP }) {
		return
	}
	r.Notes = append(r.Notes, fmt.Sprintf("OpenPGP signatures of %s are known to be published at %s; a file in registries.d with docker: {%s: {lookaside: %s}} has them looked for.", image.Host(), known, image.Host(), known))
}

// applyPolicy evaluates the policy that was asked for and lets it decide.
func (i *Inspection) applyPolicy(r *report.Report, asked *sigstore.VerifyOptions) {
	i.noteStore(r)
	if r.Partial {
		// What is not here yet could decide; the policy is evaluated once.
		if r.Criteria.Policy != "" {
			r.Verdict = report.VerdictUnknown
		}
		return
	}
	image := i.policyImage()
	if l := i.containersPolicy(r.Criteria.Policy); l != nil {
		if l.err != nil {
			r.Policy = containerspolicy.Invalid(l.name, image, l.err)
		} else {
			r.Policy = l.policy.Evaluate(image, i.evidence(image), asked.Now)
			if image.Transport != report.TransportDocker {
				r.Policy.Findings = append(r.Policy.Findings, report.PolicyFinding{Code: report.FindingNoName, Where: "transports/" + string(image.Transport),
					Message: "The image was read from disk and the policy is applied to it as such; podman sees no signatures then.", Remedy: "--reference NAME applies the policy as if the image were pulled from a registry under that name."})
			}
			r.Policy.Findings = append(r.Policy.Findings, i.unreadAttachments(image)...)
			r.Policy.Findings = append(r.Policy.Findings, lint.ForImage(l.policy, i.meeting(r, image))...)
			r.Policy.Findings = append(r.Policy.Findings, lint.Policy(l.policy)...)
		}
		r.Policy.Registries = i.registriesFor()
		decide(r)
		markAccepted(r)
	}
	if i.options.SuggestPolicy && r.Policy == nil {
		r.Policy = &report.Policy{Evaluated: image.Digest, Platform: image.Platform, Transport: image.Transport, Reference: image.String(),
			Scopes: []report.PolicyScope{}, Requirements: []report.PolicyRequirement{}, Findings: []report.PolicyFinding{}, Reason: "no policy was asked for"}
	}
	if r.Policy != nil {
		r.Policy.Suggestion = i.suggest(r, image, asked)
	}
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

func (i *Inspection) meeting(r *report.Report, image containerspolicy.Image) lint.ImageContext {
	m := lint.ImageContext{Image: image, Registries: i.stores.registries, Signed: r.Signatures}
	if image.Digest != i.target.Digest {
		m.Index = i.target.Digest
	}
	return m
}

// registriesFor says what registries.d has for the image.
func (i *Inspection) registriesFor() *report.RegistriesConfiguration {
	if !i.stores.image.Known() {
		return nil
	}
	out := &report.RegistriesConfiguration{Files: []string{}}
	if i.stores.registries != nil {
		out.Files = append(out.Files, i.stores.registries.Files...)
	}
	out.Lookaside, out.LookasideScope = i.stores.registries.Lookaside(i.stores.image)
	if out.Lookaside == "" && i.options.Stores.Home != "" {
		out.Lookaside, out.LookasideScope = registry.DefaultLookaside(i.options.Stores.Root, i.options.Stores.Home), "where podman looks by default"
	}
	out.SigstoreAttachments, out.AttachmentsScope = i.stores.registries.UsesAttachments(i.stores.image)
	return out
}
