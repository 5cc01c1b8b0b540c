package openpgp

import (
	"os"
	"path/filepath"
	"testing"

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

// FuzzMessage reads and examines anything; only content that a key signed may
// be accepted.
func FuzzMessage(f *testing.F) {
	seeds(f, "signatures")
	ring := keys(f, "joined.asc")
	digest := registry.DigestOf(read(f, "manifest.json"), "")
	signed := map[string]bool{}
	for _, name := range []string{"gpg-rsa.sig", "skopeo-rsa.sig", "skopeo-ed25519.sig", "free-optional.sig"} {
		signed[string(Read(read(f, "signatures/"+name)).Payload)] = true
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m := Read(data)
		s := Examine(m, Artifact{Digest: digest}, Policy{Keys: ring, Identity: exactly("registry.example.com/acme/app:1.0"), Now: fixedNow})
		if s.Verdict == report.Verified && !signed[string(m.Payload)] {
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
