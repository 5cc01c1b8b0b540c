package lint

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"assay/inspect/containerspolicy"
	"assay/inspect/report"
	"assay/registry"
	"assay/registry/lookaside"
)

func codes(findings []report.PolicyFinding) []report.FindingCode {
	var out []report.FindingCode
	for _, f := range findings {
		out = append(out, f.Code)
	}
	return out
}

// TestPolicy wants every kind of oddity of a policy to be named.
func TestPolicy(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs("../../../testdata")
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
	  "f.example.com":[{"type":"sigstoreSigned","keyPath":"@/gpg/keys/rsa.asc"},
	   {"type":"signedBaseLayer","baseLayerIdentity":{"type":"matchExact"}}]},
	 "dokcer":{"":[{"type":"reject"}]}}}`, "@/", root+"/")
	p, err := containerspolicy.Parse("policy.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	p.ReadFiles(containerspolicy.ReadKeyFile)
	findings := Policy(p)
	got := codes(findings)
	for _, want := range []report.FindingCode{"default-accepts-anything", "transport-unknown", "scope-never-matches", "reject-with-others",
		"accepts-anything-with-others", "key-file-missing", "requirement-not-implemented",
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

// TestForImage wants whatever keeps a policy from seeing a signature to be
// named.
func TestForImage(t *testing.T) {
	t.Parallel()
	name, err := registry.ParseImageName("registry.access.redhat.com/team/app:1")
	if err != nil {
		t.Fatal(err)
	}
	image := containerspolicy.Image{Transport: "docker", Name: name, Digest: "sha256:child", Platform: "linux/amd64"}
	signed := func(format report.Format, subject, claimed string) *report.Signature {
		return &report.Signature{Format: format, Subject: subject,
			Claims: []byte(`{"critical":{"identity":{"docker-reference":"` + claimed + `"}}}`)}
	}
	sigstore := `{"type":"sigstoreSigned","keyData":"AA=="}`
	simple := `{"type":"signedBy","keyType":"GPGKeys","keyData":"AA=="}`
	for _, c := range []struct {
		requirement string
		registries  string
		signed      []*report.Signature
		want        []report.FindingCode
	}{
		{sigstore, ``, []*report.Signature{signed(report.FormatBundle03, "sha256:child", "")},
			[]report.FindingCode{"attachments-off", "bundles-not-read"}},
		{sigstore, `default-docker: {use-sigstore-attachments: true}`,
			[]*report.Signature{signed(report.FormatSimpleSigning, "sha256:child", "registry.access.redhat.com/team/app")},
			[]report.FindingCode{"claims-without-tag"}},
		{sigstore, `default-docker: {use-sigstore-attachments: true, x: 1}`,
			[]*report.Signature{signed(report.FormatSimpleSigning, "sha256:index", "")},
			[]report.FindingCode{"index-signed-only", "registries-unknown-member"}},
		{simple, ``, []*report.Signature{signed(report.FormatSimpleSigning, "sha256:child", "")},
			[]report.FindingCode{"lookaside-not-set", "other-kind-of-signature"}},
		{simple, `docker: {registry.access.redhat.com: {lookaside: "https://x.example.com"}}`,
			[]*report.Signature{signed(report.FormatOpenPGP, "sha256:child", "")}, nil},
	} {
		p, err := containerspolicy.Parse("policy.json", []byte(`{"default":[`+c.requirement+`]}`))
		if err != nil {
			t.Fatal(err)
		}
		r, err := lookaside.ParseRegistries("x.yaml", []byte(c.registries))
		if err != nil {
			t.Fatal(err)
		}
		findings := ForImage(p, ImageContext{Image: image, Registries: r, Signed: c.signed, Index: "sha256:index"})
		if got := codes(findings); !slices.Equal(got, c.want) {
			t.Errorf("%s, %s: %v, want %v", c.requirement, c.registries, got, c.want)
		}
		for _, f := range findings {
			if f.Code == "lookaside-not-set" && !strings.Contains(f.Remedy, lookaside.PublicURL(name.Host())) {
				t.Errorf("the vendor's store is not named: %s", f.Remedy)
			}
		}
	}
}

// FuzzPolicy lints whatever is a policy; every finding must say what it is about.
func FuzzPolicy(f *testing.F) {
	f.Add([]byte(`{"default":[{"type":"insecureAcceptAnything"}],"transports":{"docker":{"a/b":[{"type":"signedBy","keyType":"GPGKeys",` +
		`"keyData":"AA=="}]}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if strings.Contains(string(data), "ath") {
			// Paths lead to files of this machine.
			return
		}
		p, err := containerspolicy.Parse("policy.json", data)
		if err != nil {
			return
		}
		for _, finding := range Policy(p) {
			if finding.Code == "" || finding.Where == "" || finding.Message == "" {
				t.Errorf("%+v", finding)
			}
		}
	})
}
