package ui

import (
	"os/exec"
	"strings"
	"testing"
)

// TestDepends keeps the network and the verifiers out of this package: it is a
// view.
func TestDepends(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	for dep := range strings.SplitSeq(strings.TrimSpace(string(out)), "\n") {
		for _, forbidden := range []string{"net/http", "assay/registry", "assay/inspect/sigstore", "assay/inspect/rekor", "assay/inspect/trust", "assay/inspect/openpgp", "assay/inspect/policy", "github.com/sigstore/sigstore-go/pkg/verify"} {
			if dep == forbidden || strings.HasPrefix(dep, forbidden+"/") {
				t.Errorf("this package depends on %s", dep)
			}
		}
		if dep == "assay/inspect" {
			t.Error("this package depends on the engine")
		}
	}
}
