package sigstore

import (
	"cmp"
	"crypto"
	"crypto/x509"
	"log/slog"
	"regexp"
	"time"

	"assay/inspect/openpgp"
	"assay/inspect/trust"
)

// Artifact is what a signature must be about.
type Artifact struct {
	// Digest is algorithm:hex of the signed manifest or file.
	Digest string
	// Bytes is the file itself where that is available.
	Bytes []byte
	// Image is set for a manifest in a registry, for which cosign expects an
	// in-toto statement in a bundle.
	Image bool
	// Repository is the name under which the image was asked for.
	Repository string
}

// VerifyOptions is what a signature is measured against: cosign's verification
// options with keys, expressions and trusted root already loaded.
type VerifyOptions struct {
	// Keys are the plain keys of which any one may have signed.
	Keys []GivenKey
	// OpenPGP are keys for the other kind of signature, kept here so that one
	// value holds all that was asked for. A cosign signature never fits them.
	OpenPGP *openpgp.Keyring
	// WantKey and WantIdentity say which kind of signer was asked for. With
	// neither, a signature can be unpinned at best.
	WantKey, WantIdentity bool

	Identity, Issuer             string
	IdentityRegexp, IssuerRegexp *regexp.Regexp
	// Workflow holds the wanted GitHub claims by flag name (name, ref,
	// repository, sha, trigger).
	Workflow map[string]string

	Annotations map[string]string
	// PredicateType is the full URI, or empty for any.
	PredicateType string

	// Certificate takes the place of the one that a signature carries. It names
	// no signer: only an identity does. ExtraRoots and ExtraIntermediates are
	// issuers, trusted in place of those of Root. ChainGiven says that issuers
	// were given, also where a trusted root that was named overrules them.
	Certificate        *x509.Certificate
	ExtraRoots         []*x509.Certificate
	ExtraIntermediates []*x509.Certificate
	ChainGiven         bool

	// AllowChain lets a bundle of version 0.3 bring intermediate certificates.
	AllowChain bool
	// IgnoreClaims leaves out what the signed claims say: digest and annotations.
	IgnoreClaims bool

	IgnoreLog, IgnoreSCT bool
	UseSignedTimestamps  bool
	// Hash is what given keys sign with; SHA-256 unless asked otherwise.
	Hash crypto.Hash

	Root *trust.Root
	// Now is the current time, for certificates without a trusted one.
	Now time.Time
	// Logger is told what the second verifier said, and of what broke down; nil
	// discards that.
	Logger *slog.Logger
}

// Log returns the logger of the options, which is never nil.
func (o *VerifyOptions) Log() *slog.Logger { return cmp.Or(o.Logger, slog.New(slog.DiscardHandler)) }

// GivenKey is a public key that the user named.
type GivenKey struct {
	Public crypto.PublicKey
	// Name is the path, URL or variable that it was read from.
	Name string
}

// Pinned reports whether a signer was asked for.
func (o *VerifyOptions) Pinned() bool { return o.WantKey || o.WantIdentity }
