package sbom

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"assay/sbom/internal/sample"
)

func shelf() *Document {
	return &Document{Packages: []Package{
		{ID: "1", Name: "bash", Version: "5.2.15-2", PURL: "pkg:deb/debian/bash@5.2.15-2", LicenseDeclared: "GPL-3.0-or-later",
			Supplier: "Debian", SourceInfo: "dpkg"},
		{ID: "2", Name: "Zlib", Version: "1.10", PURL: "pkg:deb/debian/zlib@1.10", LicenseConcluded: "Zlib", SourceInfo: "dpkg"},
		{ID: "3", Name: "left pad", Version: "1.9", PURL: "pkg:npm/left-pad@1.9", LicenseDeclared: "MIT", Supplier: "ACME"},
		{ID: "4", Name: "mystery", Supplier: "NOASSERTION", References: []Reference{{Locator: "cpe:2.3:a:Vendor:thing:1"}}},
		{ID: "5", Name: "ärger", Version: "1.2", PURL: "pkg:golang/ärger@1.2", LicenseDeclared: "Apache-2.0 AND GPL-2.0-only",
			Checksums: []Checksum{{"SHA256", "ABCDEF"}}},
	}}
}

func listed(v *View) string {
	var ids []string
	for p := range v.Packages() {
		ids = append(ids, p.ID)
	}
	return strings.Join(ids, "")
}

func TestFilter(t *testing.T) {
	t.Parallel()
	v := NewIndex(shelf()).View()
	for filter, want := range map[string]string{
		"": "12345", "  ": "12345", "BASH": "1", "debian": "12", "gpl": "15", "license:gpl": "15", "licence:gpl -bash": "5",
		"type:npm": "3", "type:n": "3", "type:": "12345", "name:zlib": "2", "version:1.": "235", "supplier:acme": "3", "purl:left": "3",
		"missing:version": "4", "missing:v": "4", "missing:supplier": "245", "missing:nothing": "12345", "has:cpe": "4", "cpe:vendor": "4",
		"missing:license": "4", "-license:gpl": "234", `"left pad"`: "3", `name:"left pad"`: "3", "left bash": "", "Ärger": "5",
		"checksum:abc": "5", "abcdef": "5", "pkg:npm": "3", "source:dpkg zlib": "2", "cpe:2.3:a": "4", "-": "12345", "zz": "",
		"missing:": "12345",
		"id:4":     "4", "dpkg": "12", "missing:s": "12345",
	} {
		if v.Filter(filter); listed(v) != want {
			t.Errorf("%q lists %q, want %q", filter, listed(v), want)
		}
	}
}

func TestSort(t *testing.T) {
	t.Parallel()
	v := NewIndex(shelf()).View()
	for _, test := range []struct {
		by         Column
		descending bool
		want       string
	}{
		{ByDocument, false, "12345"}, {ByDocument, true, "54321"}, {ByName, false, "13425"}, {ByVersion, false, "53214"},
		{ByVersion, true, "41235"}, {ByType, false, "12534"}, {ByLicense, false, "51324"}, {BySupplier, false, "31254"},
	} {
		if v.Sort(test.by, test.descending); listed(v) != test.want {
			t.Errorf("by %s, descending %v: %q, want %q", test.by, test.descending, listed(v), test.want)
		}
	}
}

func TestGroup(t *testing.T) {
	t.Parallel()
	v := NewIndex(shelf()).View()
	v.Sort(ByName, true)
	v.GroupBy(ByType)
	v.Filter("-mystery")
	if got := fmt.Sprint(v.Groups(), listed(v)); got != "[{deb 0 2} {golang 2 1} {npm 3 1}]2153" {
		t.Error(got)
	}
	if row := v.Find(4); row != 2 {
		t.Errorf("package 4 is in row %d", row)
	}
	if row := v.Find(3); row != -1 {
		t.Errorf("a package that does not match is in row %d", row)
	}
	v.GroupBy(ByDocument)
	if len(v.Groups()) != 0 {
		t.Errorf("groups %v without grouping", v.Groups())
	}
	if v.Len() != 4 {
		t.Errorf("%d packages, want 4", v.Len())
	}
}

func TestEmptyIndex(t *testing.T) {
	t.Parallel()
	v := NewIndex(&Document{}).View()
	v.Filter("x")
	v.Sort(ByName, true)
	v.GroupBy(ByType)
	if v.Len() != 0 {
		t.Errorf("%d rows of nothing", v.Len())
	}
	if row := v.Find(0); row != -1 {
		t.Errorf("package 0 of none is in row %d", row)
	}
}

// TestFindAgrees compares the search by the rarest byte with the plain one.
func TestFindAgrees(t *testing.T) {
	t.Parallel()
	d := many(500)
	x := NewIndex(d)
	got := make(bitset, (len(d.Packages)+63)/64)
	for _, needle := range []string{"a", "lib", "zip", "@3", "2%2bb8", "gnome3", "nothing", "deb/debian/libalpha0@"} {
		clear(got)
		x.find(needle, got)
		for i := range d.Packages {
			text := x.text[x.starts[i]:x.starts[i+1]]
			if want := strings.Contains(string(text), needle); got.has(i) != want {
				t.Fatalf("%q in %q: %v", needle, text, got.has(i))
			}
		}
	}
}

func many(count int) *Document {
	d := &Document{Packages: make([]Package, count)}
	for i := range d.Packages {
		d.Packages[i] = Package{ID: fmt.Sprintf("SPDXRef-Package-%d", i), Name: sample.Name(i),
			Version: fmt.Sprintf("%d.%d-%d", i%9, i%31, i), PURL: sample.PURL(i),
			LicenseDeclared: sample.License(i), Supplier: fmt.Sprintf("Maintainer %d", i%400),
			SourceInfo: "acquired package info from DPKG DB: /var/lib/dpkg/status",
			References: []Reference{{Locator: "cpe:2.3:a:vendor:" + sample.Name(i) + ":*:*:*:*:*:*:*"}}}
	}
	for i := range d.Packages {
		d.Relationships = append(d.Relationships, Relationship{From: d.Packages[i/3].ID, Type: "DEPENDS_ON", To: d.Packages[i].ID})
	}
	d.Roots = []string{d.Packages[0].ID}
	return d
}

const shelfSize = 100_000

func BenchmarkNewIndex(b *testing.B) {
	d := many(shelfSize)
	for b.Loop() {
		NewIndex(d)
	}
}

func BenchmarkFilter(b *testing.B) {
	v := NewIndex(many(shelfSize)).View()
	for _, filter := range []string{"l", "lib", "libgnome", "e", "12345", "zzzz", "license:gpl missing:version", "type:npm -lib debian",
		"cpe:vendor"} {
		b.Run(filter, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				v.Filter(filter)
			}
		})
	}
}

func BenchmarkSort(b *testing.B) {
	d := many(shelfSize)
	for _, by := range []Column{ByName, ByVersion, ByLicense, ByPURL} {
		b.Run(by.String(), func(b *testing.B) {
			v := NewIndex(d).View()
			b.ReportAllocs()
			for b.Loop() {
				v.Sort(by, true)
			}
		})
	}
}

func BenchmarkGroup(b *testing.B) {
	v := NewIndex(many(shelfSize)).View()
	b.ReportAllocs()
	for b.Loop() {
		v.GroupBy(BySupplier)
	}
}

// BenchmarkPage reads what a page of 50 rows shows.
func BenchmarkPage(b *testing.B) {
	x := NewIndex(many(shelfSize))
	v, g := x.View(), NewGraph(x.Document)
	v.Sort(ByName, false)
	g.Reason(0)
	b.ReportAllocs()
	length := 0
	for b.Loop() {
		for row := 50_000; row < 50_050; row++ {
			p, index := v.Package(row)
			length += len(p.Name) + len(p.Version) + len(p.Type()) + len(p.License()) + len(p.Supplier) + len(g.Reason(index).String())
		}
	}
}

func BenchmarkGraph(b *testing.B) {
	d := many(shelfSize)
	d.Find("")
	for b.Loop() {
		NewGraph(d).Reason(0)
	}
}

// TestNoAllocation holds scrolling and drawing to no allocation per row.
func TestNoAllocation(t *testing.T) {
	v := NewIndex(many(2000)).View()
	v.Sort(ByName, false)
	if n := testing.AllocsPerRun(10, func() {
		for row := range 100 {
			p, _ := v.Package(row)
			_, _, _ = p.License(), p.Type(), p.Source()
		}
	}); n != 0 {
		t.Errorf("%v allocations for a page", n)
	}
	// A keystroke allocates for the words of the filter, not for rows.
	if n := testing.AllocsPerRun(10, func() { v.Filter("license:gpl lib") }); n > 20 {
		t.Errorf("%v allocations for a keystroke", n)
	}
}

func TestFields(t *testing.T) {
	t.Parallel()
	for _, want := range []string{"license", "missing"} {
		if f := Fields(); !slices.Contains(f, want) {
			t.Errorf("no %s in %v", want, f)
		}
	}
}
