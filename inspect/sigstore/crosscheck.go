package sigstore

import (
	"bytes"
	"crypto"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	in_toto "github.com/in-toto/attestation/go/v1"
	"github.com/secure-systems-lab/go-securesystemslib/dsse"
	"github.com/sigstore/sigstore-go/pkg/bundle"
	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore-go/pkg/tlog"
	"github.com/sigstore/sigstore-go/pkg/verify"
	"github.com/sigstore/sigstore/pkg/signature"
	"google.golang.org/protobuf/types/known/structpb"

	"assay/inspect/report"
)

// secondOpinion asks sigstore-go's Verifier. Our checks decide first: where one
// of them blocks, there is nothing to agree on. Where all pass and the library
// refuses, the signature fails and the disagreement is shown.
func (e *examination) secondOpinion() {
	if blocking(e.checks) > 0 {
		e.skip(report.SecondVerifier, "not asked: a required check did not pass")
		return
	}
	if why := e.unknownToLibrary(); why != "" {
		e.skip(report.SecondVerifier, why)
		return
	}
	if err := e.askLibrary(); err != nil {
		e.fail(report.SecondVerifier, true, "verifier-disagreement", "acceptance by sigstore-go", "refusal", err.Error())
		return
	}
	e.pass(report.SecondVerifier, true, "", "sigstore-go accepts it", "")
}

// unknownToLibrary says why sigstore-go has no opinion: for these formats the
// documented algorithm stands alone.
func (e *examination) unknownToLibrary() string {
	if e.entry != nil && !e.policy.IgnoreLog {
		switch key := e.entry.Body.Kind + " " + e.entry.Body.Version; key {
		case "intoto 0.0.1", "rekord 0.0.1", "dsse 0.0.2":
			return "sigstore-go does not know log entries of kind " + key
		}
	}
	if e.material.Format == report.FormatDSSE && e.policy.UseSignedTimestamps {
		return "sigstore-go does not know timestamps over a whole envelope, as cosign's attestations have them"
	}
	if e.policy.Certificate != nil {
		return "a certificate given by hand stands outside of what sigstore-go verifies"
	}
	return ""
}

// askLibrary builds what sigstore-go needs and lets it verify.
func (e *examination) askLibrary() (err error) {
	defer func() {
		// A panic in a library over hostile input is a refusal.
		if r := recover(); r != nil {
			err = fmt.Errorf("it broke down over this input: %v", r)
		}
	}()
	entity, err := e.entity()
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
	if e.material.Format == report.FormatSimpleSigning {
		return verify.WithArtifact(bytes.NewReader(e.material.Payload)), nil
	}
	if e.artifact.Bytes != nil {
		return verify.WithArtifact(bytes.NewReader(e.artifact.Bytes)), nil
	}
	hash, value, ok := cutDigest(e.artifact.Digest)
	if !ok {
		return nil, fmt.Errorf("%q is not a digest", e.artifact.Digest)
	}
	return verify.WithArtifactDigest(hashName(hash), value), nil
}

// verifierOptions are those that cosign chooses for the same flags.
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
	case p.UseSignedTimestamps:
		out = append(out, verify.WithSignedTimestamps(1))
	case !e.keyless():
		out = append(out, verify.WithNoObserverTimestamps())
	case p.IgnoreLog:
		out = append(out, verify.WithCurrentTime())
	default:
		out = append(out, verify.WithObserverTimestamps(1))
	}
	return out
}

// policyOptions asks the library for the identity too, except where the
// certificate has several names, of which it reads one only.
func (e *examination) policyOptions() ([]verify.PolicyOption, error) {
	if !e.keyless() {
		return []verify.PolicyOption{verify.WithKey()}, nil
	}
	p := e.policy
	cert := e.certificate()
	names := len(cert.EmailAddresses) + len(cert.URIs) + len(cert.DNSNames) + len(cert.IPAddresses)
	if !p.WantIdentity || names > 1 {
		return []verify.PolicyOption{verify.WithoutIdentitiesUnsafe()}, nil
	}
	expression := func(r interface{ String() string }, set bool) string {
		if !set {
			return ""
		}
		return r.String()
	}
	id, err := verify.NewShortCertificateIdentity(p.Issuer, expression(p.IssuerRegexp, p.IssuerRegexp != nil),
		p.Identity, expression(p.IdentityRegexp, p.IdentityRegexp != nil))
	if err != nil {
		return nil, err
	}
	return []verify.PolicyOption{verify.WithCertificateIdentity(id)}, nil
}

// trustedMaterial joins the trusted root with the key that the signature is
// checked with: the given one, or without one that of the log entry.
func (e *examination) trustedMaterial() root.TrustedMaterial {
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

// entity returns the signature in the form that the library takes.
func (e *examination) entity() (verify.SignedEntity, error) {
	if e.material.IsLegacy() {
		return e.legacyEntity()
	}
	var options []bundle.Option
	if e.material.Format == report.FormatBundle03 {
		options = append(options, bundle.AllowCertificateChain())
	}
	return bundle.NewBundle(e.material.Bundle, options...)
}

// legacyEntity presents a layer signature to the library: leaf certificate,
// entry with promise and no proof, and a message signature over the payload. It
// calls itself version 0.1 so that SHA-256 is taken with larger curves too, as
// cosign does for this format.
type legacyEntity struct {
	verify.BaseSignedEntity
	content  verify.SignatureContent
	material verify.VerificationContent
	entries  []*tlog.Entry
	stamps   [][]byte
}

func (l *legacyEntity) HasInclusionPromise() bool                          { return len(l.entries) > 0 }
func (l *legacyEntity) SignatureContent() (verify.SignatureContent, error) { return l.content, nil }
func (l *legacyEntity) Timestamps() ([][]byte, error)                      { return l.stamps, nil }
func (l *legacyEntity) TlogEntries() ([]*tlog.Entry, error)                { return l.entries, nil }
func (l *legacyEntity) Version() (string, error)                           { return "v0.1", nil }
func (l *legacyEntity) VerificationContent() (verify.VerificationContent, error) {
	return l.material, nil
}

func (e *examination) legacyEntity() (verify.SignedEntity, error) {
	m := e.material
	out := &legacyEntity{}
	if m.Format == report.FormatSimpleSigning {
		sum := sha256.Sum256(m.Payload)
		out.content = bundle.NewMessageSignature(sum[:], "SHA2_256", m.Signature)
		out.stamps = m.Timestamps
	} else {
		out.content = &envelopeContent{material: m}
	}
	if cert := e.certificate(); cert != nil {
		out.material = bundle.NewCertificate(withoutHandledExtensions(cert))
	} else {
		out.material = &bundle.PublicKey{}
	}
	for _, entry := range m.Entries {
		converted, err := tlog.NewEntry(entry.Raw, entry.IntegratedTime, entry.LogIndex, entry.LogID, entry.SET, nil) //nolint:staticcheck // The annotation has no kind and version beside the body.
		if err != nil {
			return nil, err
		}
		out.entries = append(out.entries, converted)
	}
	return out, nil
}

// envelopeContent is a legacy attestation's envelope for the library.
type envelopeContent struct{ material *Material }

func (c *envelopeContent) Signature() []byte                                       { return c.material.Signature }
func (c *envelopeContent) EnvelopeContent() verify.EnvelopeContent                 { return c }
func (c *envelopeContent) MessageSignatureContent() verify.MessageSignatureContent { return nil }

func (c *envelopeContent) RawEnvelope() *dsse.Envelope {
	env := &dsse.Envelope{PayloadType: c.material.Envelope.PayloadType, Payload: base64.StdEncoding.EncodeToString(c.material.Payload)}
	for _, s := range c.material.Envelope.Signatures {
		// cosign gives its keys no ID, and then any in the envelope will do: an
		// ID is not signed.
		env.Signatures = append(env.Signatures, dsse.Signature{Sig: base64.StdEncoding.EncodeToString(s.Value)})
	}
	return env
}

func (c *envelopeContent) Statement() (*in_toto.Statement, error) {
	s := c.material.Statement
	if s == nil {
		return nil, errors.New("no statement")
	}
	out := &in_toto.Statement{Type: s.Type, PredicateType: s.PredicateType, Predicate: &structpb.Struct{}}
	for _, subject := range s.Subject {
		out.Subject = append(out.Subject, &in_toto.ResourceDescriptor{Name: subject.Name, Digest: subject.Digest})
	}
	return out, nil
}
