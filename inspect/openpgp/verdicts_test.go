package openpgp

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"assay/inspect/report"
	"assay/registry"
)

const fixtures = "../../testdata/gpg/"

// fixedNow is a day on which no key of the fixtures has ended that should not
// have.
var fixedNow = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// read returns a fixture.
func read(tb testing.TB, path string) []byte {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join(fixtures, path))
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

func keys(tb testing.TB, name string) *Keyring {
	tb.Helper()
	k, err := ReadKeys(read(tb, "keys/"+name), name)
	if err != nil {
		tb.Fatal(err)
	}
	return k
}

// exactly is the identity rule of skopeo standalone-verify.
func exactly(want string) func(string) (string, string) {
	return func(signed string) (string, string) {
		if signed != want {
			return want, "another name"
		}
		return want, ""
	}
}

// differences are the cases in which assay and skopeo 1.9.3 (gpgme) differ, on
// purpose.
var differences = map[string]string{
	"armored.sig rsa":   "skopeo takes armor on the command line; podman, which reads stores, does not (containers/image, FromBlob)",
	"cleartext.sig rsa": "as above",
	"gpg-subkey.sig subkey": "this skopeo compares the subkey with the primary key's fingerprint; the policy engine looks the primary " +
		"key up",
}

// TestVerdicts compares every fixture with what skopeo standalone-verify said
// of it when it was made.
func TestVerdicts(t *testing.T) {
	manifest := read(t, "manifest.json")
	digest := registry.DigestOf(manifest, "")
	rows := strings.Split(strings.TrimSpace(string(read(t, "verdicts.tsv"))), "\n")[1:]
	if len(rows) < 80 {
		t.Fatalf("only %d rows", len(rows))
	}
	for _, row := range rows {
		f := strings.Split(row, "\t")
		t.Run(strings.Join(f[:3], " "), func(t *testing.T) {
			policy := VerifyOptions{Keys: keys(t, f[1]+".asc"), Identity: exactly(f[2]), Now: fixedNow}
			s := Verify(Read(read(t, "signatures/"+f[0])), Artifact{Digest: digest, Manifest: manifest}, policy)
			accepted, want := s.Verdict == report.VerdictVerified, f[3] == "accept"
			_, known := differences[f[0]+" "+f[1]]
			if (accepted == want) == known {
				t.Errorf("verdict %s, skopeo said %s (%s), difference known: %v; checks %+v", s.Verdict, f[3], f[4], known, s.Checks)
			}
		})
	}
}

// TestReasons wants each way to fail to be named by its own reason.
func TestReasons(t *testing.T) {
	digest := registry.DigestOf(read(t, "manifest.json"), "")
	for _, c := range []struct {
		signature, key string
		reason         report.Reason
	}{
		{"armored.sig", "rsa.asc", "openpgp-armored"},
		{"cleartext.sig", "rsa.asc", "openpgp-armored"},
		{"bomb.sig", "rsa.asc", "openpgp-too-large"},
		{"detached.sig", "rsa.asc", "openpgp-detached"},
		{"two-signers.sig", "joined.asc", "openpgp-several-signatures"},
		{"twice.sig", "rsa.asc", "openpgp-malformed"},
		{"empty.sig", "rsa.asc", "openpgp-malformed"},
		{"text.sig", "rsa.asc", "openpgp-malformed"},
		{"truncated.sig", "rsa.asc", "openpgp-malformed"},
		{"expired-key.sig", "expired.asc", "openpgp-key-expired"},
		{"expired-signature.sig", "rsa.asc", "openpgp-signature-expired"},
		{"revoked-key.sig", "revoked.asc", "openpgp-key-revoked"},
		{"tampered-claims.sig", "rsa.asc", "openpgp-signature-invalid"},
		{"tampered-signature.sig", "rsa.asc", "openpgp-signature-invalid"},
		{"wrong-digest.sig", "rsa.asc", "payload-digest-mismatch"},
		{"wrong-name.sig", "rsa.asc", "openpgp-identity-mismatch"},
		{"duplicate-digest.sig", "rsa.asc", "payload-malformed"},
		{"case-differs.sig", "rsa.asc", "payload-malformed"},
		{"skopeo-rsa.sig", "ed25519.asc", "wrong-key"},
	} {
		t.Run(c.signature, func(t *testing.T) {
			s := Verify(Read(read(t, "signatures/"+c.signature)), Artifact{Digest: digest},
				VerifyOptions{Keys: keys(t, c.key), Identity: exactly("registry.example.com/acme/app:1.0"), Now: fixedNow})
			for _, check := range s.Checks {
				if check.Reason == c.reason && check.Required && check.Status == report.StatusFail {
					return
				}
			}
			t.Errorf("no required check fails for %s: %+v", c.reason, s.Checks)
		})
	}
}

// TestKeyFiles reads armored, binary and joined files, and every block of one
// with several.
func TestKeyFiles(t *testing.T) {
	for _, c := range []struct {
		file string
		keys int
	}{{"rsa.asc", 1}, {"rsa.gpg", 1}, {"joined.asc", 2}, {"two-blocks.asc", 2}} {
		if k := keys(t, c.file); k.Len() != c.keys {
			t.Errorf("%s: %d keys, want %d", c.file, k.Len(), c.keys)
		}
		if !IsKey(read(t, "keys/"+c.file)) {
			t.Errorf("%s is not recognised", c.file)
		}
	}
	for _, text := range []string{"", "-----BEGIN PUBLIC KEY-----\n", "\x30\x59", "hello"} {
		if IsKey([]byte(text)) {
			t.Errorf("%q is taken for an OpenPGP key", text)
		}
	}
}

// TestWeak names weak algorithms without refusing what verifiers still take.
func TestWeak(t *testing.T) {
	digest := registry.DigestOf(read(t, "manifest.json"), "")
	for signature, key := range map[string]string{"sha1.sig": "rsa.asc", "short-rsa.sig": "short.asc"} {
		s := Verify(Read(read(t, "signatures/"+signature)), Artifact{Digest: digest},
			VerifyOptions{Keys: keys(t, key), Identity: exactly("registry.example.com/acme/app:1.0"), Now: fixedNow})
		c, _ := s.Check(report.CheckSignatureAlgorithm)
		if c.Status != report.StatusFail || c.Required || s.Verdict != report.VerdictVerified || len(s.Notes) == 0 {
			t.Errorf("%s: verdict %s, check %+v, notes %v", signature, s.Verdict, c, s.Notes)
		}
	}
}

// TestMutants flips every byte of a good signature: none may be accepted with
// other claims than the signed ones, and nothing may break down.
func TestMutants(t *testing.T) {
	digest := registry.DigestOf(read(t, "manifest.json"), "")
	good := read(t, "signatures/uncompressed.sig")
	ring := keys(t, "rsa.asc")
	want := string(Read(good).Payload)
	for at := range good {
		for _, flip := range []byte{0x01, 0x80} {
			mutant := append([]byte(nil), good...)
			mutant[at] ^= flip
			m := Read(mutant)
			s := Verify(m, Artifact{Digest: digest}, VerifyOptions{Keys: ring, Identity: exactly("registry.example.com/acme/app:1.0"),
				Now: fixedNow})
			if s.Verdict == report.VerdictVerified && string(m.Payload) != want {
				t.Fatalf("byte %d: accepted with other claims", at)
			}
		}
	}
}
