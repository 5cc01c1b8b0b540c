package openpgp

import (
	"bytes"
	"encoding/binary"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp/packet"

	"assay/inspect/report"
	"assay/registry"
)

// TestOlderCopyOfRevokedKey wants a key that was revoked to stay so when an
// older copy of it is given as well, in any order and from any file.
func TestOlderCopyOfRevokedKey(t *testing.T) {
	entity, signed := newSigner(t)
	public := func() []byte {
		var out bytes.Buffer
		if err := entity.Serialize(&out); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	before := public()
	if err := entity.RevokeKey(packet.KeyCompromised, "stolen", eddsa); err != nil {
		t.Fatal(err)
	}
	after := public()
	digest := registry.DigestOf(read(t, "manifest.json"), "")
	rings := func(parts ...[]byte) *Keyring {
		out := &Keyring{}
		for _, p := range parts {
			k, err := ReadKeys(p, "x")
			if err != nil {
				t.Fatal(err)
			}
			out.Merge(k)
		}
		return out
	}
	for name, c := range map[string]struct {
		ring *Keyring
		want report.Verdict
	}{
		"before":             {rings(before), report.VerdictVerified},
		"after":              {rings(after), report.VerdictFailed},
		"old one first":      {rings(before, after), report.VerdictFailed},
		"old one last":       {rings(after, before), report.VerdictFailed},
		"one file":           {rings(slices.Concat(before, after)), report.VerdictFailed},
		"one file, reversed": {rings(slices.Concat(after, before)), report.VerdictFailed},
		"thrice":             {rings(before, after, before), report.VerdictFailed},
	} {
		t.Run(name, func(t *testing.T) {
			if n := c.ring.Len(); n != 1 {
				t.Errorf("%d keys", n)
			}
			got := Verify(Read(signed), Artifact{Digest: digest}, VerifyOptions{Keys: c.ring, Now: time.Now().Add(time.Minute)})
			if got.Verdict != c.want {
				t.Errorf("verdict %s, want %s: %+v", got.Verdict, c.want, got.Checks)
			}
		})
	}
}

// TestNestedSignatures gives a signature that holds one that holds one, 140 kB
// deep: the library would take gigabytes for it.
func TestNestedSignatures(t *testing.T) {
	header := []byte{6, 0, 27, 8}
	signature := append(slices.Clone(header), 0, 0, 0, 0)
	for range 10_000 {
		sub := append([]byte{0xff}, binary.BigEndian.AppendUint32(nil, uint32(len(signature)+1))...)
		sub = append(append(sub, 0x20), signature...)
		signature = slices.Concat(header, binary.BigEndian.AppendUint32(nil, uint32(len(sub))), sub)
	}
	data := slices.Concat([]byte{0xc2, 0xff}, binary.BigEndian.AppendUint32(nil, uint32(len(signature))), signature)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	m := Read(data)
	runtime.ReadMemStats(&after)
	if got := (after.TotalAlloc - before.TotalAlloc) >> 20; got > 64 {
		t.Errorf("%d MiB were allocated", got)
	}
	if len(m.flaws) == 0 || m.flaws[0].Reason != "openpgp-too-large" {
		t.Errorf("flaws %+v", m.flaws)
	}
}
