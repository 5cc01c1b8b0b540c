package report

import (
	"slices"
	"testing"
)

func ids(list []*Signature) []string {
	out := []string{}
	for _, s := range list {
		out = append(out, s.ID)
	}
	return out
}

// TestDeciding wants the verdict to be drawn from the signatures that were asked
// for, and attestations of the target to be told from those of something else.
func TestDeciding(t *testing.T) {
	t.Parallel()
	r := &Report{Target: Target{Digest: "sha256:1"},
		Signatures: []*Signature{{ID: "a", Deciding: true}, {ID: "b"}},
		Attestations: []*Signature{{ID: "c", Subject: "sha256:1", Deciding: true}, {ID: "d", Subject: "sha256:2"},
			{ID: "e", Subject: "sha256:1", Format: FormatBareStatement}},
	}
	if got := ids(r.Deciding()); !slices.Equal(got, []string{"a", "c"}) {
		t.Errorf("deciding: %q", got)
	}
	if got := ids(r.OwnAttestations()); !slices.Equal(got, []string{"c"}) {
		t.Errorf("own attestations: %q", got)
	}
	if r.ByID("d") != r.Attestations[1] {
		t.Errorf("by ID: %+v", r.ByID("d"))
	}
	if r.ByID("x") != nil {
		t.Errorf("by an ID that is not there: %+v", r.ByID("x"))
	}
}

// TestPrimary holds the rule that says which signature and which diagnosis explain
// a verdict, on every screen.
func TestPrimary(t *testing.T) {
	t.Parallel()
	sign := func(id string, v Verdict, deciding bool) *Signature {
		return &Signature{ID: id, Verdict: v, Deciding: deciding}
	}
	of := func(id string) Diagnosis { return Diagnosis{Signature: id, Cause: "cause of " + id} }
	for _, test := range []struct {
		name    string
		report  Report
		primary string
		cause   string
	}{
		{"nothing", Report{Verdict: VerdictUnsigned}, "", ""},
		{"nothing, explained", Report{Verdict: VerdictUnsigned, Diagnoses: []Diagnosis{of("")}}, "", "cause of "},
		{"only what does not decide", Report{Verdict: VerdictUnsigned,
			Signatures: []*Signature{sign("a", VerdictVerified, false)}}, "a", ""},
		{"the best", Report{Verdict: VerdictVerified, Signatures: []*Signature{sign("a", VerdictFailed, true),
			sign("b", VerdictUnpinned, true), sign("c", VerdictVerified, true)}}, "c", ""},
		{"verified is not explained by another's failure",
			Report{Verdict: VerdictVerified, Signatures: []*Signature{sign("a", VerdictFailed, true), sign("b", VerdictVerified, true)},
				Diagnoses: []Diagnosis{of("a")}}, "b", ""},
		{"the first diagnosis", Report{Verdict: VerdictFailed,
			Signatures: []*Signature{sign("a", VerdictFailed, true), sign("b", VerdictFailed, true)},
			Diagnoses:  []Diagnosis{of("b"), of("a")}}, "b", "cause of b"},
		{"of the image, then of a signature",
			Report{Verdict: VerdictFailed, Signatures: []*Signature{sign("a", VerdictFailed, false), sign("b", VerdictFailed, true)},
				Diagnoses: []Diagnosis{of(""), of("a")}}, "b", "cause of "},
		{"not yet", Report{Verdict: VerdictFailed, Partial: true, Signatures: []*Signature{sign("a", VerdictFailed, true)},
			Diagnoses: []Diagnosis{of("a")}}, "a", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			primary, cause := "", ""
			if s := test.report.Primary(); s != nil {
				primary = s.ID
			}
			if d := test.report.Explanation(nil); d != nil {
				cause = d.Cause
			}
			if primary != test.primary {
				t.Errorf("primary %q, want %q", primary, test.primary)
			}
			if cause != test.cause {
				t.Errorf("explained by %q, want %q", cause, test.cause)
			}
		})
	}
}

// TestExplanation wants a signature to be shown with its own diagnosis, or with
// that of the image, and never with another's.
func TestExplanation(t *testing.T) {
	t.Parallel()
	a, b := &Signature{ID: "a"}, &Signature{ID: "b"}
	r := &Report{Verdict: VerdictVerified, Signatures: []*Signature{a, b}, Diagnoses: []Diagnosis{{Signature: "a"}}}
	if r.Explanation(a) == nil {
		t.Error("its own diagnosis is not shown")
	}
	r.Verdict = VerdictFailed
	if d := r.Explanation(b); d != nil {
		t.Errorf("another's diagnosis is shown: %+v", d)
	}
	r.Diagnoses[0].Signature = ""
	if r.Explanation(b) == nil {
		t.Error("the image's diagnosis is not shown")
	}
}

// TestExitCode holds the codes that the command line promises.
func TestExitCode(t *testing.T) {
	t.Parallel()
	for verdict, want := range map[Verdict]int{
		VerdictVerified: 0, VerdictUnpinned: 0, VerdictUnchecked: 0, VerdictUnsigned: 10, VerdictFailed: 12, VerdictUnknown: 1,
		VerdictSubjectMismatch: 1, "": 1,
	} {
		if got := (&Report{Verdict: verdict}).ExitCode(); got != want {
			t.Errorf("%s: exit code %d, want %d", verdict, got, want)
		}
	}
}

// TestKinds tells signatures from attestations, and bundles from other formats.
func TestKinds(t *testing.T) {
	t.Parallel()
	for predicate, want := range map[string]bool{"": false, PredicateCosignSign: false, "https://slsa.dev/provenance/v1": true} {
		if got := (&Signature{PredicateType: predicate}).IsAttestation(); got != want {
			t.Errorf("predicate %q: attestation %v", predicate, got)
		}
	}
	for format, want := range map[Format]bool{
		FormatBundle01: true, FormatBundle02: true, FormatBundle03: true, FormatBundleUnknown: true,
		FormatSimpleSigning: false, FormatDSSE: false, FormatOpenPGP: false, FormatNotary: false, FormatBareStatement: false,
	} {
		if format.IsBundle() != want {
			t.Errorf("%s: bundle %v", format, !want)
		}
	}
}

// TestFitsClaims wants a signature to fit and to name the image.
func TestFitsClaims(t *testing.T) {
	t.Parallel()
	value, digest := Check{ID: CheckSignatureValue, Status: StatusPass}, Check{ID: CheckClaimsDigest, Status: StatusPass}
	failed := Check{ID: CheckClaimsDigest, Status: StatusFail}
	for name, test := range map[string]struct {
		checks []Check
		want   bool
	}{
		"both": {[]Check{value, digest}, true}, "no claims": {[]Check{value}, false}, "no signature": {[]Check{digest}, false},
		"another image": {[]Check{value, failed}, false}, "nothing": {nil, false},
	} {
		if got := (&Signature{Checks: test.checks}).FitsClaims(); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestSteps wants the command of a remedy to be told from its sentences by where
// it stands, also where a sentence has the same words.
func TestSteps(t *testing.T) {
	t.Parallel()
	var d Diagnosis
	d.Advise("x", "do:")
	d.Offer("x")
	d.Advise("or not.")
	want := []Step{{"x", false}, {"do:", false}, {"x", true}, {"or not.", false}}
	if got := d.Steps(); !slices.Equal(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	if d.Command != "x" {
		t.Errorf("command %q", d.Command)
	}
	if got := (&Diagnosis{Remedy: []string{""}}).Steps(); got[0].Copyable {
		t.Error("a remedy without a command has one")
	}
}

// TestAccepted wants the signatures that any requirement accepts, and none where
// there is no policy.
func TestAccepted(t *testing.T) {
	t.Parallel()
	p := &Policy{Requirements: []PolicyRequirement{{Signatures: []PolicySignature{{Signature: "a", Accepted: true}, {Signature: "b"}}}}}
	if got := p.Accepted(); len(got) != 1 || !got["a"] {
		t.Errorf("%v", got)
	}
	if got := (*Policy)(nil).Accepted(); len(got) != 0 {
		t.Errorf("%v", got)
	}
}
