package containerspolicy

import (
	"errors"
	"fmt"

	"assay/inspect/openpgp"
	"assay/inspect/report"
)

// openpgpMessage is what podman prints of a signature that is not accepted, or
// empty where that is not known: it first verifies, then reads the claims, then
// compares digest and name. What it prints of a signature that does not verify
// depends on the library that it was built with; these are the words of the
// common one, gpgme.
func openpgpMessage(m *openpgp.Material, s *report.Signature, status openpgp.GPGStatus) string {
	for _, id := range []report.CheckID{report.CheckSignatureEncoding, report.CheckKeyMatch, report.CheckSignatureValue,
		report.CheckSignatureAlgorithm, report.CheckKeyValidity} {
		if c, ok := s.Check(id); ok && c.Blocks() {
			return gpgmeMessage(m, s, status)
		}
	}
	if m.ClaimsError != nil {
		return m.ClaimsError.Error()
	}
	if c, ok := s.Check(report.CheckClaimsDigest); ok && c.Blocks() && m.Claims != nil {
		return digestMessage(c.Status, m.Claims.Digest)
	}
	if c, ok := s.Check(report.CheckClaimsReference); ok && c.Blocks() && m.Claims != nil {
		return fmt.Sprintf("Signature for identity %q is not accepted", m.Claims.Reference)
	}
	return ""
}

// digestMessage is what podman prints of claims about another digest; whether it
// does is not known where the digest could not be compared.
func digestMessage(status report.Status, claimed string) string {
	if status != report.StatusFail {
		return ""
	}
	return fmt.Sprintf("Signature for digest %s does not match", claimed)
}

// named says which name of the key gpgme gives with a status.
type named int

const (
	// byKeyID is the key ID.
	byKeyID named = iota
	// asSigned is the fingerprint that the signature names, else the key ID.
	asSigned
	// byKey is the fingerprint of the key that was found.
	byKey
)

// gpgmeStatus is how gpgme sums up a signature that does not verify (gpgme.h,
// GPGME_SIGSUM_*), with libgpg-error's code, as testdata/policy/gpgme.jsonl has
// them.
var gpgmeStatus = map[openpgp.GPGStatus]struct {
	summary, code int
	key           named
}{
	openpgp.GPGNoKey:            {128, 0x9, asSigned},
	openpgp.GPGBadSignature:     {4, 0x7000008, byKeyID},
	openpgp.GPGWrongKeyUse:      {2048, 0x7d, asSigned},
	openpgp.GPGHashRefused:      {2048, 0x5, asSigned},
	openpgp.GPGOlderThanKey:     {2048, 0x27, asSigned},
	openpgp.GPGKeyExpired:       {32, 0x7000099, byKey},
	openpgp.GPGKeyRevoked:       {16, 0x700005e, byKey},
	openpgp.GPGSignatureExpired: {64, 0x700009a, byKey},
}

// gpgmeMessage is the beginning of what is printed, which is the same every
// time; times and addresses in memory follow.
func gpgmeMessage(m *openpgp.Material, s *report.Signature, status openpgp.GPGStatus) string {
	known, ok := gpgmeStatus[status]
	if !ok {
		return ""
	}
	key := m.KeyID()
	switch {
	case known.key == asSigned && m.Fingerprint() != "":
		key = m.Fingerprint()
	case known.key == byKey && s.Key != nil && s.Key.OpenPGP != nil:
		key = s.Key.OpenPGP.Fingerprint
	}
	return fmt.Sprintf("Invalid GPG signature: gpgme.Signature{Summary:%d, Fingerprint:%q, Status:gpgme.Error{err:%#x}, …}", known.summary,
		key, known.code)
}

// ownError is an error that podman does not have, or words otherwise: what it
// says is for a reader and no quotation.
type ownError struct{ error }

func (e ownError) Unwrap() error { return e.error }

// printed is what podman prints of an error, or empty where that is not known.
func printed(err error) string {
	var own ownError
	if errors.As(err, &own) {
		return ""
	}
	return err.Error()
}
