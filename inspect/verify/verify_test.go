package verify

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"assay/inspect/criteria"
	"assay/inspect/discover"
	"assay/inspect/evidence"
	"assay/inspect/internal/frozen"
	"assay/inspect/report"
	"assay/registry"
	"assay/registry/file"
)

const testdata = "../../testdata"

// found returns what is attached to an image of the demo.
func found(t *testing.T, layout string) *evidence.Evidence {
	t.Helper()
	reference, err := registry.ParseReference("oci:" + filepath.Join(testdata, "demo/layouts", layout) + ":1.0")
	if err != nil {
		t.Fatal(err)
	}
	o := discover.Options{Inputs: new(file.Inputs), Offline: true, WantsOpenPGP: func(context.Context) bool { return false }}
	d, err := discover.Run(t.Context(), reference, o, nil)
	if err != nil {
		t.Fatal(err)
	}
	return d.Evidence()
}

// asked returns criteria for the demo's images, by what they ask for.
func asked(t *testing.T) map[string]*criteria.Criteria {
	t.Helper()
	key := []string{filepath.Join(testdata, "demo/k-p256.pub")}
	out := map[string]*criteria.Criteria{}
	for name, c := range map[string]report.Criteria{
		"a key":       {Keys: key},
		"another key": {Keys: []string{filepath.Join(testdata, "demo/k-other.pub")}},
		"nobody":      {},
		"an identity": {IdentityRegexp: ".*", IssuerRegexp: ".*"},
		"an SBOM":     {Keys: key, Attachment: report.AttachmentSBOM},
		"a predicate": {Keys: key, PredicateType: "spdxjson"},
		"a policy":    {Policy: filepath.Join(testdata, "demo/policy.json")},
	} {
		c.TrustedRoot, c.Offline = filepath.Join(testdata, "demo/trusted-root.json"), true
		loaded, err := criteria.Load(t.Context(), c, criteria.Options{Inputs: new(file.Inputs),
			Now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out[name] = loaded
	}
	return out
}

// layouts are the images of the demo.
func layouts(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(testdata, "demo/layouts"))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		if _, err := os.Stat(filepath.Join(testdata, "demo/layouts", e.Name(), "index.json")); err == nil {
			out = append(out, e.Name())
		}
	}
	if len(out) == 0 {
		t.Fatal("the demo has no layouts")
	}
	return out
}

// TestReportIsPure wants the same evidence to give the same report, however often
// and with whatever memo, and neither evidence nor criteria to be changed by it.
func TestReportIsPure(t *testing.T) {
	t.Parallel()
	for _, layout := range layouts(t) {
		t.Run(layout, func(t *testing.T) {
			t.Parallel()
			e, shared := found(t, layout), new(Memo)
			untouched := frozen.Print(e)
			want := map[string]string{}
			all := asked(t)
			for name, c := range all {
				want[name] = frozen.Print(Report(e, c, Options{SuggestPolicy: true}))
			}
			for range 2 {
				for name, c := range all {
					for kind, memo := range map[string]*Memo{"no memo": nil, "a new memo": new(Memo),
						"the memo of other criteria": shared} {
						if got := frozen.Print(Report(e, c, Options{SuggestPolicy: true, Memo: memo})); got != want[name] {
							t.Errorf("%s, %s: the report differs from the first", name, kind)
						}
					}
					if got := frozen.Print(Report(e, c, Options{SuggestPolicy: true, Memo: shared})); got != want[name] {
						t.Errorf("%s: the report from the memo differs from the first", name)
					}
				}
			}
			if frozen.Print(e) != untouched {
				t.Error("the evidence was changed")
			}
		})
	}
}

// TestReportsSideBySide makes reports of one evidence by the same criteria in
// goroutines with a memo each; the race detector tells what they share.
func TestReportsSideBySide(t *testing.T) {
	t.Parallel()
	e, all := found(t, "sbom-attached-signed"), asked(t)
	var reports sync.WaitGroup
	for name, c := range all {
		want := textOf(t, Report(e, c, Options{}))
		for range 2 {
			reports.Go(func() {
				memo := new(Memo)
				for range 3 {
					if got := textOf(t, Report(e, c, Options{Memo: memo})); got != want {
						t.Errorf("%s: the report differs from the first", name)
					}
				}
			})
		}
	}
	reports.Wait()
}

func textOf(t *testing.T, r *report.Report) string {
	t.Helper()
	data, err := json.Marshal(r)
	if err != nil {
		t.Error(err)
	}
	return string(data)
}

// TestReportsShareNothing wants a change of one report not to show in another,
// also where both have their results from one memo.
func TestReportsShareNothing(t *testing.T) {
	t.Parallel()
	e, c, memo := found(t, "sbom-attached-signed"), asked(t)["a key"], new(Memo)
	first := Report(e, c, Options{Memo: memo})
	want := frozen.Print(first)
	second := Report(e, c, Options{Memo: memo})
	for _, s := range slices.Concat(second.Signatures, second.Attestations) {
		s.Verdict, s.Deciding, s.NotDecidingBecause = report.VerdictFailed, false, "changed"
		s.Notes = append(s.Notes, "changed")
		s.Commands = append(s.Commands, report.Command{Line: "changed"})
	}
	for n := range second.Artifacts {
		second.Artifacts[n].State = report.StateFailed
		second.Artifacts[n].Signed = append(second.Artifacts[n].Signed, "changed")
	}
	second.Lookups = append(second.Lookups[:0], report.Lookup{Detail: "changed"})
	if frozen.Print(first) != want {
		t.Error("the first report was changed with the second")
	}
	if frozen.Print(Report(e, c, Options{Memo: memo})) != want {
		t.Error("a third report was changed with the second")
	}
}

// TestExpired wants signatures for which there was no time to be undecided, and
// what was checked before to keep its result.
func TestExpired(t *testing.T) {
	t.Parallel()
	e, c, memo := found(t, "v2-key-rekor"), asked(t)["a key"], new(Memo)
	over := func() bool { return true }
	late := Report(e, c, Options{Expired: over, Memo: memo})
	if late.Verdict != report.VerdictUnknown {
		t.Errorf("verdict %s without a check, want unknown", late.Verdict)
	}
	if len(late.Errors) != 1 {
		t.Errorf("errors %+v, want one that says so", late.Errors)
	}
	if r := Report(e, c, Options{Memo: memo}); r.Verdict != report.VerdictVerified {
		t.Errorf("verdict %s with time, want verified", r.Verdict)
	}
	if r := Report(e, c, Options{Expired: over, Memo: memo}); r.Verdict != report.VerdictVerified {
		t.Errorf("verdict %s of what was checked before, want verified", r.Verdict)
	}
	if r := Report(e, asked(t)["another key"], Options{Expired: over, Memo: memo}); r.Verdict != report.VerdictUnknown {
		t.Errorf("verdict %s by other criteria without a check, want unknown", r.Verdict)
	}
}
