package sbom

import (
	"cmp"
	"fmt"
	"strings"
	"testing"
)

func TestDiff(t *testing.T) {
	t.Parallel()
	before := &Document{Packages: []Package{
		{Name: "same", Version: "1", PURL: "pkg:deb/same@1"},
		{Name: "up", Version: "1.9", PURL: "pkg:npm/%40scope/up@1.9?arch=amd64"},
		{Name: "gone", Version: "1"},
		{Name: "relicensed", Version: "1", LicenseDeclared: "MIT"},
		{Name: "unsaid", Version: "1", LicenseDeclared: "NOASSERTION"},
		{Name: "twice", Version: "1"}, {Name: "twice", Version: "2"},
	}}
	after := &Document{Packages: []Package{
		{Name: "same", Version: "1", PURL: "pkg:deb/same@1?arch=arm64"},
		{Name: "up", Version: "1.10", PURL: "pkg:npm/%40scope/up@1.10"},
		{Name: "relicensed", Version: "1", LicenseConcluded: "Apache-2.0"},
		{Name: "unsaid", Version: "1"},
		{Name: "twice", Version: "2"}, {Name: "twice", Version: "3"}, {Name: "twice", Version: "4"},
		{Name: "new", Version: "1"},
	}}
	d := Diff(before, after)
	var got []string
	for _, p := range d.Added {
		got = append(got, "+"+p.Name+" "+p.Version)
	}
	for _, p := range d.Removed {
		got = append(got, "-"+p.Name+" "+p.Version)
	}
	for _, c := range d.Changed {
		got = append(got, fmt.Sprintf("~%s %s>%s %v %v", c.Before.Name, c.Before.Version, c.After.Version, c.Version, c.License))
	}
	want := "+new 1, +twice 4, -gone 1, ~relicensed 1>1 false true, ~twice 1>3 true false, ~up 1.9>1.10 true false"
	if got := strings.Join(got, ", "); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if d.Same != 3 {
		t.Errorf("%d are the same, want 3", d.Same)
	}
	if d.Empty() {
		t.Error("the difference is empty")
	}
	if !Diff(before, before).Empty() {
		t.Error("a document differs from itself")
	}
}

func TestParsePURL(t *testing.T) {
	t.Parallel()
	p, ok := ParsePURL("pkg:npm/%40types/node@1.0%2Bb?arch=x86&os=linux#sub/path")
	if got := fmt.Sprint(p, ok); got != "{npm @types node 1.0+b [{arch x86} {os linux}] sub/path} true" {
		t.Error(got)
	}
	for _, text := range []string{"", "pkg:", "pkg:npm", "pkg:npm/", "npm/x"} {
		if _, ok := ParsePURL(text); ok {
			t.Errorf("%q is a purl", text)
		}
	}
}

func TestCompareNatural(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{{"1.9", "1.10"}, {"1", "1.0"}, {"a", "b"}, {"1.2-a2", "1.2-a10"}, {"007", "8"}, {"", "0"}} {
		for _, test := range []struct {
			a, b string
			want int
		}{{pair[0], pair[1], -1}, {pair[1], pair[0], 1}, {pair[0], pair[0], 0}} {
			if got := compareNatural(test.a, test.b); cmp.Compare(got, 0) != test.want {
				t.Errorf("%q and %q compare as %d, want %d", test.a, test.b, got, test.want)
			}
		}
	}
}
