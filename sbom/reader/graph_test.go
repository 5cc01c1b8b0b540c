package reader

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"assay/sbom"
)

func load(t *testing.T, name string) *sbom.Document {
	t.Helper()
	data, err := os.ReadFile("../../testdata/sbom/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return Read(data, Options{})
}

func place(t *testing.T, d *sbom.Document, id string) int {
	t.Helper()
	e, ok := d.Find(id)
	if !ok {
		t.Fatalf("no element %s", id)
	}
	if e.Kind != sbom.PackageElement {
		t.Fatalf("%s is no package", id)
	}
	return e.Index
}

// equal reports a value that is not the one wanted.
func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// licenseTexts are the texts of a document's licences, one to a line.
func licenseTexts(d *sbom.Document) string {
	var texts []string
	for _, l := range d.Licenses {
		texts = append(texts, l.Text)
	}
	return strings.Join(texts, "\n\n")
}

func TestWhy(t *testing.T) {
	t.Parallel()
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
		words := []string{e.Reason.String()}
		for _, path := range e.Paths {
			words = append(words, strings.ReplaceAll(strings.Join(path, ">"), "SPDXRef-", ""))
		}
		if e.Reason == sbom.FoundAsFile {
			words = append(words, fmt.Sprint(e.Files))
		}
		if e.Reason == sbom.FoundInSource {
			words = append(words, e.Source)
		}
		equal(t, id, strings.Join(words, " "), want)
		if e.Reason != sbom.Depended && e.Note == "" {
			t.Errorf("%s: no note for %s", id, e.Reason)
		}
	}
}

func TestRelations(t *testing.T) {
	t.Parallel()
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
	t.Parallel()
	d := &sbom.Document{Packages: []sbom.Package{{ID: "a"}, {ID: "b"}, {ID: "c"}, {ID: "d"}},
		Relationships: []sbom.Relationship{{From: "a", Type: "DEPENDS_ON", To: "b"}, {From: "c", Type: "DEPENDS_ON", To: "d"},
			{From: "d", Type: "DEPENDS_ON", To: "c"}}}
	g := sbom.NewGraph(d)
	if roots, guessed := g.Roots(); fmt.Sprint(roots, guessed) != "[0] true" {
		t.Errorf("roots %v %v", roots, guessed)
	}
	e := g.Why(1, 3)
	equal(t, "reason for b", e.Reason, sbom.Depended)
	if !strings.Contains(e.Note, "no root") {
		t.Errorf("the note %q does not say that there is no root", e.Note)
	}
	e = g.Why(2, 3)
	equal(t, "reason for c", e.Reason, sbom.Contained)
	equal(t, "paths to c", fmt.Sprint(e.Paths), "[[d c]]")
}

func TestQuality(t *testing.T) {
	t.Parallel()
	d := load(t, "reasons.spdx.json")
	q := sbom.NewQuality(d, sbom.NewGraph(d))
	var got []string
	for _, m := range q.Minimum {
		got = append(got, fmt.Sprintf("%s %d/%d %v", m.ID, m.Have, m.Total, m.Met()))
	}
	want := "supplier 1/10 false, name 10/10 true, version 6/10 false, identifier 1/10 false, relationship 6/10 false, author 1/1 true, " +
		"timestamp 1/1 true"
	if strings.Join(got, ", ") != want {
		t.Errorf("%q\nwant %q", strings.Join(got, ", "), want)
	}
	if m := q.Minimum[2]; fmt.Sprint(m.Missing) != "[3 6 7 8]" {
		t.Errorf("without version: %v", m.Missing)
	}
	if fmt.Sprint(q.Duplicates) != "[{name, version and type libc 2.36  [5 9]}]" {
		t.Errorf("duplicates %v", q.Duplicates)
	}
	var dangling []string
	for _, e := range q.Dangling {
		dangling = append(dangling, e.Missing)
	}
	equal(t, "dangling", strings.Join(dangling, " "), "SPDXRef-gone")
}

func TestNested(t *testing.T) {
	t.Parallel()
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
	equal(t, "licence, supplier, source, scope", [4]string{outer.LicenseDeclared, outer.Supplier, outer.SourceInfo, outer.More().Scope},
		[4]string{"MIT AND Ours", "ACME", "found by java-cataloger", "optional"})
	equal(t, "checksums", len(outer.Checksums), 1)
	equal(t, "licence texts", licenseTexts(d), "Do as you like.")
	equal(t, "creator", d.Creators[0], "Tool: org maker 3")
	equal(t, "root", d.Roots[0], "app")
	if v := fmt.Sprint(d.Vulnerabilities); v != "[{CVE-2026-0001 NVD high  not_affected code_not_reachable never called [inner]}]" {
		t.Error(v)
	}
	if len(d.Relationships) != 3 {
		t.Fatalf("relationships %v, want 3", d.Relationships)
	}
	equal(t, "end of the last relationship", d.Relationships[2].From, "outer")
}

func TestLicenses(t *testing.T) {
	t.Parallel()
	d := load(t, "reasons.spdx.json")
	equal(t, "licence texts", licenseTexts(d), "Do as you\nlike.")
	equal(t, "ID of the licence", d.Licenses[0].ID, "LicenseRef-1")
}
