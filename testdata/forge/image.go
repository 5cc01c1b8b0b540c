package forge

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing/fstest"
)

// Image is a repository with an image and what is attached to it.
type Image struct {
	blobs map[string][]byte // by digest
	index []map[string]any  // descriptors of the manifests
	many  bool              // the image is an index of one platform
}

// Tag is the tag by which every image is asked for.
const Tag = "1.0"

func digestOf(data []byte) string {
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// imageManifest is the image that every case signs.
func imageManifest() []byte {
	return must(map[string]any{
		"schemaVersion": 2, "mediaType": typeManifest, "layers": []any{},
		"config": map[string]any{"mediaType": typeConfig, "size": 2, "digest": digestOf([]byte("{}"))},
	})
}

// imageIndex is an index of that image.
func imageIndex() []byte {
	return must(map[string]any{"schemaVersion": 2, "mediaType": typeIndex, "manifests": []any{map[string]any{
		"mediaType": typeManifest, "size": len(imageManifest()), "digest": digestOf(imageManifest()),
		"platform": map[string]any{"os": "linux", "architecture": "amd64"},
	}}})
}

func newImage(many bool) *Image {
	i := &Image{blobs: map[string][]byte{}, many: many}
	i.blob([]byte("{}"))
	if many {
		i.manifest(imageIndex(), Tag, typeIndex)
		i.manifest(imageManifest(), "", typeManifest)
	} else {
		i.manifest(imageManifest(), Tag, typeManifest)
	}
	return i
}

// signed is the manifest that is signed: the index, or else the image.
func (i *Image) signed(child bool) (manifest []byte, mediaType string) {
	if i.many && !child {
		return imageIndex(), typeIndex
	}
	return imageManifest(), typeManifest
}

func (i *Image) blob(data []byte) string {
	d := digestOf(data)
	i.blobs[d] = data
	return d
}

// manifest adds a manifest, under a tag or by its digest alone.
func (i *Image) manifest(data []byte, tag, mediaType string) {
	d := map[string]any{"mediaType": mediaType, "digest": i.blob(data), "size": len(data)}
	if tag != "" {
		d["annotations"] = map[string]any{"org.opencontainers.image.ref.name": tag}
	}
	i.index = append(i.index, d)
}

// attach puts signatures where they belong: those of the tag format become
// layers of one manifest for each suffix, a bundle a referrer of its own.
func (i *Image) attach(all []made) {
	config := map[string]any{"mediaType": typeConfig, "size": 2, "digest": digestOf([]byte("{}"))}
	type tag struct {
		place Place
		child bool
	}
	layers, texts, change := map[tag][]any{}, map[tag][][]byte{}, map[tag]hook{}
	for _, m := range all {
		layer := map[string]any{"mediaType": m.mediaType, "size": len(m.blob), "digest": i.blob(m.blob)}
		if !m.isBundle {
			layer["annotations"] = m.annotations
		}
		if to := (tag{m.at(), m.draft.Child}); to.place != Bundle {
			layers[to] = append(layers[to], spliced)
			texts[to] = append(texts[to], m.draft.Layer.run(must(layer)))
			if m.draft.Manifest != nil {
				change[to] = m.draft.Manifest
			}
			continue
		}
		manifest, mediaType := i.signed(m.draft.Child)
		i.manifest(m.draft.Manifest.run(splice(must(map[string]any{
			"schemaVersion": 2, "mediaType": typeManifest, "artifactType": typeBundle,
			"config":  map[string]any{"mediaType": typeEmpty, "size": 2, "digest": digestOf([]byte("{}"))},
			"layers":  []any{spliced},
			"subject": map[string]any{"mediaType": mediaType, "size": len(manifest), "digest": digestOf(manifest)},
			"annotations": map[string]any{
				"dev.sigstore.bundle.content": "dsse-envelope", "dev.sigstore.bundle.predicateType": m.predicate,
			},
		}), m.draft.Layer.run(must(layer)))), "", typeManifest)
	}
	for _, to := range []tag{{Sig, false}, {Att, false}, {Sig, true}, {Att, true}} {
		if len(layers[to]) == 0 {
			continue
		}
		manifest, _ := i.signed(to.child)
		i.manifest(change[to].run(splice(must(map[string]any{
			"schemaVersion": 2, "mediaType": typeManifest, "config": config, "layers": layers[to],
		}), texts[to]...)), strings.Replace(digestOf(manifest), ":", "-", 1)+"."+string(to.place), typeManifest)
	}
}

// at is where a signature is attached.
func (m made) at() Place {
	switch {
	case m.draft.At != "":
		return m.draft.At
	case m.isBundle:
		return Bundle
	}
	return m.draft.Place
}

// Files is the image as an OCI layout below a folder.
func (i *Image) Files(folder string) fstest.MapFS {
	files := fstest.MapFS{folder + "/index.json": {Data: must(map[string]any{
		"schemaVersion": 2, "mediaType": typeIndex, "manifests": i.index,
	})}}
	for digest, data := range i.blobs {
		files[folder+"/blobs/"+strings.Replace(digest, ":", "/", 1)] = &fstest.MapFile{Data: data}
	}
	return files
}
