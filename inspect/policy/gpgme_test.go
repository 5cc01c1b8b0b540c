package policy

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"assay/registry"
)

// TestMessages holds what we say that podman prints against what skopeo did
// print, for every signature that does not verify.
func TestMessages(t *testing.T) {
	root, err := filepath.Abs(testdata)
	if err != nil {
		t.Fatal(err)
	}
	manifest := fixture(t, "gpg/manifest.json")
	compared := 0
	for _, row := range strings.Split(strings.TrimSpace(string(fixture(t, "gpg/verdicts.tsv"))), "\n")[1:] {
		f := strings.Split(row, "\t")
		said, err := strconv.Unquote(f[4])
		if err != nil {
			// Long messages are cut in the table, and lost their last quote.
			said, err = strconv.Unquote(f[4] + `"`)
		}
		said, verifying := strings.CutPrefix(said, "Error verifying signature: ")
		if err != nil || f[3] != "reject" || !verifying || strings.Contains(said, "expected fingerprint") || strings.Contains(said, "ocker ") || said == "Bad data" ||
			strings.Contains(said, "is not is not") || strings.Contains(said, "JSON") || strings.Contains(said, "No data") {
			// skopeo compares keys, names and digests in its own words, and this
			// old one has other words for two forms of claims.
			continue
		}
		name, err := registry.ParseImageName(f[2])
		if err != nil {
			t.Fatal(err)
		}
		p, err := Parse("x", []byte(`{"default":[{"type":"signedBy","keyType":"GPGKeys","keyPath":"`+root+`/gpg/keys/`+f[1]+`.asc"}]}`))
		if err != nil {
			t.Fatal(err)
		}
		image := Image{Transport: "docker", Name: name, Digest: registry.DigestOf(manifest, ""), Manifest: manifest}
		outcome := p.Evaluate(image, Evidence{Signatures: []Signature{{ID: "1", Blob: fixture(t, "gpg/signatures/"+f[0]), FromExtension: true}}}, fixedNow)
		ours, _, _ := strings.Cut(strings.TrimPrefix(outcome.Message, "Source image rejected: "), ", …}")
		if f[1] == "ed25519" && strings.HasPrefix(said, "Invalid GPG") {
			// skopeo has all keys at hand, a policy only its own.
			continue
		}
		if !strings.HasPrefix(said, ours) || ours == "" {
			t.Errorf("%s %s: skopeo prints %q, we say %q", f[0], f[1], said, ours)
		}
		compared++
	}
	if compared < 12 {
		t.Errorf("only %d messages were compared", compared)
	}
}
