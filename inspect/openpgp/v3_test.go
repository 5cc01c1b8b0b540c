package openpgp

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"assay/inspect/report"
	"assay/registry"
)

// stricter are the version 3 signatures that gpg takes and assay does not: each
// is a good one of which a byte was changed that gpg does not look at, and the
// other reader in Go does.
var stricter = map[string]string{
	"changed-left":           "the first bytes of the hash are others than are written down",
	"changed-length":         "other bytes are said to be hashed than are",
	"changed-version":        "version 2",
	"changed-rsa-sign-only":  "the key is not of that algorithm",
	"changed-algorithm":      "the key is not of that algorithm",
	"changed-one-pass-type":  "the announcement is of another signature",
	"changed-one-pass-keyid": "the announcement is of another signature",
}

// stricterFor returns the change for which assay is stricter, or empty.
func stricterFor(file string) string {
	for change := range stricter {
		if strings.HasSuffix(file, change+".sig") {
			return change
		}
	}
	return ""
}

func keysV3(tb testing.TB) *Keyring {
	tb.Helper()
	ring := &Keyring{}
	for _, name := range []string{"rsa", "dsa1024", "dsa2048"} {
		one, err := ReadKeys(read(tb, "v3/keys/"+name+".asc"), name)
		if err != nil {
			tb.Fatal(err)
		}
		ring.Merge(one)
	}
	return ring
}

func verifyFixture(tb testing.TB, file string) (*Material, *report.Signature) {
	tb.Helper()
	manifest := read(tb, "manifest.json")
	m := Read(read(tb, "v3/signatures/"+file))
	return m, Verify(m, Artifact{Digest: registry.DigestOf(manifest, ""), Manifest: manifest},
		VerifyOptions{Keys: keysV3(tb), Identity: exactly("registry.example.com/acme/app:1.0"), Now: fixedNow})
}

// verdictsV3 are the rows of the table: file, gpg's verdict and status lines, gpg
// 1's.
func verdictsV3(tb testing.TB) [][]string {
	tb.Helper()
	var out [][]string
	for _, row := range strings.Split(strings.TrimSpace(string(read(tb, "v3/verdicts.tsv"))), "\n")[1:] {
		out = append(out, strings.Split(row, "\t"))
	}
	if len(out) < 70 {
		tb.Fatalf("only %d rows", len(out))
	}
	return out
}

// TestVersion3 compares signatures of version 3, good and changed ones, with
// what gpg said of them when they were made.
func TestVersion3(t *testing.T) {
	t.Parallel()
	verified, differ := 0, map[string]bool{}
	for _, row := range verdictsV3(t) {
		file, gpg := row[0], row[1]
		m, s := verifyFixture(t, file)
		change := stricterFor(file)
		want := gpg == "accept" && change == ""
		if (s.Verdict == report.VerdictVerified) != want {
			t.Errorf("%s: %s, gpg says %s (%s): %+v", file, s.Verdict, gpg, row[2], s.Checks)
		}
		if gpg == "accept" && change != "" {
			differ[change] = true
		}
		if !want {
			continue
		}
		verified++
		second, _ := s.Check(report.CheckSecondVerifier)
		if second.Status != report.StatusPass || !strings.Contains(second.Got, "golang.org/x/crypto") && m.Version() == 3 {
			t.Errorf("%s: cross-check %+v", file, second)
		}
	}
	if verified < 20 || len(differ) != len(stricter) {
		t.Errorf("%d signatures were verified; gpg differs in %v", verified, differ)
	}
}

// TestVersion3Reasons wants each way to fail to be named, and SHA-1 to be said.
func TestVersion3Reasons(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]struct {
		check  report.CheckID
		reason report.Reason
	}{
		"rsa-changed-payload.sig":           {report.CheckSignatureValue, "openpgp-signature-invalid"},
		"dsa1024-changed-value.sig":         {report.CheckSignatureValue, "openpgp-signature-invalid"},
		"rsa-changed-time.sig":              {report.CheckSignatureValue, "openpgp-signature-invalid"},
		"rsa-changed-left.sig":              {report.CheckSignatureValue, "openpgp-signature-invalid"},
		"rsa-front-changed-type.sig":        {report.CheckSignatureValue, "openpgp-signature-invalid"},
		"rsa-changed-keyid.sig":             {report.CheckSignatureEncoding, "openpgp-malformed"},
		"rsa-front-changed-keyid.sig":       {report.CheckKeyMatch, "wrong-key"},
		"rsa-changed-algorithm.sig":         {report.CheckSignatureEncoding, "openpgp-unsupported"},
		"rsa-changed-hash-unknown.sig":      {report.CheckSignatureEncoding, "openpgp-unsupported"},
		"rsa-changed-version.sig":           {report.CheckSignatureEncoding, "openpgp-unsupported"},
		"rsa-changed-bits.sig":              {report.CheckSignatureEncoding, "openpgp-malformed"},
		"rsa-cut.sig":                       {report.CheckSignatureEncoding, "openpgp-malformed"},
		"rsa-trailing.sig":                  {report.CheckSignatureEncoding, "openpgp-malformed"},
		"rsa-one-pass-missing.sig":          {report.CheckSignatureEncoding, "openpgp-malformed"},
		"rsa-two-signatures.sig":            {report.CheckSignatureEncoding, "openpgp-several-signatures"},
		"rsa-text-bare-lines.sig":           {report.CheckSignatureEncoding, "openpgp-malformed"},
		"rsa-md5.sig":                       {report.CheckSignatureAlgorithm, "openpgp-weak-algorithm"},
		"rsa-changed-one-pass-hash.sig":     {report.CheckSignatureEncoding, "openpgp-malformed"},
		"rsa-front-changed-hash.sig":        {report.CheckSignatureValue, "openpgp-signature-invalid"},
		"dsa1024-changed-algorithm.sig":     {report.CheckSignatureEncoding, "openpgp-unsupported"},
		"rsa-front-changed-length.sig":      {report.CheckSignatureEncoding, "openpgp-malformed"},
		"rsa-changed-rsa-sign-only.sig":     {report.CheckSecondVerifier, "verifier-disagreement"},
		"dsa1024-changed-one-pass-hash.sig": {report.CheckSignatureEncoding, "openpgp-malformed"},
	} {
		_, s := verifyFixture(t, file)
		c, _ := s.Check(want.check)
		if c.Reason != want.reason || !c.Blocks() {
			t.Errorf("%s: no required check fails for %s: %+v", file, want.reason, s.Checks)
		}
	}
	for _, file := range []string{"rsa-sha1.sig", "dsa1024-sha1.sig"} {
		_, s := verifyFixture(t, file)
		if c, _ := s.Check(report.CheckSignatureAlgorithm); c.Status != report.StatusFail || c.Required ||
			!strings.Contains(c.Detail, "SHA-1") || s.Verdict != report.VerdictVerified {
			t.Errorf("%s: verdict %s, %+v", file, s.Verdict, c)
		}
	}
}

// TestVersion3Mutants flips every byte of good signatures: none may be accepted
// with other claims than the signed ones.
func TestVersion3Mutants(t *testing.T) {
	t.Parallel()
	ring, manifest := keysV3(t), read(t, "manifest.json")
	for _, file := range []string{"rsa-plain.sig", "rsa-in-front.sig", "dsa1024-plain.sig"} {
		good := read(t, "v3/signatures/"+file)
		want := string(Read(good).Payload)
		for at := range good {
			mutant := append([]byte(nil), good...)
			mutant[at] ^= 0x11
			m := Read(mutant)
			s := Verify(m, Artifact{Digest: registry.DigestOf(manifest, "")},
				VerifyOptions{Keys: ring, Identity: exactly("registry.example.com/acme/app:1.0"), Now: fixedNow})
			if s.Verdict == report.VerdictVerified && string(m.Payload) != want {
				t.Fatalf("%s, byte %d: accepted with other claims", file, at)
			}
		}
	}
}

// TestVersion3AgainstGPG asks gpg again, where there is one.
func TestVersion3AgainstGPG(t *testing.T) {
	t.Parallel()
	gpg, err := exec.LookPath("gpg")
	if err != nil || testing.Short() {
		t.Skip("gpg is not installed, or only short tests were asked for")
	}
	home := t.TempDir()
	run := func(args ...string) (string, error) {
		out, err := exec.CommandContext(t.Context(), gpg, append([]string{"--homedir", home, "--batch", "--status-fd", "1",
			"--no-autostart"}, args...)...).Output()
		return string(out), err
	}
	keys, err := filepath.Glob(fixtures + "v3/keys/*.asc")
	if err != nil || len(keys) == 0 {
		t.Fatal("no keys: ", err)
	}
	if _, err := run(append([]string{"--import"}, keys...)...); err != nil {
		t.Skip("gpg imports no keys here: ", err)
	}
	for _, row := range verdictsV3(t) {
		said, err := run("--yes", "--output", filepath.Join(home, "content"), fixtures+"v3/signatures/"+row[0])
		accepted := err == nil && strings.Contains(said, "GOODSIG") && !strings.Contains(said, "NODATA")
		if accepted != (row[1] == "accept") {
			t.Errorf("%s: this gpg accepts: %v; when it was made: %s\n%s", row[0], accepted, row[1], said)
		}
	}
}
