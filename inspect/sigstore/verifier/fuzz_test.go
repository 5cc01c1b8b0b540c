package verifier_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/inspect/sigstore/primitive"
	"assay/inspect/sigstore/verifier"
	"assay/inspect/trust"
)

func fuzzPolicy(tb testing.TB) *sigstore.VerifyOptions {
	tb.Helper()
	root, err := trust.Embedded()
	if err != nil {
		tb.Fatal(err)
	}
	hash, err := primitive.HashByName("")
	if err != nil {
		tb.Fatal(err)
	}
	return &sigstore.VerifyOptions{WantIdentity: true, Identity: "a", Issuer: "b", Root: root, Now: time.Now(), Hash: hash}
}

var fuzzArtifact = sigstore.Artifact{Digest: "sha256:0000000000000000000000000000000000000000000000000000000000000000", Image: true}

// seed adds the blobs of a demo layout, which are bundles, envelopes and
// payloads among others.
func seed(f *testing.F, layout string) {
	f.Helper()
	files, _ := filepath.Glob("../../../testdata/demo/layouts/" + layout + "/blobs/sha256/*")
	for _, name := range files {
		if data, err := os.ReadFile(name); err == nil && len(data) < 64<<10 {
			f.Add(data)
		}
	}
	f.Add([]byte("{}"))
}

func FuzzReadBundle(f *testing.F) {
	seed(f, "v3-keyless-email")
	seed(f, "v3-sign-and-attest")
	p := fuzzPolicy(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		if s := verifier.Verify(sigstore.ReadBundle(data), fuzzArtifact, p); s.Verdict == report.VerdictVerified {
			t.Fatal("verified without a signer")
		}
	})
}

func FuzzReadAttestation(f *testing.F) {
	seed(f, "v3-sign-and-attest")
	p := fuzzPolicy(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		m := sigstore.ReadAttestation(sigstore.Layer{MediaType: sigstore.MediaTypeDSSE,
			Annotations: map[string]string{"dev.cosignproject.cosign/signature": ""}, Data: data})
		if s := verifier.Verify(m, fuzzArtifact, p); s.Verdict == report.VerdictVerified {
			t.Fatal("verified without a signer")
		}
	})
}

func FuzzReadSignature(f *testing.F) {
	f.Add([]byte(`{"critical":{}}`), "AA==", "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----", `{"Payload":{}}`,
		`{"SignedRFC3161Timestamp":"AA=="}`)
	p := fuzzPolicy(f)
	f.Fuzz(func(t *testing.T, payload []byte, signature, certificate, bundle, stamp string) {
		m := sigstore.ReadSignature(sigstore.Layer{MediaType: sigstore.MediaTypeSimpleSigning, Data: payload,
			Annotations: map[string]string{
				"dev.cosignproject.cosign/signature": signature, "dev.sigstore.cosign/certificate": certificate,
				"dev.sigstore.cosign/bundle": bundle, "dev.sigstore.cosign/rfc3161timestamp": stamp}})
		if s := verifier.Verify(m, fuzzArtifact, p); s.Verdict == report.VerdictVerified {
			t.Fatal("verified without a signer")
		}
	})
}

func FuzzReadTimestamp(f *testing.F) {
	f.Add([]byte{0x30, 0x03, 0x02, 0x01, 0x00})
	p := fuzzPolicy(f)
	p.UseSignedTimestamps = true
	f.Fuzz(func(t *testing.T, stamp []byte) {
		m := sigstore.ReadSignature(sigstore.Layer{MediaType: sigstore.MediaTypeSimpleSigning, Data: []byte("{}"),
			Annotations: map[string]string{"dev.cosignproject.cosign/signature": "AAAA"}})
		m.Timestamps = [][]byte{stamp}
		for _, ts := range verifier.Verify(m, fuzzArtifact, p).Timestamps {
			if ts.Verified {
				t.Fatal("verified without a signer")
			}
		}
	})
}
