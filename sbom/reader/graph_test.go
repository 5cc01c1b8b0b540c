package reader

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"assay/sbom"
)

func load(t testing.TB, name string) *sbom.Document {
	t.Helper()
	data, err := os.ReadFile("../../testdata/sbom/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return Read(data, Options{})
}

func place(t testing.TB, d *sbom.Document, id string) int {
	t.Helper()
	e, ok := d.Find(id)
	if !ok || e.Kind != sbom.PackageElement {
		t.Fatalf("no package %s", id)
	}
	return e.Index
}

func TestWhy(t *testing.T) {
	d := load(t, "reasons.spdx.json")
	g := sbom.NewGraph(d)
	for id, want := range map[string]string{
		"app":    "root",
		"web":    "dependency app>web",
		"tls":    "dependency app>tls app>web>tls",
		"tool":   "dependency app>web>tool",
		"base":   "contained app>base",
		"libc":   "contained app>base>libc",
		"script": "by its files [/usr/bin/script]",
		"deb":    "by source acquired from the package database",
		"lost":   "not said",
	} {
		e := g.Why(place(t, d, "SPDXRef-"+id), 5)
		got := e.Reason.String()
		for _, path := range e.Paths {
			got += " " + strings.ReplaceAll(strings.Join(path, ">"), "SPDXRef-", "")
		}
		if e.Reason == sbom.FoundAsFile {
			got += fmt.Sprint(" ", e.Files)
		}
		if e.Reason == sbom.FoundInSource {
			got += " " + e.Source
		}
		if got != want || e.Reason != sbom.Depended && e.Note == "" {
			t.Errorf("%s: %q (%s), want %q", id, got, e.Note, want)
		}
	}
}

func TestRelations(t *testing.T) {
	d := load(t, "reasons.spdx.json")
	g := sbom.NewGraph(d)
	var got []string
	for _, e := range g.Relations("SPDXRef-base") {
		got = append(got, fmt.Sprint(e.Outgoing, " ", e.Type, " ", e.OtherID, " ", e.Other.Kind))
	}
	want := "true DEPENDS_ON SPDXRef-gone 0, false CONTAINS SPDXRef-app 1, false CONTAINED_BY SPDXRef-libc 1"
	if strings.Join(got, ", ") != want {
		t.Errorf("%q, want %q", got, want)
	}
	if roots, guessed := g.Roots(); fmt.Sprint(roots, guessed) != "[0] false" {
		t.Errorf("roots %v %v", roots, guessed)
	}
	if got := fmt.Sprint(g.Children(0), g.Parents(2), g.Files(6)); got != "[1 2 4] [1 0] [0]" {
		t.Error(got)
	}
}

// TestGuessedRoots takes away what the document describes.
func TestGuessedRoots(t *testing.T) {
	d := &sbom.Document{Packages: []sbom.Package{{ID: "a"}, {ID: "b"}, {ID: "c"}, {ID: "d"}},
		Relationships: []sbom.Relationship{{From: "a", Type: "DEPENDS_ON", To: "b"}, {From: "c", Type: "DEPENDS_ON", To: "d"}, {From: "d", Type: "DEPENDS_ON", To: "c"}}}
	g := sbom.NewGraph(d)
	if roots, guessed := g.Roots(); fmt.Sprint(roots, guessed) != "[0] true" {
		t.Errorf("roots %v %v", roots, guessed)
	}
	if e := g.Why(1, 3); e.Reason != sbom.Depended || !strings.Contains(e.Note, "no root") {
		t.Errorf("%+v", e)
	}
	if e := g.Why(2, 3); e.Reason != sbom.Contained || fmt.Sprint(e.Paths) != "[[d c]]" {
		t.Errorf("%+v", e)
	}
}

func TestQuality(t *testing.T) {
	d := load(t, "reasons.spdx.json")
	q := sbom.NewQuality(d, sbom.NewGraph(d))
	var got []string
	for _, m := range q.Minimum {
		got = append(got, fmt.Sprintf("%s %d/%d %v", m.ID, m.Have, m.Total, m.Met()))
	}
	want := "supplier 1/10 false, name 10/10 true, version 6/10 false, identifier 1/10 false, relationship 6/10 false, author 1/1 true, timestamp 1/1 true"
	if strings.Join(got, ", ") != want {
		t.Errorf("%q\nwant %q", strings.Join(got, ", "), want)
	}
	if m := q.Minimum[2]; fmt.Sprint(m.Missing) != "[3 6 7 8]" {
		t.Errorf("without version: %v", m.Missing)
	}
	if fmt.Sprint(q.Duplicates) != "[{name, version and type libc 2.36  [5 9]}]" {
		t.Errorf("duplicates %v", q.Duplicates)
	}
	if len(q.Dangling) != 1 || q.Dangling[0].Missing != "SPDXRef-gone" {
		t.Errorf("dangling %v", q.Dangling)
	}
}

func TestNested(t *testing.T) {
	d := load(t, "nested.cdx.json")
	if len(d.Diagnostics) > 0 {
		t.Error(d.Diagnostics)
	}
	var names, implied []string
	for _, p := range d.Packages {
		names = append(names, p.Name)
	}
	for _, r := range d.Implied {
		implied = append(implied, r.From+">"+r.To)
	}
	if got := strings.Join(names, " "); got != "app part org.example/outer inner innermost second" {
		t.Error(got)
	}
	if got := strings.Join(implied, " "); got != "app>part outer>inner inner>innermost outer>second" {
		t.Error(got)
	}
	outer := d.Packages[2]
	if outer.LicenseDeclared != "MIT AND Ours" || outer.Supplier != "ACME" || outer.SourceInfo != "found by java-cataloger" || outer.More().Scope != "optional" || len(outer.Checksums) != 1 {
		t.Errorf("%+v", outer)
	}
	if len(d.Licenses) != 1 || d.Licenses[0].Text != "Do as you like." || d.Creators[0] != "Tool: org maker 3" || d.Roots[0] != "app" {
		t.Errorf("%v %v %v", d.Licenses, d.Creators, d.Roots)
	}
	if v := fmt.Sprint(d.Vulnerabilities); v != "[{CVE-2026-0001 NVD high  not_affected code_not_reachable never called [inner]}]" {
		t.Error(v)
	}
	if len(d.Relationships) != 3 || d.Relationships[2].From != "outer" {
		t.Error(d.Relationships)
	}
}

func TestLicenses(t *testing.T) {
	d := load(t, "reasons.spdx.json")
	if len(d.Licenses) != 1 || d.Licenses[0].ID != "LicenseRef-1" || d.Licenses[0].Text != "Do as you\nlike." {
		t.Error(d.Licenses)
	}
}
