package discover

import (
	"assay/inspect/evidence"
	"assay/inspect/report"
	"assay/registry"
)

// artifactTypeSignature is the artifact type of a referrer that holds signatures
// in cosign's tag format (sigstore/cosign, internal/pkg/oci/remote).
const artifactTypeSignature = "application/vnd.dev.cosign.artifact.sig.v1+json"

// checkPlace refuses a signature in cosign's tag format that is stored where no
// verifier looks for it: in a manifest that they cannot read, or in a referrer of
// another artifact type than wanted. Of the layers of a tag the type says
// nothing.
func checkPlace(f *evidence.Signature, m *registry.Manifest, wanted string) {
	checkManifest(f, m)
	referrer := f.Source.Store == report.StoreReferrer || f.Source.Store == report.StoreReferrerTag ||
		f.Source.Store == report.StoreIndexChild
	if !referrer || wanted != "" && m.Kind() == wanted {
		return
	}
	want := wanted
	if want == "" {
		want = "a bundle, or the tag of the image with .att"
	}
	refuse(f, report.ReasonArtifactTypeDiffers, want, m.Kind(), "a referrer of this type is not where verifiers look for such a signature")
}

// checkManifest refuses a signature in a manifest that other readers do not read.
func checkManifest(f *evidence.Signature, m *registry.Manifest) {
	if m.Refused != nil {
		refuse(f, report.ReasonManifestMalformed, "a manifest that cosign and crane read", m.MediaType, m.Refused.Error())
	}
}

// refuse notes a flaw of the place in which a signature is stored.
func refuse(f *evidence.Signature, reason report.Reason, want, got, detail string) {
	f.Entity.Flaws.Fail(report.CheckArtifactMediaType, report.Required,
		report.Outcome{Reason: reason, Want: want, Got: got, Detail: detail})
}
