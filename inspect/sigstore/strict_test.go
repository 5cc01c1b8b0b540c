package sigstore

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"assay/inspect/report"
)

// TestContradictoryMessageDigest wants a bundle's digest of another algorithm to
// keep the signature from being accepted where only a digest is at hand: nothing
// compares the two.
func TestContradictoryMessageDigest(t *testing.T) {
	t.Parallel()
	file := []byte("hello")
	sum := sha256.Sum256(file)
	digest := "sha256:" + hex.EncodeToString(sum[:])
	for _, c := range []struct {
		name     string
		material Entity
		artifact Artifact
		blocks   bool
	}{
		{"the same", Entity{MessageAlgorithm: "sha256", MessageDigest: sum[:]}, Artifact{Digest: digest}, false},
		{"another value", Entity{MessageAlgorithm: "sha256", MessageDigest: make([]byte, 32)}, Artifact{Digest: digest}, true},
		{"another algorithm", Entity{MessageAlgorithm: "sha512", MessageDigest: make([]byte, 64)}, Artifact{Digest: digest}, true},
		{"the value under another algorithm", Entity{MessageAlgorithm: "sha384", MessageDigest: sum[:]}, Artifact{Digest: digest}, true},
		{"an unknown algorithm", Entity{MessageAlgorithm: "md5", MessageDigest: sum[:]}, Artifact{Digest: digest}, true},
		{"another algorithm, with the file", Entity{MessageAlgorithm: "sha512", MessageDigest: make([]byte, 64)}, Artifact{Digest: digest, Bytes: file}, true},
	} {
		e := &examination{policy: &VerifyOptions{}, material: &c.material, artifact: c.artifact}
		e.checkMessageDigest()
		if got := e.checks.Blocking() > 0; got != c.blocks {
			t.Errorf("%s: blocks %v, want %v: %+v", c.name, got, c.blocks, e.checks)
		}
	}
}

// TestFirstSubjectsAnnotations wants the annotations of the first subject that
// names the image, and of no other.
func TestFirstSubjectsAnnotations(t *testing.T) {
	t.Parallel()
	subject := func(digest, value string) Subject {
		return Subject{Digest: map[string]string{"sha256": digest}, Annotations: map[string]any{"k": value}}
	}
	for _, c := range []struct {
		name     string
		subjects []Subject
		want     report.Status
	}{
		{"first", []Subject{subject("aa", "v"), subject("aa", "w")}, report.StatusPass},
		{"second", []Subject{subject("aa", "w"), subject("aa", "v")}, report.StatusFail},
		{"another image's", []Subject{subject("bb", "v"), subject("aa", "w")}, report.StatusFail},
		{"upper case names no image", []Subject{subject("AA", "v")}, report.StatusFail},
	} {
		m := &Entity{Format: report.FormatBundle03, Envelope: &Envelope{}, Statement: &Statement{Subject: c.subjects}}
		e := &examination{policy: &VerifyOptions{Annotations: map[string]string{"k": "v"}}, material: m, artifact: Artifact{Digest: "sha256:aa"}}
		e.checkStatement()
		for _, check := range e.checks {
			if check.ID == report.CheckClaimsAnnotations && check.Status != c.want {
				t.Errorf("%s: %+v, want %s", c.name, check, c.want)
			}
		}
	}
}
