package verifier_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"assay/inspect/diagnose"
	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/inspect/sigstore/verifier"
	"assay/registry"
)

// signer makes signatures with a key of its own, in no log.
type signer struct{ key *ecdsa.PrivateKey }

func newSigner(t *testing.T) signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return signer{key}
}

func (s signer) sign(t *testing.T, message []byte) []byte {
	t.Helper()
	sum := sha256.Sum256(message)
	sig, err := ecdsa.SignASN1(rand.Reader, s.key, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return sig
}

func (s signer) policy(t *testing.T) *sigstore.VerifyOptions {
	t.Helper()
	return &sigstore.VerifyOptions{WantKey: true, Keys: []sigstore.GivenKey{{Public: s.key.Public()}}, IgnoreLog: true, Root: emptyRoot(t),
		Now: time.Now(), Hash: crypto.SHA256}
}

func (s signer) legacy(t *testing.T, payload string) *sigstore.Entity {
	t.Helper()
	return sigstore.ReadSignature(sigstore.Layer{MediaType: sigstore.MediaTypeSimpleSigning, Data: []byte(payload),
		Annotations: map[string]string{"dev.cosignproject.cosign/signature": base64.StdEncoding.EncodeToString(s.sign(t,
			[]byte(payload)))}})
}

func (s signer) attestation(t *testing.T, payload string) *sigstore.Entity {
	t.Helper()
	const payloadType = "application/vnd.in-toto+json"
	pae := fmt.Sprintf("DSSEv1 %d %s %d %s", len(payloadType), payloadType, len(payload), payload)
	envelope, err := json.Marshal(map[string]any{"payloadType": payloadType, "payload": []byte(payload),
		"signatures": []any{map[string]any{"sig": s.sign(t, []byte(pae))}}})
	if err != nil {
		t.Fatal(err)
	}
	return sigstore.ReadAttestation(sigstore.Layer{MediaType: sigstore.MediaTypeDSSE,
		Annotations: map[string]string{"dev.cosignproject.cosign/signature": ""}, Data: envelope})
}

var causeDigest = "sha256:" + strings.Repeat("5", 64)

// diagnosisOf diagnoses one signature that stands alone. One that is acceptable
// has none.
func diagnosisOf(s *report.Signature) report.Diagnosis {
	s.Deciding = true
	r := &report.Report{Verdict: s.Verdict, Signatures: []*report.Signature{s}}
	diagnose.Report(r, diagnose.Context{})
	if len(r.Diagnoses) == 0 {
		return report.Diagnosis{}
	}
	return r.Diagnoses[0]
}

// TestCausesMade makes signatures that are wrong in ways that no case in
// testdata is.
func TestCausesMade(t *testing.T) {
	t.Parallel()
	s := newSigner(t)
	claims := `{"critical":{"identity":{"docker-reference":""},"image":{"docker-manifest-digest":"` + causeDigest +
		`"},"type":"cosign container image signature"},"optional":null}`
	statement := `{"_type":"https://in-toto.io/Statement/v1","subject":[{"digest":{"sha256":"` + strings.Repeat("5", 64) +
		`"}}],"predicateType":"https://slsa.dev/provenance/v1","predicate":{}}`
	message := fmt.Sprintf(`{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json",`+
		`"verificationMaterial":{"publicKey":{"hint":""}},"messageSignature":{"messageDigest":{"algorithm":"SHA2_256","digest":"AA=="},`+
		`"signature":%q}}`,
		base64.StdEncoding.EncodeToString(s.sign(t, []byte("x"))))
	for _, test := range []struct {
		name     string
		material *sigstore.Entity
		cause    string
	}{
		{"good claims", s.legacy(t, claims), ""},
		{"good statement", s.attestation(t, statement), ""},
		{"claims are no JSON", s.legacy(t, "hello"), "payload-malformed"},
		{"claims name no image", s.legacy(t, `{"critical":{}}`), "payload-malformed"},
		{"a member stands twice", s.legacy(t, strings.Replace(claims, `"optional":null`, `"critical":{},"optional":null`, 1)),
			"payload-malformed"},
		{"members differ in case", s.legacy(t, strings.Replace(claims, `"optional":null`, `"Critical":{},"optional":null`, 1)),
			"payload-malformed"},
		{"something follows the claims", s.legacy(t, claims+claims), "payload-malformed"},
		{"a subject stands twice", s.attestation(t, strings.Replace(statement, `"predicate":{}`, `"subject":[],"predicate":{}`, 1)),
			"statement-malformed"},
		{"no statement", s.attestation(t, `{"_type":"x"}`), "statement-malformed"},
		{"envelope is no JSON", sigstore.ReadAttestation(sigstore.Layer{MediaType: sigstore.MediaTypeDSSE, Data: []byte("{")}),
			"dsse-malformed"},
		{"envelope without payload", sigstore.ReadAttestation(sigstore.Layer{MediaType: sigstore.MediaTypeDSSE,
			Data: []byte(`{"payloadType":"x"}`)}), "dsse-malformed"},
		{"message signature of an image", sigstore.ReadBundle([]byte(message)), "bundle-content-kind-unexpected"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := s.policy(t)
			got := verifier.Verify(test.material, sigstore.Artifact{Digest: causeDigest, Image: true}, p)
			d := diagnosisOf(got)
			if d.Cause != test.cause {
				t.Errorf("cause %q, want %q; checks %+v", d.Cause, test.cause, got.Checks)
			}
			if accepted := got.Verdict == report.VerdictVerified; accepted != (test.cause == "") {
				t.Errorf("verdict %s with cause %q", got.Verdict, d.Cause)
			}
		})
	}
}

// TestMessageSignatureIsNoAttestation wants a bundle that signs a file's bytes
// to be refused where an attestation was asked for.
func TestMessageSignatureIsNoAttestation(t *testing.T) {
	t.Parallel()
	s := newSigner(t)
	data := []byte("hello")
	m := sigstore.ReadBundle(fmt.Appendf(nil, `{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json",`+
		`"verificationMaterial":{"publicKey":{"hint":""}},"messageSignature":{"messageDigest":{"algorithm":"SHA2_256","digest":%q},`+
		`"signature":%q}}`,
		hashBase64(data), base64.StdEncoding.EncodeToString(s.sign(t, data))))
	artifact := sigstore.Artifact{Digest: registry.DigestOf(data, ""), Bytes: data}
	policy := s.policy(t)
	if got := verifier.Verify(m, artifact, policy); got.Verdict != report.VerdictVerified {
		t.Fatalf("the signature itself: %s, %+v", got.Verdict, got.Checks)
	}
	policy.PredicateType = "https://cosign.sigstore.dev/attestation/vuln/v1"
	got := verifier.Verify(m, artifact, policy)
	if got.Verdict != report.VerdictFailed {
		t.Errorf("as an attestation it is %s, want failed", got.Verdict)
	}
	if c, _ := got.Check(report.CheckBundleFormat); c.Reason != "bundle-content-kind-unexpected" {
		t.Errorf("as an attestation: %+v", c)
	}
}

func hashBase64(data []byte) string {
	digest := registry.DigestOf(data, "")
	var sum []byte
	_, _ = fmt.Sscanf(strings.TrimPrefix(digest, "sha256:"), "%x", &sum)
	return base64.StdEncoding.EncodeToString(sum)
}
