package openpgp

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/ProtonMail/go-crypto/openpgp/packet"
	xpacket "golang.org/x/crypto/openpgp/packet" //nolint:staticcheck // The second reader of version 3 signatures.

	"assay/inspect/report"
	"assay/registry"
)

// seeds adds every file of a folder of fixtures.
func seeds(f *testing.F, dir string) {
	f.Helper()
	paths, err := filepath.Glob(fixtures + dir + "/*")
	if err != nil || len(paths) == 0 {
		f.Fatal("no fixtures: ", err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
}

// FuzzMessage reads and verifies anything; only content that a key signed may
// be accepted.
func FuzzMessage(f *testing.F) {
	seeds(f, "signatures")
	seeds(f, "v3/signatures")
	ring := keysV3(f)
	ring.Merge(keys(f, "joined.asc"))
	digest := registry.DigestOf(read(f, "manifest.json"), "")
	signed := map[string]bool{}
	for _, name := range []string{"gpg-rsa.sig", "skopeo-rsa.sig", "skopeo-ed25519.sig", "free-optional.sig"} {
		signed[string(Read(read(f, "signatures/"+name)).Payload)] = true
	}
	for _, name := range []string{"rsa-plain.sig", "rsa-text-lines.sig", "rsa-text-crlf.sig"} {
		signed[string(Read(read(f, "v3/signatures/"+name)).Payload)] = true
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m := Read(data)
		s := Verify(m, Artifact{Digest: digest}, VerifyOptions{Keys: ring, Identity: exactly("registry.example.com/acme/app:1.0"),
			Now: fixedNow})
		if s.Verdict == report.VerdictVerified && !signed[string(m.Payload)] {
			t.Fatalf("accepted: %q", m.Payload)
		}
		if len(m.Payload) > maxMessage {
			t.Fatalf("%d bytes were read", len(m.Payload))
		}
	})
}

func FuzzClaims(f *testing.F) {
	for _, name := range []string{"gpg-rsa.sig", "duplicate-type.sig", "free-optional.sig", "null-optional.sig", "trailing-data.sig"} {
		f.Add(Read(read(f, "signatures/"+name)).Payload)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, want := range []string{TypeAtomic, TypeCosign} {
			c, err := ParseClaims(data, want)
			if err == nil && (c.Type != want || !registry.ValidDigest(c.Digest)) {
				t.Fatalf("%+v", c)
			}
		}
	})
}

func FuzzKeys(f *testing.F) {
	seeds(f, "keys")
	f.Fuzz(func(t *testing.T, data []byte) {
		k, err := ReadKeys(data, "x")
		if err == nil && k.Len() == 0 {
			t.Fatal("no key and no error")
		}
		if err == nil {
			k.Fingerprints()
		}
	})
}

func FuzzSignerResults(f *testing.F) {
	f.Add([]byte(`[{"msg":{"errors":[],"signed_claim":"AA=="}},{"msg":{"errors":["x"]}}]`))
	f.Add([]byte(`{"msg":{"signed_claim":["AA==",""]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		results, err := ParseSignerResults(data)
		if err != nil {
			return
		}
		for _, r := range results {
			if (r.Problem == "") != (r.Material != nil) {
				t.Fatalf("%+v", r)
			}
		}
	})
}

// FuzzSignatureV3 reads anything as a signature packet of version 3: what is
// read is within bounds, and the other reader reads the same.
func FuzzSignatureV3(f *testing.F) {
	for _, name := range []string{"rsa-plain.sig", "dsa1024-plain.sig", "rsa-md5.sig", "rsa-in-front.sig"} {
		m := Read(read(f, "v3/signatures/"+name))
		f.Add(m.body)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := parseV3(data)
		if err != nil {
			return
		}
		for _, v := range s.values {
			if v.BitLen() > maxMPI {
				t.Fatalf("a number of %d bits", v.BitLen())
			}
		}
		var whole bytes.Buffer
		if err := (&packet.OpaquePacket{Tag: tagSignature, Contents: data}).Serialize(&whole); err != nil {
			t.Fatal(err)
		}
		parsed, err := xpacket.Read(&whole)
		other, ok := parsed.(*xpacket.SignatureV3)
		if err != nil || !ok {
			t.Fatalf("the other reader: %v, %T", err, parsed)
		}
		if other.IssuerKeyId != s.keyID || other.Hash != s.hash || uint8(other.SigType) != uint8(s.sigType) ||
			other.CreationTime.Unix() != int64(s.created) || other.HashTag != s.left {
			t.Fatalf("%+v, the other reader %+v", s, other)
		}
	})
}
