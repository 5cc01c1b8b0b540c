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
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/digitorus/timestamp"
	"github.com/google/go-containerregistry/pkg/authn"

	"assay/inspect"
	"assay/inspect/report"
)

// attacked is a world with what its flags name on disk.
type attacked struct {
	*World
	dir string
}

func newAttacked(t *testing.T) *attacked {
	t.Helper()
	a := &attacked{NewWorld(RecordedSeed), t.TempDir()}
	for name, data := range map[string][]byte{"root.json": a.trustedRoot(), "user.pub": a.User.PEM()} {
		if err := os.WriteFile(filepath.Join(a.dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

func (a *attacked) asked() report.Asked {
	return report.Asked{Keys: []string{filepath.Join(a.dir, "user.pub")}, TrustedRoot: filepath.Join(a.dir, "root.json"), Offline: true}
}

func (a *attacked) options() inspect.Options {
	o := inspect.Options{Asked: a.asked()}
	o.Registry.Keychain = authn.NewMultiKeychain()
	return o
}

// referrer attaches a manifest of one layer to the image.
func (i *Image) referrer(artifactType, mediaType string, blob []byte, annotations map[string]any) {
	manifest, kind := i.signed(false)
	i.manifest(must(map[string]any{
		"schemaVersion": 2, "mediaType": typeManifest, "artifactType": artifactType,
		"config":  map[string]any{"mediaType": typeEmpty, "size": 2, "digest": digestOf([]byte("{}"))},
		"layers":  []any{map[string]any{"mediaType": mediaType, "size": len(blob), "digest": i.blob(blob), "annotations": annotations}},
		"subject": map[string]any{"mediaType": kind, "size": len(manifest), "digest": digestOf(manifest)},
	}), "", typeManifest)
}

func evilSBOM() map[string]any {
	return map[string]any{
		"spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": "evil", "documentNamespace": "https://evil.test/x",
		"creationInfo": map[string]any{"created": "2026-03-01T12:00:00Z", "creators": []any{"Tool: evil"}},
		"packages":     []any{map[string]any{"name": "nothing-to-see-here", "SPDXID": "SPDXRef-a", "versionInfo": "1", "downloadLocation": "NOASSERTION"}},
	}
}

// TestUnsignedReferrerStatementIsNotTrusted attaches an unsigned in-toto
// statement to a signed image, as anyone with push rights can: as a referrer, it
// is no part of what was signed.
func TestUnsignedReferrerStatementIsNotTrusted(t *testing.T) {
	a := newAttacked(t)
	image := newImage(false)
	image.attach([]made{a.sign(Draft{Place: Sig}, digestOf(imageManifest()))})
	statement := must(map[string]any{
		"_type": "https://in-toto.io/Statement/v0.1", "predicateType": "https://spdx.dev/Document", "predicate": evilSBOM(),
		"subject": []any{map[string]any{"name": "x", "digest": map[string]any{"sha256": strings.TrimPrefix(digestOf(imageManifest()), "sha256:")}}},
	})
	image.referrer("application/vnd.example.sbom", inToto, statement, map[string]any{"in-toto.io/predicate-type": "https://spdx.dev/Document"})
	registry := NewRegistry()
	defer registry.Close()
	reference, _ := registry.Add(image)
	r, err := inspect.RunSBOMs(context.Background(), []string{reference}, a.options(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range r.SBOMs {
		if b.Trust == report.Verified {
			t.Errorf("SBOM that nobody signed: trust %s (%s)", b.Trust, b.TrustReason)
		}
	}
}

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
	var entries []Entry
	for range 32 {
		entries = append(entries, Entry{Kind: "dsse"})
	}
	d := Draft{Place: Bundle, Entries: entries, BundleJSON: func(data []byte) []byte {
		var doc map[string]any
		_ = json.Unmarshal(data, &doc)
		var stamps []any
		for range 32 {
			stamps = append(stamps, map[string]any{"signedTimestamp": b64(nestedClosed(24<<10 - 16))})
		}
		doc["verificationMaterial"].(map[string]any)["timestampVerificationData"] = map[string]any{"rfc3161Timestamps": stamps}
		return must(doc)
	}}
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
	d := Draft{Place: Bundle, Keyless: true, ChainInBundle: true, BundleJSON: func(data []byte) []byte {
		var doc map[string]any
		_ = json.Unmarshal(data, &doc)
		chain := doc["verificationMaterial"].(map[string]any)["x509CertificateChain"].(map[string]any)
		certs := chain["certificates"].([]any)
		for range 10000 {
			certs = append(certs, map[string]any{"rawBytes": b64(der)})
		}
		chain["certificates"] = certs
		return must(doc)
	}}
	image.attach([]made{a.sign(d, digestOf(imageManifest()))})
	a.timed(t, image, a.options())
}

// TestLargePayloadAndManyEntries hashes a payload anew for each of 32 entries.
func TestLargePayloadAndManyEntries(t *testing.T) {
	a := newAttacked(t)
	image := newImage(false)
	var entries []Entry
	for range 32 {
		entries = append(entries, Entry{Kind: "dsse"})
	}
	d := Draft{Place: Bundle, Entries: entries, Payload: func(data []byte) []byte {
		var doc map[string]any
		_ = json.Unmarshal(data, &doc)
		doc["predicate"] = map[string]any{"x": strings.Repeat("x", 60<<20)}
		return must(doc)
	}}
	image.attach([]made{a.sign(d, digestOf(imageManifest()))})
	a.timed(t, image, a.options())
}

// TestManySubjects has a statement of a million subjects.
func TestManySubjects(t *testing.T) {
	a := newAttacked(t)
	image := newImage(false)
	d := Draft{Place: Bundle, Payload: func(data []byte) []byte {
		return []byte(strings.Replace(string(data), `"subject":[`, `"subject":[`+strings.Repeat(`{"name":"x","digest":{"sha256":"00"}},`, 700000), 1))
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
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now(), NotAfter: time.Now().Add(time.Hour), URIs: []*url.URL{name}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	d := Draft{Place: Bundle, Keyless: true, BundleJSON: func(data []byte) []byte {
		var doc map[string]any
		_ = json.Unmarshal(data, &doc)
		doc["verificationMaterial"].(map[string]any)["certificate"] = map[string]any{"rawBytes": b64(der)}
		return must(doc)
	}}
	image.attach([]made{a.sign(d, digestOf(imageManifest()))})
	o := a.options()
	o.Asked.Keys = nil
	o.Asked.IdentityRegexp = `[Hh]ttps://github\.com/[^/]+/[^/]+/\.github/workflows/(build|release|publish)\.ya?ml@refs/(heads|tags)/.*release$`
	o.Asked.Issuer = "https://token.actions.githubusercontent.com"
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
				all = append(all, a.sign(Draft{Place: Bundle, Key: a.OtherUser, Optional: map[string]any{"n": i}}, digestOf(imageManifest())))
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
			t.Log(time.Since(begun), r.Verdict, len(r.Signatures))
		})
	}
}

// TestKeyBesidePolicyIsNotIgnored names a key that did not sign, and a policy that
// lets anything pass.
func TestKeyBesidePolicyIsNotIgnored(t *testing.T) {
	a := newAttacked(t)
	image := newImage(false)
	image.attach([]made{a.sign(Draft{Place: Sig}, digestOf(imageManifest()))})
	other := filepath.Join(a.dir, "other.pub")
	_ = os.WriteFile(other, a.OtherUser.PEM(), 0o600)
	server := NewRegistry()
	defer server.Close()
	reference, _ := server.Add(image)
	o := a.options()
	o.Asked.Keys = []string{other}
	o.Asked.Policy = `{"default":[{"type":"insecureAcceptAnything"}]}`
	r, err := inspect.Run(context.Background(), reference, o, nil)
	if err != nil {
		return // A mistake in the command line is a good answer.
	}
	if inspect.ExitCode(r) == 0 {
		said := ""
		for _, note := range r.Notes {
			if strings.Contains(note, "--key") {
				said = note
			}
		}
		if said == "" {
			t.Errorf("exit code 0, verdict %s, and no word of --key, whose key did not sign", r.Verdict)
		}
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
	var entries []Entry
	for range 32 {
		entries = append(entries, Entry{Kind: "dsse"})
	}
	d := Draft{Place: Bundle, Keyless: true, Entries: entries, BundleJSON: func(data []byte) []byte {
		var doc map[string]any
		_ = json.Unmarshal(data, &doc)
		doc["verificationMaterial"].(map[string]any)["certificate"] = map[string]any{"rawBytes": b64(der)}
		return must(doc)
	}}
	image.attach([]made{a.sign(d, digestOf(imageManifest()))})
	o := a.options()
	o.Asked.Keys = nil
	o.Asked.Identity, o.Asked.Issuer = "x", "y"
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

// sbomBundle is a bundle in which the user's key vouches for an SBOM of an image.
func (a *attacked) sbomBundle(digest string) made {
	return a.sign(Draft{Place: AttBundle, PredicateType: "https://spdx.dev/Document", Subject: digest, Payload: func(data []byte) []byte {
		var doc map[string]any
		_ = json.Unmarshal(data, &doc)
		doc["predicate"] = evilSBOM()
		return must(doc)
	}}, digest)
}

// evilManifest is an image that nobody signed.
func evilManifest() []byte {
	return must(map[string]any{
		"schemaVersion": 2, "mediaType": typeManifest, "layers": []any{}, "annotations": map[string]any{"evil": "yes"},
		"config": map[string]any{"mediaType": typeConfig, "size": 2, "digest": digestOf([]byte("{}"))},
	})
}

// tagged makes an index the tagged image.
func (i *Image) tagged(manifests ...any) {
	i.manifest(must(map[string]any{"schemaVersion": 2, "mediaType": typeIndex, "manifests": manifests}), Tag, typeIndex)
}

func descriptor(data []byte, os, architecture string, annotations map[string]any) map[string]any {
	return map[string]any{"mediaType": typeManifest, "size": len(data), "digest": digestOf(data), "annotations": annotations,
		"platform": map[string]any{"os": os, "architecture": architecture}}
}

// wantNoTrust asks for the SBOM that stands for an image.
func (a *attacked) wantNoTrust(t *testing.T, image *Image) {
	t.Helper()
	server := NewRegistry()
	defer server.Close()
	reference, _ := server.Add(image)
	r, err := inspect.RunSBOMs(context.Background(), []string{reference}, a.options(), nil)
	if err != nil {
		t.Log(err)
		return
	}
	if b := r.SBOMs[0]; b.Trust == report.Verified {
		t.Errorf("the SBOM of an image that nobody signed: %s (%s), about %s, platform %q", b.Trust, b.TrustReason, b.SubjectDigest, b.Platform)
	}
}

// TestForeignSBOMInIndexChild has an index that nobody signed, with a child that
// calls itself an attestation of another image and holds the true, signed SBOM of
// that one. It must not stand for this image.
func TestForeignSBOMInIndexChild(t *testing.T) {
	a := newAttacked(t)
	other := digestOf([]byte("an image that is in another repository"))
	image := &Image{blobs: map[string][]byte{}}
	image.blob([]byte("{}"))
	m := a.sbomBundle(other)
	child := must(map[string]any{
		"schemaVersion": 2, "mediaType": typeManifest, "artifactType": typeBundle,
		"config": map[string]any{"mediaType": typeEmpty, "size": 2, "digest": digestOf([]byte("{}"))},
		"layers": []any{map[string]any{"mediaType": typeBundle, "size": len(m.blob), "digest": image.blob(m.blob)}},
	})
	image.manifest(child, "", typeManifest)
	image.manifest(evilManifest(), "", typeManifest)
	image.tagged(descriptor(evilManifest(), "linux", "amd64", nil), descriptor(child, "unknown", "unknown", map[string]any{
		"vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": other}))
	a.wantNoTrust(t, image)
}

// TestSBOMOfAnotherPlatform has an index that nobody signed, of a signed image for
// a platform that nobody runs and another one for the platform that all do.
func TestSBOMOfAnotherPlatform(t *testing.T) {
	a := newAttacked(t)
	image := &Image{blobs: map[string][]byte{}}
	image.blob([]byte("{}"))
	image.manifest(imageManifest(), "", typeManifest)
	image.manifest(evilManifest(), "", typeManifest)
	image.attach([]made{a.sbomBundle(digestOf(imageManifest()))})
	image.tagged(descriptor(evilManifest(), "linux", "amd64", nil), descriptor(imageManifest(), "linux", "s390x", nil))
	a.wantNoTrust(t, image)
}

// TestAttachedSBOMOfAnotherImage puts another image's signed SBOM manifest, which
// names that image as its subject, under this image's .sbom tag.
func TestAttachedSBOMOfAnotherImage(t *testing.T) {
	a := newAttacked(t)
	image := newImage(false)
	blob := must(evilSBOM())
	manifest := must(map[string]any{
		"schemaVersion": 2, "mediaType": typeManifest, "artifactType": "text/spdx+json",
		"config":  map[string]any{"mediaType": typeEmpty, "size": 2, "digest": digestOf([]byte("{}"))},
		"layers":  []any{map[string]any{"mediaType": "text/spdx+json", "size": len(blob), "digest": image.blob(blob)}},
		"subject": map[string]any{"mediaType": typeManifest, "size": 1, "digest": digestOf([]byte("another image"))},
	})
	image.manifest(manifest, strings.Replace(digestOf(imageManifest()), ":", "-", 1)+".sbom", typeManifest)
	m := a.sign(Draft{Place: Sig}, digestOf(manifest))
	signature := must(map[string]any{
		"schemaVersion": 2, "mediaType": typeManifest,
		"config": map[string]any{"mediaType": typeConfig, "size": 2, "digest": digestOf([]byte("{}"))},
		"layers": []any{map[string]any{"mediaType": m.mediaType, "size": len(m.blob), "digest": image.blob(m.blob), "annotations": m.annotations}},
	})
	image.manifest(signature, strings.Replace(digestOf(manifest), ":", "-", 1)+".sig", typeManifest)
	a.wantNoTrust(t, image)
}

// TestAllowedChainPathBuilding has a chain of certificates of two names and one
// key, each issued by the others; none leads to a trusted authority.
func TestAllowedChainPathBuilding(t *testing.T) {
	a := newAttacked(t)
	image := newImage(false)
	key, _ := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	var chain []any
	for i := range 200 {
		template := &x509.Certificate{SerialNumber: big.NewInt(int64(i + 1)), Subject: pkix.Name{CommonName: "x"}, IsCA: true, BasicConstraintsValid: true,
			KeyUsage: x509.KeyUsageCertSign, NotBefore: signedAt.Add(-time.Hour), NotAfter: signedAt.Add(time.Hour)}
		issuer := *template
		issuer.Subject = pkix.Name{CommonName: []string{"x", "y"}[i%2]}
		template.Subject = pkix.Name{CommonName: []string{"y", "x"}[i%2]}
		der, err := x509.CreateCertificate(rand.Reader, template, &issuer, key.Public(), key)
		if err != nil {
			t.Fatal(err)
		}
		chain = append(chain, map[string]any{"rawBytes": b64(der)})
	}
	var entries []Entry
	for range 32 {
		entries = append(entries, Entry{Kind: "dsse"})
	}
	d := Draft{Place: Bundle, Keyless: true, ChainInBundle: true, Entries: entries, BundleJSON: func(data []byte) []byte {
		var doc map[string]any
		_ = json.Unmarshal(data, &doc)
		doc["verificationMaterial"].(map[string]any)["x509CertificateChain"] = map[string]any{"certificates": chain}
		return must(doc)
	}}
	image.attach([]made{a.sign(d, digestOf(imageManifest()))})
	o := a.options()
	o.Asked.Keys, o.Asked.AllowChain, o.Asked.Identity, o.Asked.Issuer = nil, true, "x", "y"
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
	stamp := timestamp.Timestamp{HashAlgorithm: crypto.SHA256, HashedMessage: sum[:], Time: signedAt, SerialNumber: big.NewInt(1), Policy: []int{1, 2, 3}, AddTSACertificate: true}
	response, err := stamp.CreateResponseWithOpts(cert, signer, crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(len(response), "bytes")
	d := Draft{Place: Bundle, BundleJSON: func(data []byte) []byte {
		var doc map[string]any
		_ = json.Unmarshal(data, &doc)
		var stamps []any
		for range 32 {
			stamps = append(stamps, map[string]any{"signedTimestamp": b64(response)})
		}
		doc["verificationMaterial"].(map[string]any)["timestampVerificationData"] = map[string]any{"rfc3161Timestamps": stamps}
		return must(doc)
	}}
	image.attach([]made{a.sign(d, digestOf(imageManifest()))})
	a.timed(t, image, a.options())
}
