package evidence

import (
	"strings"

	"assay/inspect/sigstore"
)

// MediaTypeInToto is that of an in-toto statement without an envelope
// (in-toto/attestation, spec/v1/statement.md).
const MediaTypeInToto = "application/vnd.in-toto+json"

// FormOf tells how to read a layer. In a .sig or .att tag every layer is what
// the tag says, whatever its media type, because cosign does not look at it.
func FormOf(tag Form, mediaType string) Form {
	if tag == FormSignature || tag == FormAttestation || tag == FormSBOM {
		return tag
	}
	switch {
	case mediaType == sigstore.MediaTypeSimpleSigning:
		return FormSignature
	case strings.HasPrefix(mediaType, sigstore.MediaTypeBundlePrefix):
		return FormBundle
	case mediaType == sigstore.MediaTypeDSSE:
		return FormAttestation
	case mediaType == MediaTypeInToto:
		return FormStatement
	case IsSBOMType(mediaType):
		return FormSBOM
	}
	return ""
}

// IsSBOMType reports whether a media type is one under which SBOMs are attached.
func IsSBOMType(mediaType string) bool {
	for _, part := range []string{"spdx", "cyclonedx", "syft", "sbom"} {
		if strings.Contains(strings.ToLower(mediaType), part) {
			return true
		}
	}
	return false
}
