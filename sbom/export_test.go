package sbom

import (
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

func risky() *Document {
	return &Document{Packages: []Package{
		{ID: "SPDXRef-1", Name: `=HYPERLINK("http://evil","x")`, Version: "-1+2", Supplier: "@SUM(A1)", LicenseDeclared: "MIT",
			SourceInfo: "\ttab"},
		{ID: "SPDXRef-2", Name: "two\nlines, \"quoted\"", Version: "1", PURL: "pkg:npm/two@1", Supplier: "ACME", SupplierKind: Organization,
			SourceInfo:       "  +1",
			LicenseConcluded: "</text>PackageName: x"},
		{ID: "SPDXRef-3", Name: "\uff1dwide", Checksums: []Checksum{{"SHA1", "ab"}}, References: []Reference{{Locator: "cpe:2.3:a:b"}}},
	}}
}

func TestWriteCSV(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if err := WriteCSV(&out, NewIndex(risky()).View().Packages()); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"name", "version", "type", "license", "supplier", "purl", "source", "id"},
		{`'=HYPERLINK("http://evil","x")`, "'-1+2", "", "MIT", "'@SUM(A1)", "", "'\ttab", "SPDXRef-1"},
		{"two\nlines, \"quoted\"", "1", "npm", "</text>PackageName: x", "ACME", "pkg:npm/two@1", "'  +1", "SPDXRef-2"},
		{"'\uff1dwide", "", "", "", "", "", "", "SPDXRef-3"},
	}
	if !slices.EqualFunc(rows, want, slices.Equal[[]string]) {
		t.Errorf("%q\nwant %q", rows, want)
	}
}

func TestWriteJSON(t *testing.T) {
	t.Parallel()
	for _, d := range []*Document{risky(), {}} {
		var out strings.Builder
		if err := WriteJSON(&out, NewIndex(d).View().Packages()); err != nil {
			t.Fatal(err)
		}
		var list []map[string]any
		if err := json.Unmarshal([]byte(out.String()), &list); err != nil {
			t.Fatalf("%s: %v", out.String(), err)
		}
		if len(list) != len(d.Packages) {
			t.Errorf("%d packages, want %d: %s", len(list), len(d.Packages), out.String())
		}
	}
}

func TestWriteTagValue(t *testing.T) {
	t.Parallel()
	d := risky()
	var out strings.Builder
	if err := WriteTagValue(&out, d, NewIndex(d).View().Packages(), "assay", "2026-01-02T03:04:05Z"); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(out.String(), "\n")
	for _, want := range []string{"SPDXVersion: SPDX-2.3", "PackageName: <text>two", "SPDXID: SPDXRef-Package-2",
		"PackageSupplier: Organization: ACME",
		"ExternalRef: PACKAGE-MANAGER purl pkg:npm/two@1", "ExternalRef: SECURITY cpe23Type cpe:2.3:a:b", "PackageChecksum: SHA1: ab",
		"PackageLicenseConcluded: </text >PackageName: x"} {
		if !slices.Contains(lines, want) {
			t.Errorf("no line %q in\n%s", want, out.String())
		}
	}
}
