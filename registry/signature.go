package registry

import "context"

// Bounds on stores of OpenPGP signatures, the same as containers/image has:
// how many signatures one manifest may have, and how many bytes each.
const (
	MaxSignatures    = 128
	MaxSignatureSize = 4 << 20
)

// StoredSignature is an OpenPGP signature as a store holds it.
type StoredSignature struct {
	// Reference is the URL or path that it was read from.
	Reference string
	Data      []byte
}

// SignatureExtension is a registry that may keep OpenPGP signatures itself
// (the X-Registry-Supports-Signatures extension, containers/image,
// docs/signature-protocols.md).
type SignatureExtension interface {
	// ExtensionSignatures returns the signatures of a manifest. A registry
	// without the extension answers with outcome Unsupported in its error.
	ExtensionSignatures(ctx context.Context, digest string) ([]StoredSignature, error)
}
