// Package hostile makes images with signatures that are built to harm whoever
// shows them: JSON nested so deeply that its indented form takes gigabytes,
// values of megabytes where words stand, lists without end. Nothing in them is
// signed by anybody; whoever may push to a repository can make the same. Tests
// measure memory, time and output with them.
package hostile

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
)

// Media types of cosign's tag format (sigstore/cosign, specs/SIGNATURE_SPEC.md).
const (
	mediaTypeManifest      = "application/vnd.oci.image.manifest.v1+json"
	mediaTypeSimpleSigning = "application/vnd.dev.cosign.simplesigning.v1+json"
	mediaTypeDSSE          = "application/vnd.dsse.envelope.v1+json"
	mediaTypeInToto        = "application/vnd.in-toto+json"
)

// Layer is a signature or an attestation as a layer of its tag.
type Layer struct {
	MediaType   string
	Data        []byte
	Annotations map[string]string
}

// Case is a kind of image, by name.
type Case struct {
	Name string
	// Annotations are those of the image's own manifest.
	Annotations map[string]string
	// Signatures and Attestations make the layers of the .sig and .att tags of
	// the image with this digest; either may be nil.
	Signatures, Attestations func(digest string) []Layer
}

// Write writes the image as an OCI layout with the tag 1.0 into the directory dir,
// which it makes.
func (c Case) Write(dir string) error {
	l := layout{dir: dir}
	image := map[string]any{"schemaVersion": 2, "mediaType": mediaTypeManifest, "layers": []any{},
		"config": l.blob("application/vnd.oci.image.config.v1+json", []byte("{}"))}
	if c.Annotations != nil {
		image["annotations"] = c.Annotations
	}
	digest := l.manifest("1.0", image)
	for suffix, make := range map[string]func(string) []Layer{".sig": c.Signatures, ".att": c.Attestations} {
		if make == nil {
			continue
		}
		layers := []any{}
		for _, layer := range make(digest) {
			d := l.blob(layer.MediaType, layer.Data)
			d["annotations"] = layer.Annotations
			layers = append(layers, d)
		}
		l.manifest(strings.Replace(digest, ":", "-", 1)+suffix, map[string]any{"schemaVersion": 2, "mediaType": mediaTypeManifest,
			"config": l.blob("application/vnd.oci.image.config.v1+json", []byte("{}")), "layers": layers})
	}
	l.file("oci-layout", []byte(`{"imageLayoutVersion":"1.0.0"}`))
	l.file("index.json", encode(map[string]any{"schemaVersion": 2, "manifests": l.manifests}))
	return l.err
}

// layout writes the files of an OCI layout and keeps the first error.
type layout struct {
	dir       string
	manifests []any
	err       error
}

func (l *layout) file(name string, data []byte) {
	path := filepath.Join(l.dir, name)
	if l.err == nil {
		l.err = os.MkdirAll(filepath.Dir(path), 0o750)
	}
	if l.err == nil {
		l.err = os.WriteFile(path, data, 0o600)
	}
}

// blob writes bytes and returns their descriptor.
func (l *layout) blob(mediaType string, data []byte) map[string]any {
	sum := sha256.Sum256(data)
	name := hex.EncodeToString(sum[:])
	l.file(filepath.Join("blobs", "sha256", name), data)
	return map[string]any{"mediaType": mediaType, "digest": "sha256:" + name, "size": len(data)}
}

// manifest writes a manifest under a tag and returns its digest.
func (l *layout) manifest(tag string, content any) string {
	d := l.blob(mediaTypeManifest, encode(content))
	d["annotations"] = map[string]string{"org.opencontainers.image.ref.name": tag}
	l.manifests = append(l.manifests, d)
	return fmt.Sprint(d["digest"])
}

// encode is for values that can always be encoded.
func encode(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return data
}

// Deep is a JSON list within a list, depth levels of them.
func Deep(depth int) string { return strings.Repeat("[", depth) + strings.Repeat("]", depth) }

// Wide is n numbers depth levels deep: indented, each takes a line of its own
// that begins with two spaces for every level.
func Wide(depth, n int) string {
	return strings.Repeat("[", depth) + strings.Repeat("0,", n-1) + "0" + strings.Repeat("]", depth)
}

// Claims are simple signing claims about a digest with another member, whose
// value is JSON.
func Claims(digest, name, value string) []byte {
	return fmt.Appendf(nil, `{"critical":{"identity":{"docker-reference":"x"},"image":{"docker-manifest-digest":%q},"type":"cosign `+
		`container image signature"},"optional":{%q:%s}}`, digest, name, value)
}

// Signature is a layer of a .sig tag with a signature that fits nothing.
func Signature(payload []byte, annotations map[string]string) Layer {
	all := map[string]string{"dev.cosignproject.cosign/signature": base64.StdEncoding.EncodeToString(make([]byte, 71))}
	maps.Copy(all, annotations)
	return Layer{mediaTypeSimpleSigning, payload, all}
}

// Logged are the annotations of a signature with a log entry of this body.
func Logged(body string) map[string]string {
	return map[string]string{"dev.sigstore.cosign/bundle": string(encode(map[string]any{
		"SignedEntryTimestamp": base64.StdEncoding.EncodeToString(make([]byte, 71)),
		"Payload": map[string]any{"body": base64.StdEncoding.EncodeToString([]byte(body)), "integratedTime": 1700000000,
			"logIndex": 1, "logID": strings.Repeat("c0", 32)},
	}))}
}

// Body is a log entry's body with another member, whose value is JSON.
func Body(value string) string {
	return `{"apiVersion":"0.0.1","kind":"hashedrekord","spec":{"data":{"hash":{"algorithm":"sha256","value":"` + strings.Repeat("0", 64) +
		`"}}},"x":` + value + `}`
}

// Statement is an in-toto statement with this many subjects, the image's last,
// and a predicate, which is JSON.
func Statement(digest string, subjects int, predicate string) []byte {
	_, value, _ := strings.Cut(digest, ":")
	var b strings.Builder
	b.WriteString(`{"_type":"https://in-toto.io/Statement/v1","predicateType":"https://example.org/predicate","subject":[`)
	for n := range subjects - 1 {
		fmt.Fprintf(&b, `{"name":"file-%d","digest":{"sha256":"%064x"}},`, n, n)
	}
	fmt.Fprintf(&b, `{"name":"image","digest":{"sha256":%q}}],"predicate":%s}`, value, predicate)
	return []byte(b.String())
}

// Envelope is a layer of an .att tag with a signature that fits nothing.
func Envelope(statement []byte) Layer {
	return Layer{mediaTypeDSSE, encode(map[string]any{"payloadType": mediaTypeInToto,
		"payload":    base64.StdEncoding.EncodeToString(statement),
		"signatures": []any{map[string]string{"sig": base64.StdEncoding.EncodeToString(make([]byte, 71))}}}),
		map[string]string{"dev.cosignproject.cosign/signature": ""}}
}
