package policy

import (
	"bytes"
	"fmt"

	"assay/inspect/openpgp"
	"assay/inspect/report"
)

// openpgpMessage is what podman prints of a signature that is not accepted. It
// first verifies, then reads the claims, then compares digest and name. What it
// prints of a signature that does not verify depends on the library that it was
// built with; these are the words of the common one, gpgme.
func openpgpMessage(m *openpgp.Material, s *report.Signed) string {
	for _, id := range []report.CheckID{report.SignatureEncoding, report.KeyMatch, report.SignatureValue, report.SignatureAlgorithm, report.KeyValidity} {
		if c, ok := s.Check(id); ok && c.Blocks() {
			return gpgmeMessage(m, c.Reason)
		}
	}
	if m.ClaimsError != nil {
		return m.ClaimsError.Error()
	}
	if c, ok := s.Check(report.ClaimsDigest); ok && c.Blocks() && m.Claims != nil {
		return fmt.Sprintf("Signature for digest %s does not match", m.Claims.Digest)
	}
	if c, ok := s.Check(report.ClaimsReference); ok && c.Blocks() && m.Claims != nil {
		return fmt.Sprintf("Signature for identity %q is not accepted", m.Claims.Reference)
	}
	return "Invalid GPG signature"
}

// gpgmeStatus is how gpgme sums up a signature that does not verify (gpgme.h,
// GPGME_SIGSUM_*), with libgpg-error's code; both were seen in skopeo's output,
// see testdata/gpg/verdicts.tsv.
var gpgmeStatus = map[string]struct {
	summary, code int
	// short says that only the key ID is printed, not the fingerprint.
	short bool
}{
	"wrong-key":                 {128, 0x9, false},
	"openpgp-signature-invalid": {4, 0x7000008, true},
	"openpgp-detached":          {4, 0x7000008, true},
	"openpgp-key-expired":       {32, 0x7000099, false},
	"openpgp-key-revoked":       {16, 0x700005e, false},
	"openpgp-signature-expired": {66, 0x700009a, false},
}

// gpgmeMessage prints the beginning of what is printed, which is the same every
// time; times and addresses in memory follow.
func gpgmeMessage(m *openpgp.Material, reason string) string {
	switch reason {
	case "openpgp-too-large":
		if bytes.IndexByte(m.Payload, '{') < 0 {
			// Others have no such limit, and stumble over the content.
			return "invalid character '\\x00' looking for beginning of value"
		}
	case "openpgp-several-signatures":
		return "Unexpected GPG signature count 2"
	case "openpgp-malformed":
		return "No data"
	}
	status, known := gpgmeStatus[reason]
	if !known {
		return "Invalid GPG signature: gpgme.Signature{…}"
	}
	key := m.Fingerprint()
	if status.short || key == "" {
		key = m.KeyID()
	}
	return fmt.Sprintf("Invalid GPG signature: gpgme.Signature{Summary:%d, Fingerprint:%q, Status:gpgme.Error{err:%#x}, …}", status.summary, key, status.code)
}
