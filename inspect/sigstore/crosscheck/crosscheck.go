// Package crosscheck verifies signatures a second time, with code that is not
// assay's: sigstore-go for bundles, and for cosign's tag format the packages of
// sigstore and rekor of which cosign itself is made.
//
// It shares no decision with the checks of package verifier, which asks it about
// every signature that passes them, without exception. It refuses what it cannot
// check, and it fetches nothing.
package crosscheck

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/sigstore/sigstore-go/pkg/bundle"
	"github.com/sigstore/sigstore-go/pkg/fulcio/certificate"
	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore-go/pkg/verify"
	"github.com/sigstore/sigstore/pkg/signature"

	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/inspect/sigstore/primitive"
)

// Request is a signature that passed every check, and what the second verifier must
// hold it to.
type Request struct {
	Entity   *sigstore.Entity
	Artifact sigstore.Artifact
	Options  *sigstore.VerifyOptions
	// Key is the key that the signature is checked with, and Hash what it signed
	// with.
	Key  crypto.PublicKey
	Hash crypto.Hash
	// Certificate says who signed; it is nil where a plain key does.
	Certificate *x509.Certificate
	// KeyGiven says that the user gave Key, and that it was not taken from a log
	// entry or a certificate.
	KeyGiven bool
	// WantsTimestamp says that RFC 3161 timestamps say when it was signed.
	WantsTimestamp bool
}

// Verify asks a verifier that is not ours: sigstore-go's for bundles, and for
// cosign's tag format the packages of sigstore and rekor that cosign itself is made
// of. by names it. The error says why it refuses the signature, or cannot check it.
func Verify(r *Request) (by string, err error) {
	by, ask := "sigstore-go", r.askSigstoreGo
	if r.Entity.IsLegacy() {
		by, ask = "sigstore's own packages", r.askTagFormat
	}
	err = r.guarded(ask)
	r.Options.Log().Debug("cross-check", "by", by, "artifact", r.Artifact.Digest, "error", err)
	return by, err
}

// keyless reports whether a certificate says who signed.
func (r *Request) keyless() bool { return r.Certificate != nil }

// guarded runs ask; a panic in a library over hostile input is a refusal.
func (r *Request) guarded(ask func() error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			r.Options.Log().Debug("the second verifier crashed", "cause", cause, "stack", string(debug.Stack()))
			err = fmt.Errorf("it crashed on this input: %v", cause)
		}
	}()
	return ask()
}

// askSigstoreGo lets sigstore-go verify a bundle, with the options that cosign
// chooses for the same flags (CheckOpts.verificationOptions).
func (r *Request) askSigstoreGo() error {
	var options []bundle.Option
	if r.Options.AllowChain && r.Entity.Format == report.FormatBundle03 {
		options = append(options, bundle.AllowCertificateChain())
	}
	entity, err := bundle.NewBundle(r.Entity.Bundle, options...)
	if err != nil {
		return err
	}
	verifier, err := verify.NewVerifier(r.trustedMaterial(), r.verifierOptions()...)
	if err != nil {
		return err
	}
	policyOptions, err := r.policyOptions()
	if err != nil {
		return err
	}
	artifact, err := r.artifactOption()
	if err != nil {
		return err
	}
	_, err = verifier.Verify(entity, verify.NewPolicy(artifact, policyOptions...))
	return err
}

func (r *Request) artifactOption() (verify.ArtifactPolicyOption, error) {
	if r.Artifact.Bytes != nil {
		return verify.WithArtifact(bytes.NewReader(r.Artifact.Bytes)), nil
	}
	hash, value, ok := primitive.ParseDigest(r.Artifact.Digest)
	if !ok {
		return nil, fmt.Errorf("%q is not a digest", r.Artifact.Digest)
	}
	return verify.WithArtifactDigest(primitive.HashName(hash), value), nil
}

// verifierOptions are those that cosign chooses for the same flags. The
// predicate is left out: what of it counts was read strictly before.
func (r *Request) verifierOptions() []verify.VerifierOption {
	p := r.Options
	out := []verify.VerifierOption{verify.WithoutStatementPredicate()}
	if r.keyless() && !p.IgnoreSCT {
		out = append(out, verify.WithSignedCertificateTimestamps(1))
	}
	if !p.IgnoreLog {
		out = append(out, verify.WithTransparencyLog(1))
	}
	switch {
	case r.WantsTimestamp:
		out = append(out, verify.WithSignedTimestamps(1))
	case !r.keyless():
		out = append(out, verify.WithNoObserverTimestamps())
	case p.IgnoreLog:
		out = append(out, verify.WithCurrentTime())
	default:
		out = append(out, verify.WithIntegratedTimestamps(1))
	}
	return out
}

// policyOptions asks for the key or the identity.
func (r *Request) policyOptions() ([]verify.PolicyOption, error) {
	p := r.Options
	switch {
	case !r.keyless():
		return []verify.PolicyOption{verify.WithKey()}, nil
	case !p.WantIdentity:
		return []verify.PolicyOption{verify.WithoutIdentitiesUnsafe()}, nil
	}
	expression := func(e interface{ String() string }, set bool) string {
		if !set {
			return ""
		}
		return e.String()
	}
	names, err := verify.NewSANMatcher(p.Identity, expression(p.IdentityRegexp, p.IdentityRegexp != nil))
	if err != nil {
		return nil, err
	}
	issuer, err := verify.NewIssuerMatcher(p.Issuer, expression(p.IssuerRegexp, p.IssuerRegexp != nil))
	if err != nil {
		return nil, err
	}
	id, err := verify.NewCertificateIdentity(names, issuer, certificate.Extensions{
		GithubWorkflowTrigger: p.Workflow["trigger"], GithubWorkflowSHA: p.Workflow["sha"], GithubWorkflowName: p.Workflow["name"],
		GithubWorkflowRepository: p.Workflow["repository"], GithubWorkflowRef: p.Workflow["ref"],
	})
	if err != nil {
		return nil, err
	}
	return []verify.PolicyOption{verify.WithCertificateIdentity(id)}, nil
}

// trustedMaterial joins the trusted root with the key that the signature is
// checked with: the given one, or without one that of the log entry.
func (r *Request) trustedMaterial() *materialWithKey {
	out := &materialWithKey{TrustedRoot: r.Options.Root.Material, key: r.Key, hash: r.Hash}
	if len(r.Options.ExtraRoots) > 0 {
		for _, a := range r.Options.Authorities() {
			out.authorities = append(out.authorities, a.Fulcio)
		}
	}
	return out
}

type materialWithKey struct {
	*root.TrustedRoot
	key  crypto.PublicKey
	hash crypto.Hash
	// authorities, where there are any, stand in for those of TrustedRoot.
	authorities []root.CertificateAuthority
}

// FulcioCertificateAuthorities returns the authorities that issue certificates.
func (m *materialWithKey) FulcioCertificateAuthorities() []root.CertificateAuthority {
	if len(m.authorities) > 0 {
		return m.authorities
	}
	return m.TrustedRoot.FulcioCertificateAuthorities()
}

// PublicKeyVerifier returns the verifier for the signer's key, whatever the
// bundle's hint says: the hint is not signed.
func (m *materialWithKey) PublicKeyVerifier(string) (root.TimeConstrainedVerifier, error) {
	if m.key == nil {
		return nil, errors.New("no public key")
	}
	verifier, err := signature.LoadVerifier(m.key, m.hash)
	if err != nil {
		return nil, err
	}
	return root.NewExpiringKey(verifier, time.Time{}, time.Time{}), nil
}
