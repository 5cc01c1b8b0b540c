package sigstore

import (
	"encoding/base64"
	"encoding/json"
	"fmt"

	"assay/inspect/report"
)

// readEnvelope reads a DSSE envelope from its JSON.
func (m *Entity) readEnvelope(data []byte) {
	m.Envelope = &Envelope{Bytes: data}
	var doc struct {
		PayloadType string  `json:"payloadType"`
		Payload     *string `json:"payload"`
		Signatures  []struct {
			KeyID string `json:"keyid"`
			Sig   string `json:"sig"`
		} `json:"signatures"`
	}
	if err := checkKeysAndNumbers(data); err != nil {
		m.Flaws.Fail(report.CheckEnvelopeType, report.Required, report.Outcome{
			Reason: report.ReasonDSSEMalformed,
			Want:   "a DSSE envelope",
			Got:    shorten(string(data), 40),
			Detail: err.Error(),
		})
		return
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		m.Flaws.Fail(report.CheckEnvelopeType, report.Required, report.Outcome{
			Reason: report.ReasonDSSEMalformed,
			Want:   "a DSSE envelope",
			Got:    shorten(string(data), 40),
			Detail: err.Error(),
		})
		return
	}
	// encoding/json takes a name in any case, other readers do not.
	var exact map[string]json.RawMessage
	if err := json.Unmarshal(data, &exact); err != nil || doc.Payload == nil || exact["payload"] == nil {
		m.Flaws.Fail(report.CheckEnvelopeType, report.Required, report.Outcome{
			Reason: report.ReasonDSSEMalformed,
			Want:   "a DSSE envelope",
			Got:    "an object without payload",
		})
		return
	}
	m.Envelope.PayloadType = doc.PayloadType
	var err error
	if m.Payload, err = base64.StdEncoding.DecodeString(*doc.Payload); err != nil {
		m.Flaws.Fail(report.CheckEnvelopeType, report.Required, report.Outcome{
			Reason: report.ReasonDSSEMalformed,
			Want:   "a payload in base64",
			Got:    shorten(*doc.Payload, 24),
			Detail: err.Error(),
		})
		return
	}
	empty := 0
	for i, s := range doc.Signatures {
		value, err := decodeBase64(s.Sig)
		if err != nil {
			m.Flaws.Fail(report.CheckSignatureEncoding, report.Required, report.Outcome{
				Reason: report.ReasonSignatureNotBase64,
				Want:   "base64",
				Got:    shorten(s.Sig, 24),
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
			Got:    fmt.Sprint(len(m.Envelope.Signatures)),
		})
		m.Envelope.Signatures = m.Envelope.Signatures[:1]
	}
	m.readPayload(len(doc.Signatures))
}

// maxEnvelopeSignatures is up to how many signatures of one envelope are tried.
const maxEnvelopeSignatures = 16

// each returns the material once for every signature of an envelope. In cosign's
// tag format any of them may be the one that counts (DSSE protocol.md, with a
// threshold of one); a bundle must have one only.
func (m *Entity) each() []*Entity {
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
			Got:    fmt.Sprint(count),
			Detail: "with several, verifiers differ in which one they look at",
		})
	}
	if len(m.Envelope.Signatures) > 0 {
		m.Signature = m.Envelope.Signatures[0].Value
		m.SignatureText = base64.StdEncoding.EncodeToString(m.Signature)
	}
	if m.Envelope.PayloadType != payloadTypeInToto {
		m.Flaws.Fail(report.CheckEnvelopeType, report.Required, report.Outcome{
			Reason: report.ReasonDSSEPayloadTypeWrong,
			Want:   payloadTypeInToto,
			Got:    m.Envelope.PayloadType,
			Detail: "the payload type is part of what is signed",
		})
	}
	statement, short, err := parseStatement(m.Payload)
	if err != nil {
		m.Flaws.Fail(report.CheckStatementSubject, report.Required, report.Outcome{
			Reason: report.ReasonStatementMalformed,
			Want:   "an in-toto statement",
			Got:    shorten(string(m.Payload), 40),
			Detail: err.Error(),
		})
		return
	}
	m.Statement, m.short = statement, short
	if err := checkStatement(m.Payload, short, statement.Predicate, m.IsLegacy()); err != nil {
		m.Flaws.Fail(report.CheckStatementSubject, report.Required, report.Outcome{
			Reason: report.ReasonStatementMalformed,
			Want:   "an in-toto statement as other verifiers read it",
			Got:    shorten(string(m.Payload), 40),
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

// pae is the pre-authentication encoding that is signed (DSSE protocol.md).
func pae(payloadType string, payload []byte) []byte {
	return fmt.Appendf(nil, "DSSEv1 %d %s %d %s", len(payloadType), payloadType, len(payload), payload)
}
