package diagnose

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"assay/certview"
	"assay/inspect/evidence"
	"assay/inspect/report"
)

// TestTableOfCauses wants every row to be complete and every cause to be one
// row.
func TestTableOfCauses(t *testing.T) {
	t.Parallel()
	const both = report.ReasonPredicateTypeMismatch // One attestation may be of another type, and so may all that an image has.
	seen := map[report.Reason]bool{}
	for _, row := range causes() {
		if seen[row.reason] {
			t.Errorf("%s has two rows", row.reason)
		}
		seen[row.reason] = true
		for part, text := range map[string]string{"check": string(row.check), "title": row.title, "message": row.message} {
			if text == "" {
				t.Errorf("%s has no %s", row.reason, part)
			}
		}
		if len(row.remedy) == 0 && row.explain == nil && row.reason != both {
			t.Errorf("%s says nothing of what to do", row.reason)
		}
		if !strings.HasSuffix(row.message, ".") {
			t.Errorf("the message of %s is not a sentence: %s", row.reason, row.message)
		}
	}
	for _, row := range imageCauses() {
		if seen[report.Reason(row.slug)] && report.Reason(row.slug) != both {
			t.Errorf("%s has two rows", row.slug)
		}
		seen[report.Reason(row.slug)] = true
	}
}

// TestEveryRowExplains has every row explain a signature that carries as little
// as can be, and wants it to say what to do.
func TestEveryRowExplains(t *testing.T) {
	t.Parallel()
	for _, row := range causes() {
		if row.reason == report.ReasonPredicateTypeMismatch {
			continue
		}
		s := &report.Signature{ID: "1", Deciding: true, Verdict: report.VerdictFailed, Checks: []report.Check{
			{ID: row.check, Reason: row.reason, Status: report.StatusFail, Required: true, Want: "a", Got: "b"},
			{ID: report.CheckSecondVerifier, Title: "a second verifier agrees", Status: report.StatusUnknown, Required: true}}}
		r := &report.Report{Verdict: report.VerdictFailed, Signatures: []*report.Signature{s}}
		Report(r, Context{Reference: "registry.example.org/a@sha256:1"})
		if len(r.Diagnoses) != 1 {
			t.Errorf("%s: %d diagnoses", row.reason, len(r.Diagnoses))
			continue
		}
		d := r.Diagnoses[0]
		if d.Cause != string(row.reason) || d.Signature != "1" || d.Check != row.check {
			t.Errorf("%s is diagnosed as %s of signature %q by check %s", row.reason, d.Cause, d.Signature, d.Check)
		}
		named := slices.Contains([]string{"wrong-hash-algorithm", "wrong-identity", "identity-regexp-mismatch", "wrong-issuer",
			"issuer-regexp-mismatch", "key-given-but-signed-keyless"}, string(row.reason))
		if len(d.Remedy) == 0 && !named {
			t.Errorf("%s: nothing to do", row.reason)
		}
		if row.check != report.CheckSecondVerifier && len(d.Consequences) != 1 {
			t.Errorf("%s: consequences %q", row.reason, d.Consequences)
		}
	}
}

// TestOrder puts signatures of the kind that was asked for first, then those
// with fewer failed checks, then those with the more fundamental cause.
func TestOrder(t *testing.T) {
	t.Parallel()
	sign := func(id string, reasons ...report.Reason) *report.Signature {
		s := &report.Signature{ID: id, Deciding: true}
		for _, reason := range reasons {
			s.Checks = append(s.Checks, report.Check{ID: report.CheckKeyMatch, Reason: reason, Required: true, Status: report.StatusFail})
		}
		return s
	}
	r := &report.Report{Verdict: report.VerdictFailed, Signatures: []*report.Signature{
		sign("kind", "key-given-but-signed-keyless"), sign("two", "wrong-key", "x"), sign("late", "verifier-disagreement"),
		sign("early", "blob-missing"),
		{ID: "undecided", Deciding: true, Checks: []report.Check{{ID: report.CheckLogKey, Title: "log", Detail: "no answer", Required: true,
			Status: report.StatusUnknown}}},
		{ID: "aside", Checks: []report.Check{{Reason: "wrong-key", Required: true, Status: report.StatusFail}}},
	}}
	Report(r, Context{})
	var got []string
	for _, d := range r.Diagnoses {
		got = append(got, d.Signature)
	}
	if want := []string{"undecided", "early", "late", "two", "kind"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestRelated wants the cause of an unsigned image to follow from the images that
// are related to it, by the same precedence whatever order they come in.
func TestRelated(t *testing.T) {
	t.Parallel()
	const digest = "sha256:0000000000000000000000000000000000000000000000000000000000000000"
	by := &report.Signature{Key: &report.Key{FingerprintSHA256: "abc"}}
	other := func(relation evidence.Relation, digest string) Related {
		return Related{Relation: relation, Digest: digest, Tag: "1.0", Platform: "linux/arm64", By: by}
	}
	for _, test := range []struct {
		name    string
		related []Related
		cause   string
	}{
		{"nothing", nil, "no-signature"},
		{"a platform", []Related{other(evidence.RelationElsewhere, digest), other(evidence.RelationPlatform, digest)},
			"signed-child-not-index"},
		{"an index", []Related{other(evidence.RelationOtherPlatform, digest), other(evidence.RelationIndex, digest)},
			"signed-index-not-child"},
		{"another platform", []Related{other(evidence.RelationElsewhere, digest), other(evidence.RelationOtherPlatform, digest)},
			"signed-other-child"},
		{"elsewhere", []Related{other(evidence.RelationElsewhere, "sha256:"+strings.Repeat("f", 64)),
			other(evidence.RelationElsewhere, digest)}, "tag-moved-after-signing"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := &report.Report{Verdict: report.VerdictUnsigned, Criteria: report.Criteria{Keys: []string{"k.pub"}}}
			Report(r, Context{Reference: "registry.example.org/a@sha256:" + strings.Repeat("a", 64), Tag: "1.0", Related: test.related})
			if len(r.Diagnoses) != 1 || r.Diagnoses[0].Cause != test.cause {
				t.Fatalf("%+v, want %s", r.Diagnoses, test.cause)
			}
			d := r.Diagnoses[0]
			if want := "assay registry.example.org/a@" + digest + " --key k.pub"; test.related != nil && d.Command != want {
				t.Errorf("%s, want %s", d.Command, want)
			}
			if test.related != nil && !strings.Contains(d.Evidence.Got, "by key SHA256:abc") {
				t.Errorf("it does not say who signed: %s", d.Evidence.Got)
			}
		})
	}
}

// TestIdentityDetail wants the detail of a check on an identity to be a sentence,
// whatever it is about.
func TestIdentityDetail(t *testing.T) {
	t.Parallel()
	for detail, want := range map[string]string{
		"of the certificate's 3 names, these are the ones that verifiers compare here": "Of the certificate's 3 names, these are the " +
			"ones that verifiers compare here.",
		"the expression begins with alice, which does not occur": "The expression begins with alice, which does not occur.",
		"\u00fcber": "\u00dcber.",
	} {
		var d report.Diagnosis
		explainIdentity(&d, explained{signature: &report.Signature{Certificate: &certview.Certificate{}},
			check: report.Check{Want: "a", Got: "b", Detail: detail}})
		if d.Why != want {
			t.Errorf("%q, want %q", d.Why, want)
		}
	}
}

// TestNoFlags wants no file here to write a flag of a command line: those come
// from package remedy.
func TestNoFlags(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	flag := regexp.MustCompile("\"--[a-z]|[ (`]--?[a-z]")
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for n, line := range strings.Split(string(data), "\n") {
			if found := flag.FindString(line); found != "" {
				t.Errorf("%s:%d: %s", file, n+1, found)
			}
		}
	}
}
