package forge

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"assay/inspect"
	"assay/inspect/report"
)

// referrer attaches a manifest of one layer to the image.
func (i *Image) referrer(artifactType, mediaType string, blob []byte, annotations map[string]any) {
	manifest, kind := i.signed(false)
	i.manifest(must(map[string]any{
		"schemaVersion": 2, "mediaType": typeManifest, "artifactType": artifactType,
		"config":  map[string]any{"mediaType": typeEmpty, "size": 2, "digest": digestOf([]byte("{}"))},
		"layers":  []any{map[string]any{"mediaType": mediaType, "size": len(blob), "digest": i.blob(blob), "annotations": annotations}},
		"subject": map[string]any{"mediaType": kind, "size": len(manifest), "digest": digestOf(manifest)},
	}), "", typeManifest)
}

func evilSBOM() map[string]any {
	return map[string]any{
		"spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": "evil",
		"documentNamespace": "https://evil.test/x",
		"creationInfo":      map[string]any{"created": "2026-03-01T12:00:00Z", "creators": []any{"Tool: evil"}},
		"packages": []any{map[string]any{"name": "nothing-to-see-here", "SPDXID": "SPDXRef-a", "versionInfo": "1",
			"downloadLocation": "NOASSERTION"}},
	}
}

// TestUnsignedReferrerStatementIsNotTrusted attaches an unsigned in-toto
// statement to a signed image, as anyone with push rights can: as a referrer, it
// is no part of what was signed.
func TestUnsignedReferrerStatementIsNotTrusted(t *testing.T) {
	a := newAttacked(t)
	image := newImage(false)
	image.attach([]made{a.sign(Draft{Place: Sig}, digestOf(imageManifest()))})
	statement := must(map[string]any{
		"_type": "https://in-toto.io/Statement/v0.1", "predicateType": "https://spdx.dev/Document", "predicate": evilSBOM(),
		"subject": []any{map[string]any{"name": "x", "digest": map[string]any{"sha256": strings.TrimPrefix(digestOf(imageManifest()),
			"sha256:")}}},
	})
	image.referrer("application/vnd.example.sbom", inToto, statement,
		map[string]any{"in-toto.io/predicate-type": "https://spdx.dev/Document"})
	registry := NewRegistry()
	defer registry.Close()
	reference, _ := registry.Add(image)
	r, err := inspect.RunSBOMs(context.Background(), []string{reference}, a.options(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range r.SBOMs {
		if b.Trust == report.VerdictVerified {
			t.Errorf("SBOM that nobody signed: trust %s (%s)", b.Trust, b.TrustReason)
		}
	}
}

// TestKeyBesidePolicyIsNotIgnored names a key that did not sign, and a policy that
// lets anything pass.
func TestKeyBesidePolicyIsNotIgnored(t *testing.T) {
	a := newAttacked(t)
	image := newImage(false)
	image.attach([]made{a.sign(Draft{Place: Sig}, digestOf(imageManifest()))})
	other := filepath.Join(a.dir, "other.pub")
	_ = os.WriteFile(other, a.OtherUser.PEM(), 0o600)
	server := NewRegistry()
	defer server.Close()
	reference, _ := server.Add(image)
	o := a.options()
	o.Criteria.Keys = []string{other}
	o.Criteria.Policy = `{"default":[{"type":"insecureAcceptAnything"}]}`
	r, err := inspect.Run(context.Background(), reference, o, nil)
	if err != nil {
		return // A mistake in the command line is a good answer.
	}
	said := slices.ContainsFunc(r.Notes, func(note string) bool {
		return strings.HasPrefix(note,
			"only the policy decides the verdict: a key")
	})
	if r.ExitCode() == 0 && !said {
		t.Errorf("exit code 0, verdict %s, and no word of the key, which did not sign; notes %q", r.Verdict, r.Notes)
	}
}

// sbomBundle is a bundle in which the user's key signs an SBOM of an image.
func (a *attacked) sbomBundle(digest string) made {
	return a.sign(Draft{Place: AttBundle, PredicateType: "https://spdx.dev/Document", Subject: digest,
		Payload: changed(func(doc map[string]any) {
			doc["predicate"] = evilSBOM()
		})}, digest)
}

// evilManifest is an image that nobody signed.
func evilManifest() []byte {
	return must(map[string]any{
		"schemaVersion": 2, "mediaType": typeManifest, "layers": []any{}, "annotations": map[string]any{"evil": "yes"},
		"config": map[string]any{"mediaType": typeConfig, "size": 2, "digest": digestOf([]byte("{}"))},
	})
}

// tagged makes an index the tagged image.
func (i *Image) tagged(manifests ...any) {
	i.manifest(must(map[string]any{"schemaVersion": 2, "mediaType": typeIndex, "manifests": manifests}), Tag, typeIndex)
}

func descriptor(data []byte, os, architecture string, annotations map[string]any) map[string]any {
	return map[string]any{"mediaType": typeManifest, "size": len(data), "digest": digestOf(data), "annotations": annotations,
		"platform": map[string]any{"os": os, "architecture": architecture}}
}

// wantNoTrust asks for the SBOM that stands for an image.
func (a *attacked) wantNoTrust(t *testing.T, image *Image) {
	t.Helper()
	server := NewRegistry()
	defer server.Close()
	reference, _ := server.Add(image)
	r, err := inspect.RunSBOMs(context.Background(), []string{reference}, a.options(), nil)
	if err != nil {
		t.Log(err)
		return
	}
	if b := r.SBOMs[0]; b.Trust == report.VerdictVerified {
		t.Errorf("the SBOM of an image that nobody signed: %s (%s), about %s, platform %q", b.Trust, b.TrustReason,
			b.SubjectDigest, b.Platform)
	}
}

// TestForeignSBOMInIndexChild has an index that nobody signed, with a child that
// calls itself an attestation of another image and holds the true, signed SBOM of
// that one. It must not stand for this image.
func TestForeignSBOMInIndexChild(t *testing.T) {
	a := newAttacked(t)
	other := digestOf([]byte("an image that is in another repository"))
	image := &Image{blobs: map[string][]byte{}}
	image.blob([]byte("{}"))
	m := a.sbomBundle(other)
	child := must(map[string]any{
		"schemaVersion": 2, "mediaType": typeManifest, "artifactType": typeBundle,
		"config": map[string]any{"mediaType": typeEmpty, "size": 2, "digest": digestOf([]byte("{}"))},
		"layers": []any{map[string]any{"mediaType": typeBundle, "size": len(m.blob), "digest": image.blob(m.blob)}},
	})
	image.manifest(child, "", typeManifest)
	image.manifest(evilManifest(), "", typeManifest)
	image.tagged(descriptor(evilManifest(), "linux", "amd64", nil), descriptor(child, "unknown", "unknown", map[string]any{
		"vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": other}))
	a.wantNoTrust(t, image)
}

// TestSBOMOfAnotherPlatform has an index that nobody signed, of a signed image for
// a platform that nobody runs and another one for the platform that all do.
func TestSBOMOfAnotherPlatform(t *testing.T) {
	a := newAttacked(t)
	image := &Image{blobs: map[string][]byte{}}
	image.blob([]byte("{}"))
	image.manifest(imageManifest(), "", typeManifest)
	image.manifest(evilManifest(), "", typeManifest)
	image.attach([]made{a.sbomBundle(digestOf(imageManifest()))})
	image.tagged(descriptor(evilManifest(), "linux", "amd64", nil), descriptor(imageManifest(), "linux", "s390x", nil))
	a.wantNoTrust(t, image)
}

// TestAttachedSBOMOfAnotherImage puts another image's signed SBOM manifest, which
// names that image as its subject, under this image's .sbom tag.
func TestAttachedSBOMOfAnotherImage(t *testing.T) {
	a := newAttacked(t)
	image := newImage(false)
	blob := must(evilSBOM())
	manifest := must(map[string]any{
		"schemaVersion": 2, "mediaType": typeManifest, "artifactType": "text/spdx+json",
		"config":  map[string]any{"mediaType": typeEmpty, "size": 2, "digest": digestOf([]byte("{}"))},
		"layers":  []any{map[string]any{"mediaType": "text/spdx+json", "size": len(blob), "digest": image.blob(blob)}},
		"subject": map[string]any{"mediaType": typeManifest, "size": 1, "digest": digestOf([]byte("another image"))},
	})
	image.manifest(manifest, strings.Replace(digestOf(imageManifest()), ":", "-", 1)+".sbom", typeManifest)
	m := a.sign(Draft{Place: Sig}, digestOf(manifest))
	signature := must(map[string]any{
		"schemaVersion": 2, "mediaType": typeManifest,
		"config": map[string]any{"mediaType": typeConfig, "size": 2, "digest": digestOf([]byte("{}"))},
		"layers": []any{map[string]any{"mediaType": m.mediaType, "size": len(m.blob), "digest": image.blob(m.blob),
			"annotations": m.annotations}},
	})
	image.manifest(signature, strings.Replace(digestOf(manifest), ":", "-", 1)+".sig", typeManifest)
	a.wantNoTrust(t, image)
}
