package remote

import (
	"testing"
)

func FuzzParseChallenge(f *testing.F) {
	f.Add(`Bearer realm="https://auth.example/token",service="x",scope="a:b:pull,push"`)
	f.Add(`Basic realm=x`)
	f.Fuzz(func(t *testing.T, header string) {
		if c, ok := parseChallenge([]string{header}); ok && c == nil {
			t.Fatal("no challenge")
		}
	})
}
