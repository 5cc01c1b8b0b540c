package sigstore

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"assay/inspect/internal/strictjson"
	"assay/inspect/report"
	"assay/inspect/sigstore/primitive"
)

// envelopeSignature is a signature as an envelope has it.
type envelopeSignature struct {
	KeyID string `json:"keyid"`
	Sig   string `json:"sig"`
}

// errNoPayload says that an envelope has no payload.
var errNoPayload = errors.New("an object without payload")

// decodeEnvelope decodes the members of an envelope. The payload must be there
// under its exact name: encoding/json, and cosign with it, takes a name in any case,
// and other readers do not.
func decodeEnvelope(data []byte) (payloadType string, payload *string, signatures []envelopeSignature, err error) {
	if err := strictjson.CheckNumbers(data); err != nil {
		return "", nil, nil, err
	}
	members, ok := strictjson.Split(data)
	if !ok {
		return "", nil, nil, errors.New("it is no JSON object")
	}
	for _, m := range members {
		var to any
		switch {
		case m.Name == "payload":
			to = &payload
		case strings.EqualFold(m.Name, "payloadType"):
			to = &payloadType
		case strings.EqualFold(m.Name, "signatures"):
			to = &signatures
		default:
			continue
		}
		if err := json.Unmarshal(m.Value, to); err != nil {
			return "", nil, nil, fmt.Errorf("its %s: %w", m.Name, err)
		}
	}
	if payload == nil {
		return "", nil, nil, errNoPayload
	}
	return payloadType, payload, signatures, nil
}

// readEnvelope reads a DSSE envelope from its JSON.
func (m *Entity) readEnvelope(data []byte) {
	m.Envelope = &Envelope{Bytes: data}
	payloadType, payload, signatures, err := decodeEnvelope(data)
	if err != nil {
		flaw := report.Outcome{Reason: report.ReasonDSSEMalformed, Want: "a DSSE envelope", Got: primitive.Shorten(string(data), 40),
			Detail: err.Error()}
		if errors.Is(err, errNoPayload) {
			flaw.Got, flaw.Detail = err.Error(), ""
		}
		m.Flaws.Fail(report.CheckEnvelopeType, report.Required, flaw)
		return
	}
	m.Envelope.PayloadType = payloadType
	if m.Payload, err = base64.StdEncoding.DecodeString(*payload); err != nil {
		m.Flaws.Fail(report.CheckEnvelopeType, report.Required, report.Outcome{
			Reason: report.ReasonDSSEMalformed,
			Want:   "a payload in base64",
			Got:    primitive.Shorten(*payload, 24),
			Detail: err.Error(),
		})
		return
	}
	empty := 0
	for i, s := range signatures {
		value, err := decodeBase64(s.Sig)
		if err != nil {
			m.Flaws.Fail(report.CheckSignatureEncoding, report.Required, report.Outcome{
				Reason: report.ReasonSignatureNotBase64,
				Want:   "base64",
				Got:    primitive.Shorten(s.Sig, 24),
				Detail: fmt.Sprintf("signature %d: %v", i+1, err),
			})
			continue
		}
		if s.Sig == "" {
			empty++
			continue
		}
		m.Envelope.Signatures = append(m.Envelope.Signatures, EnvelopeSignature{KeyID: s.KeyID, Value: value})
	}
	if empty > 0 && len(m.Envelope.Signatures) == 0 {
		m.Flaws.Fail(report.CheckSignatureEncoding, report.Required, report.Outcome{
			Reason: report.ReasonSignatureEmpty,
			Want:   "a signature",
			Got:    "an empty one",
			Detail: "in the envelope",
		})
	}
	if len(m.Envelope.Signatures) > maxEnvelopeSignatures {
		m.Flaws.Fail(report.CheckEnvelopeSignature, report.Required, report.Outcome{
			Reason: report.ReasonDSSETwoSignatures,
			Want:   fmt.Sprintf("at most %d signatures", maxEnvelopeSignatures),
			Got:    strconv.Itoa(len(m.Envelope.Signatures)),
		})
		m.Envelope.Signatures = m.Envelope.Signatures[:1]
	}
	m.readPayload(len(signatures))
}

// maxEnvelopeSignatures is up to how many signatures of one envelope are tried.
const maxEnvelopeSignatures = 16

// EachSignature returns the entity once for every signature of an envelope. In cosign's
// tag format any of them may be the one that counts (DSSE protocol.md, with a
// threshold of one); a bundle must have one only.
func (m *Entity) EachSignature() []*Entity {
	if !m.IsLegacy() || m.Envelope == nil || len(m.Envelope.Signatures) < 2 {
		return []*Entity{m}
	}
	var out []*Entity
	for _, s := range m.Envelope.Signatures {
		envelope, one := *m.Envelope, *m
		envelope.Signatures = []EnvelopeSignature{s}
		one.Envelope, one.Signature, one.SignatureText = &envelope, s.Value, base64.StdEncoding.EncodeToString(s.Value)
		out = append(out, &one)
	}
	return out
}

// readPayload checks the form of an envelope whose parts are known. count is
// how many signatures it has, readable or not.
func (m *Entity) readPayload(count int) {
	m.Raw = append(m.Raw, report.RawPart{Name: "statement", MediaType: m.Envelope.PayloadType, Bytes: m.Payload})
	switch {
	case count == 0:
		m.Flaws.Fail(report.CheckEnvelopeSignature, report.Required, report.Outcome{
			Reason: report.ReasonDSSENoSignatures,
			Want:   "exactly one signature",
			Got:    "none",
		})
	case count > 1 && !m.IsLegacy():
		m.Flaws.Fail(report.CheckEnvelopeSignature, report.Required, report.Outcome{
			Reason: report.ReasonDSSETwoSignatures,
			Want:   "exactly one signature",
			Got:    strconv.Itoa(count),
			Detail: "with several, verifiers differ in which one they look at",
		})
	}
	if len(m.Envelope.Signatures) > 0 {
		m.Signature = m.Envelope.Signatures[0].Value
		m.SignatureText = base64.StdEncoding.EncodeToString(m.Signature)
	}
	if m.Envelope.PayloadType != PayloadTypeInToto {
		m.Flaws.Fail(report.CheckEnvelopeType, report.Required, report.Outcome{
			Reason: report.ReasonDSSEPayloadTypeWrong,
			Want:   PayloadTypeInToto,
			Got:    m.Envelope.PayloadType,
			Detail: "the payload type is part of what is signed",
		})
	}
	statement, short, err := parseStatement(m.Payload)
	if err != nil {
		m.Flaws.Fail(report.CheckStatementSubject, report.Required, report.Outcome{
			Reason: report.ReasonStatementMalformed,
			Want:   "an in-toto statement",
			Got:    primitive.Shorten(string(m.Payload), 40),
			Detail: err.Error(),
		})
		return
	}
	m.Statement, m.Short = statement, short
	if err := checkStatement(m.Payload, short, statement.Predicate, m.IsLegacy()); err != nil {
		m.Flaws.Fail(report.CheckStatementSubject, report.Required, report.Outcome{
			Reason: report.ReasonStatementMalformed,
			Want:   "an in-toto statement as other verifiers read it",
			Got:    primitive.Shorten(string(m.Payload), 40),
			Detail: err.Error(),
		})
	}
}

// decodeBase64 takes both alphabets, as the DSSE specification asks.
func decodeBase64(text string) ([]byte, error) {
	value, err := base64.StdEncoding.DecodeString(text)
	if err == nil {
		return value, nil
	}
	if other, urlErr := base64.URLEncoding.DecodeString(text); urlErr == nil {
		return other, nil
	}
	return nil, fmt.Errorf("not base64: %w", err)
}

// PAE is the pre-authentication encoding, the bytes of an envelope that are signed
// (DSSE protocol.md).
func PAE(payloadType string, payload []byte) []byte {
	return fmt.Appendf(nil, "DSSEv1 %d %s %d %s", len(payloadType), payloadType, len(payload), payload)
}
