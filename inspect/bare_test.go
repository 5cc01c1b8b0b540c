package inspect

import (
	"context"
	"encoding/json"
	"testing"

	"assay/inspect/report"
	"assay/registry"
)

// TestBareStatement wants an SBOM in a statement that nobody signed to be trusted
// only where the index that it is part of is signed: as a referrer anyone can
// attach one to a signed image.
func TestBareStatement(t *testing.T) {
	t.Parallel()
	l := copyLayouts(t, "demo/layouts/v2-key-rekor")
	image := ""
	for _, d := range l.index {
		if d.Annotations["org.opencontainers.image.ref.name"] == "1.0" {
			image = d.Digest
		}
	}
	statement, err := json.Marshal(map[string]any{
		"_type": "https://in-toto.io/Statement/v0.1", "predicateType": "https://spdx.dev/Document",
		"subject": []any{map[string]any{"name": "x", "digest": map[string]string{"sha256": image[len("sha256:"):]}}},
		"predicate": map[string]any{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "n",
			"packages": []any{map[string]any{"name": "p", "SPDXID": "SPDXRef-p"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	manifest, err := json.Marshal(map[string]any{
		"schemaVersion": 2, "mediaType": registry.MediaTypeOCIManifest, "artifactType": "application/vnd.example.sbom",
		"config":  map[string]any{"mediaType": "application/vnd.oci.empty.v1+json", "digest": l.put([]byte("{}")), "size": 2},
		"layers":  []any{map[string]any{"mediaType": mediaTypeInToto, "digest": l.put(statement), "size": len(statement)}},
		"subject": map[string]any{"mediaType": registry.MediaTypeOCIManifest, "digest": image, "size": len(l.blob(image))},
	})
	if err != nil {
		t.Fatal(err)
	}
	attached := registry.Descriptor{MediaType: registry.MediaTypeOCIManifest, Digest: l.put(manifest), Size: int64(len(manifest))}
	l.index = append(l.index, attached)
	// The same in an index that nobody signed, though its platform is signed.
	attached.Annotations = map[string]string{annotationReferenceType: attestationManifest, annotationReferenceDigest: image}
	index, err := json.Marshal(map[string]any{"schemaVersion": 2, "mediaType": registry.MediaTypeOCIIndex, "manifests": []any{
		registry.Descriptor{MediaType: registry.MediaTypeOCIManifest, Digest: image, Size: int64(len(l.blob(image))),
			Platform: &registry.Platform{OS: "linux", Architecture: "amd64"}}, attached,
	}})
	if err != nil {
		t.Fatal(err)
	}
	l.index = append(l.index, registry.Descriptor{MediaType: registry.MediaTypeOCIIndex, Digest: l.put(index), Size: int64(len(index)),
		Annotations: map[string]string{"org.opencontainers.image.ref.name": "index"}})
	repository := l.serve()
	for _, c := range []struct{ name, tag, platform string }{
		{"as a referrer", "1.0", ""}, {"in an index", "index", ""}, {"in an index, with a platform asked for", "index", "linux/amd64"},
	} {
		options := faultOptions()
		options.Platform = c.platform
		r, err := RunSBOMs(context.Background(), []string{repository + ":" + c.tag}, options, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.SBOMs) == 0 {
			t.Errorf("%s: no SBOM was found", c.name)
		}
		for _, b := range r.SBOMs {
			if b.Trust != report.VerdictUnsigned {
				t.Errorf("%s: SBOM is %s: %s", c.name, b.Trust, b.TrustReason)
			}
		}
	}
}
