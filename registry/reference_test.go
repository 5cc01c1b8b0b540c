package registry

import (
	"strings"
	"testing"
)

// TestEmptyTagOfLayout wants an empty tag, which comes from a variable that is not
// set, to be a mistake for images on disk as it is for registries: it must not
// mean whatever image the layout happens to hold.
func TestEmptyTagOfLayout(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"oci:dir:", "archive:file.tar:"} {
		if r, err := ParseReference(text); err == nil {
			t.Errorf("%q: layout %q, identifier %q; want an error", text, r.Layout, r.Identifier)
		}
	}
}

func TestReferences(t *testing.T) {
	for text, want := range map[string]string{
		"alpine": "docker.io/library/alpine:latest", "ghcr.io/x/y:1": "ghcr.io/x/y:1", "oci:a/b:c": "oci:a/b:c",
		"archive:x.tar": "archive:x.tar:",
		"localhost:5000/a@sha256:" + strings.Repeat("0", 64): "localhost:5000/a@sha256:" + strings.Repeat("0", 64),
	} {
		r, err := ParseReference(text)
		if err != nil || r.WithIdentifier(r.Identifier) != want {
			t.Errorf("%q is %q (%v), want %q", text, r.WithIdentifier(r.Identifier), err, want)
		}
	}
	for _, text := range []string{"", "A B", "oci:", "x@sha256:0", "UPPER/case"} {
		if _, err := ParseReference(text); err == nil {
			t.Errorf("%q was taken for a reference", text)
		}
	}
	digest, kind, ok := ParseArtifactTag("sha256-" + strings.Repeat("a", 64) + ".sig")
	if !ok || kind != "sig" || ArtifactTag(digest, kind) != "sha256-"+strings.Repeat("a", 64)+".sig" {
		t.Errorf("artifact tag: %q %q %v", digest, kind, ok)
	}
}
