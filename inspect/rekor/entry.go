package rekor

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"assay/certview"
)

// Entry is a log entry as a signature carries it. Nothing in it has been
// checked.
type Entry struct {
	Kind, Version string
	LogIndex      int64
	// LogID is the SHA-256 of the log's public key (v1) or the key ID of its
	// checkpoint (v2).
	LogID []byte
	// IntegratedTime is in Unix seconds; 0 where the log gives no time (v2).
	IntegratedTime int64
	// bodyText is the base64 of the body as the annotation has it, if it has one.
	bodyText string
	// Raw is the canonicalised body; RawError says why it could not be had.
	Raw      []byte
	RawError error
	// SET is the signed entry timestamp, or empty.
	SET   []byte
	Proof *Proof
	// Body is the decoded Raw; it is never nil once Decode was called.
	Body *Body
}

// Proof is an inclusion proof with its checkpoint.
type Proof struct {
	LogIndex   int64
	TreeSize   int64
	RootHash   []byte
	Hashes     [][]byte
	Checkpoint string
}

// Time returns the integrated time, or the zero time where there is none, or
// none that a calendar has.
func (e *Entry) Time() time.Time {
	t := time.Unix(e.IntegratedTime, 0).UTC()
	if e.IntegratedTime == 0 || !certview.InRange(t) {
		return time.Time{}
	}
	return t
}

// ID returns the log ID in hexadecimal.
func (e *Entry) ID() string { return hex.EncodeToString(e.LogID) }

// IsV2 reports whether the entry is of a Rekor v2 log, which gives no SET
// and no time. It goes by the body, which is what was logged, and not by the
// kind that the bundle gives.
func (e *Entry) IsV2() bool {
	return e.Body.Version == "0.0.2" && (e.Body.Kind == "hashedrekord" || e.Body.Kind == "dsse")
}

// ParseAnnotation reads the bundle annotation of a cosign layer
// (dev.sigstore.cosign/bundle): {SignedEntryTimestamp, Payload{body,
// integratedTime, logIndex, logID}}. The error says what is wrong and where; a
// body that is not base64 is no error here but noted in the entry.
func ParseAnnotation(text string) (*Entry, error) {
	var doc struct {
		SignedEntryTimestamp []byte `json:"SignedEntryTimestamp"`
		Payload              *struct {
			Body           any    `json:"body"`
			IntegratedTime int64  `json:"integratedTime"`
			LogIndex       int64  `json:"logIndex"`
			LogID          string `json:"logID"`
		} `json:"Payload"`
	}
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			return nil, fmt.Errorf("not JSON at byte %d: %w", syntax.Offset, err)
		}
		return nil, fmt.Errorf("not of the form of a Rekor bundle: %w", err)
	}
	if doc.Payload == nil {
		return nil, errors.New("it has no Payload")
	}
	id, err := hex.DecodeString(doc.Payload.LogID)
	if err != nil || len(id) == 0 {
		return nil, fmt.Errorf("its logID %q is not hexadecimal", doc.Payload.LogID)
	}
	body, ok := doc.Payload.Body.(string)
	if !ok {
		return nil, errors.New("its body is not a string")
	}
	e := &Entry{LogIndex: doc.Payload.LogIndex, LogID: id, IntegratedTime: doc.Payload.IntegratedTime, SET: doc.SignedEntryTimestamp,
		bodyText: body}
	e.Raw, e.RawError = base64.StdEncoding.DecodeString(body)
	if e.RawError != nil {
		e.RawError = fmt.Errorf("the body is not base64: %w", e.RawError)
		e.Raw = nil
	}
	e.Decode()
	if e.Body != nil {
		e.Kind, e.Version = e.Body.Kind, e.Body.Version
	}
	return e, nil
}

// Decode fills in Body from Raw, read tolerantly and by the log's own types.
func (e *Entry) Decode() {
	if e.RawError != nil {
		e.Body = &Body{Problem: e.RawError}
		return
	}
	e.Body = ParseBody(e.Raw)
	if e.Body.Problem == nil {
		e.Body.Typed, e.Body.Refused = ReadTyped(e.Raw)
	}
}
