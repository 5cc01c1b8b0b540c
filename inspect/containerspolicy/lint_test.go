package containerspolicy

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"assay/inspect/report"
	"assay/registry"
)

func TestNeverMatches(t *testing.T) {
	for scope, never := range map[string]bool{
		"": false, "docker.io/library/alpine": false, "docker.io/library/alpine:3": false, "docker.io": false, "localhost:5000/x": false, "localhost": false, "*.example.com": false, "registry.example.com:5000": false,
		"alpine": true, "library/alpine": true, "https://registry.example.com": true, "registry.example.com/": true, "*.example.com/team": true, "*": true, "registry.*.com": true, "*.example.com:5000": true,
		"index.docker.io/library/alpine": true, "registry.example.com/Team": true, "registry.example.com/x:1@sha256:0": true, "a b": true, "docker.io/alpine:3": true,
	} {
		if why := neverMatches("docker", scope); (why != "") != never {
			t.Errorf("%q: %q", scope, why)
		}
	}
	if neverMatches("dokcer", "x.example.com") == "" {
		t.Error("an unknown transport")
	}
}

func codes(findings []report.PolicyFinding) []report.FindingCode {
	var out []report.FindingCode
	for _, f := range findings {
		out = append(out, f.Code)
	}
	return out
}

// TestLint wants every kind of oddity of a policy to be named.
func TestLint(t *testing.T) {
	root, err := filepath.Abs(testdata)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(`{"default":[{"type":"insecureAcceptAnything"}],"transports":{
	 "docker":{"alpine":[{"type":"reject"}],
	  "a.example.com":[{"type":"reject"},{"type":"insecureAcceptAnything"}],
	  "b.example.com":[{"type":"signedBy","keyType":"GPGKeys","keyPath":"@/none"}],
	  "c.example.com":[{"type":"signedBy","keyType":"X509Certificates","keyPath":"@/gpg/manifest.json"}],
	  "d.example.com":[{"type":"signedBy","keyType":"GPGKeys","keyPaths":["@/gpg/keys/rsa.asc","@/gpg/keys/joined.asc"]}],
	  "e.example.com":[{"type":"signedBy","keyType":"GPGKeys","keyPath":"@/gpg/keys/two-blocks.asc"}],
	  "f.example.com":[{"type":"sigstoreSigned","keyPath":"@/gpg/keys/rsa.asc"},{"type":"signedBaseLayer","baseLayerIdentity":{"type":"matchExact"}}]},
	 "dokcer":{"":[{"type":"reject"}]}}}`, "@/", root+"/")
	p, err := Parse("policy.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	findings := p.Lint()
	got := codes(findings)
	for _, want := range []report.FindingCode{"default-accepts-anything", "transport-unknown", "scope-never-matches", "reject-with-others", "accepts-anything-with-others", "key-file-missing", "requirement-not-implemented",
		"key-unreadable", "key-twice", "key-several-blocks"} {
		if !slices.Contains(got, want) {
			t.Errorf("%s is not found: %v", want, got)
		}
	}
	for _, f := range findings {
		if f.Message == "" || f.Remedy == "" || f.Where == "" {
			t.Errorf("finding is not complete: %+v", f)
		}
	}
}

// TestLintMeeting wants whatever keeps a policy from seeing a signature to be
// named.
func TestLintMeeting(t *testing.T) {
	name, err := registry.ParseImageName("registry.access.redhat.com/team/app:1")
	if err != nil {
		t.Fatal(err)
	}
	image := Image{Transport: "docker", Name: name, Digest: "sha256:child", Platform: "linux/amd64"}
	signed := func(format report.Format, subject, claimed string) *report.Signature {
		return &report.Signature{Format: format, Subject: subject, Claims: []byte(`{"critical":{"identity":{"docker-reference":"` + claimed + `"}}}`)}
	}
	sigstore := `{"type":"sigstoreSigned","keyData":"AA=="}`
	simple := `{"type":"signedBy","keyType":"GPGKeys","keyData":"AA=="}`
	for _, c := range []struct {
		requirement string
		registries  string
		signed      []*report.Signature
		want        []report.FindingCode
	}{
		{sigstore, ``, []*report.Signature{signed(report.FormatBundle03, "sha256:child", "")}, []report.FindingCode{"attachments-off", "bundles-not-read"}},
		{sigstore, `default-docker: {use-sigstore-attachments: true}`, []*report.Signature{signed(report.FormatSimpleSigning, "sha256:child", "registry.access.redhat.com/team/app")}, []report.FindingCode{"claims-without-tag"}},
		{sigstore, `default-docker: {use-sigstore-attachments: true, x: 1}`, []*report.Signature{signed(report.FormatSimpleSigning, "sha256:index", "")}, []report.FindingCode{"index-signed-only", "registries-unknown-member"}},
		{simple, ``, []*report.Signature{signed(report.FormatSimpleSigning, "sha256:child", "")}, []report.FindingCode{"lookaside-not-set", "other-kind-of-signature"}},
		{simple, `docker: {registry.access.redhat.com: {lookaside: "https://x.example.com"}}`, []*report.Signature{signed(report.FormatOpenPGP, "sha256:child", "")}, nil},
	} {
		p, err := Parse("policy.json", []byte(`{"default":[`+c.requirement+`]}`))
		if err != nil {
			t.Fatal(err)
		}
		r, err := registry.ParseRegistries("x.yaml", []byte(c.registries))
		if err != nil {
			t.Fatal(err)
		}
		findings := p.LintMeeting(Meeting{Image: image, Registries: r, Signed: c.signed, Index: "sha256:index"})
		if got := codes(findings); !slices.Equal(got, c.want) {
			t.Errorf("%s, %s: %v, want %v", c.requirement, c.registries, got, c.want)
		}
		for _, f := range findings {
			if f.Code == "lookaside-not-set" && !strings.Contains(f.Remedy, registry.PublicLookaside(name.Host())) {
				t.Errorf("the vendor's store is not named: %s", f.Remedy)
			}
		}
	}
}

// TestScopesAreExplained wants exactly one scope to apply, and a reason for
// each.
func TestScopesAreExplained(t *testing.T) {
	p, err := Parse("policy.json", []byte(`{"default":[{"type":"reject"}],"transports":{"oci":{"":[{"type":"reject"}]},
	 "docker":{"":[{"type":"reject"}],"registry.example.com":[{"type":"reject"}],"registry.example.com/team/app":[{"type":"reject"}],"registry.example.com/team/app:2":[{"type":"reject"}],
	 "registry.example.com/tea":[{"type":"reject"}],"other.example.com":[{"type":"reject"}],"*.example.com":[{"type":"reject"}]}}}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ image, applies string }{
		{"registry.example.com/team/app:1", "registry.example.com/team/app"}, {"registry.example.com/team/app:2", "registry.example.com/team/app:2"},
		{"registry.example.com/x:2", "registry.example.com"}, {"a.example.com/x", "*.example.com"}, {"alpine", ""},
	} {
		name, err := registry.ParseImageName(c.image)
		if err != nil {
			t.Fatal(err)
		}
		_, where, scopes := p.choose(Image{Transport: "docker", Name: name})
		applying := 0
		for _, s := range scopes {
			if s.Applies {
				applying++
				if s.Name != c.applies || s.Transport != "docker" {
					t.Errorf("%s: %s applies, want %s", c.image, s.Name, c.applies)
				}
			}
			if s.Why == "" {
				t.Errorf("%s: no reason for %s", c.image, s.Name)
			}
		}
		if applying != 1 || where != "transports/docker/"+c.applies {
			t.Errorf("%s: %d scopes apply, at %s", c.image, applying, where)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, c := range engineCases(f)[:60] {
		f.Add([]byte(c.Policy))
	}
	for _, c := range engineCases(f) {
		if strings.HasPrefix(c.Name, "form") {
			f.Add([]byte(c.Policy))
		}
	}
	name, err := registry.ParseImageName("registry.example.com/team/app:1")
	if err != nil {
		f.Fatal(err)
	}
	image := Image{Transport: "docker", Name: name, Digest: "sha256:" + strings.Repeat("0", 64)}
	f.Fuzz(func(t *testing.T, data []byte) {
		if strings.Contains(string(data), "ath") {
			// Paths lead to files of this machine.
			return
		}
		p, err := Parse("policy.json", data)
		if err != nil {
			if strings.TrimSpace(err.Error()) == "" {
				t.Fatal("an error that says nothing")
			}
			return
		}
		outcome := p.Evaluate(image, Evidence{Signatures: []Signature{{ID: "x", Blob: []byte{0xa3, 0x01}}}}, fixedNow)
		if outcome.Decision == report.PolicyAccepted {
			t.Fatalf("accepted without a good signature: %s", data)
		}
		p.Lint()
	})
}
