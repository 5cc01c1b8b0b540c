package containerspolicy

import (
	"cmp"
	"encoding/json"
	"fmt"

	"assay/registry"
)

// MaxAttachment is the largest layer of a .sig tag that podman reads, in bytes
// (containers/image, internal/iolimits).
const MaxAttachment = 4 << 20

// RefusesManifest tells whether podman refuses to read the manifest of a .sig
// tag, which it was served under mediaType (containers/image,
// docker_client.go, getSigstoreAttachmentManifest). reference is the tag's full
// name. It returns what podman prints and why for a reader; both are empty for a
// manifest that it reads. No requirement that looks at signatures is met then,
// whatever its kind.
func RefusesManifest(reference, mediaType string, manifest []byte) (printed, reason string) {
	if mediaType != registry.MediaTypeOCIManifest {
		return fmt.Sprintf("unexpected MIME type for sigstore attachment manifest %s: %q", reference, mediaType),
			"the .sig tag is " + cmp.Or(mediaType, "of no media type") + ", and podman reads " + registry.MediaTypeOCIManifest + " alone"
	}
	// Members of other kinds of manifest, in any case of their names (manifest,
	// ValidateUnambiguousManifestFormat).
	var other struct {
		FSLayers  any `json:"fsLayers"`
		History   any `json:"history"`
		Manifests any `json:"manifests"`
	}
	if err := json.Unmarshal(manifest, &other); err != nil {
		return fmt.Sprintf("parsing manifest %s: %s", reference, err), "the manifest of the .sig tag cannot be read: " + err.Error()
	}
	unexpected := []string{}
	for _, m := range []struct {
		name  string
		value any
	}{{"fsLayers", other.FSLayers}, {"history", other.History}, {"manifests", other.Manifests}} {
		if m.value != nil {
			unexpected = append(unexpected, m.name)
		}
	}
	if len(unexpected) == 0 {
		return "", ""
	}
	return fmt.Sprintf("parsing manifest %s: rejecting ambiguous manifest, unexpected fields %#v in supposedly %s", reference, unexpected,
			registry.MediaTypeOCIManifest),
		fmt.Sprintf("the manifest of the .sig tag has members of another kind of manifest: %q", unexpected)
}

// RefusesLayer tells the same of a layer of such a tag, by its size in bytes.
func RefusesLayer(repository, digest string, size int) (printed, reason string) {
	if size <= MaxAttachment {
		return "", ""
	}
	return fmt.Sprintf("reading blob %s in %s: exceeded maximum allowed size of %d bytes", digest, repository, MaxAttachment),
		fmt.Sprintf("a layer of the .sig tag has %d bytes; podman reads up to %d", size, MaxAttachment)
}
