package present

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"assay/inspect/report"
	"assay/ui/present/bounds"
	"assay/ui/present/line"
)

// TestPredicateForms wants forms as they were made of decoded JSON, and a
// bounded number of rows.
func TestPredicateForms(t *testing.T) {
	t.Parallel()
	materials := strings.Repeat(`{"uri":"git+https://x\u0041","digest":{"sha1":"b","a":"<"}},`, 100_000) + `{}`
	s := &report.Signature{PredicateType: "https://slsa.dev/provenance/v0.2",
		Predicate: json.RawMessage(`{"builder":{"id":"first","id":"last"},"invocation":{"parameters":{"b":1.0,"a":[true]}},"materials":[` +
			materials + `]}`)}
	out := line.Static(predicate(s)).String()
	for _, want := range []string{"builder           last", `parameters        {"a":[true],"b":1}`,
		`material          git+https://xA  {"a":"\u003c","sha1":"b"}`, "… and 98001 materials more; pane Raw"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%.1000s", want, out)
		}
	}
}

// TestBoundedLists wants lists without end to be cut, with the elements that
// matter.
func TestBoundedLists(t *testing.T) {
	t.Parallel()
	s := &report.Signature{PredicateType: "x", Statement: json.RawMessage(`{"subject":[{"annotations":{"k":"v"}}]}`)}
	for n := range 5_000 {
		s.Subjects = append(s.Subjects, report.StatementSubject{Name: fmt.Sprint("file-", n), Digest: map[string]string{"sha256": "x"},
			Matches: n == 4_500})
	}
	out := line.Static(Claims(s, Options{})).String()
	for _, want := range []string{"Subjects (5000)", "file-1999\n", "✓ sha256:x  file-4500\n", "… and 3000 subjects more",
		"k                 v"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not shown", want)
		}
	}
	if strings.Contains(out, "file-2000\n") {
		t.Error("more subjects are shown")
	}
	long := strings.Repeat("\u202e", 1<<20)
	for _, l := range []line.Line{line.Field(long, long), line.TextLine(line.StylePlain, long), line.Heading(long),
		side(long, long, long+"x"), check(report.Check{Title: long, Got: long, Detail: long}, Options{})[0]} {
		if n := len(l.String()); n > 3*bounds.Value || !strings.Contains(l.String(), "3.0 MiB in all") {
			t.Errorf("a line of %d bytes: %.100s", n, l.String())
		}
	}
}
