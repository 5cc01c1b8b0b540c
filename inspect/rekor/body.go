package rekor

import (
	"crypto"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"assay/certview"
)

// Covers says what the hash in a body was made of.
type Covers string

// What a hash covers.
const (
	// CoversArtifact is the signed bytes themselves; for an envelope logged as
	// a hashedrekord, its pre-authentication encoding.
	CoversArtifact Covers = "artifact"
	// CoversPayload is the payload of a DSSE envelope.
	CoversPayload Covers = "payload"
	// CoversEnvelope is an envelope in a form that cannot be rebuilt.
	CoversEnvelope Covers = "envelope"
)

// Body is the content of an entry, as far as it can be read.
type Body struct {
	Kind, Version string
	// HashAlgorithm is sha256, sha384 or sha512, or as found.
	HashAlgorithm string
	Hash          []byte
	Covers        Covers
	// EnvelopeAlgorithm and EnvelopeHash are of the envelope as it was uploaded,
	// byte for byte, where the entry has one besides that of the payload.
	EnvelopeAlgorithm string
	EnvelopeHash      []byte
	Signatures        []BodySignature
	// Problem says why the body, or the part of it that ties it to a
	// signature, cannot be read.
	Problem error
	// Typed is the body as the log's own types read it (see [ReadTyped]), and
	// Refused why they do not; a body that they refuse proves nothing, however
	// much of it can be shown.
	Typed   *Typed
	Refused error
}

// BodySignature is a signature with its verifier as the log recorded them.
type BodySignature struct {
	// Signature is empty for kinds that do not record it (intoto 0.0.1).
	Signature []byte
	// Verifier is the PEM text of a key or certificate.
	Verifier string
	// DER is the content of the verifier's PEM block.
	DER         []byte
	Key         crypto.PublicKey
	Certificate *x509.Certificate
}

// First returns the first signature, or an empty one.
func (b *Body) First() BodySignature {
	if len(b.Signatures) == 0 {
		return BodySignature{}
	}
	return b.Signatures[0]
}

// reader reads the spec of one kind and version.
type reader func(spec json.RawMessage, body *Body) error

// readers has one row for each kind that ties an entry to a signature.
var readers = map[string]reader{
	"hashedrekord 0.0.1": readHashedRekord1,
	"hashedrekord 0.0.2": readHashedRekord2,
	"dsse 0.0.1":         readDSSE1,
	"dsse 0.0.2":         readDSSE2,
	"intoto 0.0.1":       readIntoto1,
	"intoto 0.0.2":       readIntoto2,
	"rekord 0.0.1":       readHashedRekord1,
}

// maxBody bounds a body, in bytes. Real ones hold hashes, a signature and a
// certificate, some thousand bytes in all.
const maxBody = 256 << 10

// ParseBody decodes a canonicalised body. It never fails: Problem says what
// could not be read.
func ParseBody(raw []byte) *Body {
	var doc struct {
		APIVersion string          `json:"apiVersion"`
		Kind       string          `json:"kind"`
		Spec       json.RawMessage `json:"spec"`
	}
	body := &Body{}
	if len(raw) > maxBody {
		body.Problem = fmt.Errorf("the body has %d bytes, more than the %d that are read", len(raw), maxBody)
		return body
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		body.Problem = fmt.Errorf("the body is not JSON: %w", err)
		return body
	}
	body.Kind, body.Version = doc.Kind, doc.APIVersion
	read, ok := readers[doc.Kind+" "+doc.APIVersion]
	if !ok {
		body.Problem = fmt.Errorf("an entry of kind %q version %q does not describe a signature", doc.Kind, doc.APIVersion)
		return body
	}
	if err := read(doc.Spec, body); err != nil {
		body.Problem = fmt.Errorf("reading a %s entry: %w", doc.Kind, err)
	}
	return body
}

type hexHash struct {
	Algorithm string `json:"algorithm"`
	Value     string `json:"value"`
}

func (b *Body) setHash(h hexHash, covers Covers) error {
	b.HashAlgorithm, b.Covers = h.Algorithm, covers
	var err error
	if b.Hash, err = hex.DecodeString(h.Value); err != nil || len(b.Hash) == 0 {
		return fmt.Errorf("its hash %q is not hexadecimal", h.Value)
	}
	return nil
}

// setHashes takes the hash of a payload and, where there is one that can be read,
// that of the envelope around it. Not every place needs the second.
func (b *Body) setHashes(payload, envelope hexHash) error {
	if value, err := hex.DecodeString(envelope.Value); err == nil {
		b.EnvelopeAlgorithm, b.EnvelopeHash = envelope.Algorithm, value
	}
	return b.setHash(payload, CoversPayload)
}

// readHashedRekord1 also fits rekord 0.0.1, whose spec has the same members
// (sigstore/rekor, pkg/types/hashedrekord and rekord).
func readHashedRekord1(spec json.RawMessage, body *Body) error {
	var doc struct {
		Data struct {
			Hash hexHash `json:"hash"`
		} `json:"data"`
		Signature struct {
			Content   []byte `json:"content"`
			PublicKey struct {
				Content []byte `json:"content"`
			} `json:"publicKey"`
		} `json:"signature"`
	}
	if err := json.Unmarshal(spec, &doc); err != nil {
		return err
	}
	if err := body.setHash(doc.Data.Hash, CoversArtifact); err != nil {
		return err
	}
	return body.add(doc.Signature.Content, doc.Signature.PublicKey.Content)
}

// verifier2 is a Rekor v2 verifier (sigstore/rekor-tiles, rekor/v2/verifier.proto).
type verifier2 struct {
	X509Certificate *struct {
		RawBytes []byte `json:"rawBytes"`
	} `json:"x509Certificate"`
	PublicKey *struct {
		RawBytes []byte `json:"rawBytes"`
	} `json:"publicKey"`
}

type digest2 struct {
	Algorithm string `json:"algorithm"`
	Digest    []byte `json:"digest"`
}

type signature2 struct {
	Content  []byte    `json:"content"`
	Verifier verifier2 `json:"verifier"`
}

func readHashedRekord2(spec json.RawMessage, body *Body) error {
	var doc struct {
		HashedRekord struct {
			Data      digest2    `json:"data"`
			Signature signature2 `json:"signature"`
		} `json:"hashedRekordV002"`
	}
	if err := json.Unmarshal(spec, &doc); err != nil {
		return err
	}
	body.HashAlgorithm, body.Hash, body.Covers = algorithm2(doc.HashedRekord.Data.Algorithm), doc.HashedRekord.Data.Digest, CoversArtifact
	if len(body.Hash) == 0 {
		return errors.New("it has no digest")
	}
	return body.add2(doc.HashedRekord.Signature)
}

func readDSSE2(spec json.RawMessage, body *Body) error {
	var doc struct {
		DSSE struct {
			PayloadHash digest2      `json:"payloadHash"`
			Signatures  []signature2 `json:"signatures"`
		} `json:"dsseV002"`
	}
	if err := json.Unmarshal(spec, &doc); err != nil {
		return err
	}
	body.HashAlgorithm, body.Hash, body.Covers = algorithm2(doc.DSSE.PayloadHash.Algorithm), doc.DSSE.PayloadHash.Digest, CoversPayload
	for _, s := range doc.DSSE.Signatures {
		if err := body.add2(s); err != nil {
			return err
		}
	}
	return nil
}

func readDSSE1(spec json.RawMessage, body *Body) error {
	var doc struct {
		EnvelopeHash hexHash `json:"envelopeHash"`
		PayloadHash  hexHash `json:"payloadHash"`
		Signatures   []struct {
			Signature []byte `json:"signature"`
			Verifier  []byte `json:"verifier"`
		} `json:"signatures"`
	}
	if err := json.Unmarshal(spec, &doc); err != nil {
		return err
	}
	if err := body.setHashes(doc.PayloadHash, doc.EnvelopeHash); err != nil {
		return err
	}
	if len(doc.Signatures) == 0 {
		return errors.New("it has no signature")
	}
	for _, s := range doc.Signatures {
		if err := body.add(s.Signature, s.Verifier); err != nil {
			return err
		}
	}
	return nil
}

func readIntoto1(spec json.RawMessage, body *Body) error {
	var doc struct {
		Content struct {
			Hash        hexHash `json:"hash"`
			PayloadHash hexHash `json:"payloadHash"`
		} `json:"content"`
		PublicKey []byte `json:"publicKey"`
	}
	if err := json.Unmarshal(spec, &doc); err != nil {
		return err
	}
	// The hash of the envelope is over the bytes that were uploaded; where the
	// entry has one of the payload, that is the one to compare it with.
	if doc.Content.PayloadHash.Value == "" {
		if err := body.setHash(doc.Content.Hash, CoversEnvelope); err != nil {
			return err
		}
	} else if err := body.setHashes(doc.Content.PayloadHash, doc.Content.Hash); err != nil {
		return err
	}
	return body.add(nil, doc.PublicKey)
}

func readIntoto2(spec json.RawMessage, body *Body) error {
	var doc struct {
		Content struct {
			Hash        hexHash `json:"hash"`
			PayloadHash hexHash `json:"payloadHash"`
			Envelope    struct {
				Signatures []struct {
					// Sig is base64 of the base64 text in the envelope.
					Sig       []byte `json:"sig"`
					PublicKey []byte `json:"publicKey"`
				} `json:"signatures"`
			} `json:"envelope"`
		} `json:"content"`
	}
	if err := json.Unmarshal(spec, &doc); err != nil {
		return err
	}
	if err := body.setHashes(doc.Content.PayloadHash, doc.Content.Hash); err != nil {
		return err
	}
	for _, s := range doc.Content.Envelope.Signatures {
		signature, err := base64.StdEncoding.DecodeString(string(s.Sig))
		if err != nil {
			return fmt.Errorf("its signature is not base64: %w", err)
		}
		if err := body.add(signature, s.PublicKey); err != nil {
			return err
		}
	}
	if len(body.Signatures) == 0 {
		return errors.New("it has no signature")
	}
	return nil
}

// add records a signature whose verifier is PEM.
func (b *Body) add(signature, verifier []byte) error {
	block, _ := pem.Decode(verifier)
	if block == nil {
		return errors.New("its public key is not PEM")
	}
	return b.addDER(signature, block.Bytes, string(verifier))
}

func (b *Body) add2(s signature2) error {
	switch {
	case s.Verifier.X509Certificate != nil:
		der := s.Verifier.X509Certificate.RawBytes
		return b.addDER(s.Content, der, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})))
	case s.Verifier.PublicKey != nil:
		der := s.Verifier.PublicKey.RawBytes
		return b.addDER(s.Content, der, string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})))
	}
	return errors.New("it names no key and no certificate")
}

func (b *Body) addDER(signature, der []byte, text string) error {
	s := BodySignature{Signature: signature, Verifier: text, DER: der}
	if cert, err := x509.ParseCertificate(der); err == nil {
		s.Certificate, s.Key = cert, cert.PublicKey
	} else if key, err := x509.ParsePKIXPublicKey(der); err == nil {
		s.Key = key
	} else {
		return fmt.Errorf("its public key cannot be read: %w", err)
	}
	if err := certview.CheckKey(s.Key); err != nil {
		return err
	}
	b.Signatures = append(b.Signatures, s)
	return nil
}

// algorithm2 turns a protobuf hash name (SHA2_256) into the usual one.
func algorithm2(name string) string {
	if rest, ok := strings.CutPrefix(name, "SHA2_"); ok {
		return "sha" + rest
	}
	return strings.ToLower(name)
}
