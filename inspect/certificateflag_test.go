package inspect

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/inspect/report"
)

// attachedCertificate returns the PEM text of the certificate annotation in a
// layout of the demo or of the cases.
func attachedCertificate(t *testing.T, layout string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(testdata, layout, "blobs/sha256/*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var m struct {
			Layers []struct{ Annotations map[string]string }
		}
		if json.Unmarshal(data, &m) != nil || len(m.Layers) == 0 {
			continue
		}
		if text := m.Layers[0].Annotations["dev.sigstore.cosign/certificate"]; text != "" {
			return text
		}
	}
	t.Fatalf("%s carries no certificate", layout)
	return ""
}

// selfSigned returns an authority that nobody knows, as PEM text.
func selfSigned(t *testing.T) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "nobody's"}, NotBefore: now.Add(-time.Hour),
		NotAfter: now.Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// TestCertificateFlag wants --certificate to name nobody, to take the place of no
// other certificate, and to waive no check.
func TestCertificateFlag(t *testing.T) {
	t.Parallel()
	s := server(t)
	dir := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	own := write("own.pem", attachedCertificate(t, "demo/layouts/v2-keyless-github"))
	other := write("other.pem", attachedCertificate(t, "layouts/v2-keyless-email"))
	identity := report.Criteria{Identity: "https://github.com/acme/demo/.github/workflows/release.yml@refs/heads/main",
		Issuer: "http://127.0.0.1:5401"}
	for _, c := range []struct {
		name, image, file string
		asked             report.Criteria
		want              report.Verdict
		cause             string
	}{
		{"it names nobody", "demo/v2-keyless-github", own, report.Criteria{}, report.VerdictUnpinned, ""},
		{"an identity names a signer", "demo/v2-keyless-github", own, identity, report.VerdictVerified, ""},
		{"without the log it has expired", "demo/v2-keyless-github", own,
			report.Criteria{Identity: identity.Identity, Issuer: identity.Issuer, IgnoreLog: true}, report.VerdictFailed,
			"cert-expired-at-integrated-time"},
		{"it replaces no other certificate", "demo/v2-keyless-github", other, report.Criteria{}, report.VerdictFailed,
			"certificate-differs"},
		{"nor with the log left out", "demo/v2-keyless-github", other, report.Criteria{IgnoreLog: true, IgnoreSCT: true},
			report.VerdictFailed, "certificate-differs"},
		{"a bundle has its own", "demo/v3-keyless-email", own, report.Criteria{}, report.VerdictFailed, "certificate-not-for-bundle"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			options := faultOptions()
			c.asked.Certificate, c.asked.TrustedRoot, c.asked.Offline = c.file, options.Criteria.TrustedRoot, true
			options.Criteria = c.asked
			r, err := Run(context.Background(), strings.TrimPrefix(s.URL, "http://")+"/"+c.image+":1.0", options, nil)
			if err != nil {
				t.Fatal(err)
			}
			wantVerdict(t, r, c.want)
			named := slices.ContainsFunc(r.Diagnoses, func(d report.Diagnosis) bool { return d.Cause == c.cause })
			if c.cause != "" && !named {
				t.Errorf("diagnoses %+v, want %s among them", r.Diagnoses, c.cause)
			}
		})
	}
}

// TestCertificateAndKey wants a mistake where both a key and a certificate are
// given.
func TestCertificateAndKey(t *testing.T) {
	t.Parallel()
	options := faultOptions()
	options.Criteria.Certificate = "cert.pem"
	_, err := Run(context.Background(), "127.0.0.1:1/x:1", options, nil)
	wantUsageError(t, err)
}

// TestCheckClaims wants leaving the claims out to ask only who signed, and to say
// so.
func TestCheckClaims(t *testing.T) {
	t.Parallel()
	s := server(t)
	options := faultOptions()
	options.Criteria.Keys = []string{filepath.Join(testdata, "keys/k-p256.pub")}
	options.Criteria.TrustedRoot = filepath.Join(testdata, "trust/trusted-root.json")
	reference := strings.TrimPrefix(s.URL, "http://") + "/layouts/bad-payload-digest-mismatch:1.0"
	verdicts := map[bool]report.Verdict{false: report.VerdictFailed, true: report.VerdictVerified}
	for _, ignore := range []bool{false, true} {
		options.Criteria.IgnoreClaims = ignore
		r, err := Run(context.Background(), reference, options, nil)
		if err != nil {
			t.Fatal(err)
		}
		said := slices.ContainsFunc(r.Notes, func(n string) bool { return strings.HasPrefix(n, "the signed claims were not compared") })
		wantVerdict(t, r, verdicts[ignore])
		if said != ignore {
			t.Errorf("claims left out %v: notes %q", ignore, r.Notes)
		}
	}
}
