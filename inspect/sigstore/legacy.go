package sigstore

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/sigstore/sigstore/pkg/cryptoutils"

	"assay/certview"
	"assay/inspect/rekor"
	"assay/inspect/report"
	"assay/inspect/sigstore/primitive"
)

// Media types and annotations of cosign's tag format (sigstore/cosign,
// specs/SIGNATURE_SPEC.md and pkg/oci/static).
const (
	MediaTypeSimpleSigning = "application/vnd.dev.cosign.simplesigning.v1+json"
	MediaTypeDSSE          = "application/vnd.dsse.envelope.v1+json"

	annotationSignature   = "dev.cosignproject.cosign/signature"
	annotationCertificate = "dev.sigstore.cosign/certificate"
	annotationChain       = "dev.sigstore.cosign/chain"
	annotationBundle      = "dev.sigstore.cosign/bundle"
	annotationTimestamp   = "dev.sigstore.cosign/rfc3161timestamp"
	// annotationPredicate is not signed; only the statement's own type counts.
	annotationPredicate = "predicateType"
)

// Layer is a layer of a .sig or .att manifest with its bytes.
type Layer struct {
	MediaType   string
	Annotations map[string]string
	Data        []byte
}

// ReadSignature reads a layer of a .sig manifest.
func ReadSignature(layer Layer) *Entity {
	m := &Entity{Format: report.FormatSimpleSigning, Payload: layer.Data}
	m.Raw = append(m.Raw, report.RawPart{Name: "payload", MediaType: layer.MediaType, Bytes: layer.Data})
	m.checkMediaType(layer, MediaTypeSimpleSigning)
	text, present := layer.Annotations[annotationSignature]
	m.SignatureText = text
	switch {
	case !present:
		m.Flaws.Fail(report.CheckSignatureEncoding, report.Required, report.Outcome{
			Reason: report.ReasonSignatureAnnotationMissing,
			Want:   "annotation " + annotationSignature,
			Got:    "none",
			Detail: "the layer carries no signature",
		})
	case text == "":
		m.Flaws.Fail(report.CheckSignatureEncoding, report.Required, report.Outcome{
			Reason: report.ReasonSignatureEmpty,
			Want:   "a signature",
			Got:    "an empty annotation",
			Detail: annotationSignature,
		})
	default:
		m.Signature = m.decodeSignature(text)
	}
	m.TimestampCovers = m.Signature
	m.readAnnotations(layer)
	return m
}

// ReadAttestation reads a layer of an .att manifest.
func ReadAttestation(layer Layer) *Entity {
	m := &Entity{Format: report.FormatDSSE, TimestampCovers: layer.Data}
	m.Raw = append(m.Raw, report.RawPart{Name: "envelope", MediaType: layer.MediaType, Bytes: layer.Data})
	m.checkMediaType(layer, MediaTypeDSSE)
	m.readEnvelope(layer.Data)
	if _, present := layer.Annotations[annotationSignature]; !present && !m.Flaws.Has(report.CheckEnvelopeType) {
		// It is empty for attestations, and cosign wants it all the same
		// (pkg/oci/internal/signature).
		m.Flaws.Fail(report.CheckSignatureEncoding, report.Required, report.Outcome{
			Reason: report.ReasonSignatureAnnotationMissing,
			Want:   "annotation " + annotationSignature + ", empty",
			Got:    "none",
			Detail: "cosign skips the layer without it",
		})
	}
	m.readAnnotations(layer)
	if annotated := layer.Annotations[annotationPredicate]; annotated != "" && m.Statement != nil &&
		annotated != m.Statement.PredicateType {
		m.Flaws.Fail(report.CheckArtifactMediaType, report.Optional, report.Outcome{
			Reason: report.ReasonPredicateAnnotationDiffers,
			Want:   m.Statement.PredicateType,
			Got:    annotated,
			Detail: "the layer's annotation, which is not signed, names another type",
		})
	}
	return m
}

func (m *Entity) checkMediaType(layer Layer, want string) {
	if layer.MediaType != want {
		m.Flaws.Fail(report.CheckArtifactMediaType, report.Optional, report.Outcome{
			Reason: report.ReasonLayerMediaTypeWrong,
			Want:   want,
			Got:    layer.MediaType,
			Detail: "cosign does not look at the layer's media type; stricter readers skip such a layer",
		})
	}
}

// decodeSignature decodes base64 and notes the position of the first wrong
// character.
func (m *Entity) decodeSignature(text string) []byte {
	value, err := base64.StdEncoding.DecodeString(text)
	if err == nil {
		return value
	}
	detail := err.Error()
	var corrupt base64.CorruptInputError
	if errors.As(err, &corrupt) {
		detail = fmt.Sprintf("first bad character at position %d", int64(corrupt))
	}
	m.Flaws.Fail(report.CheckSignatureEncoding, report.Required, report.Outcome{
		Reason: report.ReasonSignatureNotBase64,
		Want:   "base64",
		Got:    primitive.Shorten(text, 24),
		Detail: detail,
	})
	return nil
}

// readAnnotations reads certificate, chain, log entry and timestamp.
func (m *Entity) readAnnotations(layer Layer) {
	if text := layer.Annotations[annotationCertificate]; text != "" {
		certs, err := certificates(text)
		if err != nil || len(certs) == 0 {
			m.Flaws.Fail(report.CheckCertificatePresent, report.Required, report.Outcome{
				Reason: report.ReasonCertificateMalformed,
				Want:   "a certificate",
				Got:    primitive.Shorten(text, 40),
				Detail: fmt.Sprint(err),
			})
		} else {
			m.Certificate = certs[0]
		}
		m.Raw = append(m.Raw, report.RawPart{Name: "certificate", MediaType: "application/x-pem-file", Bytes: []byte(text)})
	}
	if text := layer.Annotations[annotationChain]; text != "" {
		certs, err := certificates(text)
		if err != nil {
			m.Flaws.Fail(report.CheckBundleFormat, report.Optional, report.Outcome{
				Reason: report.ReasonChainMalformed,
				Want:   "certificates",
				Got:    primitive.Shorten(text, 40),
				Detail: "the chain annotation cannot be read: " + err.Error(),
			})
		}
		m.Chain = certs
		m.Raw = append(m.Raw, report.RawPart{Name: "chain", MediaType: "application/x-pem-file", Bytes: []byte(text)})
	}
	if text, ok := layer.Annotations[annotationBundle]; ok {
		m.Raw = append(m.Raw, report.RawPart{Name: "log entry", MediaType: "application/json", Bytes: []byte(text)})
		entry, err := rekor.ParseAnnotation(text)
		if err != nil {
			m.Flaws.Fail(report.CheckLogPresent, report.Required, report.Outcome{
				Reason: report.ReasonBundleAnnotationMalformed,
				Want:   "a Rekor bundle",
				Got:    primitive.Shorten(text, 40),
				Detail: err.Error(),
			})
		} else {
			m.Entries = append(m.Entries, entry)
		}
	}
	if text := layer.Annotations[annotationTimestamp]; text != "" {
		m.Raw = append(m.Raw, report.RawPart{Name: "timestamp", MediaType: "application/json", Bytes: []byte(text)})
		var doc struct {
			SignedRFC3161Timestamp []byte `json:"SignedRFC3161Timestamp"`
		}
		if err := json.Unmarshal([]byte(text), &doc); err != nil {
			m.Flaws.Fail(report.CheckBundleFormat, report.Required, report.Outcome{
				Reason: report.ReasonTimestampMalformed,
				Want:   "an RFC 3161 timestamp",
				Got:    primitive.Shorten(text, 40),
				Detail: "its annotation is not JSON, and cosign refuses the signature for that: " + err.Error(),
			})
		} else {
			m.addTimestamp(doc.SignedRFC3161Timestamp)
		}
	}
}

// certificates reads certificates as cosign does (sigstore/sigstore,
// cryptoutils.UnmarshalCertificatesFromPEM): text may stand before each, and none
// behind the last. More than maxChain are an error.
func certificates(text string) ([]*x509.Certificate, error) {
	certs, err := cryptoutils.UnmarshalCertificatesFromPEMLimited([]byte(text), maxChain)
	if err != nil {
		return nil, err
	}
	return certs, certview.CheckCertificates(certs)
}
