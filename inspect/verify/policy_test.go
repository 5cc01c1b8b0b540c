package verify

import (
	"testing"

	"assay/inspect/evidence"
	"assay/inspect/report"
	"assay/registry"
	"assay/registry/lookaside"
)

// TestVendorStoreIsHinted names the store of a vendor when nothing is
// configured, and only then.
func TestVendorStoreIsHinted(t *testing.T) {
	t.Parallel()
	image, err := registry.ParseImageName("registry.access.redhat.com/ubi9:latest")
	if err != nil {
		t.Fatal(err)
	}
	configured, err := lookaside.ParseRegistries("x.yaml", []byte("default-docker: {lookaside: https://x.example.com}"))
	if err != nil {
		t.Fatal(err)
	}
	for want, registries := range map[int]*lookaside.Registries{1: nil, 0: configured} {
		v := &verification{evidence: &evidence.Evidence{Image: image, Registries: registries}, report: &report.Report{}}
		v.noteStore()
		if len(v.report.Notes) != want {
			t.Errorf("notes %v, want %d", v.report.Notes, want)
		}
	}
}
