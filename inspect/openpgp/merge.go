package openpgp

import (
	"bytes"
	"maps"
	"slices"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
)

// insert puts a key into the ring. Of a key that is there already both copies
// become one, as gpg --import has it: an old copy must not hide that the key was
// revoked since, or now ends earlier.
func (k *Keyring) insert(e *openpgp.Entity, name string) {
	if k.names == nil {
		k.names = map[*openpgp.Entity]string{}
	}
	at := slices.IndexFunc(k.entities, func(have *openpgp.Entity) bool {
		return bytes.Equal(have.PrimaryKey.Fingerprint, e.PrimaryKey.Fingerprint)
	})
	if at < 0 {
		k.entities = append(k.entities, e)
		k.names[e] = name
		return
	}
	if have := k.entities[at]; have != e {
		merged := merge(have, e)
		k.names[merged] = k.names[have]
		delete(k.names, have)
		k.entities[at] = merged
	}
}

// merge returns a key with what two copies of it say. Neither is changed: other
// rings may hold them.
func merge(a, b *openpgp.Entity) *openpgp.Entity {
	out := *a
	out.Revocations = join(a.Revocations, b.Revocations)
	out.Signatures = join(a.Signatures, b.Signatures)
	out.SelfSignature = newer(a.SelfSignature, b.SelfSignature)
	out.Identities = maps.Clone(a.Identities)
	for name, theirs := range b.Identities {
		ours, ok := out.Identities[name]
		if !ok {
			out.Identities[name] = theirs
			continue
		}
		both := *ours
		both.SelfSignature = newer(ours.SelfSignature, theirs.SelfSignature)
		both.Revocations = join(ours.Revocations, theirs.Revocations)
		both.Signatures = join(ours.Signatures, theirs.Signatures)
		out.Identities[name] = &both
	}
	out.Subkeys = slices.Clone(a.Subkeys)
	for _, theirs := range b.Subkeys {
		at := slices.IndexFunc(out.Subkeys, func(s openpgp.Subkey) bool {
			return bytes.Equal(s.PublicKey.Fingerprint,
				theirs.PublicKey.Fingerprint)
		})
		if at < 0 {
			out.Subkeys = append(out.Subkeys, theirs)
			continue
		}
		out.Subkeys[at].Sig = newer(out.Subkeys[at].Sig, theirs.Sig)
		out.Subkeys[at].Revocations = join(out.Subkeys[at].Revocations, theirs.Revocations)
	}
	return &out
}

func join(a, b []*packet.Signature) []*packet.Signature {
	return append(slices.Clone(a), b...)
}

// newer returns the self-signature that was made later.
func newer(a, b *packet.Signature) *packet.Signature {
	switch {
	case a == nil:
		return b
	case b == nil || a.CreationTime.After(b.CreationTime):
		return a
	}
	return b
}
