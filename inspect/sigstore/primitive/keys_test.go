package primitive

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"strings"
	"testing"
)

// TestForms wants the form of a signature to tell the kind of key that made it, and
// every other kind of key to refuse it.
func TestForms(t *testing.T) {
	t.Parallel()
	digest := Digest(crypto.SHA256, []byte("x"))
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	edKey, edPrivate, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ecSigned, err := ecdsa.SignASN1(rand.Reader, ec, digest)
	if err != nil {
		t.Fatal(err)
	}
	rsaSigned, err := rsa.SignPKCS1v15(rand.Reader, rsaKey, crypto.SHA256, digest)
	if err != nil {
		t.Fatal(err)
	}
	all := []struct {
		kind      Kind
		key       crypto.PublicKey
		signature []byte
	}{
		{ECDSA, ec.Public(), ecSigned},
		{RSA, rsaKey.Public(), rsaSigned},
		{Ed25519, edKey, ed25519.Sign(edPrivate, []byte("x"))},
	}
	for _, c := range all {
		if got := KindOf(c.key); got != c.kind {
			t.Errorf("a key of %s is taken for one of %q", c.kind, got)
		}
		if got := FormOf(c.signature); got != c.kind {
			t.Errorf("a signature by %s is taken for one by %q", c.kind, got)
		}
		for _, other := range all {
			if err := CheckEncoding(c.key, other.signature); (err == nil) != (c.kind == other.kind) {
				t.Errorf("a signature by %s under a key of %s: %v", other.kind, c.kind, err)
			}
		}
	}
	if got := FormOf([]byte("none of them")); got != "" {
		t.Errorf("some text is taken for a signature by %s", got)
	}
	if !VerifyDigest(ec.Public(), crypto.SHA256, digest, ecSigned) {
		t.Error("a good signature over a digest does not verify")
	}
	if VerifyDigest(ec.Public(), crypto.SHA256, digest[1:], ecSigned) {
		t.Error("a digest of the wrong length verifies")
	}
}

// TestParseDigest wants digests that are whole, and of a hash that is known.
func TestParseDigest(t *testing.T) {
	t.Parallel()
	for digest, want := range map[string]bool{
		"sha256:" + strings.Repeat("ab", 32): true, "sha512:00": true, "sha256:xy": false, "md5:00": false, "sha256": false, "": false,
	} {
		if _, _, ok := ParseDigest(digest); ok != want {
			t.Errorf("%q: %v, want %v", digest, ok, want)
		}
	}
}
