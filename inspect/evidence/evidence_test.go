package evidence

import (
	"testing"

	"assay/inspect/sigstore"
	"assay/registry"
)

// TestFormOf wants a cosign tag to say what its layers are, as cosign has it, and
// elsewhere the media type.
func TestFormOf(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		tag       Form
		mediaType string
		want      Form
	}{
		{FormSignature, sigstore.MediaTypeDSSE, FormSignature},
		{FormAttestation, sigstore.MediaTypeSimpleSigning, FormAttestation},
		{FormSBOM, "text/plain", FormSBOM},
		{"", sigstore.MediaTypeSimpleSigning, FormSignature},
		{"", sigstore.MediaTypeDSSE, FormAttestation},
		{"", sigstore.MediaTypeBundlePrefix + ".v0.3+json", FormBundle},
		{"", MediaTypeInToto, FormStatement},
		{"", "text/spdx+json", FormSBOM},
		{"", "application/vnd.CycloneDX+xml", FormSBOM},
		{"", "application/octet-stream", ""},
		{"", "", ""},
		// Tags have no such ending; the media type decides.
		{FormBundle, sigstore.MediaTypeDSSE, FormAttestation},
		{FormOpenPGP, "application/octet-stream", ""},
	} {
		if got := FormOf(test.tag, test.mediaType); got != test.want {
			t.Errorf("tag %q, media type %q: %q, want %q", test.tag, test.mediaType, got, test.want)
		}
	}
}

// TestFind wants a signature by its ID, and nothing for another.
func TestFind(t *testing.T) {
	t.Parallel()
	one := &Signature{ID: "one"}
	e := &Evidence{Signatures: []*Signature{{ID: "other"}, one}}
	if got := e.Find("one"); got != one {
		t.Errorf("found %+v, want %+v", got, one)
	}
	if got := e.Find("two"); got != nil {
		t.Errorf("found %+v, want nothing", got)
	}
}

// TestManifestBytes wants the bytes of the target's manifest under its own digest
// alone.
func TestManifestBytes(t *testing.T) {
	t.Parallel()
	e := &Evidence{Manifest: &registry.Manifest{Digest: "sha256:1", Raw: []byte("{}"), MediaType: registry.MediaTypeOCIIndex}}
	if got := string(e.ManifestBytes("sha256:1")); got != "{}" {
		t.Errorf("bytes %q, want {}", got)
	}
	if got := e.ManifestBytes("sha256:2"); got != nil {
		t.Errorf("bytes %q of another manifest, want none", got)
	}
	if got := new(Evidence).ManifestBytes(""); got != nil {
		t.Errorf("bytes %q without a manifest, want none", got)
	}
	if new(Evidence).IsIndex() {
		t.Error("a target without a manifest is no index")
	}
}
