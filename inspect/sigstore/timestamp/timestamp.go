// Package timestamp checks RFC 3161 timestamps: what they are over, who made them,
// and whether the trusted root holds that authority.
//
// The parsers of timestamps are not written for hostile input, so what is too large,
// or has a key too long to be checked with, is refused before one of them sees it.
// The package fetches nothing and decides no verdict.
package timestamp

import (
	"bytes"
	"encoding/asn1"
	"fmt"
	"strings"
	"time"

	"github.com/digitorus/pkcs7"
	"github.com/digitorus/timestamp"

	"assay/certview"
	"assay/inspect/report"
	"assay/inspect/sigstore/primitive"
	"assay/inspect/trust"
)

// Problem says why a timestamp does not count.
type Problem struct {
	report.Outcome
	// Authority is set where the timestamp is sound but its authority is not
	// trusted.
	Authority bool
	// At is the time that the timestamp gives; zero where it cannot be read.
	At time.Time
}

// Verify checks one timestamp response (RFC 3161) over covers against every
// authority of a trusted root. It returns the time and the authority that confirms
// it, or why the timestamp does not count.
func Verify(raw, covers []byte, root *trust.Root) (time.Time, *trust.Authority, *Problem) {
	for i := range root.Timestamps {
		authority := &root.Timestamps[i]
		if ts, err := authority.Timestamping.Verify(raw, covers); err == nil {
			return ts.Time.UTC(), authority, nil
		}
	}
	parsed, err := parse(raw)
	if err != nil {
		return time.Time{}, nil, &Problem{Outcome: report.Outcome{
			Reason: report.ReasonTimestampMalformed,
			Want:   "an RFC 3161 timestamp",
			Got:    fmt.Sprintf("%d bytes", len(raw)),
			Detail: err.Error(),
		}}
	}
	at := parsed.Time.UTC()
	if !parsed.HashAlgorithm.Available() || !bytes.Equal(primitive.Digest(parsed.HashAlgorithm, covers), parsed.HashedMessage) {
		want := ""
		if parsed.HashAlgorithm.Available() {
			want = primitive.ShortHex(primitive.Digest(parsed.HashAlgorithm, covers))
		}
		return at, nil, &Problem{At: at, Outcome: report.Outcome{
			Reason: report.ReasonTimestampImprintMismatch,
			Want:   want,
			Got:    primitive.ShortHex(parsed.HashedMessage),
			Detail: "the hash that was timestamped is not that of this signature",
		}}
	}
	return at, nil, authorityProblem(raw, covers, parsed, root)
}

// authorityProblem tells an unknown authority from one whose period had
// ended and from a signature that does not hold.
func authorityProblem(raw, covers []byte, parsed *timestamp.Timestamp, root *trust.Root) *Problem {
	at := parsed.Time.UTC()
	name := signer(parsed)
	if root.Empty() {
		return &Problem{Outcome: report.Outcome{Reason: report.ReasonTrustedRootEmpty, Want: "a trusted root", Got: "an empty one",
			Detail: root.Origin}, Authority: true, At: at}
	}
	if len(root.Timestamps) == 0 {
		return &Problem{Outcome: report.Outcome{Reason: report.ReasonTrustedRootWithoutTSA, Want: name,
			Got: "the trusted root contains no timestamp authority", Detail: root.Origin}, Authority: true, At: at}
	}
	for i := range root.Timestamps {
		authority := root.Timestamps[i]
		timeless := *authority.Timestamping
		timeless.ValidityPeriodStart, timeless.ValidityPeriodEnd = time.Time{}, time.Time{}
		if _, err := timeless.Verify(raw, covers); err == nil {
			return &Problem{Outcome: report.Outcome{Reason: report.ReasonTrustedRootExpiredTSA,
				Want: "an authority in use on " + primitive.FormatTime(at),
				Got:  authority.Name + ", in use " + trust.Period(authority.Start, authority.End), Detail: root.Origin},
				Authority: true, At: at}
		}
	}
	if known := signedByKnown(parsed, root.Timestamps); known || !selfConsistent(parsed) {
		return &Problem{Outcome: report.Outcome{Reason: report.ReasonTimestampSignatureInvalid, Want: "a signature by " + name,
			Got: "one that does not verify", Detail: "the authority did not sign this timestamp, or it was changed"}, At: at}
	}
	return &Problem{Outcome: report.Outcome{Reason: report.ReasonTSAUnknown, Want: "one of " + authorityNames(root.Timestamps), Got: name,
		Detail: "the timestamp is from an authority that the trusted root does not contain: " + root.Origin}, Authority: true, At: at}
}

// signedByKnown reports whether the timestamp carries, or by serial number
// means, the certificate of a trusted authority.
func signedByKnown(parsed *timestamp.Timestamp, authorities []trust.Authority) bool {
	token, err := parseToken(parsed)
	for _, authority := range authorities {
		if authority.Leaf == nil {
			continue
		}
		for _, cert := range parsed.Certificates {
			if cert.Equal(authority.Leaf) {
				return true
			}
		}
		if err != nil {
			continue
		}
		for _, s := range token.Signers {
			if s.IssuerAndSerialNumber.SerialNumber != nil && s.IssuerAndSerialNumber.SerialNumber.Cmp(authority.Leaf.SerialNumber) == 0 &&
				bytes.Equal(s.IssuerAndSerialNumber.IssuerName.FullBytes, authority.Leaf.RawIssuer) {
				return true
			}
		}
	}
	return false
}

// parse reads a response, or the bare token that some clients store.
func parse(raw []byte) (parsed *timestamp.Timestamp, err error) {
	defer func() {
		// The parser is not written for hostile input.
		if r := recover(); r != nil {
			parsed, err = nil, fmt.Errorf("it cannot be read: %v", r)
		}
	}()
	if parsed, err = timestamp.ParseResponse(raw); err != nil {
		var tokenErr error
		if parsed, tokenErr = timestamp.Parse(raw); tokenErr == nil {
			return parsed, nil
		}
	}
	return parsed, err
}

// CheckKeys returns an error for a timestamp with a certificate that is too
// large, or has a key too long, to be checked with. The parsers of timestamps
// check signatures while they read, with whatever key they find.
func CheckKeys(raw []byte) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = nil // Who cannot be read is not checked with either.
		}
	}()
	var response struct {
		Status asn1.RawValue
		Token  asn1.RawValue `asn1:"optional"`
	}
	token := raw
	if _, err := asn1.Unmarshal(raw, &response); err == nil && len(response.Token.FullBytes) > 0 {
		token = response.Token.FullBytes
	}
	parsed, err := pkcs7.Parse(token)
	if err != nil {
		return nil // It is said elsewhere what is wrong with it.
	}
	return certview.CheckCertificates(parsed.Certificates)
}

// signer names the certificate that made the timestamp.
func signer(parsed *timestamp.Timestamp) string {
	for _, cert := range parsed.Certificates {
		if !cert.IsCA {
			return cert.Subject.String()
		}
	}
	if len(parsed.Certificates) > 0 {
		return parsed.Certificates[0].Subject.String()
	}
	return "an authority"
}

// selfConsistent reports whether the timestamp's signature fits the certificate
// that it carries itself.
func selfConsistent(parsed *timestamp.Timestamp) bool {
	token, err := parseToken(parsed)
	if err != nil {
		return false
	}
	if len(token.Certificates) == 0 {
		// Nothing to check with; a stranger's timestamp and a broken one look
		// the same, and being unknown is the weaker claim.
		return true
	}
	return token.Verify() == nil
}

func parseToken(parsed *timestamp.Timestamp) (token *pkcs7.PKCS7, err error) {
	defer func() {
		if r := recover(); r != nil {
			token, err = nil, fmt.Errorf("it cannot be read: %v", r)
		}
	}()
	return pkcs7.Parse(parsed.RawToken)
}

func authorityNames(authorities []trust.Authority) string {
	var names []string
	for _, a := range authorities {
		names = append(names, a.Name)
	}
	return strings.Join(names, ", ")
}
