package tui

import (
	"context"
	"os"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"assay/inspect"
	"assay/inspect/discover"
	"assay/inspect/report"
	"assay/registry"
	"assay/ui/text"
)

const mirrored = "mirror.example.net/corpus/gpg-mirrored:1.0"

// loadRefused inspects the demo's mirrored image under its policy.
func loadRefused(tb testing.TB) *report.Report {
	tb.Helper()
	text, err := os.ReadFile(demoDir + "policy.json")
	if err != nil {
		tb.Fatal(err)
	}
	image, err := registry.ParseImageName(mirrored)
	if err != nil {
		tb.Fatal(err)
	}
	options := inspect.Options{
		Criteria: report.Criteria{
			Policy:      strings.ReplaceAll(string(text), "REGISTRY", image.Host()),
			Offline:     true,
			TrustedRoot: demoDir + "trusted-root.json",
		},
		Stores: discover.StoreOptions{Reference: mirrored, Signatures: demoDir + "lookaside"},
	}
	r, err := inspect.Run(context.Background(), "oci:"+demoDir+"layouts/gpg-mirrored:1.0", options, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// TestPolicyScreen wants the reason for which a policy refuses an image, both
// sides and what would fix it on the first screen.
func TestPolicyScreen(t *testing.T) {
	m := newTestModel(Options{Target: mirrored, Appearance: dark})
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	m.Update(inspectedMsg{report: loadRefused(t)})
	got := drawn(m)
	flat := strings.Join(strings.Fields(got), " ")
	for _, want := range []string{
		"FAILED", "refused by the policy", "signed under another name", "policy wants", mirrored,
		"signed as", "registry.example.com/acme/app:1.0", "podman prints", "remapIdentity",
	} {
		if !strings.Contains(flat, want) {
			t.Errorf("the screen does not show %q:\n%s", want, got)
		}
	}
	compareGolden(t, "policy-refuses-80x24", got)
}

// TestUncheckedIsNotVerified wants a policy that accepts anything to never
// bring the word verified alone.
func TestUncheckedIsNotVerified(t *testing.T) {
	options := inspect.Options{
		Criteria: report.Criteria{
			Policy:      `{"default":[{"type":"insecureAcceptAnything"}]}`,
			Offline:     true,
			TrustedRoot: demoDir + "trusted-root.json",
		},
		Stores: discover.StoreOptions{Reference: mirrored},
	}
	r, err := inspect.Run(context.Background(), "oci:"+demoDir+"layouts/unsigned:1.0", options, nil)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := text.Write(&b, r, text.Options{}); err != nil {
		t.Fatal(err)
	}
	text := strings.ToLower(b.String())
	if strings.Count(text, "verified") != strings.Count(text, "nothing verified") {
		t.Errorf("it says verified of an image that nobody checked:\n%s", b.String())
	}
	if !strings.Contains(text, "accepted by the policy, nothing verified") || r.ExitCode() != 0 {
		t.Errorf("exit code %d:\n%s", r.ExitCode(), b.String())
	}
}
