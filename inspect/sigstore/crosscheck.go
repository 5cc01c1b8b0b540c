package sigstore

import (
	"bytes"
	"crypto"
	"errors"
	"fmt"
	"time"

	"github.com/sigstore/sigstore-go/pkg/bundle"
	"github.com/sigstore/sigstore-go/pkg/fulcio/certificate"
	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore-go/pkg/verify"
	"github.com/sigstore/sigstore/pkg/signature"

	"assay/inspect/report"
)

// crossCheck asks a verifier that is not ours: sigstore-go's for bundles, and
// for cosign's tag format the packages of sigstore and rekor that cosign itself
// is made of. Our checks decide first: where one of them blocks, there is nothing
// to agree on. Where all pass and the other verifier refuses, or cannot judge,
// the signature fails and the disagreement is shown.
func (e *examination) crossCheck() {
	if e.checks.Blocking() > 0 {
		e.checks.Skip(report.CheckSecondVerifier, "not asked: a required check did not pass")
		return
	}
	name, ask := "sigstore-go", e.askSigstoreGo
	if e.material.IsLegacy() {
		name, ask = "sigstore's own packages", e.askTagFormat
	}
	if err := guarded(ask); err != nil {
		e.checks.Fail(report.CheckSecondVerifier, report.Required, report.Outcome{
			Reason: report.ReasonVerifierDisagreement,
			Want:   "acceptance by " + name,
			Got:    "refusal",
			Detail: err.Error(),
		})
		return
	}
	e.checks.Pass(report.CheckSecondVerifier, report.Required, report.Outcome{Got: "accepted by " + name})
}

// guarded runs ask; a panic in a library over hostile input is a refusal.
func guarded(ask func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("it broke down over this input: %v", r)
		}
	}()
	return ask()
}

// askSigstoreGo lets sigstore-go verify a bundle, with the options that cosign
// chooses for the same flags (CheckOpts.verificationOptions).
func (e *examination) askSigstoreGo() error {
	var options []bundle.Option
	if e.policy.AllowChain && e.material.Format == report.FormatBundle03 {
		options = append(options, bundle.AllowCertificateChain())
	}
	entity, err := bundle.NewBundle(e.material.Bundle, options...)
	if err != nil {
		return err
	}
	verifier, err := verify.NewVerifier(e.trustedMaterial(), e.verifierOptions()...)
	if err != nil {
		return err
	}
	policyOptions, err := e.policyOptions()
	if err != nil {
		return err
	}
	artifact, err := e.artifactOption()
	if err != nil {
		return err
	}
	_, err = verifier.Verify(entity, verify.NewPolicy(artifact, policyOptions...))
	return err
}

func (e *examination) artifactOption() (verify.ArtifactPolicyOption, error) {
	if e.artifact.Bytes != nil {
		return verify.WithArtifact(bytes.NewReader(e.artifact.Bytes)), nil
	}
	hash, value, ok := cutDigest(e.artifact.Digest)
	if !ok {
		return nil, fmt.Errorf("%q is not a digest", e.artifact.Digest)
	}
	return verify.WithArtifactDigest(hashName(hash), value), nil
}

// verifierOptions are those that cosign chooses for the same flags. The
// predicate is left out: what of it counts was read strictly before.
func (e *examination) verifierOptions() []verify.VerifierOption {
	p := e.policy
	out := []verify.VerifierOption{verify.WithoutStatementPredicate()}
	if e.keyless() && !p.IgnoreSCT {
		out = append(out, verify.WithSignedCertificateTimestamps(1))
	}
	if !p.IgnoreLog {
		out = append(out, verify.WithTransparencyLog(1))
	}
	switch {
	case e.wantsTimestamp():
		out = append(out, verify.WithSignedTimestamps(1))
	case !e.keyless():
		out = append(out, verify.WithNoObserverTimestamps())
	case p.IgnoreLog:
		out = append(out, verify.WithCurrentTime())
	default:
		out = append(out, verify.WithIntegratedTimestamps(1))
	}
	return out
}

// policyOptions asks for the key or the identity.
func (e *examination) policyOptions() ([]verify.PolicyOption, error) {
	p := e.policy
	switch {
	case !e.keyless():
		return []verify.PolicyOption{verify.WithKey()}, nil
	case !p.WantIdentity:
		return []verify.PolicyOption{verify.WithoutIdentitiesUnsafe()}, nil
	}
	expression := func(r interface{ String() string }, set bool) string {
		if !set {
			return ""
		}
		return r.String()
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
func (e *examination) trustedMaterial() *materialWithKey {
	out := &materialWithKey{TrustedRoot: e.policy.Root.Material, key: e.signer.key, hash: e.signerHash}
	if len(e.policy.ExtraRoots) > 0 {
		for _, a := range e.authorities() {
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
