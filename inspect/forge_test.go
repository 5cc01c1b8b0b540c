package inspect

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/google/go-containerregistry/pkg/authn"

	"assay/inspect/report"
	"assay/testdata/forge"
)

// TestForgedAnew makes the recorded forged images anew, each a good one with one
// thing changed, and compares the verdict of each with that of cosign 3 and 2.
// testdata/forge/README.md says how they are recorded, and where assay is stricter.
func TestForgedAnew(t *testing.T) {
	t.Parallel()
	recorded, err := forge.ReadRecord(filepath.Join(testdata, "forge/recorded.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	world := forge.NewWorld(forge.RecordedSeed)
	cases := map[string]forge.Case{}
	for _, c := range forge.Cases(world) {
		cases[c.ID()] = c
	}
	registry, dir := forge.NewRegistry(), t.TempDir()
	t.Cleanup(registry.Close)
	for _, want := range recorded {
		t.Run(want.ID(), func(t *testing.T) {
			t.Parallel()
			c, ok := cases[want.ID()]
			if !ok {
				t.Fatal("this case is not made any more: record again")
			}
			made := world.Make(c)
			if made.Sum() != want.Sum {
				t.Fatal("this case is made otherwise than recorded: record again")
			}
			got := anewVerdict(t, registry, made, dir)
			expected := want.Expected()
			if expected == "either" || (got == report.VerdictVerified) == (expected == "accept") {
				return
			}
			if forge.Deliberate(c, got == report.VerdictVerified) == "" {
				t.Errorf("verdict %s, want %s; cosign says: %s", got, expected, want.Line)
			}
		})
	}
}

// anewVerdict asks the engine about a forged image; what is refused as a
// mistake of the user's is failed.
func anewVerdict(t *testing.T, registry *forge.Registry, made *forge.Made, dir string) report.Verdict {
	t.Helper()
	flags, err := made.Write(dir)
	if err != nil {
		t.Fatal(err)
	}
	asked, err := forge.Asked(flags, made.Type)
	if err != nil {
		t.Fatal(err)
	}
	reference, drop := registry.Add(made.Image)
	defer drop()
	options := Options{Criteria: asked}
	options.Registry.Keychain = authn.NewMultiKeychain()
	r, err := Run(context.Background(), reference, options, nil)
	if err != nil {
		return report.VerdictFailed
	}
	wantAgreement(t, r)
	if accepted := r.Verdict == report.VerdictVerified; accepted != (r.ExitCode() == 0) && r.Verdict != report.VerdictUnchecked &&
		r.Verdict != report.VerdictUnpinned {
		t.Errorf("exit code %d for verdict %s", r.ExitCode(), r.Verdict)
	}
	return r.Verdict
}
