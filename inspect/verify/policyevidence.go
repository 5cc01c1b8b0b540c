package verify

import (
	"sort"
	"strings"

	"assay/inspect/containerspolicy"
	"assay/inspect/evidence"
	"assay/inspect/report"
	"assay/registry"
)

// policyEvidence collects what podman would read for an image, in its order: stores
// first, then the .sig tag where registries.d turns that on.
func (v *verification) policyEvidence() containerspolicy.Evidence {
	attachments, _ := v.evidence.Registries.UsesAttachments(v.image.Name)
	return v.policyEvidenceWith(attachments)
}

func (v *verification) policyEvidenceWith(attachments bool) containerspolicy.Evidence {
	var out containerspolicy.Evidence
	image := v.image
	if image.Transport != report.TransportDocker {
		return out
	}
	var blobs, layers []*evidence.Signature
	for _, f := range v.evidence.Signatures {
		switch {
		case f.Artifact.Digest != image.Digest:
		case f.Form == evidence.FormOpenPGP && f.Blob != nil:
			blobs = append(blobs, f)
		case f.Form == evidence.FormSignature && f.Source.Store == report.StoreTag && attachments:
			if f.Layer == nil {
				out.Unread = "a layer of the .sig tag could not be read"
				continue
			}
			layers = append(layers, f)
		}
	}
	if attachments {
		out.Refused, out.RefusedReason = v.refusedAttachments()
	}
	if !strings.HasPrefix(image.Digest, "sha256:") {
		out.Unread = "podman looks for signatures under the SHA-256 of the manifest, and the image was asked for by " + image.Digest +
			"; ask for it by its SHA-256"
	}
	sort.SliceStable(blobs, func(a, b int) bool { return blobs[a].Position < blobs[b].Position })
	sort.SliceStable(layers, func(a, b int) bool { return layers[a].Position < layers[b].Position })
	for _, f := range blobs {
		out.Signatures = append(out.Signatures, containerspolicy.Signature{ID: f.ID, Reference: f.Source.Reference, Blob: f.Blob,
			FromExtension: f.Source.Store == report.StoreExtension})
	}
	for _, f := range layers {
		out.Signatures = append(out.Signatures, containerspolicy.Signature{ID: f.ID, Reference: f.Source.Reference,
			Attachment: &containerspolicy.Attachment{MediaType: f.Layer.MediaType, Annotations: f.Layer.Annotations,
				Payload: f.Layer.Data}})
	}
	for _, p := range v.evidence.Lookups {
		if p.Subject == image.Digest && out.Unread == "" && unreadable(p, attachments) {
			out.Unread = p.Detail
		}
	}
	return out
}

// unreadable reports whether a store that podman reads could not be.
func unreadable(p report.Lookup, attachments bool) bool {
	if p.Outcome == report.LookupFound || p.Outcome == report.LookupNone || p.Outcome == report.LookupUnsupported {
		return false
	}
	switch p.Store {
	case report.StoreLookaside, report.StoreExtension, report.StoreFile:
		return true
	case report.StoreTag:
		return attachments && strings.HasSuffix(p.Reference, ".sig")
	default:
		return false
	}
}

// refusedAttachments says why podman does not read the image's .sig tag, or
// returns nothing: then it reads it, or there is none.
func (v *verification) refusedAttachments() (printed, reason string) {
	image := v.image
	if !image.Name.Known() {
		return "", ""
	}
	repository := image.Name.Named.Name()
	tag := repository + ":" + registry.ArtifactTag(image.Digest, "sig")
	for _, a := range v.evidence.Artifacts {
		if a.Subject != image.Digest || a.Kind != report.KindSignature || a.Source.Store != report.StoreTag || a.Source.Digest == "" {
			continue
		}
		if printed, reason = containerspolicy.RefusesManifest(tag, a.Source.MediaType, a.Manifest); reason != "" {
			return printed, reason
		}
	}
	for _, f := range v.evidence.Signatures {
		if f.Artifact.Digest != image.Digest || f.Form != evidence.FormSignature || f.Source.Store != report.StoreTag || f.Layer == nil {
			continue
		}
		if printed, reason = containerspolicy.RefusesLayer(repository, registry.DigestOf(f.Layer.Data, ""),
			len(f.Layer.Data)); reason != "" {
			return printed, reason
		}
	}
	return "", ""
}

// unreadAttachments is the finding of a .sig tag that podman does not read.
func (v *verification) unreadAttachments() []report.PolicyFinding {
	on, _ := v.evidence.Registries.UsesAttachments(v.image.Name)
	_, reason := v.refusedAttachments()
	if !on || reason == "" || v.image.Transport != report.TransportDocker {
		return nil
	}
	return []report.PolicyFinding{{Code: report.FindingAttachmentManifestUnread, Where: "the .sig tag",
		Message: "podman does not read these signatures: " + reason + ".",
		Remedy: "Have it signed again into an OCI manifest with small layers, " +
			"as cosign writes it unless COSIGN_DOCKER_MEDIA_TYPES is set."}}
}
