package sigstore

import (
	"crypto/x509"

	protobundle "github.com/sigstore/protobuf-specs/gen/pb-go/bundle/v1"

	"assay/inspect/rekor"
	"assay/inspect/report"
)

// Entity is one signature as it was found, read as far as possible. Nothing
// in it has been verified.
type Entity struct {
	Format report.Format
	// Subject is the digest of the manifest that the signature should be about.
	Subject string
	// Repository is where it was found, to compare claims with.
	Repository string

	// Envelope is nil for a signature over Payload itself.
	Envelope *Envelope
	// Payload is what was signed: simple signing claims, or the payload of the
	// envelope. It is empty for a message signature of a bundle.
	Payload []byte
	// MessageDigest and MessageAlgorithm are what a bundle's message signature
	// says of the signed bytes; only a hint.
	MessageDigest    []byte
	MessageAlgorithm string

	Signature []byte
	// SignatureText is the signature as it was written down.
	SignatureText string

	Certificate  *x509.Certificate
	Chain        []*x509.Certificate
	KeyHint      string
	HasPublicKey bool
	Entries      []*rekor.Entry
	Timestamps   [][]byte
	// TimestampCovers is what a timestamp must be over: the signature, or the whole
	// envelope for cosign's attestations.
	TimestampCovers []byte

	Statement *Statement
	// Short is the JSON of the statement without its predicate.
	Short []byte

	// Bundle is the parsed bundle, for the cross-check.
	Bundle *protobundle.Bundle

	// Flaws are checks that failed or were skipped while reading.
	Flaws report.Checklist
	Raw   []report.RawPart
}

// Envelope is a DSSE envelope (secure-systems-lab/dsse, envelope.md).
type Envelope struct {
	PayloadType string
	Signatures  []EnvelopeSignature
	// Bytes is the envelope as it came.
	Bytes []byte
}

// EnvelopeSignature is one signature of an envelope.
type EnvelopeSignature struct {
	KeyID string
	Value []byte
}

// IsLegacy reports whether the entity is of cosign's tag format.
func (m *Entity) IsLegacy() bool {
	return m.Format == report.FormatSimpleSigning || m.Format == report.FormatDSSE
}

// Signs reports whether the entity is a signature of the image,
// and not an attestation of something about it.
func (m *Entity) Signs() bool {
	if m.Format == report.FormatSimpleSigning {
		return true
	}
	if m.Format == report.FormatDSSE {
		return false
	}
	return m.Statement == nil || m.Statement.PredicateType == report.PredicateCosignSign
}
