package verify

import (
	"slices"

	"assay/inspect/evidence"
	"assay/inspect/report"
)

// irrelevantToPolicy says why a policy does not look at a signature, or returns
// nothing: it looks at those of the manifest that would run, in stores and formats
// that podman reads.
func (v *verification) irrelevantToPolicy(f *evidence.Signature) string {
	attachments, _ := v.evidence.Registries.UsesAttachments(v.image.Name)
	switch {
	case f.Artifact.Digest != v.image.Digest && v.image.Platform != "":
		return "the policy looks at the manifest of " + v.image.Platform
	case f.Artifact.Digest != v.image.Digest:
		return "it is not about the image"
	case v.image.Transport != report.TransportDocker:
		return "a policy does not consider signatures of an image on disk"
	case f.Form == evidence.FormOpenPGP:
		return ""
	case f.Form == evidence.FormSignature && f.Source.Store == report.StoreTag && !attachments:
		return "registries.d does not turn on .sig tags for this image"
	case f.Form == evidence.FormSignature && f.Source.Store == report.StoreTag:
		_, reason := v.refusedAttachments()
		return reason
	}
	return "a containers policy does not read this format"
}

// markAccepted says of a signature that the policy accepts it. One that holds
// and was merely not pinned is verified then: the policy names its signer.
func markAccepted(r *report.Report) {
	accepted := r.Policy.Accepted()
	for _, s := range r.Signatures {
		switch {
		case !accepted[s.ID]:
		case s.Verdict == report.VerdictUnpinned:
			s.Verdict, s.Pin = report.VerdictVerified, ""
			s.Notes = append(slices.Clone(s.Notes), "verified with the signer that the policy names; no signer was asked for otherwise")
		case s.Verdict == report.VerdictFailed:
			s.Notes = append(slices.Clone(s.Notes), "the policy accepts this signature; by cosign's rules it fails, as the checks show")
		}
	}
}
