package cli

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// room is a package of assay's, as `go list` tells it.
type room struct {
	ImportPath, Name, Dir   string
	GoFiles, IgnoredGoFiles []string
	Imports, Deps           []string
}

// rooms lists the packages below the top directory by their path in it.
func rooms(t *testing.T) map[string]room {
	t.Helper()
	out, err := exec.Command("go", "list", "-deps", "-json=ImportPath,Name,Dir,GoFiles,IgnoredGoFiles,Imports,Deps", ".", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]room{}
	for decoder := json.NewDecoder(strings.NewReader(string(out))); decoder.More(); {
		var r room
		if err := decoder.Decode(&r); err != nil {
			t.Fatal(err)
		}
		if path, ok := strings.CutPrefix(r.ImportPath, "assay"); ok {
			all[strings.TrimPrefix(path, "/")] = r
		}
	}
	return all
}

// imports reports whether one of paths is pattern, or lies below it where pattern
// ends in /....
func imports(paths []string, pattern string) bool {
	below, tree := strings.CutSuffix(pattern, "/...")
	return slices.ContainsFunc(paths, func(path string) bool {
		return path == below || tree && strings.HasPrefix(path, below+"/")
	})
}

// TestArrows holds the rooms to what they may import: only ui/cli composes, the
// screens know no engine, no registry and no verifier, and the rooms that decide
// do no input or output of their own.
func TestArrows(t *testing.T) {
	t.Parallel()
	all := rooms(t)
	verifiers := []string{"assay/inspect/sigstore/...", "assay/inspect/openpgp/...", "assay/inspect/rekor/...", "assay/inspect/trust/...",
		"assay/inspect/containerspolicy/...", "github.com/sigstore/sigstore-go/...", "github.com/ProtonMail/go-crypto/..."}
	engine := []string{"assay/inspect", "assay/inspect/criteria", "assay/inspect/evidence", "assay/inspect/discover",
		"assay/inspect/verify", "assay/inspect/diagnose", "assay/inspect/remedy"}
	screens := slices.Concat(verifiers, engine, []string{"assay/registry/...", "net/http", "assay/sbom/reader", "assay/ui/cli"})
	pure := []string{"assay/registry/remote", "assay/registry/cache", "assay/registry/layout", "os", "net", "net/http"}
	above := []string{"assay/ui/...", "assay/inspect/..."}
	for path, r := range all {
		direct, deep := []string(nil), []string(nil)
		top, below, _ := strings.Cut(path, "/")
		switch {
		case top == "ui" && below != "cli":
			deep = screens
		case top == "certview", top == "sbom":
			deep = append([]string{"assay/registry/...", "net/http"}, above...)
		case top == "registry":
			deep = append([]string{"assay/sbom/...", "assay/certview"}, above...)
		case top == "inspect":
			deep = []string{"assay/ui/..."}
		}
		switch path {
		case "inspect/report":
			deep = append(deep, slices.Concat(verifiers, engine, []string{"assay/registry/...", "net/http"})...)
		case "inspect/verify", "inspect/diagnose", "inspect/remedy", "inspect/evidence":
			direct = pure
		}
		for _, pattern := range deep {
			if imports(r.Deps, pattern) {
				t.Errorf("%s depends on %s", path, pattern)
			}
		}
		for _, pattern := range direct {
			if imports(r.Imports, pattern) {
				t.Errorf("%s imports %s", path, pattern)
			}
		}
		if path != "" && path != "ui/cli" && imports(r.Imports, "assay/inspect") {
			t.Errorf("%s imports the engine; only ui/cli composes", path)
		}
	}
}

// TestSizes holds the rooms to sizes that one can keep in mind, and to names
// that say something.
func TestSizes(t *testing.T) {
	t.Parallel()
	for path, r := range rooms(t) {
		lines := 0
		for _, name := range slices.Concat(r.GoFiles, r.IgnoredGoFiles) {
			data, err := os.ReadFile(filepath.Join(r.Dir, name))
			if err != nil {
				t.Fatal(err)
			}
			n := strings.Count(string(data), "\n")
			if n > 400 {
				t.Errorf("%s/%s has %d lines; 400 are the most", path, name, n)
			}
			if !strings.HasSuffix(name, "_test.go") {
				lines += n
			}
		}
		if lines > 3000 {
			t.Errorf("%s has %d lines; 3000 are the most", path, lines)
		}
		if slices.Contains([]string{"util", "utils", "common", "types", "context", "helpers"}, r.Name) {
			t.Errorf("%s: the name %s says nothing", path, r.Name)
		}
		most := map[string]int{"": 1, "inspect": 6}[path]
		if n := len(r.GoFiles); most > 0 && n > most {
			t.Errorf("%s has %d files; %d are the most", path, n, most)
		}
	}
}

// TestStart wants modules that spend much of every start on what is never asked
// for to stay out of the program, or to be replaced by a stand-in.
func TestStart(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"github.com/distribution/reference", "github.com/invopop/jsonschema",
		"github.com/santhosh-tekuri/jsonschema/v6", "net/http/pprof", "expvar"} {
		if slices.Contains(rooms(t)[""].Deps, path) {
			t.Errorf("the program is linked with %s", path)
		}
	}
	for _, path := range []string{"github.com/asaskevich/govalidator", "github.com/atotto/clipboard", "github.com/go-chi/chi/v5"} {
		out, err := exec.Command("go", "list", "-m", "-f", "{{.Replace.Path}}", path).Output()
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(out), "./") {
			t.Errorf("%s is %q, and not a stand-in of this module", path, out)
		}
	}
}
