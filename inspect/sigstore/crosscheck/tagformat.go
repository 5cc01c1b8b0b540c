package crosscheck

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"time"

	in_toto "github.com/in-toto/attestation/go/v1"
	ssldsse "github.com/secure-systems-lab/go-securesystemslib/dsse"
	"github.com/sigstore/sigstore-go/pkg/tlog"
	"github.com/sigstore/sigstore-go/pkg/verify"
	"github.com/sigstore/sigstore/pkg/cryptoutils"
	"github.com/sigstore/sigstore/pkg/signature"
	sigdsse "github.com/sigstore/sigstore/pkg/signature/dsse"
	"github.com/sigstore/sigstore/pkg/signature/payload"
	"google.golang.org/protobuf/encoding/protojson"

	"assay/certview"
	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/inspect/sigstore/primitive"
)

// tagFormat is the second verification of a signature in cosign's tag format. It
// goes through the steps of sigstore/cosign (pkg/cosign, verifyInternal and
// VerifyBundle) with the packages that cosign uses, and shares no decision with
// the checks: it reads body, certificate, claims and statement again, with the
// types of the log, of sigstore and of in-toto.
type tagFormat struct {
	*Request
	trusted *materialWithKey
	// chain is from the certificate's issuer to the root, where a certificate
	// says who signed.
	chain []*x509.Certificate
	times []time.Time
}

// askTagFormat verifies a signature in cosign's tag format a second time.
func (r *Request) askTagFormat() error {
	t := &tagFormat{Request: r, trusted: r.trustedMaterial()}
	for _, step := range []struct {
		what string
		run  func() error
	}{
		{"timestamp", t.timestamp}, {"log entry", t.logEntry}, {"certificate", t.signerCertificate},
		{"signature", t.signature}, {"claims", t.claims}, {"validity of the certificate", t.expiry},
	} {
		if err := step.run(); err != nil {
			return fmt.Errorf("%s: %w", step.what, err)
		}
	}
	return nil
}

// timestamp verifies the RFC 3161 timestamp where timestamps were asked for, and
// there is one.
func (t *tagFormat) timestamp() error {
	if !t.Options.UseSignedTimestamps || len(t.Entity.Timestamps) == 0 {
		return nil
	}
	verified, problems, err := verify.VerifySignedTimestamp(&timestampEntity{timestamps: t.Entity.Timestamps,
		covers: t.Entity.TimestampCovers}, t.trusted)
	if err != nil {
		return err
	}
	if len(verified) == 0 {
		return errors.Join(append([]error{errors.New("it does not verify")}, problems...)...)
	}
	t.times = append(t.times, verified[0].Time)
	return nil
}

// timestampEntity hands a timestamp and what it covers to sigstore-go, which asks
// for nothing else.
type timestampEntity struct {
	verify.BaseSignedEntity
	timestamps [][]byte
	covers     []byte
}

func (s *timestampEntity) Timestamps() ([][]byte, error)                           { return s.timestamps, nil }
func (s *timestampEntity) SignatureContent() (verify.SignatureContent, error)      { return s, nil }
func (s *timestampEntity) Signature() []byte                                       { return s.covers }
func (s *timestampEntity) EnvelopeContent() verify.EnvelopeContent                 { return nil }
func (s *timestampEntity) MessageSignatureContent() verify.MessageSignatureContent { return nil }

// logEntry ties the log entry to signature, key and signed bytes, and verifies
// the signed entry timestamp.
func (t *tagFormat) logEntry() error {
	if t.Options.IgnoreLog {
		return nil
	}
	if len(t.Entity.Entries) != 1 {
		return errors.New("there is none")
	}
	entry := t.Entity.Entries[0]
	body := entry.Body.Typed
	if body == nil {
		return errors.New("the log's own types do not read it")
	}
	if kind := body.Kind + " " + body.Version; !slices.Contains(t.Entity.AcceptedKinds(), kind) {
		return fmt.Errorf("an entry of kind %s does not belong here", kind)
	}
	signed := t.Entity.Payload
	if t.Entity.Format == report.FormatDSSE {
		signed = t.Entity.Envelope.Bytes
	} else if body.Signature != t.Entity.SignatureText {
		return errors.New("it is of another signature")
	}
	sum := sha256.Sum256(signed)
	if body.HashAlgorithm != "sha256" || body.Hash != hex.EncodeToString(sum[:]) {
		return fmt.Errorf("it is of %s:%s, and the signed bytes have sha256:%x", body.HashAlgorithm, body.Hash, sum)
	}
	if err := t.sameVerifier(body.Verifier); err != nil {
		return err
	}
	//nolint:staticcheck // The annotation has no kind and version outside the body.
	logged, err := tlog.NewEntry(entry.Raw, entry.IntegratedTime, entry.LogIndex, entry.LogID, entry.SET, nil)
	if err != nil {
		return err
	}
	if err := tlog.VerifySET(logged, t.trusted.RekorLogs()); err != nil {
		return err
	}
	t.times = append(t.times, time.Unix(entry.IntegratedTime, 0))
	return nil
}

// sameVerifier compares the key or certificate in the log entry with the
// certificate that the signature carries, and where there is none with the key.
func (t *tagFormat) sameVerifier(logged []byte) error {
	var want []byte
	var err error
	if cert := t.Entity.Certificate; cert != nil {
		if t.KeyGiven || t.Options.Certificate != nil {
			if err := cryptoutils.EqualKeys(cert.PublicKey, t.Key); err != nil {
				return fmt.Errorf("key and certificate do not belong together: %w", err)
			}
		}
		want, err = cryptoutils.MarshalCertificateToPEM(cert)
	} else {
		want, err = cryptoutils.MarshalPublicKeyToPEM(t.Key)
	}
	if err != nil {
		return err
	}
	first, _ := pem.Decode(want)
	second, rest := pem.Decode(logged)
	if first == nil || second == nil || len(rest) > 0 || !bytes.Equal(first.Bytes, second.Bytes) {
		return errors.New("it is of another key or certificate")
	}
	return nil
}

// signerCertificate verifies the certificate that says who signed: its chain, the
// identity asked for, and the certificate timestamps.
func (t *tagFormat) signerCertificate() error {
	cert := t.Certificate
	if cert == nil {
		return nil
	}
	cert = sigstore.WithoutHandledExtensions(cert)
	chains, err := verify.VerifyLeafCertificate(cert.NotBefore, cert, t.trusted)
	if err != nil {
		return err
	}
	t.chain = chains[0][1:]
	if err := t.identity(cert); err != nil {
		return err
	}
	if t.Options.IgnoreSCT {
		return nil
	}
	return verify.VerifySignedCertificateTimestamp(chains, 1, t.trusted)
}

// identity compares the identity with any name of the certificate, and the
// GitHub claims with its extensions.
func (t *tagFormat) identity(cert *x509.Certificate) error {
	p := t.Options
	if !p.WantIdentity {
		return nil
	}
	matches := func(name string) bool {
		return (p.Identity == "" || p.Identity == name) && (p.IdentityRegexp == nil || p.IdentityRegexp.MatchString(name))
	}
	if !slices.ContainsFunc(cryptoutils.GetSubjectAlternateNames(cert), matches) {
		return errors.New("no name of it is the one asked for")
	}
	issuer := sigstore.RawExtension(cert, certview.OIDIssuer)
	if p.Issuer != "" && p.Issuer != issuer || p.IssuerRegexp != nil && !p.IssuerRegexp.MatchString(issuer) {
		return errors.New("its issuer is not the one asked for")
	}
	for claim, want := range p.Workflow {
		if sigstore.RawExtension(cert, sigstore.WorkflowOID(claim)) != want {
			return fmt.Errorf("its GitHub workflow %s is not the one asked for", claim)
		}
	}
	return nil
}

// signature verifies the signature over the claims, or over the envelope as DSSE
// has it.
func (t *tagFormat) signature() error {
	verifier, err := signature.LoadVerifier(t.Key, t.Hash)
	if err != nil {
		return err
	}
	if t.Entity.Format == report.FormatSimpleSigning {
		sig, err := base64.StdEncoding.DecodeString(t.Entity.SignatureText)
		if err != nil {
			return err
		}
		return verifier.VerifySignature(bytes.NewReader(sig), bytes.NewReader(t.Entity.Payload))
	}
	var envelope ssldsse.Envelope
	if err := json.Unmarshal(t.Entity.Envelope.Bytes, &envelope); err != nil {
		return err
	}
	if envelope.PayloadType != sigstore.PayloadTypeInToto {
		return fmt.Errorf("payload type %q", envelope.PayloadType)
	}
	for i := range envelope.Signatures {
		// cosign gives its keys no ID, and then any in the envelope will do: an
		// ID is not signed.
		envelope.Signatures[i].KeyID = ""
	}
	envelopes, err := ssldsse.NewEnvelopeVerifier(&sigdsse.VerifierAdapter{SignatureVerifier: verifier})
	if err != nil {
		return err
	}
	_, err = envelopes.Verify(context.Background(), &envelope)
	return err
}

// claims compares digest and annotations with what was signed.
func (t *tagFormat) claims() error {
	if t.Options.IgnoreClaims {
		return nil
	}
	if t.Entity.Format == report.FormatSimpleSigning {
		var image payload.SimpleContainerImage
		if err := json.Unmarshal(t.Entity.Payload, &image); err != nil {
			return err
		}
		if image.Critical.Image.DockerManifestDigest != t.Artifact.Digest {
			return errors.New("they name another image")
		}
		return t.annotations(image.Optional)
	}
	var statement in_toto.Statement
	if err := protojson.Unmarshal(t.Entity.Short, &statement); err != nil {
		return err
	}
	for _, subject := range statement.GetSubject() {
		for algorithm, value := range subject.GetDigest() {
			if algorithm+":"+value == t.Artifact.Digest {
				return t.annotations(subject.GetAnnotations().AsMap())
			}
		}
	}
	return errors.New("the statement names another image")
}

func (t *tagFormat) annotations(have map[string]any) error {
	for name, want := range t.Options.Annotations {
		if have[name] != want {
			return fmt.Errorf("annotation %s is not the one asked for", name)
		}
	}
	return nil
}

// expiry compares the validity of the certificate, and of its issuers, with every
// time that counts, and with the clock where there is none.
func (t *tagFormat) expiry() error {
	certs := slices.Clone(t.chain)
	if cert := cmp.Or(t.Options.Certificate, t.Entity.Certificate); cert != nil {
		certs = append(certs, cert)
	}
	times := t.times
	if len(times) == 0 {
		times = []time.Time{t.Options.Now}
	}
	for _, at := range times {
		for _, cert := range certs {
			if at.Before(cert.NotBefore) || at.After(cert.NotAfter) {
				return fmt.Errorf("%s was valid %s, and the time that counts is %s", cert.Subject, primitive.Validity(cert),
					primitive.FormatTime(at))
			}
		}
	}
	return nil
}
