package trust

import (
	"os"
	"strings"
	"testing"
	"time"
)

// TestJoined wants JSON lines of two roots to be trusted together.
func TestJoined(t *testing.T) {
	other, err := os.ReadFile("../../testdata/demo/trusted-root.json")
	if err != nil {
		t.Fatal(err)
	}
	one, err := Parse(publicGood)
	if err != nil {
		t.Fatal(err)
	}
	two, err := Parse(other)
	if err != nil {
		t.Fatal(err)
	}
	both, err := Parse(append(append(append([]byte(nil), publicGood...), '\n'), other...))
	if err != nil {
		t.Fatal(err)
	}
	if len(both.Logs) != len(one.Logs)+len(two.Logs) || len(both.Authorities) != len(one.Authorities)+len(two.Authorities) {
		t.Errorf("joined root has %d logs and %d authorities", len(both.Logs), len(both.Authorities))
	}
}

// TestMalformed wants what is no trusted root to be refused, and one that
// merely holds nothing to be taken.
func TestMalformed(t *testing.T) {
	for _, text := range []string{"", "{}", "[]", "{", `{"mediaType":"x"}`,
		strings.Repeat(`{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}`, maxRoots+1)} {
		if _, err := Parse([]byte(text)); err == nil {
			t.Errorf("%q was taken for a trusted root", text)
		}
	}
	r, err := Parse([]byte(`{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}`))
	if err != nil || !r.Empty() || r.AllEndedAt(time.Now()) {
		t.Errorf("an empty root: %v, %+v", err, r)
	}
}

// TestEmbedded wants the built-in root to hold what the public-good instance
// is known by.
func TestEmbedded(t *testing.T) {
	r, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range r.Logs {
		if l.ID == PublicGoodLogID && l.BaseURL == "https://rekor.sigstore.dev" {
			return
		}
	}
	t.Errorf("the built-in root has logs %+v", r.Logs)
}
