package imageref

import (
	"regexp"
	"strings"
	"testing"

	"github.com/distribution/reference"
)

var (
	domainPattern = regexp.MustCompile(`^(?:` + reference.DomainRegexp.String() + `)$`)
	namePattern   = regexp.MustCompile(`^(?:` + reference.NameRegexp.String() + `)$`)
)

// seeds are names of every shape, right and wrong.
var seeds = []string{
	"", "/", ":", "@", "a", "A", "ubuntu", "ubuntu:22.04", "library/ubuntu", "docker.io/ubuntu", "docker.io/library/ubuntu",
	"index.docker.io/a/b",
	"a/b/c", "a/B", "A/b", "A/B", "Foo/bar:1", "localhost", "localhost/a", "localhost:5000", "localhost:5000/a", "localhost:5000/a:b",
	"localhost:x/a",
	"ghcr.io/x/y:tag", "ghcr.io/x/y@sha256:" + hexDigits, "ghcr.io/x/y:tag@sha256:" + hexDigits, "ghcr.io/x/y@sha256:" + hexDigits[:63],
	"x@sha256:" + strings.ToUpper(hexDigits),
	"x@sha512:" + hexDigits + hexDigits, "x@sha1:" + hexDigits[:40], "x@sha256+b64:" + hexDigits, "x@1sha:" + hexDigits,
	"x@sha256..x:" + hexDigits, "x@:" + hexDigits,
	hexDigits, "x/" + hexDigits, "[::1]/a", "[::1]:5000/a:b", "[::1]", "[fe80::1%eth0]/a", "[]/a", "[::1]x/a", "1.2.3.4:80/a",
	"a.b:80:90/c", "a..b/c", "-a.b/c", "a-.b/c", "a-b.c/d",
	"foo_bar.com/x", "foo_bar.com:8080/x", "a_b/c", "a__b/c", "a___b/c", "a.b/c.d-e--f", "a.b/c..d", "a.b/_c", "a.b/c_", "a.b/c-", "a.b/c/",
	"a.b//c", "a.b/c:", "a.b/c:.x", "a.b/c:-x",
	"a.b/c:_x", "a.b/c:" + strings.Repeat("x", 128), "a.b/c:" + strings.Repeat("x", 129), "a.b/" + strings.Repeat("x", 255),
	"a.b/" + strings.Repeat("x", 256),
	"a.b/c:x y", "a.b/c\n", "a.b/\u00e9", "\u00c9/a", "a.b/c:d:e", "a.b/c@d@e", "a.b/c:d/e", "a:1/b:c/d", "a:1/B", "a.b:/c",
	"a.b/c@sha256:" + hexDigits + ":x",
}

const hexDigits = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// FuzzLikeDistribution holds names, and what is refused, to
// github.com/distribution/reference.
func FuzzLikeDistribution(f *testing.F) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got, want := IsDomain(text), domainPattern.MatchString(text); got != want {
			t.Errorf("IsDomain(%q) is %v, want %v", text, got, want)
		}
		if got, want := IsName(text), namePattern.MatchString(text); got != want {
			t.Errorf("IsName(%q) is %v, want %v", text, got, want)
		}
		got, err := ParseNormalizedNamed(text)
		want, wanted := reference.ParseNormalizedNamed(text)
		if (err == nil) != (wanted == nil) {
			t.Fatalf("%q: %v, want %v", text, err, wanted)
		}
		if wanted == nil {
			compare(t, text, got, want)
		}
		_, err = ParseNamed(text)
		_, wanted = reference.ParseNamed(text)
		if (err == nil) != (wanted == nil) {
			t.Errorf("ParseNamed(%q): %v, want %v", text, err, wanted)
		}
	})
}

func compare(t *testing.T, text string, got Named, want reference.Named) {
	t.Helper()
	digestOf, tagOf := func(n any) string {
		if c, ok := n.(Canonical); ok {
			return c.Digest().String()
		}
		if c, ok := n.(reference.Canonical); ok {
			return c.Digest().String()
		}
		return ""
	}, func(n any) string {
		if t, ok := n.(interface{ Tag() string }); ok {
			return t.Tag()
		}
		return ""
	}
	for what, pair := range map[string][2]string{
		"String":         {got.String(), want.String()},
		"Name":           {got.Name(), want.Name()},
		"Domain":         {Domain(got), reference.Domain(want)},
		"Path":           {Path(got), reference.Path(want)},
		"TrimNamed":      {TrimNamed(got).String(), reference.TrimNamed(want).String()},
		"TagNameOnly":    {TagNameOnly(got).String(), reference.TagNameOnly(want).String()},
		"FamiliarString": {FamiliarString(got), reference.FamiliarString(want)},
		"Tag":            {tagOf(got), tagOf(want)},
		"Digest":         {digestOf(got), digestOf(want)},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s of %q is %q, want %q", what, text, pair[0], pair[1])
		}
	}
	if IsNameOnly(got) != reference.IsNameOnly(want) {
		t.Errorf("IsNameOnly of %q is %v", text, IsNameOnly(got))
	}
	other, err := WithDigest(got, "sha256:"+hexDigits)
	expected, wanted := reference.WithDigest(want, "sha256:"+hexDigits)
	if err != nil || wanted != nil {
		t.Fatalf("WithDigest of %q: %v, %v", text, err, wanted)
	}
	if other.String() != expected.String() {
		t.Errorf("WithDigest of %q is %q, want %q", text, other, expected)
	}
}

// TestWords holds the reasons that a reader sees to the library's.
func TestWords(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"a.b/c:", "a.b/B", hexDigits, "a.b/" + strings.Repeat("x", 256),
		"x@sha256:" + strings.ToUpper(hexDigits), "a.b/c d"} {
		_, err := ParseNormalizedNamed(text)
		_, want := reference.ParseNormalizedNamed(text)
		if err == nil || want == nil {
			t.Fatalf("%q: %v, %v", text, err, want)
		}
		if err.Error() != want.Error() {
			t.Errorf("%q: %q, want %q", text, err, want)
		}
	}
	if _, err := WithDigest(repository{"a.b", "c"}, "x"); err == nil {
		t.Error("a digest that is none is taken")
	}
}
