package registry_test

import (
	"fmt"
	"strings"

	"assay/registry"
)

// References are read as docker and podman take them, and layouts on disk by a
// prefix.
func ExampleParseReference() {
	for _, text := range []string{"alpine", "ghcr.io/acme/app:1.0", "oci:images/app:1.0", "oci:images/app:"} {
		reference, err := registry.ParseReference(text)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(reference.WithIdentifier(reference.Identifier), reference.Layout != "")
	}
	// Output:
	// docker.io/library/alpine:latest false
	// ghcr.io/acme/app:1.0 false
	// oci:images/app:1.0 true
	// "oci:images/app:" has an empty tag; write oci:PATH or oci:PATH:TAG
}

// cosign stores signatures under a tag that is made from the image's digest.
func ExampleArtifactTag() {
	digest := "sha256:" + strings.Repeat("ab", 32)
	tag := registry.ArtifactTag(digest, "sig")
	fmt.Println(tag[:12], tag[len(tag)-4:])
	about, kind, ok := registry.ParseArtifactTag(tag)
	fmt.Println(about == digest, kind, ok)
	// Output:
	// sha256-ababa .sig
	// true sig true
}

// A manifest that could be read in two ways is refused.
func ExampleParseManifest() {
	raw := []byte(`{"layers":[{}],"manifests":[{}]}`)
	_, err := registry.ParseManifest(raw, registry.DigestOf(raw, ""), registry.MediaTypeOCIIndex, registry.Limits{}.Descriptors())
	fmt.Println(err)
	// Output:
	// the manifest has both layers and manifests, and could be read in two ways
}
