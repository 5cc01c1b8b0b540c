package lookaside

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"assay/registry"
)

func imageName(tb testing.TB, text string) registry.ImageName {
	tb.Helper()
	n, err := registry.ParseImageName(text)
	if err != nil {
		tb.Fatal(err)
	}
	return n
}

const registriesFile = `
default-docker:
  sigstore: https://default.example.com/old
docker:
  registry.example.com/team:
    lookaside: https://team.example.com/signatures
    sigstore: https://team.example.com/old
  registry.example.com/team/app:
    use-sigstore-attachments: true
  "*.example.org":
    sigstore: file:///srv/old
    use-sigstore-attachments: false
  staging.example.com:
    lookaside-staging: https://staging.example.com/write
`

func TestRegistries(t *testing.T) {
	r, err := ParseRegistries("x.yaml", []byte(registriesFile))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		image, base, scope string
		attachments        bool
	}{
		{"registry.example.com/team/app:1", "https://team.example.com/signatures", "registry.example.com/team", true},
		{"registry.example.com/team/other:1", "https://team.example.com/signatures", "registry.example.com/team", false},
		{"registry.example.com/elsewhere:1", "https://default.example.com/old", "default-docker", false},
		{"a.b.example.org/x:1", "file:///srv/old", "*.example.org", false},
		{"staging.example.com/x:1", "https://default.example.com/old", "default-docker", false},
	} {
		image := imageName(t, c.image)
		if base, scope := r.Lookaside(image); base != c.base || scope != c.scope {
			t.Errorf("%s: store %s by %s, want %s by %s", c.image, base, scope, c.base, c.scope)
		}
		if use, _ := r.UsesAttachments(image); use != c.attachments {
			t.Errorf("%s: attachments %v", c.image, use)
		}
	}
	if base, scope := (*Registries)(nil).Lookaside(imageName(t, "x")); base != "" || scope != "" {
		t.Error("no configuration names a store")
	}
}

func TestLoadRegistries(t *testing.T) {
	user, system := t.TempDir(), t.TempDir()
	write := func(dir, name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(system, "a.yaml", "docker: {a.example.com: {lookaside: https://system.example.com}}")
	write(system, "b.yaml", "docker: {b.example.com: {lookaside: https://b.example.com, lokaside: x}}")
	write(system, "c.yml", "docker: {c.example.com: {lookaside: https://c.example.com}}")
	write(user, "a.yaml", "docker: {a.example.com: {lookaside: https://user.example.com}}")
	r, err := LoadRegistries(user, system, filepath.Join(user, "none"))
	if err != nil {
		t.Fatal(err)
	}
	if base, _ := r.Lookaside(imageName(t, "a.example.com/x")); base != "https://user.example.com" {
		t.Errorf("the user's file does not hide the system's: %s", base)
	}
	if len(r.Files) != 2 || len(r.Unknown) != 1 || !strings.HasSuffix(r.Unknown[0], "docker/b.example.com/lokaside") {
		t.Errorf("files %v, unknown %v", r.Files, r.Unknown)
	}
	write(system, "d.yaml", "docker: {a.example.com: {}}")
	if _, err := LoadRegistries(user, system); err == nil || !strings.Contains(err.Error(), "both") {
		t.Errorf("a namespace that is defined twice: %v", err)
	}
	write(system, "d.yaml", "docker: [1]")
	if _, err := LoadRegistries(user, system); err == nil {
		t.Error("a file that cannot be read is passed over")
	}
	write(system, "d.yaml", "docker: {x: {lookaside: a, lookaside: b}}")
	if _, err := LoadRegistries(user, system); err == nil {
		t.Error("a member that stands there twice is taken")
	}
}

func TestRegistriesDirectories(t *testing.T) {
	env := map[string]string{"HOME": "/home/x"}
	get := func(name string) string { return env[name] }
	if d := Directories(get); !slices.Contains(d, "/home/x/.config/containers/registries.d") || len(d) != 3 {
		t.Error(d)
	}
	env["XDG_CONFIG_HOME"] = "/c"
	if d := Directories(get); d[0] != "/c/containers/registries.d" {
		t.Error(d)
	}
}
