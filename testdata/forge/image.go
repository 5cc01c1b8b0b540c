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

func newImage() *Image {
	i := &Image{blobs: map[string][]byte{}}
	i.blob([]byte("{}"))
	i.manifest(imageManifest(), Tag, typeManifest)
	return i
}

func (i *Image) blob(data []byte) string {
	d := digestOf(data)
	i.blobs[d] = data
	return d
}

// manifest adds a manifest, under a tag or by its digest alone.
func (i *Image) manifest(data []byte, tag, mediaType string) string {
	d := map[string]any{"mediaType": mediaType, "digest": i.blob(data), "size": len(data)}
	if tag != "" {
		d["annotations"] = map[string]any{"org.opencontainers.image.ref.name": tag}
	}
	i.index = append(i.index, d)
	return digestOf(data)
}

// attach puts signatures where they belong: those of the tag format become
// layers of one manifest for each suffix, a bundle a referrer of its own.
func (i *Image) attach(all []made) {
	manifest := imageManifest()
	subject := digestOf(manifest)
	config := map[string]any{"mediaType": typeConfig, "size": 2, "digest": digestOf([]byte("{}"))}
	layers, texts := map[Place][]any{}, map[Place][][]byte{}
	change := map[Place]hook{}
	for _, m := range all {
		layer := map[string]any{"mediaType": m.mediaType, "size": len(m.blob), "digest": i.blob(m.blob)}
		if !m.isBundle {
			layer["annotations"] = m.annotations
			layers[m.draft.Place] = append(layers[m.draft.Place], spliced)
			texts[m.draft.Place] = append(texts[m.draft.Place], m.draft.Layer.run(must(layer)))
			if m.draft.Manifest != nil {
				change[m.draft.Place] = m.draft.Manifest
			}
			continue
		}
		i.manifest(m.draft.Manifest.run(splice(must(map[string]any{
			"schemaVersion": 2, "mediaType": typeManifest, "artifactType": typeBundle,
			"config":  map[string]any{"mediaType": typeEmpty, "size": 2, "digest": digestOf([]byte("{}"))},
			"layers":  []any{spliced},
			"subject": map[string]any{"mediaType": typeManifest, "size": len(manifest), "digest": subject},
			"annotations": map[string]any{
				"dev.sigstore.bundle.content": "dsse-envelope", "dev.sigstore.bundle.predicateType": m.predicate,
			},
		}), m.draft.Layer.run(must(layer)))), "", typeManifest)
	}
	for _, place := range []Place{Sig, Att} {
		if len(layers[place]) > 0 {
			i.manifest(change[place].run(splice(must(map[string]any{
				"schemaVersion": 2, "mediaType": typeManifest, "config": config, "layers": layers[place],
			}), texts[place]...)), strings.Replace(subject, ":", "-", 1)+"."+string(place), typeManifest)
		}
	}
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
