package cli

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/inspect"
	"assay/inspect/report"
	"assay/ui/tui"
)

// TestChanged applies what the user changed, and leaves the rest as asked.
func TestChanged(t *testing.T) {
	t.Parallel()
	type outcome struct {
		Platform string
		All      bool
		Criteria report.Criteria
	}
	criteria := report.Criteria{Identity: "someone@example.com"}
	for _, c := range []struct {
		name   string
		change tui.Change
		want   outcome
	}{
		{"nothing", tui.Change{}, outcome{Platform: "linux/amd64", Criteria: report.Criteria{Keys: []string{"k.pub"}}}},
		{"platform", tui.Change{Platform: "linux/arm64"}, outcome{Platform: "linux/arm64",
			Criteria: report.Criteria{Keys: []string{"k.pub"}}}},
		{"every platform", tui.Change{Platform: tui.EveryPlatform}, outcome{All: true, Criteria: report.Criteria{Keys: []string{"k.pub"}}}},
		{"criteria", tui.Change{Criteria: &criteria}, outcome{Platform: "linux/amd64", Criteria: criteria}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			asked := inspect.Options{Platform: "linux/amd64", Criteria: report.Criteria{Keys: []string{"k.pub"}}}
			o := changed(asked, c.change)
			if diff := cmp.Diff(c.want, outcome{o.Platform, o.AllPlatforms, o.Criteria}); diff != "" {
				t.Errorf("asked for (-want +got):\n%s", diff)
			}
		})
	}
}

// TestImageEngine inspects an image of the demo, and the same evidence again
// under other criteria.
func TestImageEngine(t *testing.T) {
	t.Parallel()
	const demo = "testdata/demo/"
	ctx := context.Background()
	offline := report.Criteria{TrustedRoot: demo + "trusted-root.json", Offline: true}
	engine := newImageEngine("oci:"+demo+"layouts/v2-key-rekor:1.0", inspect.Options{Criteria: offline})
	if _, err := engine.Reverify(ctx, offline); !errors.Is(err, errNotInspected) {
		t.Errorf("before anything was read, Reverify says %v", err)
	}
	if _, err := engine.Retry(ctx, "a", offline); !errors.Is(err, errNotInspected) {
		t.Errorf("before anything was read, Retry says %v", err)
	}
	r, err := engine.Inspect(ctx, tui.Change{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.Verdict != report.VerdictUnpinned {
		t.Errorf("without a signer the verdict is %s", r.Verdict)
	}
	keyed := offline
	keyed.Keys = []string{demo + "k-other.pub"}
	if r, err = engine.Reverify(ctx, keyed); err != nil {
		t.Fatal(err)
	}
	if r.Verdict != report.VerdictFailed {
		t.Errorf("with another key the verdict is %s", r.Verdict)
	}
	if _, err := engine.Retry(ctx, r.Artifacts[0].ID, keyed); !errors.Is(err, tui.ErrNothingToRetry) {
		t.Errorf("of an image that is here, Retry says %v", err)
	}
	engine.Cancel("nothing of this name")
}

// TestFileEngine wants nothing to be offered for files but to read them.
func TestFileEngine(t *testing.T) {
	t.Parallel()
	want := &report.Report{Headline: "read"}
	engine := fileEngine(func(context.Context) (*report.Report, error) { return want, nil })
	if got := engine.Capabilities(); got != (tui.Capabilities{}) {
		t.Errorf("it can do %+v", got)
	}
	got, err := engine.Inspect(context.Background(), tui.Change{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Errorf("it reads %+v", got)
	}
}
