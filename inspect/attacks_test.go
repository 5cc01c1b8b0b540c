package inspect

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/inspect/sigstore/verifier"
	"assay/inspect/trust"
	"assay/registry"
)

// attackCases are attacks that others have met, each with the case in testdata
// that makes it and the cause that must be named.
var attackCases = []struct{ advisory, about, name, cause string }{
	{"CVE-2022-23649", "a Rekor bundle of another signature", "bad-bundle-of-another-signature", "rekor-body-key-mismatch"},
	{"CVE-2026-22703", "a log entry of another artifact by the same key", "bad-rekor-body-other-artifact", "rekor-body-hash-mismatch"},
	{"CVE-2022-35929", "an attestation of another type", "bad-v2-att-predicate-type-mismatch", "predicate-type-mismatch"},
	{"CVE-2022-36056", "a true bundle of another image", "bad-b-bundle-of-other-image-keyless", "dsse-subject-mismatch"},
	{"CVE-2026-39395", "a payload that is no statement", "bad-dsse-payload-not-json-signed", "statement-malformed"},
	{"CVE-2026-49834", "one log entry given twice", "b-same-tlog-entry-twice", "tlog-entry-duplicate"},
	{"CVE-2026-54787", "a timestamp of an authority whose period was over", "bad-v3-root-expired-tsa", "trusted-root-expired-tsa"},
}

func TestAttackCases(t *testing.T) {
	s := server(t)
	byName := map[string]signedCase{}
	for _, c := range readCases(t) {
		byName[c.Case] = c
	}
	for _, a := range attackCases {
		t.Run(a.advisory+" "+a.about, func(t *testing.T) {
			c, ok := byName[a.name]
			if !ok {
				t.Fatalf("testdata has no case %s", a.name)
			}
			r, err := Run(context.Background(), c.reference(s), c.options(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if r.Verdict == report.VerdictVerified || len(r.Diagnoses) == 0 || r.Diagnoses[0].Cause != a.cause {
				t.Errorf("verdict %s, diagnoses %+v; want %s", r.Verdict, r.Diagnoses, a.cause)
			}
		})
	}
}

// hostile serves an image whose .sig manifest is as given, and counts requests.
func hostile(t *testing.T, signature string, blob http.HandlerFunc) (host string, requests *atomic.Int64) {
	t.Helper()
	requests = &atomic.Int64{}
	image := `{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:` + strings.Repeat("1", 64) + `","size":2},"layers":[]}`
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		w.Header().Set("Content-Type", registry.MediaTypeOCIManifest)
		switch {
		case strings.HasSuffix(r.URL.Path, "/manifests/1.0"):
			_, _ = w.Write([]byte(image))
		case strings.HasSuffix(r.URL.Path, ".sig") && strings.Contains(r.URL.Path, fmt.Sprintf("%x", sha256.Sum256([]byte(image)))):
			_, _ = w.Write([]byte(signature))
		case strings.Contains(r.URL.Path, "/blobs/") && blob != nil:
			blob(w, r)
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	t.Cleanup(func() { s.CloseClientConnections(); s.Close() })
	return strings.TrimPrefix(s.URL, "http://"), requests
}

func sigManifest(layers string) string {
	return `{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"digest":"sha256:` + strings.Repeat("2", 64) + `"},"layers":[` + layers + `]}`
}

func sigLayer(digest string, size int64, more string) string {
	return fmt.Sprintf(`{"mediaType":%q,"digest":%q,"size":%d,"annotations":{"dev.cosignproject.cosign/signature":"AA=="}%s}`, sigstore.MediaTypeSimpleSigning, digest, size, more)
}

// CVE-2023-46737 and CVE-2023-33957: endless attestations or signatures.
func TestAttackEndlessSignatures(t *testing.T) {
	var layers []string
	for n := range 5000 {
		layers = append(layers, sigLayer(fmt.Sprintf("sha256:%064x", n), 10, ""))
	}
	host, requests := hostile(t, sigManifest(strings.Join(layers, ",")), nil)
	r, err := Run(context.Background(), host+"/a:1.0", faultOptions(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if n := requests.Load(); n > 4*int64(registry.Limits{}.WithDefaults().Layers) {
		t.Errorf("%d requests for 5000 layers", n)
	}
	if r.Verdict != report.VerdictFailed || len(r.Signatures) > (registry.Limits{}).WithDefaults().Layers {
		t.Errorf("verdict %s with %d signatures", r.Verdict, len(r.Signatures))
	}
	for _, e := range r.Errors {
		if strings.Contains(e.Message, "of 5000 layers") {
			return
		}
	}
	t.Error("nothing says that not all layers were looked at")
}

// CVE-2024-29902: a huge attachment. The size that the manifest gives is enough
// to refuse; a server that lies about it is stopped while reading.
func TestAttackHugeAttachment(t *testing.T) {
	endless := func(w http.ResponseWriter, _ *http.Request) {
		chunk := make([]byte, 1<<16)
		for {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}
	for name, c := range map[string]struct {
		size int64
		want string
	}{"said": {1 << 40, "--max-blob-size"}, "not said": {10, "its descriptor gives 10 bytes, and it has more"}, "negative": {-1, "its descriptor gives the size -1"}} {
		t.Run(name, func(t *testing.T) {
			host, _ := hostile(t, sigManifest(sigLayer("sha256:"+strings.Repeat("3", 64), c.size, "")), endless)
			o := faultOptions()
			o.Timeout = 20 * time.Second
			o.Registry.Limits.Blob = 1 << 20
			r, err := Run(context.Background(), host+"/a:1.0", o, nil)
			if err != nil {
				t.Fatal(err)
			}
			if r.Verdict == report.VerdictVerified || len(r.Errors) == 0 || !strings.Contains(r.Errors[0].Message, c.want) {
				t.Errorf("verdict %s, errors %+v", r.Verdict, r.Errors)
			}
			if r.Fetched.Bytes > 4<<20 {
				t.Errorf("%d bytes were read", r.Fetched.Bytes)
			}
		})
	}
}

// CVE-2024-29903: memory by a count that the server merely claims.
func TestAttackClaimedLength(t *testing.T) {
	claim := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100000000000")
		_, _ = w.Write([]byte("short"))
		panic(http.ErrAbortHandler)
	}
	host, _ := hostile(t, sigManifest(sigLayer("sha256:"+strings.Repeat("3", 64), 10, "")), claim)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r, err := Run(context.Background(), host+"/a:1.0", faultOptions(), nil)
	if err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc; r.Verdict == report.VerdictVerified || grown > 256<<20 {
		t.Errorf("verdict %s after %d bytes of memory", r.Verdict, grown)
	}
}

// CVE-2025-24882: another digest for a pinned reference.
func TestAttackOtherDigestForPinned(t *testing.T) {
	host, _ := hostile(t, "", nil)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://"+host+"/v2/a/manifests/1.0", http.StatusTemporaryRedirect)
	}))
	defer s.Close()
	_, err := Run(context.Background(), strings.TrimPrefix(s.URL, "http://")+"/a@sha256:"+strings.Repeat("4", 64), faultOptions(), nil)
	if err == nil || !strings.Contains(err.Error(), "have digest") {
		t.Errorf("error %v, want one about the digest", err)
	}
}

// CVE-2026-49349: descriptor urls are never asked.
func TestAttackDescriptorURLs(t *testing.T) {
	asked := false
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer elsewhere.Close()
	host, _ := hostile(t, sigManifest(sigLayer("sha256:"+strings.Repeat("3", 64), 10, `,"urls":["`+elsewhere.URL+`/x"]`)), nil)
	if _, err := Run(context.Background(), host+"/a:1.0", faultOptions(), nil); err != nil {
		t.Fatal(err)
	}
	if asked {
		t.Error("a URL from a descriptor was asked")
	}
}

// CVE-2024-3727: digests that are none must not become part of a path.
func TestAttackDigestAsPath(t *testing.T) {
	for _, digest := range []string{"sha256:../../../etc/passwd", "sha256:" + strings.Repeat("A", 64), "../x", "md5:" + strings.Repeat("0", 32)} {
		host, requests := hostile(t, sigManifest(sigLayer(digest, 10, "")), nil)
		r, err := Run(context.Background(), host+"/a:1.0", faultOptions(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if r.Verdict == report.VerdictVerified || len(r.Errors) == 0 || !strings.Contains(r.Errors[0].Message, "is not a digest") {
			t.Errorf("%s: verdict %s, errors %+v after %d requests", digest, r.Verdict, r.Errors, requests.Load())
		}
	}
}

// CVE-2026-24122: an issuer that had expired must not make a certificate good,
// also where no log gives a time.
func TestAttackExpiredIntermediate(t *testing.T) {
	now := time.Now()
	for _, test := range []struct {
		name    string
		ends    time.Time
		verdict report.Verdict
	}{{"in use", now.Add(time.Hour), report.VerdictVerified}, {"ended", now.Add(-time.Hour), report.VerdictFailed}} {
		t.Run(test.name, func(t *testing.T) {
			authority := makeAuthority(t, now, test.ends)
			s := authority.sign(t, now)
			p := &sigstore.VerifyOptions{WantIdentity: true, Identity: "signer@example.com", Issuer: "https://issuer.example.com", IgnoreLog: true, IgnoreSCT: true,
				Root: emptyRoot(t), ExtraRoots: []*x509.Certificate{authority.root}, ExtraIntermediates: []*x509.Certificate{authority.intermediate}, Now: now, Hash: 5}
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
	make := func(name string, notAfter time.Time, parent *x509.Certificate, parentKey *ecdsa.PrivateKey) (*x509.Certificate, *ecdsa.PrivateKey) {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		template := &x509.Certificate{SerialNumber: big.NewInt(now.UnixNano()), Subject: pkix.Name{CommonName: name}, NotBefore: now.Add(-48 * time.Hour), NotAfter: notAfter,
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
	root, rootKey := make("root", now.Add(1000*time.Hour), nil, nil)
	intermediate, key := make("intermediate", ends, root, rootKey)
	return authority{root, intermediate, key, "sha256:" + strings.Repeat("5", 64)}
}

// sign makes a cosign signature with a certificate of a year.
func (a authority) sign(t *testing.T, now time.Time) *sigstore.Entity {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: now.Add(-24 * time.Hour), NotAfter: now.Add(1000 * time.Hour), EmailAddresses: []string{"signer@example.com"},
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning},
		ExtraExtensions: []pkix.Extension{{Id: []int{1, 3, 6, 1, 4, 1, 57264, 1, 1}, Value: []byte("https://issuer.example.com")}}}
	der, err := x509.CreateCertificate(rand.Reader, template, a.intermediate, key.Public(), a.key)
	if err != nil {
		t.Fatal(err)
	}
	payload := []byte(`{"critical":{"identity":{"docker-reference":""},"image":{"docker-manifest-digest":"` + a.digest + `"},"type":"cosign container image signature"},"optional":null}`)
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
