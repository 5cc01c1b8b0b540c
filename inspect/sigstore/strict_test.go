package sigstore

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"assay/inspect/report"
)

// TestCheckKeys wants signed JSON to be refused where readers differ in what it
// means, also where cosign takes it.
func TestCheckKeys(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		taken      bool
	}{
		{"plain", `{"a":{"b":[1,2.5e3,"x",null,true]}}`, true},
		{"white space around it", " {}\n", true},
		{"a member twice", `{"a":1,"a":1}`, false},
		{"a member twice, deep inside", `{"a":{"b":{"c":{"d":{"e":1,"e":2}}}}}`, false},
		{"names that differ in case", `{"a":1,"A":1}`, false},
		{"names that differ in a letter that folds", `{"s":1,"ſ":1}`, false},
		{"a name twice, once escaped", `{"a":1,"\u0061":1}`, false},
		{"names that differ in bytes that are no text", "{\"\xff\":1,\"\xfe\":1}", false},
		{"quotes and brackets in text", `{"a":"}\"],{","b":"\\"}`, true},
		{"empty names in two objects", `[{"":1},{"":1}]`, true},
		{"an empty name twice", `{"":1,"":1}`, false},
		{"many names", "{" + manyNames(40) + `"last":1}`, true},
		{"many names, one twice", "{" + manyNames(40) + `"N3":1}`, false},
		{"three names, the first twice", `{"a":1,"b":1,"a":1}`, false},
		{"something behind it", `{} {}`, false},
		{"a zero byte behind it", "{}\x00", false},
		{"not JSON", `{"a":}`, false},
		{"a number beyond float64", `{"a":1e400}`, false},
		{"200 levels", strings.Repeat("[", 200) + strings.Repeat("]", 200), true},
		{"202 levels", strings.Repeat("[", 202) + strings.Repeat("]", 202), false},
	} {
		if err := checkKeysAndNumbers([]byte(c.text)); (err == nil) != c.taken {
			t.Errorf("%s: %v, want it taken %v", c.name, err, c.taken)
		}
	}
	if err := checkKeys([]byte(`{"a":1e400}`)); err != nil {
		t.Errorf("claims may hold any number in a member that nobody reads: %v", err)
	}
}

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

func manyNames(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `"n%d":{"a":1},`, i)
	}
	return b.String()
}

// BenchmarkCheckKeys reads a document of the size of a large SBOM.
func BenchmarkCheckKeys(b *testing.B) {
	data := []byte("[" + strings.Repeat(`{"name":"a","versionInfo":"1.2.3","n":17,"list":["x","y"]},`, 40000) + "{}]")
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if err := checkKeysAndNumbers(data); err != nil {
			b.Fatal(err)
		}
	}
}
