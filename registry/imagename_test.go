package registry

import (
	"strings"
	"testing"
)

func imageName(tb testing.TB, text string) ImageName {
	tb.Helper()
	n, err := ParseImageName(text)
	if err != nil {
		tb.Fatal(err)
	}
	return n
}

func TestScopes(t *testing.T) {
	for name, want := range map[string]string{
		"registry.example.com:5000/a/b:1": "registry.example.com:5000/a/b:1 registry.example.com:5000/a/b registry.example.com:5000/a " +
			"registry.example.com:5000 *.example.com *.com",
		"alpine":        "docker.io/library/alpine:latest docker.io/library/alpine docker.io/library docker.io *.io",
		"localhost/x:2": "localhost/x:2 localhost/x localhost",
	} {
		if got := strings.Join(imageName(t, name).Scopes(), " "); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	both := imageName(t, "a.example.com/x:1@sha256:"+strings.Repeat("0", 64))
	if !strings.HasSuffix(both.String(), "x@sha256:"+strings.Repeat("0", 64)) {
		t.Errorf("of tag and digest the digest counts: %s", both)
	}
	for _, bad := range []string{"", "UP/x", "a b", "x@sha256:1"} {
		if n, err := ParseImageName(bad); err == nil {
			t.Errorf("%q is taken for %s", bad, n)
		}
	}
}

var someDigest = "sha256:" + strings.Repeat("ab", 32)

func FuzzParseImageName(f *testing.F) {
	for _, s := range []string{"alpine", "a.b/c:d", "UP/x", "localhost:1/x@" + someDigest} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, err := ParseImageName(text)
		if err != nil {
			return
		}
		again, err := ParseImageName(n.String())
		if err != nil || again.String() != n.String() || strings.Contains(n.Path(), "..") {
			t.Fatalf("%q: %s, %v", text, n, err)
		}
	})
}
