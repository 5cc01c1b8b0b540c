package containerspolicy

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"assay/inspect/openpgp"
	"assay/inspect/report"
	"assay/registry"
	"assay/registry/lookaside"
)

// fixedNow is a day on which no key of the fixtures has ended that should not
// have.
var fixedNow = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func fixture(tb testing.TB, path string) []byte {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join(testdata, path))
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

// TestSuggest wants every suggestion to be accepted, by the narrowest rule that
// does, and by the image that it is for only.
func TestSuggest(t *testing.T) {
	manifest := fixture(t, "gpg/manifest.json")
	for _, c := range []struct{ image, signature, rule string }{
		{"registry.example.com/acme/app:1.0", "skopeo-rsa.sig", ""},
		{"registry.example.com/acme/app@" + registry.DigestOf(manifest, ""), "skopeo-rsa.sig", ""},
		{"registry.example.com/acme/app:1.0", "no-tag.sig", `{"type":"matchRepository"}`},
		{"registry.example.com/acme/app:1.0", "wrong-tag.sig", `{"type":"matchRepository"}`},
		{"local.example.net:5000/mirror/acme/app:1.0", "skopeo-rsa.sig", `{"type":"remapIdentity",` +
			`"prefix":"local.example.net:5000/mirror","signedPrefix":"registry.example.com"}`},
		{"local.example.net:5000/elsewhere:1.0", "skopeo-rsa.sig", `{"type":"remapIdentity","prefix":"local.example.net:5000/elsewhere",` +
			`"signedPrefix":"registry.example.com/acme/app"}`},
		{"local.example.net:5000/elsewhere:2.0", "skopeo-rsa.sig",
			`{"type":"exactReference","dockerReference":"registry.example.com/acme/app:1.0"}`},
	} {
		t.Run(c.image+" "+c.signature, func(t *testing.T) {
			name, err := registry.ParseImageName(c.image)
			if err != nil {
				t.Fatal(err)
			}
			blob := fixture(t, "gpg/signatures/"+c.signature)
			image := Image{Transport: "docker", Name: name, Digest: registry.DigestOf(manifest, ""), Manifest: manifest}
			evidence := Evidence{Signatures: []Signature{{ID: "1", Blob: blob}}}
			signer := Signer{Describe: "x", Name: openpgp.Read(blob).Claims.Reference, OpenPGP: fixture(t, "gpg/keys/rsa.gpg")}
			s := Suggest(image, []Signer{signer}, evidence, "https://signatures.example.com", fixedNow)
			if s == nil {
				t.Fatal("nothing is suggested")
			}
			if want := strings.TrimPrefix(`"signedIdentity": `+c.rule, `"signedIdentity": `); c.rule != "" &&
				s.SignedIdentity != `"signedIdentity": `+want || c.rule == "" && s.SignedIdentity != "" {
				t.Errorf("rule %s, want %s", s.SignedIdentity, c.rule)
			}
			p, err := Parse("x", []byte(s.Policy))
			if err != nil || p.Evaluate(image, evidence, fixedNow).Decision != report.PolicyAccepted {
				t.Errorf("the suggestion is not accepted: %v", err)
			}
			r, err := lookaside.ParseRegistries("x.yaml", []byte(s.Registries))
			if err != nil {
				t.Fatal(err)
			}
			if base, _ := r.Lookaside(name); base != "https://signatures.example.com" {
				t.Errorf("store %s", base)
			}
			if !json.Valid([]byte(s.Policy)) || p.Default[0].Type != TypeReject {
				t.Error("it lets other images pass")
			}
		})
	}
}

// TestNoSuggestion wants none for a signature that does not hold.
func TestNoSuggestion(t *testing.T) {
	manifest := fixture(t, "gpg/manifest.json")
	name, err := registry.ParseImageName("registry.example.com/acme/app:1.0")
	if err != nil {
		t.Fatal(err)
	}
	image := Image{Transport: "docker", Name: name, Digest: registry.DigestOf(manifest, ""), Manifest: manifest}
	for _, signature := range []string{"tampered-claims.sig", "wrong-digest.sig", "armored.sig", "gpg-other.sig", "duplicate-type.sig"} {
		evidence := Evidence{Signatures: []Signature{{ID: "1", Blob: fixture(t, "gpg/signatures/"+signature)}}}
		signer := Signer{Describe: "x", Name: "registry.example.com/acme/app:1.0", OpenPGP: fixture(t, "gpg/keys/rsa.gpg")}
		if s := Suggest(image, []Signer{signer}, evidence, "", fixedNow); s != nil {
			t.Errorf("%s: %+v", signature, s)
		}
	}
	if s := Suggest(Image{Transport: "oci", Layout: "/x"}, []Signer{{}}, Evidence{}, "", fixedNow); s != nil {
		t.Error("an image on disk has no policy")
	}
}

// TestSystemFile looks where podman looks, in its order.
func TestSystemFile(t *testing.T) {
	home := t.TempDir()
	env := map[string]string{"HOME": home}
	get := func(n string) string { return env[n] }
	path := filepath.Join(home, ".config/containers/policy.json")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := SystemFile(get); got != path || err != nil {
		t.Errorf("%s, %v", got, err)
	}
	env["CONTAINERS_POLICY_JSON"] = "/x/policy.json"
	if got, err := SystemFile(get); got != "/x/policy.json" || err != nil {
		t.Errorf("%s, %v", got, err)
	}
}
