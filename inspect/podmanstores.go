package inspect

import (
	"sort"
	"strings"

	"assay/inspect/containerspolicy"
	"assay/inspect/report"
	"assay/registry"
)

// evidence collects what podman would read for an image, in its order: stores
// first, then the .sig tag where registries.d turns that on.
func (i *Inspection) evidence(image containerspolicy.Image) containerspolicy.Evidence {
	attachments, _ := i.stores.registries.UsesAttachments(image.Name)
	return i.evidenceWith(image, attachments)
}

func (i *Inspection) evidenceWith(image containerspolicy.Image, attachments bool) containerspolicy.Evidence {
	var out containerspolicy.Evidence
	if image.Transport != report.TransportDocker {
		return out
	}
	var blobs, layers []*found
	for _, f := range i.found {
		switch {
		case f.artifact.Digest != image.Digest:
		case f.kind == "openpgp" && f.blob != nil:
			blobs = append(blobs, f)
		case f.kind == "sig" && f.source.Store == report.StoreTag && attachments:
			if f.layer == nil {
				out.Unread = "a layer of the .sig tag could not be read"
				continue
			}
			layers = append(layers, f)
		}
	}
	if attachments {
		out.Refused, out.RefusedReason = i.refusedAttachments(image)
	}
	if !strings.HasPrefix(image.Digest, "sha256:") {
		out.Unread = "podman looks for signatures under the SHA-256 of the manifest, and the image was asked for by " + image.Digest + "; ask for it by its SHA-256"
	}
	sort.SliceStable(blobs, func(a, b int) bool { return blobs[a].position < blobs[b].position })
	sort.SliceStable(layers, func(a, b int) bool { return layers[a].position < layers[b].position })
	for _, f := range blobs {
		out.Signatures = append(out.Signatures, containerspolicy.Signature{ID: f.id, Reference: f.source.Reference, Blob: f.blob, FromExtension: f.source.Store == report.StoreExtension})
	}
	for _, f := range layers {
		out.Signatures = append(out.Signatures, containerspolicy.Signature{ID: f.id, Reference: f.source.Reference,
			Attachment: &containerspolicy.Attachment{MediaType: f.layer.MediaType, Annotations: f.layer.Annotations, Payload: f.layer.Data}})
	}
	for _, p := range i.probes {
		if p.Subject == image.Digest && out.Unread == "" && unreadable(p, attachments) {
			out.Unread = p.Detail
		}
	}
	return out
}

// unreadable reports whether a store that podman reads could not be.
func unreadable(p report.Lookup, attachments bool) bool {
	switch p.Outcome {
	case report.LookupFound, report.LookupNone, report.LookupUnsupported:
		return false
	}
	switch p.Store {
	case report.StoreLookaside, report.StoreExtension, report.StoreFile:
		return true
	case report.StoreTag:
		return attachments && strings.HasSuffix(p.Reference, ".sig")
	}
	return false
}

// refusedAttachments says why podman does not read the image's .sig tag, or
// returns nothing: then it reads it, or there is none.
func (i *Inspection) refusedAttachments(image containerspolicy.Image) (printed, reason string) {
	if !image.Name.Known() {
		return "", ""
	}
	repository := image.Name.Named.Name()
	tag := repository + ":" + registry.ArtifactTag(image.Digest, "sig")
	for _, a := range i.artifacts {
		if a.Subject != image.Digest || a.Kind != report.KindSignature || a.Source.Store != report.StoreTag || a.Source.Digest == "" {
			continue
		}
		if printed, reason = containerspolicy.RefusesManifest(tag, a.Source.MediaType, a.Manifest); reason != "" {
			return printed, reason
		}
	}
	for _, f := range i.found {
		if f.artifact.Digest != image.Digest || f.kind != "sig" || f.source.Store != report.StoreTag || f.layer == nil {
			continue
		}
		if printed, reason = containerspolicy.RefusesLayer(repository, registry.DigestOf(f.layer.Data, ""), len(f.layer.Data)); reason != "" {
			return printed, reason
		}
	}
	return "", ""
}

// unreadAttachments is the finding of a .sig tag that podman does not read.
func (i *Inspection) unreadAttachments(image containerspolicy.Image) []report.PolicyFinding {
	on, _ := i.stores.registries.UsesAttachments(image.Name)
	_, reason := i.refusedAttachments(image)
	if !on || reason == "" || image.Transport != report.TransportDocker {
		return nil
	}
	return []report.PolicyFinding{{Code: report.FindingAttachmentManifestUnread, Where: "the .sig tag", Message: "podman does not read these signatures: " + reason + ".",
		Remedy: "Have it signed again into an OCI manifest with small layers, as cosign writes it unless COSIGN_DOCKER_MEDIA_TYPES is set."}}
}
