package sigstore

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	protobundle "github.com/sigstore/protobuf-specs/gen/pb-go/bundle/v1"
	protorekor "github.com/sigstore/protobuf-specs/gen/pb-go/rekor/v1"
	"google.golang.org/protobuf/encoding/protojson"

	"assay/certview"
	"assay/inspect/rekor"
	"assay/inspect/report"
	"assay/inspect/sigstore/primitive"
	"assay/inspect/sigstore/timestamp"
)

// MediaTypeBundlePrefix begins the media type of every sigstore bundle.
const MediaTypeBundlePrefix = "application/vnd.dev.sigstore.bundle"

// knownBundles maps media types to formats (sigstore/protobuf-specs,
// sigstore_bundle.proto).
var knownBundles = map[string]report.Format{
	"application/vnd.dev.sigstore.bundle+json;version=0.1": report.FormatBundle01,
	"application/vnd.dev.sigstore.bundle+json;version=0.2": report.FormatBundle02,
	"application/vnd.dev.sigstore.bundle+json;version=0.3": report.FormatBundle03,
	"application/vnd.dev.sigstore.bundle.v0.3+json":        report.FormatBundle03,
}

// patchVersion finds the third number of a version, which changes nothing for a
// reader.
var patchVersion = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(.*\.v0\.3)\.[0-9]+\+json$`) })

// limits on lists in a bundle; sigstore-go has the same.
const (
	maxEntries    = 32
	maxTimestamps = 32
	// maxHashed is how many bytes are hashed for the log entries of a bundle.
	maxHashed = 128 << 20
	// maxChain is of certificates; real chains have two or three.
	maxChain = 16
)

// ReadBundle reads a sigstore bundle from its JSON.
func ReadBundle(data []byte) *Entity {
	m := &Entity{Format: report.FormatBundleUnknown}
	m.Raw = append(m.Raw, report.RawPart{Name: "bundle", MediaType: "application/json", Bytes: data})
	pb := &protobundle.Bundle{}
	if strict := protojson.Unmarshal(data, pb); strict != nil {
		if err := (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(data, pb); err != nil {
			m.Flaws.Fail(report.CheckBundleFormat, report.Required, report.Outcome{
				Reason: report.ReasonBundleMalformed,
				Want:   "a sigstore bundle",
				Got:    DescribeJSON(data),
				Detail: protoError(err, data),
			})
			return m
		}
		// It is shown all the same; verifiers refuse to read it.
		m.Flaws.Fail(report.CheckBundleFormat, report.Required, report.Outcome{
			Reason: report.ReasonBundleMalformed,
			Want:   "a sigstore bundle with known members only",
			Got:    DescribeJSON(data),
			Detail: protoError(strict, data),
		})
	}
	m.Bundle = pb
	format, known := knownBundles[patchVersion().ReplaceAllString(pb.GetMediaType(), "$1+json")]
	switch {
	case pb.GetMediaType() == "":
		m.Flaws.Fail(report.CheckBundleFormat, report.Required, report.Outcome{
			Reason: report.ReasonBundleMalformed,
			Want:   "a sigstore bundle",
			Got:    DescribeJSON(data),
			Detail: "it has no mediaType",
		})
	case !known:
		m.Flaws.Fail(report.CheckBundleFormat, report.Required, report.Outcome{
			Reason: report.ReasonBundleVersionUnknown,
			Want:   "version 0.1, 0.2 or 0.3",
			Got:    pb.GetMediaType(),
		})
	default:
		m.Format = format
	}
	m.readContent(pb)
	m.readVerificationMaterial(pb)
	return m
}

// DescribeJSON writes the beginning of what should be JSON, for a reader.
func DescribeJSON(data []byte) string {
	if len(bytes.TrimSpace(data)) == 0 {
		return "nothing (0 bytes)"
	}
	return primitive.Shorten(string(data), 40)
}

// protoError takes the noise off a protojson message and, for plain syntax
// errors, adds where they are.
func protoError(err error, data []byte) string {
	text := strings.TrimPrefix(strings.ReplaceAll(err.Error(), "\u00a0", " "), "proto: ")
	var syntax *json.SyntaxError
	if e := json.Unmarshal(data, new(any)); e != nil && asSyntax(e, &syntax) {
		return fmt.Sprintf("%s (byte %d)", text, syntax.Offset)
	}
	return text
}

func asSyntax(err error, target **json.SyntaxError) bool {
	e, ok := err.(*json.SyntaxError) //nolint:errorlint // json.Unmarshal returns it bare.
	*target = e
	return ok
}

func (m *Entity) readContent(pb *protobundle.Bundle) {
	switch content := pb.GetContent().(type) {
	case *protobundle.Bundle_DsseEnvelope:
		env := content.DsseEnvelope
		m.Envelope = &Envelope{PayloadType: env.GetPayloadType()}
		m.Payload = env.GetPayload()
		for i, s := range env.GetSignatures() {
			if len(s.GetSig()) == 0 {
				m.Flaws.Fail(report.CheckSignatureEncoding, report.Required, report.Outcome{
					Reason: report.ReasonSignatureEmpty,
					Want:   "a signature",
					Got:    "an empty one",
					Detail: fmt.Sprintf("signature %d of the envelope", i+1),
				})
				continue
			}
			m.Envelope.Signatures = append(m.Envelope.Signatures, EnvelopeSignature{KeyID: s.GetKeyid(), Value: s.GetSig()})
		}
		m.readPayload(len(env.GetSignatures()))
	case *protobundle.Bundle_MessageSignature:
		message := content.MessageSignature
		m.Signature = message.GetSignature()
		m.SignatureText = base64.StdEncoding.EncodeToString(m.Signature)
		m.MessageDigest = message.GetMessageDigest().GetDigest()
		m.MessageAlgorithm = strings.ToLower(strings.ReplaceAll(message.GetMessageDigest().GetAlgorithm().String(), "SHA2_", "sha"))
		if len(m.Signature) == 0 {
			m.Flaws.Fail(report.CheckSignatureEncoding, report.Required, report.Outcome{
				Reason: report.ReasonSignatureEmpty,
				Want:   "a signature",
				Got:    "none",
				Detail: "message signature of the bundle",
			})
		}
	default:
		m.Flaws.Fail(report.CheckBundleFormat, !m.Flaws.Has(report.CheckBundleFormat), report.Outcome{
			Reason: report.ReasonBundleMalformed,
			Want:   "an envelope or a message signature",
			Got:    "neither",
		})
	}
	m.TimestampCovers = m.Signature
}

func (m *Entity) readVerificationMaterial(pb *protobundle.Bundle) {
	material := pb.GetVerificationMaterial()
	switch content := material.GetContent().(type) {
	case *protobundle.VerificationMaterial_PublicKey:
		m.HasPublicKey, m.KeyHint = true, content.PublicKey.GetHint()
	case *protobundle.VerificationMaterial_Certificate:
		m.readCertificates([][]byte{content.Certificate.GetRawBytes()})
		if m.Format == report.FormatBundle01 || m.Format == report.FormatBundle02 {
			m.Flaws.Fail(report.CheckBundleFormat, report.Required, report.Outcome{
				Reason: report.ReasonBundleVersionMismatch,
				Want:   "a certificate chain, as version " + version(m.Format) + " wants",
				Got:    "a single certificate, as version 0.3 requires",
			})
		}
	case *protobundle.VerificationMaterial_X509CertificateChain:
		var ders [][]byte
		for _, c := range content.X509CertificateChain.GetCertificates() {
			ders = append(ders, c.GetRawBytes())
		}
		m.readCertificates(ders)
		m.checkChainForm()
	}
	entries := material.GetTlogEntries()
	if len(entries) > maxEntries {
		m.Flaws.Fail(report.CheckBundleFormat, report.Required, report.Outcome{
			Reason: report.ReasonBundleMalformed,
			Want:   fmt.Sprintf("at most %d log entries", maxEntries),
			Got:    strconv.Itoa(len(entries)),
		})
		entries = entries[:maxEntries]
	}
	if most := max(2, maxHashed/max(1, len(m.Payload))); len(entries) > most {
		m.Flaws.Fail(report.CheckBundleFormat, report.Required, report.Outcome{
			Reason: report.ReasonBundleMalformed,
			Want:   fmt.Sprintf("at most %d log entries for a payload of %d bytes", most, len(m.Payload)),
			Got:    strconv.Itoa(len(entries)),
			Detail: "verifiers read the payload again for each entry",
		})
		entries = entries[:most]
	}
	for _, e := range entries {
		m.Entries = append(m.Entries, readEntry(e))
	}
	m.checkSET()
	timestamps := material.GetTimestampVerificationData().GetRfc3161Timestamps()
	if len(timestamps) > maxTimestamps {
		m.Flaws.Fail(report.CheckBundleFormat, report.Required, report.Outcome{
			Reason: report.ReasonBundleMalformed,
			Want:   fmt.Sprintf("at most %d timestamps", maxTimestamps),
			Got:    strconv.Itoa(len(timestamps)),
		})
		timestamps = timestamps[:maxTimestamps]
	}
	for _, s := range timestamps {
		m.addTimestamp(s.GetSignedTimestamp())
	}
}

// maxTimestamp is the largest RFC 3161 response that is looked at, in bytes;
// those of real authorities have some thousands, their certificates included.
// The parsers of CMS take time and stack that grow with what they are given.
const maxTimestamp = 24 << 10

// addTimestamp keeps a timestamp. One that is too large decides, needed or not:
// no other verifier is to be let loose on it either.
func (m *Entity) addTimestamp(raw []byte) {
	if len(raw) > maxTimestamp {
		m.Flaws.Fail(report.CheckBundleFormat, report.Required, report.Outcome{
			Reason: report.ReasonTimestampMalformed,
			Want:   fmt.Sprintf("a timestamp of at most %d bytes", maxTimestamp),
			Got:    fmt.Sprintf("one of %d", len(raw)),
		})
		return
	}
	if err := timestamp.CheckKeys(raw); err != nil {
		m.Flaws.Fail(report.CheckBundleFormat, report.Required, report.Outcome{
			Reason: report.ReasonTimestampMalformed,
			Want:   "a timestamp that can be checked",
			Got:    "one that cannot",
			Detail: err.Error(),
		})
		return
	}
	m.Timestamps = append(m.Timestamps, raw)
}

func version(format report.Format) string {
	return strings.TrimPrefix(string(format), "sigstore-bundle-v")
}

// checkSET holds version 0.1 to its rule that entries carry a signed entry timestamp.
func (m *Entity) checkSET() {
	if m.Format != report.FormatBundle01 || m.Flaws.Has(report.CheckBundleFormat) {
		return
	}
	for _, e := range m.Entries {
		if len(e.SET) == 0 {
			m.Flaws.Fail(report.CheckBundleFormat, report.Required, report.Outcome{
				Reason: report.ReasonBundleVersionMismatch,
				Want:   "entries with a signed entry timestamp (SET), as version 0.1 requires",
				Got:    "an entry without one",
			})
			return
		}
	}
}

func (m *Entity) readCertificates(ders [][]byte) {
	if len(ders) > maxChain {
		m.Flaws.Fail(report.CheckBundleFormat, report.Required, report.Outcome{
			Reason: report.ReasonBundleMalformed,
			Want:   fmt.Sprintf("at most %d certificates", maxChain),
			Got:    strconv.Itoa(len(ders)),
		})
		ders = ders[:maxChain]
	}
	for i, der := range ders {
		cert, err := x509.ParseCertificate(der)
		if err == nil {
			err = certview.CheckCertificate(cert)
		}
		if err != nil {
			m.Flaws.Fail(report.CheckCertificatePresent, report.Required, report.Outcome{
				Reason: report.ReasonCertificateMalformed,
				Want:   "a certificate",
				Got:    fmt.Sprintf("%d bytes that are none, or none to check with", len(der)),
				Detail: fmt.Sprintf("certificate %d of the bundle: %v", i+1, err),
			})
			return
		}
		if i == 0 {
			m.Certificate = cert
		} else {
			m.Chain = append(m.Chain, cert)
		}
	}
}

// checkChainForm looks at a certificate chain in the bundle: a root does not
// belong there, though clients of versions 0.1 and 0.2 put it in, and from
// version 0.3 on only the leaf has. Verifiers refuse a chain in version 0.3
// unless they are told to take it; whether they were is decided later.
func (m *Entity) checkChainForm() {
	for i, cert := range m.Chain {
		if bytes.Equal(cert.RawIssuer, cert.RawSubject) && cert.CheckSignatureFrom(cert) == nil {
			m.Flaws.Fail(report.CheckBundleFormat, m.Format == report.FormatBundle03, report.Outcome{
				Reason: report.ReasonBundleChainHoldsRoot,
				Want:   "leaf and intermediates only",
				Got:    "root certificate " + cert.Subject.String(),
				Detail: fmt.Sprintf("certificate %d of the bundle; a root counts only when it comes from the trusted root", i+2),
			})
			return
		}
	}
	if m.Format == report.FormatBundle03 {
		m.Flaws.Fail(report.CheckBundleFormat, report.Required, report.Outcome{
			Reason: report.ReasonBundleChainInV03,
			Want:   "the leaf certificate alone",
			Got:    fmt.Sprintf("a chain of %d", 1+len(m.Chain)),
			Detail: "in version 0.3 the issuers come from the trusted root; verifiers take a chain from the bundle only when told to",
		})
	}
}

func readEntry(in *protorekor.TransparencyLogEntry) *rekor.Entry {
	e := &rekor.Entry{
		Kind: in.GetKindVersion().GetKind(), Version: in.GetKindVersion().GetVersion(),
		LogIndex: in.GetLogIndex(), LogID: in.GetLogId().GetKeyId(), IntegratedTime: in.GetIntegratedTime(),
		Raw: in.GetCanonicalizedBody(), SET: in.GetInclusionPromise().GetSignedEntryTimestamp(),
	}
	if p := in.GetInclusionProof(); p != nil {
		e.Proof = &rekor.Proof{
			LogIndex: p.GetLogIndex(), TreeSize: p.GetTreeSize(), RootHash: p.GetRootHash(), Hashes: p.GetHashes(),
			Checkpoint: p.GetCheckpoint().GetEnvelope(),
		}
	}
	e.Decode()
	return e
}
