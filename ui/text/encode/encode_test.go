package encode

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"assay/certview"
	"assay/inspect/report"
	"assay/sbom"
	"assay/ui/present/bounds"
)

// sample has every shape that reports and documents have.
func sample() *report.Report {
	now := time.Date(2026, 11, 21, 1, 2, 3, 4, time.UTC)
	return &report.Report{
		SchemaVersion: 1, Target: report.Target{Reference: "a<b>&c\u2028\"\\\n\t\xff\u009b",
			Image: &report.Image{Annotations: map[string]string{"b": "2", "a": "1", "": "empty"}}},
		Signatures: []*report.Signature{
			{ID: "1", Claims: json.RawMessage(` { "a" : [ 1.50, {} , [] , "<\u003c>" ] , "b":null} `),
				Checks: []report.Check{{ID: "x", Required: true}}, Key: &report.Key{OpenPGP: &report.OpenPGPKey{Created: now}},
				Log:         &report.LogEntry{IntegratedTime: &now, Body: json.RawMessage(`"text"`), Proof: &report.InclusionProof{}},
				Certificate: &certview.Certificate{NotBefore: now, Chain: []certview.Certificate{{}}}},
			nil,
		},
		Attestations: []*report.Signature{{Subjects: []report.StatementSubject{{Digest: map[string]string{}}, {}}}},
		SBOMs:        []*report.SBOM{{Diagnostics: []sbom.Diagnostic{{Line: 1}}}},
		Errors:       []report.Problem{}, Policy: &report.Policy{Registries: &report.RegistriesConfiguration{}},
	}
}

// TestAsEncodingJSON wants the bytes that encoding/json writes.
func TestAsEncodingJSON(t *testing.T) {
	t.Parallel()
	document := &sbom.Document{Name: "d", Packages: []sbom.Package{{Name: "p<", FilesAnalyzed: 1, SupplierKind: sbom.Person}},
		Annotations: []sbom.Annotation{{}}}
	for name, v := range map[string]any{"report": sample(), "nil report": &report.Report{}, "document": document,
		"difference": &sbom.Difference{Added: []*sbom.Package{nil, {}}},
		"map":        map[string]any{"b": 1.5, "a": []any{nil, uint8(1), map[int]string{1: "x"}, []byte("x"), [2]bool{}}, "c": struct{}{}},
		"embedded": struct {
			sbom.Diagnostic
			N int `json:"n,string"`
		}{}} {
		for _, o := range []Options{{}, {Indent: true}, {HTML: true}, {Indent: true, HTML: true}, {Indent: true, Whole: true}} {
			var want, got bytes.Buffer
			encoder := json.NewEncoder(&want)
			encoder.SetEscapeHTML(o.HTML)
			if o.Indent {
				encoder.SetIndent("", "  ")
			}
			if err := errors.Join(encoder.Encode(v), Write(&got, v, o)); err != nil {
				t.Fatal(err)
			}
			if got.String() != want.String() {
				t.Errorf("%s %+v:\n%s\nwant\n%s", name, o, got.String(), want.String())
			}
		}
	}
}

// cuts writes a report and reads what it says was cut.
func cuts(t *testing.T, r *report.Report) (cut []Cut, written string) {
	t.Helper()
	var line, indented bytes.Buffer
	if err := errors.Join(Write(&indented, r, Options{Indent: true}), Write(&line, r, Options{})); err != nil {
		t.Fatal(err)
	}
	if !json.Valid(line.Bytes()) {
		t.Error("the line is no JSON")
	}
	var doc struct {
		report.Report
		Cut []Cut `json:"cut"`
	}
	if err := json.Unmarshal(indented.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if indented.Len() > bounds.Report {
		t.Errorf("%d bytes were written", indented.Len())
	}
	return doc.Cut, indented.String()
}

// TestCuts wants everything that is too large to be cut, with a word where and
// why, in JSON that can be read as a report.
func TestCuts(t *testing.T) {
	t.Parallel()
	deep := json.RawMessage(strings.Repeat("[", 9_000) + strings.Repeat("]", 9_000))
	long := strings.Repeat("ä", 1<<20)
	subjects := make([]report.StatementSubject, 100_000)
	annotations := map[string]string{long: "x", "a/~b": long}
	for n := range 3_000 {
		annotations[fmt.Sprint("k", n)] = "v"
	}
	for name, c := range map[string]struct {
		report report.Report
		want   Cut
	}{
		"deep body": {report.Report{Signatures: []*report.Signature{{Log: &report.LogEntry{Body: deep}}}},
			Cut{Path: "/signatures/0/log/body", Reason: ReasonDepth, Bytes: 18_000, Depth: 9_000}},
		"deep claims": {report.Report{Attestations: []*report.Signature{{Claims: deep}}},
			Cut{Path: "/attestations/0/claims", Reason: ReasonDepth, Bytes: 18_000, Depth: 9_000}},
		"large claims": {report.Report{Signatures: []*report.Signature{{}, {Claims: json.RawMessage(`"` + long + `"`)}}},
			Cut{Path: "/signatures/1/claims", Reason: ReasonSize, Bytes: 2<<20 + 2}},
		"wide claims": {report.Report{Signatures: []*report.Signature{{Claims: json.RawMessage(`[` +
			strings.Repeat("0,", 300_000) + `0]`)}}},
			Cut{Path: "/signatures/0/claims", Reason: ReasonSize, Bytes: 600_003, Depth: 1}},
		"no JSON": {report.Report{Signatures: []*report.Signature{{Claims: json.RawMessage(`{"a":`)}}},
			Cut{Path: "/signatures/0/claims", Reason: ReasonUnwritable, Bytes: 5}},
		"string": {report.Report{Diagnoses: []report.Diagnosis{{Evidence: report.Evidence{Got: long}}}},
			Cut{Path: "/diagnoses/0/evidence/got", Reason: ReasonSize, Bytes: 2 << 20, Kept: bounds.StringKept}},
		"subjects": {report.Report{Attestations: []*report.Signature{{Subjects: subjects}}},
			Cut{Path: "/attestations/0/subjects", Reason: ReasonCount, Elements: 100_000, Kept: bounds.Elements}},
		"value": {report.Report{Target: report.Target{Image: &report.Image{Annotations: annotations}}},
			Cut{Path: "/target/image/annotations/a~1~0b", Reason: ReasonSize, Bytes: 2 << 20, Kept: bounds.StringKept}},
		"name": {report.Report{Target: report.Target{Image: &report.Image{Annotations: annotations}}},
			Cut{Path: "/target/image/annotations", Reason: ReasonCount, Elements: 3_002, Kept: bounds.Elements}},
		"year": {report.Report{Attestations: []*report.Signature{{Timestamps: []report.Timestamp{{Time: time.Date(10_000, 1, 1, 0, 0, 0, 0,
			time.UTC)}}}}},
			Cut{Path: "/attestations/0/timestamps/0/time", Reason: ReasonUnwritable}},
	} {
		got, written := cuts(t, &c.report)
		found := false
		for _, cut := range got {
			found = found || cut == c.want
		}
		if !found {
			t.Errorf("%s: cut %+v, want %+v\n%.300s", name, got, c.want, written)
		}
	}
	if got, _ := cuts(t, sample()); got != nil {
		t.Errorf("of an ordinary report %+v was cut", got)
	}
	_, written := cuts(t, &report.Report{Signatures: []*report.Signature{{Claims: deep}}})
	var doc map[string][]struct{ Claims struct{ Cut Cut } }
	if _ = json.Unmarshal([]byte(written), &doc); doc["signatures"][0].Claims.Cut != (Cut{Reason: ReasonDepth, Bytes: 18_000,
		Depth: 9_000}) {
		t.Errorf("in place of the claims stands %+v", doc["signatures"][0])
	}
}

// TestTotal wants a report of many values, each of a size that it may have, to
// be bounded as well, and to keep what stands behind them.
func TestTotal(t *testing.T) {
	t.Parallel()
	claims := json.RawMessage(`"` + strings.Repeat("x", bounds.Member-10) + `"`)
	r := &report.Report{Headline: "the end", Diagnoses: []report.Diagnosis{{Message: "why"}}}
	for range 16 {
		r.Signatures = append(r.Signatures, &report.Signature{Claims: claims, Log: &report.LogEntry{Body: claims}})
		r.Attestations = append(r.Attestations, &report.Signature{Claims: claims, Subject: strings.Repeat("s", bounds.String)})
	}
	got, written := cuts(t, r)
	if !strings.Contains(written, "the end") || !strings.Contains(written, `"why"`) || len(got) == 0 || got[0].Reason != ReasonTotal {
		t.Errorf("cut %+v", got)
	}
	for range 10_000 {
		r.Signatures = append(r.Signatures, &report.Signature{Checks: make([]report.Check, 40)})
	}
	got, written = cuts(t, r)
	if last := got[len(got)-1]; !strings.Contains(written, "the end") ||
		!strings.Contains(fmt.Sprint(got), "{/signatures total 0 0 10016") {
		t.Errorf("cut %d, the last %+v", len(got), last)
	}
}

// TestManyCuts wants the list of what was cut to be bounded as well.
func TestManyCuts(t *testing.T) {
	t.Parallel()
	r := &report.Report{}
	for range 3_000 {
		r.Signatures = append(r.Signatures, &report.Signature{Claims: json.RawMessage("{")})
	}
	got, _ := cuts(t, r)
	if len(got) != bounds.Cuts+1 || got[bounds.Cuts] != (Cut{Reason: ReasonMore, Elements: 2_000}) {
		t.Errorf("%d cuts, the last %+v", len(got), got[len(got)-1])
	}
}

// failing is a writer that fails after some bytes.
type failing struct{ left int }

func (f *failing) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errors.New("full")
	}
	return len(p), nil
}

// TestStops wants nothing more to be made once nothing more can be written.
func TestStops(t *testing.T) {
	t.Parallel()
	r := &report.Report{Signatures: make([]*report.Signature, 10_000_000)}
	begin := time.Now()
	if err := Write(&failing{100_000}, r, Options{Whole: true}); err == nil || time.Since(begin) > 5*time.Second {
		t.Errorf("%v after %s", err, time.Since(begin))
	}
}
