package report

import (
	"encoding/json"
	"time"

	"assay/certview"
)

// Format is how a signature is written down.
type Format string

// The formats.
const (
	FormatSimpleSigning Format = "cosign-simplesigning"
	FormatDSSE          Format = "cosign-dsse"
	FormatBundle01      Format = "sigstore-bundle-v0.1"
	FormatBundle02      Format = "sigstore-bundle-v0.2"
	FormatBundle03      Format = "sigstore-bundle-v0.3"
	FormatBundleUnknown Format = "sigstore-bundle"
	FormatOpenPGP       Format = "openpgp"
	FormatNotary        Format = "notary"
	FormatBareStatement Format = "in-toto-bare"
)

// IsBundle reports whether the format is that of a sigstore bundle, of whatever
// version.
func (f Format) IsBundle() bool {
	switch f {
	case FormatBundle01, FormatBundle02, FormatBundle03, FormatBundleUnknown:
		return true
	default:
		return false
	}
}

// PredicateCosignSign is the predicate type that makes a bundle the signature of
// an image rather than an attestation about it (cosign, pkg/cosign/bundle).
const PredicateCosignSign = "https://sigstore.dev/cosign/sign/v1"

// TimeClaimed is the source of a time that only the signature's own text gives.
const TimeClaimed = "as claimed; no trusted source confirms it"

// Signature is one signature or attestation with all that was found out about it.
type Signature struct {
	ID      string  `json:"id"`
	Source  Source  `json:"source"`
	Format  Format  `json:"format"`
	Subject string  `json:"subject"`
	Verdict Verdict `json:"verdict"`
	Checks  []Check `json:"checks"`
	// Claims is the signed content: simple signing claims, or the statement
	// without its predicate.
	Claims      json.RawMessage       `json:"claims,omitempty"`
	Certificate *certview.Certificate `json:"certificate,omitempty"`
	Key         *Key                  `json:"key,omitempty"`
	Log         *LogEntry             `json:"log,omitempty"`
	Timestamps  []Timestamp           `json:"timestamps,omitempty"`

	PredicateType string             `json:"predicateType,omitempty"`
	Subjects      []StatementSubject `json:"subjects,omitempty"`

	// DigestAlgorithm names the digest algorithm over which the signature is valid,
	// where that is not the one asked for.
	DigestAlgorithm string `json:"-"`
	// Artifact is the ID of the tree node that holds this signature.
	Artifact string `json:"-"`
	// Keyless says that a certificate stands for the signer, not a plain key.
	Keyless bool `json:"-"`
	// Statement and Predicate are the in-toto statement as signed.
	Statement json.RawMessage `json:"-"`
	Predicate json.RawMessage `json:"-"`
	// Time is the time that counts for validity and where it comes from.
	Time       time.Time `json:"-"`
	TimeSource string    `json:"-"`
	// Deciding is false for a signature that was not among those asked for, such
	// as an attestation of another type; WhyNot says so in words.
	Deciding           bool   `json:"-"`
	NotDecidingBecause string `json:"-"`
	// Pin are the flags that name this signer, where a certificate does; else
	// PinAdvice says how a signer is named who has none.
	Pin       string `json:"-"`
	PinAdvice string `json:"-"`
	// Commands verify or show the same by hand.
	Commands []Command `json:"-"`
	Raw      []RawPart `json:"-"`
	// Notes are observations that are no failure.
	Notes []string `json:"notes,omitempty"`
}

// Check returns the check with this ID, if it was run.
func (s *Signature) Check(id CheckID) (Check, bool) {
	for _, c := range s.Checks {
		if c.ID == id {
			return c, true
		}
	}
	return Check{}, false
}

// IsAttestation reports whether what was signed is a statement about the image,
// and not a signature of it.
func (s *Signature) IsAttestation() bool {
	return s.PredicateType != "" && s.PredicateType != PredicateCosignSign
}

// FitsClaims reports whether a signature fits what it is of, and that names the
// image, whoever made it.
func (s *Signature) FitsClaims() bool {
	value, _ := s.Check(CheckSignatureValue)
	digest, _ := s.Check(CheckClaimsDigest)
	return value.Status == StatusPass && digest.Status == StatusPass
}

// Count returns how many checks passed, failed, and were skipped or undecided.
func (s *Signature) Count() (passed, failed, other int) {
	for _, c := range s.Checks {
		switch c.Status {
		case StatusPass:
			passed++
		case StatusFail:
			failed++
		default:
			other++
		}
	}
	return passed, failed, other
}

// Command is a command line that does by hand what a part of the report shows.
type Command struct {
	// Shows says what the command is for.
	Shows string
	Line  string
}

// KeyOrigin says how a key is known: one of the origins below, [OriginGiven], or
// for an OpenPGP key where it was read from.
type KeyOrigin string

// The origins of a key. OriginNamed is of a key of which only the name is known.
const (
	OriginCertificate KeyOrigin = "certificate"
	OriginLog         KeyOrigin = "log entry"
	OriginNamed       KeyOrigin = "named by the signature; the key itself is not at hand"
)

// OriginGiven is the origin of a key that the user gave by name: a path, a URL or a
// variable.
func OriginGiven(name string) KeyOrigin { return KeyOrigin("given: " + name) }

// Key is a public key.
type Key struct {
	Algorithm         string    `json:"algorithm"`
	FingerprintSHA256 string    `json:"fingerprintSHA256"`
	PEM               string    `json:"pem"`
	Origin            KeyOrigin `json:"origin,omitempty"`
	// OpenPGP is set for a key of that kind; FingerprintSHA256 is then over
	// the public key packet, and PEM empty.
	OpenPGP *OpenPGPKey `json:"openpgp,omitempty"`
}

// OpenPGPKey is what an OpenPGP key says of itself. Fingerprints are in capital
// hexadecimal. User IDs are bound to the key by its own signature only: anybody
// can make a key with any name.
type OpenPGPKey struct {
	KeyID       string `json:"keyID"`
	Fingerprint string `json:"fingerprint"`
	// Primary is the fingerprint of the primary key where a subkey signed.
	Primary string     `json:"primary,omitempty"`
	UserIDs []string   `json:"userIDs"`
	Created time.Time  `json:"created,omitzero"`
	Expires *time.Time `json:"expires,omitempty"`
	Revoked bool       `json:"revoked"`
}

// LogEntry is a transparency log entry. Times are UTC.
type LogEntry struct {
	Kind           string          `json:"kind"`
	Version        string          `json:"version"`
	LogIndex       int64           `json:"logIndex"`
	LogID          string          `json:"logID"`
	IntegratedTime *time.Time      `json:"integratedTime,omitempty"`
	Body           json.RawMessage `json:"body,omitempty"`

	// LogName is the base URL of the log in the trusted root; empty for a log
	// that the root does not hold.
	LogName string `json:"logName,omitempty"`
	// SearchURL shows the entry on a web page. It is built from the index only,
	// and only for the public-good log.
	SearchURL string `json:"searchURL,omitempty"`

	Proof *InclusionProof `json:"inclusionProof,omitempty"`
	// HasSET says that the entry has a signed entry timestamp.
	HasSET bool `json:"hasPromise"`
	// Key is the public key that the body records; KeyPEM is as recorded, and
	// may hold a certificate.
	Key    *Key   `json:"-"`
	KeyPEM string `json:"-"`
	// HashAlgorithm and Hash are what the body says was signed.
	HashAlgorithm string `json:"-"`
	Hash          string `json:"-"`
}

// InclusionProof is a Merkle inclusion proof with its checkpoint. Hashes are
// hexadecimal.
type InclusionProof struct {
	LogIndex   int64    `json:"logIndex"`
	TreeSize   int64    `json:"treeSize"`
	RootHash   string   `json:"rootHash"`
	Hashes     []string `json:"hashes"`
	Checkpoint string   `json:"checkpoint"`
}

// Timestamp is an RFC 3161 timestamp. Verified is true only when a trusted
// authority signed it over this signature.
type Timestamp struct {
	Time      time.Time `json:"time"`
	Authority string    `json:"authority"`
	Verified  bool      `json:"verified"`
	Problem   string    `json:"problem,omitempty"`
}

// StatementSubject is one subject of an in-toto statement.
type StatementSubject struct {
	Name   string            `json:"name,omitempty"`
	Digest map[string]string `json:"digest"`
	// Matches is true where the digest is that of the target.
	Matches bool `json:"matches"`
}
