package registry

import (
	"os/exec"
	"strings"
	"testing"
)

// TestDepends keeps the engine, the verifiers and the screens out of this
// package. Of the engine's packages it may use the reading of files, which uses
// nothing of assay's.
func TestDepends(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	for dep := range strings.SplitSeq(strings.TrimSpace(string(out)), "\n") {
		if strings.HasPrefix(dep, "assay/") && dep != "assay/registry" && dep != "assay/inspect/file" {
			t.Errorf("this package depends on %s", dep)
		}
	}
}
