package registry

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// Media types of manifests (OCI image specification; Docker Image Manifest V2,
// Schema 2).
const (
	MediaTypeOCIManifest    = "application/vnd.oci.image.manifest.v1+json"
	MediaTypeOCIIndex       = "application/vnd.oci.image.index.v1+json"
	MediaTypeDockerManifest = "application/vnd.docker.distribution.manifest.v2+json"
	MediaTypeDockerList     = "application/vnd.docker.distribution.manifest.list.v2+json"
)

// Descriptor points at content (OCI image specification, descriptor).
type Descriptor struct {
	MediaType    string            `json:"mediaType"`
	Digest       string            `json:"digest"`
	Size         int64             `json:"size"`
	ArtifactType string            `json:"artifactType,omitempty"`
	Annotations  map[string]string `json:"annotations,omitempty"`
	Platform     *Platform         `json:"platform,omitempty"`
}

// Platform is what an image runs on.
type Platform struct {
	OS           string `json:"os"`
	Architecture string `json:"architecture"`
	Variant      string `json:"variant,omitempty"`
}

// String returns os/arch or os/arch/variant.
func (p *Platform) String() string {
	if p == nil {
		return ""
	}
	s := p.OS + "/" + p.Architecture
	if p.Variant != "" {
		s += "/" + p.Variant
	}
	return s
}

// Manifest is an image manifest or an index with its checked bytes.
type Manifest struct {
	Digest    string
	MediaType string
	Raw       []byte

	ArtifactType string
	Config       Descriptor
	Layers       []Descriptor
	Manifests    []Descriptor
	Subject      *Descriptor
	Annotations  map[string]string
	// Refused is why go-containerregistry, with which cosign and crane read
	// manifests, does not read this image manifest: malformed digests, numbers
	// that are strings. The manifest is shown all the same; nothing in it can be
	// verified.
	Refused error
}

// IsIndex reports whether the manifest lists other manifests.
func (m *Manifest) IsIndex() bool {
	return m.MediaType == MediaTypeOCIIndex || m.MediaType == MediaTypeDockerList
}

// Kind returns the artifact type: artifactType, else the config's media type
// (OCI image specification, manifest, artifactType).
func (m *Manifest) Kind() string {
	if m.ArtifactType != "" {
		return m.ArtifactType
	}
	return m.Config.MediaType
}

// Descriptor returns a descriptor of the manifest itself.
func (m *Manifest) Descriptor() Descriptor {
	return Descriptor{MediaType: m.MediaType, Digest: m.Digest, Size: int64(len(m.Raw))}
}

// ParseManifest reads raw, which has the given digest. header is the
// Content-Type under which it was served, or the media type that its descriptor
// gives; it may be empty. A document that could pass for both an index and an
// image manifest, or whose mediaType contradicts its header, is refused
// (CVE-2021-41190). The error is a *DescriptorsError for a list of more than
// limit descriptors.
func ParseManifest(raw []byte, digest, header string, limit int) (*Manifest, error) {
	var doc struct {
		MediaType    string            `json:"mediaType"`
		ArtifactType string            `json:"artifactType"`
		Config       Descriptor        `json:"config"`
		Layers       DescriptorList    `json:"layers"`
		Manifests    DescriptorList    `json:"manifests"`
		Subject      *Descriptor       `json:"subject"`
		Annotations  map[string]string `json:"annotations"`
	}
	doc.Layers.Max, doc.Manifests.Max = limit, limit
	err := json.Unmarshal(raw, &doc)
	if tooMany := cmp.Or(doc.Layers.Err(), doc.Manifests.Err()); tooMany != nil {
		return nil, tooMany
	}
	if err != nil {
		return nil, fmt.Errorf("this is not a manifest (Content-Type %q): %w", header, err)
	}
	layers, manifests := doc.Layers.List, doc.Manifests.List
	if len(layers) > 0 && len(manifests) > 0 {
		return nil, errors.New("the manifest has both layers and manifests, and could be read in two ways")
	}
	header, _, _ = strings.Cut(header, ";")
	header = strings.TrimSpace(header)
	mediaType := doc.MediaType
	switch {
	case mediaType == "" && isManifestType(header):
		mediaType = header
	case mediaType == "" && len(manifests) > 0:
		mediaType = MediaTypeOCIIndex
	case mediaType == "" && (len(layers) > 0 || doc.Config.Digest != ""):
		mediaType = MediaTypeOCIManifest
	case mediaType == "":
		return nil, fmt.Errorf("the document (Content-Type %q) is neither an image manifest nor an index", header)
	}
	if isManifestType(header) && isManifestType(mediaType) && header != mediaType {
		return nil, fmt.Errorf("the manifest says it is %s but was served as %s", mediaType, header)
	}
	m := &Manifest{
		Digest: digest, MediaType: mediaType, Raw: raw, ArtifactType: doc.ArtifactType, Config: doc.Config,
		Layers: layers, Manifests: manifests, Subject: doc.Subject, Annotations: doc.Annotations,
	}
	if !m.IsIndex() {
		_, m.Refused = v1.ParseManifest(bytes.NewReader(raw))
	}
	if m.IsIndex() && len(layers) > 0 || !m.IsIndex() && len(manifests) > 0 {
		return nil, fmt.Errorf("the manifest calls itself %s and has the content of another kind", mediaType)
	}
	return m, nil
}

func isManifestType(mediaType string) bool {
	switch mediaType {
	case MediaTypeOCIManifest, MediaTypeOCIIndex, MediaTypeDockerManifest, MediaTypeDockerList:
		return true
	}
	return false
}
