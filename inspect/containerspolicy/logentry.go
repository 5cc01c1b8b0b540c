package containerspolicy

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"time"

	"github.com/cyberphone/json-canonicalization/go/src/webpki.org/jsoncanonicalizer"

	"assay/inspect/internal/strictjson"
)

// verifyEntry checks the Rekor bundle of a layer as this policy engine does: a
// SET by one of the policy's log keys, of a hashedrekord 0.0.1 entry, for
// this key or certificate (PEM), this signature and this payload. It returns
// the time that the log gave it.
//
// It is stricter than cosign, which takes other kinds of entry and other
// hashes.
func (a *attachmentCheck) verifyEntry(bundle string, keyOrCertificate []byte) (time.Time, error) {
	members, err := strictjson.Exact([]byte(bundle), "SignedEntryTimestamp", "Payload")
	if err != nil {
		return time.Time{}, err
	}
	var set []byte
	if err := json.Unmarshal(members["SignedEntryTimestamp"], &set); err != nil {
		return time.Time{}, err
	}
	canonical, err := jsoncanonicalizer.Transform(members["Payload"])
	if err != nil {
		return time.Time{}, fmt.Errorf("canonicalizing Rekor SET JSON: %w", err)
	}
	sum := sha256.Sum256(canonical)
	signed := false
	for _, key := range a.trusted.rekor {
		signed = signed || ecdsa.VerifyASN1(key, sum[:], set)
	}
	if !signed {
		return time.Time{}, errors.New("cryptographic signature verification of Rekor SET failed")
	}
	body, at, err := parseEntryPayload(canonical)
	if err != nil {
		return time.Time{}, err
	}
	return at, a.matchEntry(body, keyOrCertificate)
}

// parseEntryPayload reads what the log signed.
func parseEntryPayload(canonical []byte) (body []byte, at time.Time, err error) {
	members, err := strictjson.Exact(canonical, "body", "integratedTime", "logIndex", "logID")
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("parsing Rekor SET payload: %w", err)
	}
	var seconds, index int64
	var log string
	for _, part := range []struct {
		name string
		to   any
	}{{"body", &body}, {"integratedTime", &seconds}, {"logIndex", &index}, {"logID", &log}} {
		if err := json.Unmarshal(members[part.name], part.to); err != nil {
			return nil, time.Time{}, fmt.Errorf("parsing Rekor SET payload: %w", err)
		}
	}
	return body, time.Unix(seconds, 0), nil
}

// hashedRekord is the body of an entry (sigstore/rekor, hashedrekord 0.0.1).
// Pointers tell what is missing from what is empty.
type hashedRekord struct {
	Kind       string          `json:"kind"`
	APIVersion *string         `json:"apiVersion"`
	Spec       json.RawMessage `json:"spec"`
}

type hashedRekordSpec struct {
	Data *struct {
		Hash *struct {
			Algorithm *string `json:"algorithm"`
			Value     *string `json:"value"`
		} `json:"hash"`
	} `json:"data"`
	Signature *struct {
		Content   []byte `json:"content"`
		PublicKey *struct {
			Content []byte `json:"content"`
		} `json:"publicKey"`
	} `json:"signature"`
}

// matchEntry wants the entry to be of this key, signature and payload.
func (a *attachmentCheck) matchEntry(body, keyOrCertificate []byte) error {
	var record hashedRekord
	if err := json.Unmarshal(body, &record); err != nil {
		return ownTypes(fmt.Errorf("decoding the body of a Rekor SET payload: %w", err))
	}
	switch {
	case record.Kind != "hashedrekord":
		return fmt.Errorf("decoding the body of a Rekor SET payload: invalid kind value: %q", record.Kind)
	case record.APIVersion == nil:
		return errors.New("missing Rekor SET Payload API version")
	case *record.APIVersion != "0.0.1":
		// podman prints an address in memory in place of the version.
		return ownError{fmt.Errorf("unsupported Rekor SET Payload hashedrekord version %q", *record.APIVersion)}
	}
	var spec hashedRekordSpec
	if err := json.Unmarshal(record.Spec, &spec); err != nil {
		return ownTypes(fmt.Errorf("decoding hashedrekod spec: %w", err))
	}
	if spec.Signature == nil {
		return strictjson.Problem(`Missing "signature" field in hashedrekord`)
	}
	if spec.Signature.PublicKey == nil {
		return strictjson.Problem(`Missing "signature.publicKey" field in hashedrekord`)
	}
	if err := samePEM(spec.Signature.PublicKey.Content, keyOrCertificate); err != nil {
		return err
	}
	value, err := base64.StdEncoding.DecodeString(a.attachment.Annotations[annotationSignature])
	if err != nil {
		return fmt.Errorf("decoding signature base64: %w", err)
	}
	if !bytes.Equal(spec.Signature.Content, value) {
		return fmt.Errorf("signature in Rekor SET does not match: %#v vs. %#v", string(spec.Signature.Content), string(value))
	}
	return a.matchHash(spec)
}

// ownTypes marks an error that names types of this package, where podman prints
// the names of its own.
func ownTypes(err error) error {
	if errors.As(err, new(*json.UnmarshalTypeError)) {
		return ownError{err}
	}
	return err
}

// matchHash wants the entry's hash to be the payload's SHA-256.
func (a *attachmentCheck) matchHash(spec hashedRekordSpec) error {
	switch {
	case spec.Data == nil:
		return strictjson.Problem(`Missing "data" field in hashedrekord`)
	case spec.Data.Hash == nil:
		return strictjson.Problem(`Missing "data.hash" field in hashedrekord`)
	case spec.Data.Hash.Algorithm == nil:
		return strictjson.Problem(`Missing "data.hash.algorithm" field in hashedrekord`)
	case *spec.Data.Hash.Algorithm != "sha256":
		return strictjson.Problem(fmt.Sprintf("Unexpected %q value %#v", "data.hash.algorithm", *spec.Data.Hash.Algorithm))
	case spec.Data.Hash.Value == nil:
		return strictjson.Problem(`Missing "data.hash.value" field in hashedrekord`)
	}
	logged, err := hex.DecodeString(*spec.Data.Hash.Value)
	if err != nil {
		return strictjson.Problem(fmt.Sprintf("Invalid %q field in hashedrekord: %v", "data.hash.value", err))
	}
	sum := sha256.Sum256(a.attachment.Payload)
	if !bytes.Equal(logged, sum[:]) {
		return errors.New("payload in Rekor SET does not match")
	}
	return nil
}

// samePEM compares what two PEM texts hold; each must hold one block and
// nothing behind it.
func samePEM(logged, given []byte) error {
	a, rest := pem.Decode(logged)
	if a == nil {
		return errors.New("publicKey in Rekor SET is not in PEM format")
	}
	if len(rest) != 0 {
		return errors.New("publicKey in Rekor SET has trailing data")
	}
	b, rest := pem.Decode(given)
	if b == nil {
		return errors.New("public key or cert to be matched against publicKey in Rekor SET is not in PEM format")
	}
	if len(rest) != 0 {
		return errors.New("public key or cert to be matched against publicKey in Rekor SET has trailing data")
	}
	if !bytes.Equal(a.Bytes, b.Bytes) {
		return errors.New("publicKey in Rekor SET does not match")
	}
	return nil
}
