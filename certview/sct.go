package certview

import (
	"encoding/asn1"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"golang.org/x/crypto/cryptobyte"
)

// SCT is a signed certificate timestamp: a CT log's commitment to publish the
// certificate (RFC 6962, section 3.2).
type SCT struct {
	Version int `json:"version"`
	// LogID is the hexadecimal SHA-256 of the log's public key.
	LogID     string    `json:"logID"`
	Timestamp time.Time `json:"timestamp"`
	Algorithm string    `json:"algorithm"`
	// Signature is base64.
	Signature string `json:"signature"`
}

// maxSCTs bounds a list that an attacker could fill; real certificates hold
// one to four.
const maxSCTs = 64

// parseSCTList reads the value of the embedded SCT list extension: an OCTET
// STRING around a TLS-encoded list (RFC 6962, section 3.3). SCTs read before a
// fault are returned with the error.
func parseSCTList(der []byte) ([]SCT, error) {
	var encoded []byte
	if rest, err := asn1.Unmarshal(der, &encoded); err != nil || len(rest) > 0 {
		return nil, errors.New("the SCT list is not a DER octet string")
	}
	outer := cryptobyte.String(encoded)
	var list cryptobyte.String
	if !outer.ReadUint16LengthPrefixed(&list) || !outer.Empty() {
		return nil, errors.New("the SCT list has a wrong length")
	}
	var out []SCT
	for !list.Empty() {
		if len(out) == maxSCTs {
			return out, fmt.Errorf("the SCT list holds more than %d entries", maxSCTs)
		}
		var one cryptobyte.String
		if !list.ReadUint16LengthPrefixed(&one) {
			return out, fmt.Errorf("SCT %d has a wrong length", len(out)+1)
		}
		sct, ok := parseSCT(one)
		if !ok {
			return out, fmt.Errorf("SCT %d cannot be read", len(out)+1)
		}
		out = append(out, sct)
	}
	return out, nil
}

func parseSCT(data cryptobyte.String) (SCT, bool) {
	var version, hash, signer uint8
	var logID []byte
	var millis uint64
	var extensions, signature cryptobyte.String
	ok := data.ReadUint8(&version) && data.ReadBytes(&logID, 32) && data.ReadUint64(&millis) &&
		data.ReadUint16LengthPrefixed(&extensions) && data.ReadUint8(&hash) && data.ReadUint8(&signer) &&
		data.ReadUint16LengthPrefixed(&signature)
	at := time.UnixMilli(int64(millis)).UTC()
	if !ok || !InRange(at) {
		return SCT{}, false
	}
	return SCT{
		Version:   int(version) + 1,
		LogID:     hex.EncodeToString(logID),
		Timestamp: at,
		Algorithm: sctAlgorithm(hash, signer),
		Signature: base64.StdEncoding.EncodeToString(signature),
	}, true
}

// sctAlgorithm names a TLS 1.2 SignatureAndHashAlgorithm (RFC 5246, 7.4.1.4.1).
func sctAlgorithm(hash, signer uint8) string {
	hashes := map[uint8]string{4: "SHA-256", 5: "SHA-384", 6: "SHA-512"}
	signers := map[uint8]string{1: "RSA", 3: "ECDSA", 7: "Ed25519"}
	h, s := hashes[hash], signers[signer]
	if h == "" || s == "" {
		return fmt.Sprintf("hash %d, signature %d", hash, signer)
	}
	return s + " with " + h
}
