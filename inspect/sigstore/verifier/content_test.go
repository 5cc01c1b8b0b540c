package verifier

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"assay/inspect/report"
	"assay/inspect/sigstore"
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
		material sigstore.Entity
		artifact sigstore.Artifact
		blocks   bool
	}{
		{"the same", sigstore.Entity{MessageAlgorithm: "sha256", MessageDigest: sum[:]}, sigstore.Artifact{Digest: digest}, false},
		{"another value", sigstore.Entity{MessageAlgorithm: "sha256", MessageDigest: make([]byte, 32)},
			sigstore.Artifact{Digest: digest}, true},
		{"another algorithm", sigstore.Entity{MessageAlgorithm: "sha512", MessageDigest: make([]byte, 64)},
			sigstore.Artifact{Digest: digest}, true},
		{"the value under another algorithm", sigstore.Entity{MessageAlgorithm: "sha384", MessageDigest: sum[:]},
			sigstore.Artifact{Digest: digest}, true},
		{"an unknown algorithm", sigstore.Entity{MessageAlgorithm: "md5", MessageDigest: sum[:]}, sigstore.Artifact{Digest: digest}, true},
		{"another algorithm, with the file", sigstore.Entity{MessageAlgorithm: "sha512", MessageDigest: make([]byte, 64)},
			sigstore.Artifact{Digest: digest, Bytes: file}, true},
	} {
		e := &verification{options: &sigstore.VerifyOptions{}, entity: &c.material, artifact: c.artifact}
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
	subject := func(digest, value string) sigstore.Subject {
		return sigstore.Subject{Digest: map[string]string{"sha256": digest}, Annotations: map[string]any{"k": value}}
	}
	for _, c := range []struct {
		name     string
		subjects []sigstore.Subject
		want     report.Status
	}{
		{"first", []sigstore.Subject{subject("aa", "v"), subject("aa", "w")}, report.StatusPass},
		{"second", []sigstore.Subject{subject("aa", "w"), subject("aa", "v")}, report.StatusFail},
		{"another image's", []sigstore.Subject{subject("bb", "v"), subject("aa", "w")}, report.StatusFail},
		{"upper case names no image", []sigstore.Subject{subject("AA", "v")}, report.StatusFail},
	} {
		m := &sigstore.Entity{Format: report.FormatBundle03, Envelope: &sigstore.Envelope{},
			Statement: &sigstore.Statement{Subject: c.subjects}}
		e := &verification{options: &sigstore.VerifyOptions{Annotations: map[string]string{"k": "v"}}, entity: m,
			artifact: sigstore.Artifact{Digest: "sha256:aa"}}
		e.checkStatement()
		for _, check := range e.checks {
			if check.ID == report.CheckClaimsAnnotations && check.Status != c.want {
				t.Errorf("%s: %+v, want %s", c.name, check, c.want)
			}
		}
	}
}
