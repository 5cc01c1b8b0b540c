package rekor

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/cyberphone/json-canonicalization/go/src/webpki.org/jsoncanonicalizer"

	"assay/inspect/trust"
)

// VerifySET checks the signed entry timestamp: ECDSA over the SHA-256 of the canonical
// JSON (RFC 8785) of body, integratedTime, logID and logIndex (sigstore/rekor,
// signed entry timestamp). It does not look at the key's period of use.
func VerifySET(e *Entry, log *trust.Log) error {
	if len(e.SET) == 0 {
		return errors.New("there is no signed entry timestamp")
	}
	key, ok := log.Key.(*ecdsa.PublicKey)
	if !ok {
		return fmt.Errorf("the log's key is %T; a SET needs ECDSA", log.Key)
	}
	body := e.bodyText
	if body == "" {
		body = base64.StdEncoding.EncodeToString(e.Raw)
	}
	payload, err := json.Marshal(map[string]any{
		"body":           body,
		"integratedTime": e.IntegratedTime,
		"logIndex":       e.LogIndex,
		"logID":          e.ID(),
	})
	if err != nil {
		return fmt.Errorf("encoding what the SET covers: %w", err)
	}
	canonical, err := jsoncanonicalizer.Transform(payload)
	if err != nil {
		return fmt.Errorf("canonicalising what the SET covers: %w", err)
	}
	sum := sha256.Sum256(canonical)
	if !ecdsa.VerifyASN1(key, sum[:], e.SET) {
		return errors.New("the log's key did not sign this entry")
	}
	return nil
}
