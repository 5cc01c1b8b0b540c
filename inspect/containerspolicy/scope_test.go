package containerspolicy

import (
	"strings"
	"testing"

	"assay/inspect/report"
	"assay/registry"
)

func TestNeverMatches(t *testing.T) {
	for scope, never := range map[string]bool{
		"": false, "docker.io/library/alpine": false, "docker.io/library/alpine:3": false, "docker.io": false, "localhost:5000/x": false,
		"localhost": false, "*.example.com": false, "registry.example.com:5000": false,
		"alpine": true, "library/alpine": true, "https://registry.example.com": true, "registry.example.com/": true,
		"*.example.com/team": true, "*": true, "registry.*.com": true, "*.example.com:5000": true,
		"index.docker.io/library/alpine": true, "registry.example.com/Team": true, "registry.example.com/x:1@sha256:0": true, "a b": true,
		"docker.io/alpine:3": true,
	} {
		if why := NeverMatches("docker", scope); (why != "") != never {
			t.Errorf("%q: %q", scope, why)
		}
	}
	if NeverMatches("dokcer", "x.example.com") == "" {
		t.Error("an unknown transport")
	}
}

// TestScopesAreExplained wants exactly one scope to apply, and a reason for
// each.
func TestScopesAreExplained(t *testing.T) {
	p, err := Parse("policy.json", []byte(`{"default":[{"type":"reject"}],"transports":{"oci":{"":[{"type":"reject"}]},
	 "docker":{"":[{"type":"reject"}],"registry.example.com":[{"type":"reject"}],
	  "registry.example.com/team/app":[{"type":"reject"}],"registry.example.com/team/app:2":[{"type":"reject"}],
	 "registry.example.com/tea":[{"type":"reject"}],"other.example.com":[{"type":"reject"}],"*.example.com":[{"type":"reject"}]}}}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ image, applies string }{
		{"registry.example.com/team/app:1", "registry.example.com/team/app"},
		{"registry.example.com/team/app:2", "registry.example.com/team/app:2"},
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
	})
}
