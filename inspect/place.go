package inspect

import (
	"assay/inspect/report"
	"assay/registry"
)

// artifactTypeSignature is the artifact type of a referrer that holds signatures
// in cosign's tag format (sigstore/cosign, internal/pkg/oci/remote).
const artifactTypeSignature = "application/vnd.dev.cosign.artifact.sig.v1+json"

// checkPlace refuses a signature in cosign's tag format that lies where no
// verifier looks for it: in a manifest that they cannot read, or in a referrer of
// another artifact type than wanted. Of the layers of a tag the type says
// nothing.
func (f *found) checkPlace(m *registry.Manifest, wanted string) {
	f.checkManifest(m)
	referrer := f.source.Store == report.StoreReferrer || f.source.Store == report.StoreReferrerTag || f.source.Store == report.StoreIndexChild
	if !referrer || wanted != "" && m.Kind() == wanted {
		return
	}
	want := wanted
	if want == "" {
		want = "a bundle, or the tag of the image with .att"
	}
	f.refuse(report.ReasonArtifactTypeDiffers, want, m.Kind(), "a referrer of this type is not where verifiers look for such a signature")
}

// checkManifest refuses a signature in a manifest that other readers do not read.
func (f *found) checkManifest(m *registry.Manifest) {
	if m.Refused != nil {
		f.refuse(report.ReasonManifestMalformed, "a manifest that cosign and crane read", m.MediaType, m.Refused.Error())
	}
}

// refuse notes a flaw of the place in which a signature lies.
func (f *found) refuse(reason report.Reason, want, got, detail string) {
	f.material.Flaws.Fail(report.CheckArtifactMediaType, report.Required, report.Outcome{Reason: reason, Want: want, Got: got, Detail: detail})
}
