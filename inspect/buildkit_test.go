package inspect

// BuildKit's way of marking attestations in an index (moby/buildkit,
// docs/attestations/attestation-storage.md), written down apart from the code
// under test.
const (
	annotationReferenceType   = "vnd.docker.reference.type"
	annotationReferenceDigest = "vnd.docker.reference.digest"
	attestationManifest       = "attestation-manifest"
	mediaTypeInToto           = "application/vnd.in-toto+json"
	annotationZstd            = "io.github.containers.compression.zstd"
)
