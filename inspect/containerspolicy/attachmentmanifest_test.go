package containerspolicy

import (
	"testing"

	"assay/inspect/report"
	"assay/registry"
)

// TestRefusesManifest wants podman's words for the manifests of .sig tags that
// it does not read, and silence for those that it does.
func TestRefusesManifest(t *testing.T) {
	t.Parallel()
	const name = "registry.example.com/acme/app:sha256-79aa.sig"
	for _, c := range []struct{ mediaType, manifest, printed string }{
		{registry.MediaTypeOCIManifest, `{"config":{},"layers":[]}`, ""},
		{registry.MediaTypeOCIManifest, `{"manifests":null}`, ""},
		{registry.MediaTypeDockerManifest, `{"config":{},"layers":[]}`,
			`unexpected MIME type for sigstore attachment manifest ` + name + `: "application/vnd.docker.distribution.manifest.v2+json"`},
		{"", `{"layers":[]}`, `unexpected MIME type for sigstore attachment manifest ` + name + `: ""`},
		{registry.MediaTypeOCIManifest, `{"layers":[],"manifests":[],"HISTORY":1}`,
			`parsing manifest ` + name + `: rejecting ambiguous manifest, unexpected fields []string{"history", "manifests"} in ` +
				`supposedly application/vnd.oci.image.manifest.v1+json`},
	} {
		printed, reason := RefusesManifest(name, c.mediaType, []byte(c.manifest))
		if printed != c.printed || (reason == "") != (printed == "") {
			t.Errorf("%s %s: %q, %q", c.mediaType, c.manifest, printed, reason)
		}
	}
	if printed, _ := RefusesLayer("r", "sha256:x", MaxAttachment); printed != "" {
		t.Error(printed)
	}
	if printed, _ := RefusesLayer("r", "sha256:x", MaxAttachment+
		1); printed != "reading blob sha256:x in r: exceeded maximum allowed size of 4194304 bytes" {
		t.Error(printed)
	}
}

// TestUnknownWords wants nothing to be quoted of which podman's words are not
// known, and no acceptance of what has no quotation.
func TestUnknownWords(t *testing.T) {
	t.Parallel()
	a := &attachmentCheck{complete: true}
	a.refuse(report.CheckClaimsDigest, report.Outcome{Reason: report.ReasonPayloadDigestMismatch, Want: "a", Got: "b"}, "")
	a.refuse(report.CheckClaimsReference, report.Outcome{Reason: report.ReasonPolicyIdentityMismatch, Want: "a", Got: "b"},
		"Signature for identity \"b\" is not accepted")
	if a.accepted() || a.message != "" {
		t.Errorf("accepted %v, message %q: podman stops at the first thing that is wrong", a.accepted(), a.message)
	}
}
