package openpgp

import (
	"bytes"
	"testing"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/packet"

	"assay/inspect/report"
	"assay/registry"
)

// signedByNew makes a key, signs claims with it, and returns both, the key as
// change leaves it.
func signedByNew(t *testing.T, change func(*packet.Signature)) (key, message []byte) {
	t.Helper()
	entity, message := newSigner(t)
	for _, identity := range entity.Identities {
		change(identity.SelfSignature)
		if err := identity.SelfSignature.SignUserId(identity.UserId.Id, entity.PrimaryKey, entity.PrivateKey, eddsa); err != nil {
			t.Fatal(err)
		}
	}
	var public bytes.Buffer
	if err := entity.Serialize(&public); err != nil {
		t.Fatal(err)
	}
	return public.Bytes(), message
}

var eddsa = &packet.Config{Algorithm: packet.PubKeyAlgoEdDSA}

// newSigner makes a key and signs claims with it.
func newSigner(t *testing.T) (*openpgp.Entity, []byte) {
	t.Helper()
	entity, err := openpgp.NewEntity("Test", "", "test@example.com", eddsa)
	if err != nil {
		t.Fatal(err)
	}
	var signed bytes.Buffer
	w, err := openpgp.Sign(&signed, entity, nil, eddsa)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = w.Write(Read(read(t, "signatures/gpg-rsa.sig")).Payload)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return entity, signed.Bytes()
}

// TestKeyUses takes a key without any uses written down for signing, as gpg
// does, and refuses one that is for other uses.
func TestKeyUses(t *testing.T) {
	digest := registry.DigestOf(read(t, "manifest.json"), "")
	for name, c := range map[string]struct {
		change func(*packet.Signature)
		want   report.Verdict
	}{
		"signing":  {func(*packet.Signature) {}, report.VerdictVerified},
		"no flags": {func(s *packet.Signature) { s.FlagsValid = false }, report.VerdictVerified},
		"certify":  {func(s *packet.Signature) { s.FlagSign = false }, report.VerdictFailed},
	} {
		t.Run(name, func(t *testing.T) {
			key, message := signedByNew(t, c.change)
			ring, err := ReadKeys(key, "x")
			if err != nil {
				t.Fatal(err)
			}
			s := Verify(Read(message), Artifact{Digest: digest},
				VerifyOptions{Keys: ring, Identity: exactly("registry.example.com/acme/app:1.0"), Now: time.Now()})
			if s.Verdict != c.want {
				t.Errorf("verdict %s, want %s: %+v", s.Verdict, c.want, s.Checks)
			}
		})
	}
}

// TestUnsupportedSignature names a signature of a version that is not read for
// what it is.
func TestUnsupportedSignature(t *testing.T) {
	good := read(t, "signatures/uncompressed.sig")
	at := bytes.LastIndex(good, []byte{0x04, 0x00, 0x01})
	if at < 0 {
		t.Fatal("the signature packet is not where it was")
	}
	old := append([]byte(nil), good...)
	old[at] = 2
	s := Verify(Read(old), Artifact{Digest: "sha256:x"}, VerifyOptions{Keys: keys(t, "rsa.asc"), Now: time.Now()})
	if c, _ := s.Check(report.CheckSignatureEncoding); c.Reason != "openpgp-unsupported" {
		t.Errorf("%+v", s.Checks)
	}
}
