package verifier_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"
	"time"

	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/inspect/sigstore/verifier"
	"assay/inspect/trust"
)

// CVE-2026-24122: an issuer that had ended must not make a certificate good,
// also where no log gives a time.
func TestAttackExpiredIntermediate(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for _, test := range []struct {
		name    string
		ends    time.Time
		verdict report.Verdict
	}{{"in use", now.Add(time.Hour), report.VerdictVerified}, {"ended", now.Add(-time.Hour), report.VerdictFailed}} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			authority := makeAuthority(t, now, test.ends)
			s := authority.sign(t, now)
			p := &sigstore.VerifyOptions{WantIdentity: true, Identity: "signer@example.com", Issuer: "https://issuer.example.com",
				IgnoreLog: true, IgnoreSCT: true,
				Root: emptyRoot(t), ExtraRoots: []*x509.Certificate{authority.root},
				ExtraIntermediates: []*x509.Certificate{authority.intermediate}, Now: now, Hash: 5}
			got := verifier.Verify(s, sigstore.Artifact{Digest: authority.digest, Image: true}, p)
			c, _ := got.Check(report.CheckCertificateChain)
			if want := test.verdict == report.VerdictVerified; (c.Status == report.StatusPass) != want {
				t.Errorf("certificate.chain is %s (%s), verdict %s", c.Status, c.Got, got.Verdict)
			}
		})
	}
}

type authority struct {
	root, intermediate *x509.Certificate
	key                *ecdsa.PrivateKey
	digest             string
}

func makeAuthority(t *testing.T, now, ends time.Time) authority {
	t.Helper()
	issue := func(name string, notAfter time.Time, parent *x509.Certificate, parentKey *ecdsa.PrivateKey) (*x509.Certificate,
		*ecdsa.PrivateKey) {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		template := &x509.Certificate{SerialNumber: big.NewInt(now.UnixNano()), Subject: pkix.Name{CommonName: name},
			NotBefore: now.Add(-48 * time.Hour), NotAfter: notAfter,
			IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
		if parent == nil {
			parent, parentKey = template, key
		}
		der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), parentKey)
		if err != nil {
			t.Fatal(err)
		}
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		return cert, key
	}
	root, rootKey := issue("root", now.Add(1000*time.Hour), nil, nil)
	intermediate, key := issue("intermediate", ends, root, rootKey)
	return authority{root, intermediate, key, "sha256:" + strings.Repeat("5", 64)}
}

// sign makes a cosign signature with a certificate of a year.
func (a authority) sign(t *testing.T, now time.Time) *sigstore.Entity {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: now.Add(-24 * time.Hour), NotAfter: now.Add(1000 * time.Hour),
		EmailAddresses: []string{"signer@example.com"},
		KeyUsage:       x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning},
		ExtraExtensions: []pkix.Extension{{Id: []int{1, 3, 6, 1, 4, 1, 57264, 1, 1}, Value: []byte("https://issuer.example.com")}}}
	der, err := x509.CreateCertificate(rand.Reader, template, a.intermediate, key.Public(), a.key)
	if err != nil {
		t.Fatal(err)
	}
	payload := []byte(`{"critical":{"identity":{"docker-reference":""},"image":{"docker-manifest-digest":"` + a.digest +
		`"},"type":"cosign container image signature"},"optional":null}`)
	sum := sha256.Sum256(payload)
	sig, err := ecdsa.SignASN1(rand.Reader, key, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return sigstore.ReadSignature(sigstore.Layer{MediaType: sigstore.MediaTypeSimpleSigning, Data: payload, Annotations: map[string]string{
		"dev.cosignproject.cosign/signature": base64.StdEncoding.EncodeToString(sig),
		"dev.sigstore.cosign/certificate":    string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))}})
}

func emptyRoot(t *testing.T) *trust.Root {
	t.Helper()
	r, err := trust.Parse([]byte(`{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}`))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestRootAsLeaf gives a certificate authority of the trusted root as the
// signer's certificate, with the chain annotation of another.
func TestRootAsLeaf(t *testing.T) {
	t.Parallel()
	now := time.Now()
	a, other := makeAuthority(t, now, now.Add(time.Hour)), makeAuthority(t, now, now.Add(time.Hour))
	text := func(c *x509.Certificate) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}))
	}
	m := sigstore.ReadSignature(sigstore.Layer{MediaType: sigstore.MediaTypeSimpleSigning, Data: []byte("{}"),
		Annotations: map[string]string{
			"dev.cosignproject.cosign/signature": "MEUCIQ==", "dev.sigstore.cosign/certificate": text(a.root),
			"dev.sigstore.cosign/chain": text(other.root)}})
	root := emptyRoot(t)
	root.Authorities = append(root.Authorities, trust.Authority{Root: a.root, Name: "x"})
	for _, ignore := range []bool{false, true} {
		policy := &sigstore.VerifyOptions{Root: root, Now: now, IgnoreLog: ignore, IgnoreSCT: true}
		if got := verifier.Verify(m, sigstore.Artifact{Digest: a.digest, Image: true}, policy); got.Verdict != report.VerdictFailed {
			t.Errorf("verdict %s", got.Verdict)
		}
	}
}

// TestOversizedMaterial wants keys and timestamps that would take a verifier
// minutes, or its stack, to be refused unread, and times that no calendar has
// not to break the report.
func TestOversizedMaterial(t *testing.T) {
	begun := time.Now()
	modulus := new(big.Int).Lsh(big.NewInt(1), 200_000)
	modulus.SetBit(modulus, 0, 1)
	issuer, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "x"}, NotAfter: begun.Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &rsa.PublicKey{N: modulus, E: 65537}, issuer)
	if err != nil {
		t.Fatal(err)
	}
	claims := `{"critical":{"identity":{"docker-reference":"x"},"image":{"docker-manifest-digest":"` + causeDigest +
		`"},"type":"cosign container image signature"},"optional":null}`
	body := base64.StdEncoding.EncodeToString([]byte(`{"apiVersion":"0.0.1","kind":"hashedrekord","spec":{}}`))
	layer := func(annotations map[string]string) sigstore.Layer {
		annotations["dev.cosignproject.cosign/signature"] = base64.StdEncoding.EncodeToString(make([]byte, 25_000))
		return sigstore.Layer{MediaType: sigstore.MediaTypeSimpleSigning, Data: []byte(claims), Annotations: annotations}
	}
	nested := strings.Repeat("\x30\x80", 100_000) + strings.Repeat("\x00\x00", 100_000)
	for name, l := range map[string]sigstore.Layer{
		"RSA modulus of 200,000 bits": layer(map[string]string{"dev.sigstore.cosign/certificate": string(
			pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))}),
		"nested timestamp": layer(map[string]string{"dev.sigstore.cosign/rfc3161timestamp": `{"SignedRFC3161Timestamp":"` +
			base64.StdEncoding.EncodeToString([]byte(nested)) + `"}`}),
		"time out of range": layer(map[string]string{"dev.sigstore.cosign/bundle": `{"SignedEntryTimestamp":"AAAA","Payload":{"body":"` +
			body + `","integratedTime":999999999999999,"logIndex":1,` +
			`"logID":"c0d23d6ad406973f9559f3ba2d1ca01f84147d8ffc5b8445c224f98b9591801d"}}`}),
	} {
		t.Run(name, func(t *testing.T) {
			got := verifier.Verify(sigstore.ReadSignature(l), sigstore.Artifact{Digest: causeDigest, Image: true},
				&sigstore.VerifyOptions{Root: emptyRoot(t), Now: begun})
			if got.Verdict != report.VerdictFailed {
				t.Errorf("verdict %s", got.Verdict)
			}
			if _, err := json.Marshal(got); err != nil {
				t.Errorf("as JSON: %v", err)
			}
		})
	}
	if took := time.Since(begun); took > 20*time.Second {
		t.Errorf("it took %s", took)
	}
}
