package primitive

import (
	"crypto/x509"
	"encoding/hex"
	"time"
)

// FormatTime writes a time in UTC, to the second.
func FormatTime(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }

// Validity writes from when to when a certificate is valid.
func Validity(cert *x509.Certificate) string {
	return FormatTime(cert.NotBefore) + " to " + FormatTime(cert.NotAfter)
}

// Shorten cuts a text to limit bytes and says so with an ellipsis.
func Shorten(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	return text[:limit] + "…"
}

// ShortHex writes the beginning of some bytes in hexadecimal.
func ShortHex(b []byte) string {
	if len(b) == 0 {
		return "none"
	}
	return Shorten(hex.EncodeToString(b), 32)
}
