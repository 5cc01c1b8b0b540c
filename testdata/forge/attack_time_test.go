package forge

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"io"
	"math/big"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/digitorus/timestamp"

	"assay/inspect"
	"assay/inspect/report"
)

// patience is far above what an attack takes now, and below what it took before
// it was mended, on a machine that does other things as well.
const patience = 15 * time.Second

// timed runs an inspection and wants it to end soon.
func (a *attacked) timed(t *testing.T, image *Image, options inspect.Options) *report.Report {
	t.Helper()
	registry := NewRegistry()
	defer registry.Close()
	reference, _ := registry.Add(image)
	begun := time.Now()
	r, err := inspect.Run(context.Background(), reference, options, nil)
	took := time.Since(begun)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("took %v, verdict %s", took, r.Verdict)
	if took > patience {
		t.Errorf("took %v; want no more than %v", took, patience)
	}
	return r
}

// TestCheckpointWithManySignatures has a checkpoint with a long text and many
// signature lines: each is hashed anew for each.
func TestCheckpointWithManySignatures(t *testing.T) {
	a := newAttacked(t)
	hint := a.Log.id()[:4]
	line := "— x " + b64(append(append([]byte(nil), hint...), 0x30, 6, 2, 1, 1, 2, 1, 1)) + "\n"
	image := newImage(false)
	d := Draft{Place: Bundle, Entries: []Entry{{Kind: "dsse", Note: func(note string) string {
		text, signatures, _ := strings.Cut(note, "\n\n")
		return text + "\n" + strings.Repeat(strings.Repeat("x", 79)+"\n", 12500) + "\n" + strings.Repeat(line, 20000) + signatures
	}}}}
	image.attach([]made{a.sign(d, digestOf(imageManifest()))})
	a.timed(t, image, a.options())
}

// nestedClosed is BER that goes as deep as size bytes allow.
func nestedClosed(size int) []byte {
	n := size / 4
	return []byte(strings.Repeat("\x30\x80", n) + "\x05\x00" + strings.Repeat("\x00\x00", n))
}

// TestManyTimestampsAndEntries has 32 timestamps that are costly to read, which
// are read again for each of 32 log entries.
func TestManyTimestampsAndEntries(t *testing.T) {
	a := newAttacked(t)
	image := newImage(false)
	d := Draft{Place: Bundle, Entries: manyEntries(), BundleJSON: ofMaterial(func(material map[string]any) {
		var stamps []any
		for range 32 {
			stamps = append(stamps, map[string]any{"signedTimestamp": b64(nestedClosed(24<<10 - 16))})
		}
		material["timestampVerificationData"] = map[string]any{"rfc3161Timestamps": stamps}
	})}
	image.attach([]made{a.sign(d, digestOf(imageManifest()))})
	a.timed(t, image, a.options())
}

// selfIssued is a certificate that names itself as its issuer and is not: its
// signature does not fit.
func selfIssued(t *testing.T) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "x"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now(), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	der[len(der)-1] ^= 1
	return der
}

// TestBundleChainOfManySelfIssued has a chain of 10,000 certificates, whose
// signatures are all checked while reading, whatever was asked.
func TestBundleChainOfManySelfIssued(t *testing.T) {
	a := newAttacked(t)
	image := newImage(false)
	der := selfIssued(t)
	d := Draft{Place: Bundle, Keyless: true, ChainInBundle: true, BundleJSON: ofMaterial(func(material map[string]any) {
		chain := material["x509CertificateChain"].(map[string]any)
		certs := chain["certificates"].([]any)
		for range 10000 {
			certs = append(certs, map[string]any{"rawBytes": b64(der)})
		}
		chain["certificates"] = certs
	})}
	image.attach([]made{a.sign(d, digestOf(imageManifest()))})
	a.timed(t, image, a.options())
}

// TestLargePayloadAndManyEntries hashes a payload anew for each of 32 entries.
func TestLargePayloadAndManyEntries(t *testing.T) {
	a := newAttacked(t)
	image := newImage(false)
	d := Draft{Place: Bundle, Entries: manyEntries(), Payload: changed(func(doc map[string]any) {
		doc["predicate"] = map[string]any{"x": strings.Repeat("x", 60<<20)}
	})}
	image.attach([]made{a.sign(d, digestOf(imageManifest()))})
	a.timed(t, image, a.options())
}

// TestManySubjects has a statement of a million subjects.
func TestManySubjects(t *testing.T) {
	a := newAttacked(t)
	image := newImage(false)
	d := Draft{Place: Bundle, Payload: func(data []byte) []byte {
		return []byte(strings.Replace(string(data), `"subject":[`,
			`"subject":[`+strings.Repeat(`{"name":"x","digest":{"sha256":"00"}},`, 700000), 1))
	}}
	image.attach([]made{a.sign(d, digestOf(imageManifest()))})
	a.timed(t, image, a.options())
}

// TestLargeNameAndExpression asks for an identity by an expression, of a
// certificate whose one name is large.
func TestLargeNameAndExpression(t *testing.T) {
	a := newAttacked(t)
	image := newImage(false)
	key, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	name := &url.URL{Scheme: "https", Host: "github.com", Path: "/" + strings.Repeat("github.com/", 1<<20)}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now(), NotAfter: time.Now().Add(time.Hour),
		URIs: []*url.URL{name}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	d := Draft{Place: Bundle, Keyless: true, BundleJSON: ofMaterial(func(material map[string]any) {
		material["certificate"] = map[string]any{"rawBytes": b64(der)}
	})}
	image.attach([]made{a.sign(d, digestOf(imageManifest()))})
	o := a.options()
	o.Criteria.Keys = nil
	o.Criteria.IdentityRegexp = `[Hh]ttps://github\.com/[^/]+/[^/]+/\.github/workflows/` +
		`(build|release|publish)\.ya?ml@refs/(heads|tags)/.*release$`
	o.Criteria.Issuer = "https://token.actions.githubusercontent.com"
	a.timed(t, image, o)
}

// TestManyReferrers attaches as many small bundles as are looked at, for a
// front end that shows them as they come.
func TestManyReferrers(t *testing.T) {
	for _, name := range []string{"at once", "as they come"} {
		t.Run(name, func(t *testing.T) {
			a := newAttacked(t)
			image := newImage(false)
			var all []made
			for i := range 1000 {
				all = append(all, a.sign(Draft{Place: Bundle, Key: a.OtherUser, Optional: map[string]any{"n": i}},
					digestOf(imageManifest())))
			}
			image.attach(all)
			registry := NewRegistry()
			defer registry.Close()
			reference, _ := registry.Add(image)
			var emit func(report.Event)
			if name != "at once" {
				emit = func(report.Event) {}
			}
			begun := time.Now()
			r, err := inspect.Run(context.Background(), reference, a.options(), emit)
			if err != nil {
				t.Fatal(err)
			}
			took := time.Since(begun)
			t.Logf("took %v, verdict %s", took, r.Verdict)
			if took > patience {
				t.Errorf("took %v, want no more than %v", took, patience)
			}
			if len(r.Signatures) != 1000 {
				t.Errorf("%d signatures, want 1000", len(r.Signatures))
			}
		})
	}
}

// TestCertificateWithManyNames has a certificate of 100,000 names in a bundle of 32
// log entries.
func TestCertificateWithManyNames(t *testing.T) {
	a := newAttacked(t)
	image := newImage(false)
	key, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now(), NotAfter: time.Now().Add(time.Hour)}
	for i := range 100000 {
		template.DNSNames = append(template.DNSNames, fmt.Sprintf("n%d.test", i))
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	d := Draft{Place: Bundle, Keyless: true, Entries: manyEntries(), BundleJSON: ofMaterial(func(material map[string]any) {
		material["certificate"] = map[string]any{"rawBytes": b64(der)}
	})}
	image.attach([]made{a.sign(d, digestOf(imageManifest()))})
	o := a.options()
	o.Criteria.Keys = nil
	o.Criteria.Identity, o.Criteria.Issuer = "x", "y"
	a.timed(t, image, o)
}

// TestLargeLogBody has a log body of 30 MB that unfolds into many small values.
func TestLargeLogBody(t *testing.T) {
	a := newAttacked(t)
	image := newImage(false)
	d := Draft{Place: Bundle, Entries: []Entry{{Kind: "dsse", Body: func(body []byte) []byte {
		return []byte(strings.Replace(string(body), `"spec":{`, `"spec":{"x":[`+strings.Repeat("{},", 10<<20)+`{}],`, 1))
	}}}}
	image.attach([]made{a.sign(d, digestOf(imageManifest()))})
	a.timed(t, image, a.options())
}

// TestLargeClaims has claims of 30 MB that unfold into many small values.
func TestLargeClaims(t *testing.T) {
	a := newAttacked(t)
	image := newImage(false)
	d := Draft{Place: Sig, Payload: func(claims []byte) []byte {
		return []byte(strings.Replace(string(claims), `"optional":null`, `"optional":{"x":[`+strings.Repeat("{},", 10<<20)+`{}]}`, 1))
	}}
	image.attach([]made{a.sign(d, digestOf(imageManifest()))})
	a.timed(t, image, a.options())
}

// TestAllowedChainPathBuilding has a chain of certificates of two names and one
// key, each issued by the others; none leads to a trusted authority.
func TestAllowedChainPathBuilding(t *testing.T) {
	a := newAttacked(t)
	image := newImage(false)
	key, _ := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	var chain []any
	for i := range 200 {
		template := &x509.Certificate{SerialNumber: big.NewInt(int64(i + 1)), Subject: pkix.Name{CommonName: "x"}, IsCA: true,
			BasicConstraintsValid: true,
			KeyUsage:              x509.KeyUsageCertSign, NotBefore: signedAt.Add(-time.Hour), NotAfter: signedAt.Add(time.Hour)}
		issuer := *template
		issuer.Subject = pkix.Name{CommonName: []string{"x", "y"}[i%2]}
		template.Subject = pkix.Name{CommonName: []string{"y", "x"}[i%2]}
		der, err := x509.CreateCertificate(rand.Reader, template, &issuer, key.Public(), key)
		if err != nil {
			t.Fatal(err)
		}
		chain = append(chain, map[string]any{"rawBytes": b64(der)})
	}
	d := Draft{Place: Bundle, Keyless: true, ChainInBundle: true, Entries: manyEntries(),
		BundleJSON: ofMaterial(func(material map[string]any) {
			material["x509CertificateChain"] = map[string]any{"certificates": chain}
		})}
	image.attach([]made{a.sign(d, digestOf(imageManifest()))})
	o := a.options()
	o.Criteria.Keys, o.Criteria.AllowChain, o.Criteria.Identity, o.Criteria.Issuer = nil, true, "x", "y"
	a.timed(t, image, o)
}

// largeRSA is a signer whose public key is a large number, and whose signatures
// are nothing.
type largeRSA struct{ key *rsa.PublicKey }

func (s largeRSA) Public() crypto.PublicKey { return s.key }

func (s largeRSA) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) {
	return make([]byte, s.key.Size()), nil
}

// TestTimestampsByLargeKeys has 32 timestamps with a certificate of a key of
// 80,000 bits: certificates beside a signature are bounded to less.
func TestTimestampsByLargeKeys(t *testing.T) {
	a := newAttacked(t)
	image := newImage(false)
	n := new(big.Int).Lsh(big.NewInt(1), 80000)
	signer := largeRSA{&rsa.PublicKey{N: n.Sub(n, big.NewInt(1)), E: 1<<31 - 1}}
	key, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "x"}, NotBefore: began, NotAfter: ends,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageTimeStamping}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, signer.key, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte("x"))
	stamp := timestamp.Timestamp{HashAlgorithm: crypto.SHA256, HashedMessage: sum[:], Time: signedAt, SerialNumber: big.NewInt(1),
		Policy: []int{1, 2, 3}, AddTSACertificate: true}
	response, err := stamp.CreateResponseWithOpts(cert, signer, crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(len(response), "bytes")
	d := Draft{Place: Bundle, BundleJSON: ofMaterial(func(material map[string]any) {
		var stamps []any
		for range 32 {
			stamps = append(stamps, map[string]any{"signedTimestamp": b64(response)})
		}
		material["timestampVerificationData"] = map[string]any{"rfc3161Timestamps": stamps}
	})}
	image.attach([]made{a.sign(d, digestOf(imageManifest()))})
	a.timed(t, image, a.options())
}
