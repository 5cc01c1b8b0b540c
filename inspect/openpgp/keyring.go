package openpgp

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
)

// Keyring is the public keys that may have signed.
type Keyring struct {
	entities openpgp.EntityList
	// names says of each entity where it was read from.
	names map[*openpgp.Entity]string
	// Blocks is how many armor blocks were read. Some readers look at the
	// first of a file only.
	Blocks int
}

// maxKeys bounds how many keys of one file are read.
const maxKeys = 1000

// IsKey reports whether data looks like OpenPGP public keys, armored or
// binary, and not like PEM or DER.
func IsKey(data []byte) bool {
	if bytes.Contains(data[:min(len(data), 64<<10)], []byte("-----BEGIN PGP PUBLIC KEY BLOCK-----")) {
		return true
	}
	if len(data) == 0 || data[0]&0x80 == 0 {
		return false
	}
	// A public key packet begins it (RFC 9580, section 4.2): tag 6 in the old
	// or in the new form.
	return data[0]>>2&0x0f == 6 && data[0]&0x40 == 0 || data[0] == 0xc6
}

// ReadKeys reads the public keys of a file: binary, or armored with one or
// several blocks. name is where they come from, for a reader. Private keys are
// refused.
func ReadKeys(data []byte, name string) (k *Keyring, err error) {
	defer recovered(&err)
	k = &Keyring{names: map[*openpgp.Entity]string{}}
	if !bytes.Contains(data, []byte("-----BEGIN PGP")) {
		return k, k.add(bytes.NewReader(data), name)
	}
	// armor.Decode wraps what it is given in a reader of its own that reads
	// ahead, so the blocks are cut apart first.
	for _, block := range blocks(data) {
		decoded, err := armor.Decode(bytes.NewReader(block))
		if err != nil {
			return nil, fmt.Errorf("armor block %d: %w", k.Blocks+1, err)
		}
		if decoded.Type != openpgp.PublicKeyType {
			return nil, fmt.Errorf("armor block %d holds %s, not a public key", k.Blocks+1, decoded.Type)
		}
		if err := k.add(decoded.Body, name); err != nil {
			return nil, fmt.Errorf("armor block %d: %w", k.Blocks+1, err)
		}
		k.Blocks++
	}
	return k, nil
}

// blocks cuts armored text into its blocks.
func blocks(data []byte) [][]byte {
	var out [][]byte
	mark := []byte("-----BEGIN PGP")
	for {
		start := bytes.Index(data, mark)
		if start < 0 {
			return out
		}
		data = data[start:]
		next := bytes.Index(data[len(mark):], mark)
		if next < 0 {
			return append(out, data)
		}
		out = append(out, data[:next+len(mark)])
		data = data[next+len(mark):]
	}
}

func (k *Keyring) add(r io.Reader, name string) error {
	list, err := openpgp.ReadKeyRing(r)
	if err != nil {
		return fmt.Errorf("no OpenPGP public key can be read: %w", err)
	}
	if len(list) == 0 {
		return errors.New("it holds no OpenPGP key")
	}
	for _, e := range list {
		if e.PrivateKey != nil {
			return errors.New("it holds a private key; give the public one (gpg --export), and keep this one secret")
		}
		if len(k.entities) >= maxKeys {
			return fmt.Errorf("it holds more than %d keys", maxKeys)
		}
		k.insert(e, name)
	}
	return nil
}

// Merge adds the keys of other.
func (k *Keyring) Merge(other *Keyring) {
	if other == nil {
		return
	}
	for _, e := range other.entities {
		k.insert(e, other.names[e])
	}
	k.Blocks += other.Blocks
}

// Len is the number of keys, subkeys not counted.
func (k *Keyring) Len() int {
	if k == nil {
		return 0
	}
	return len(k.entities)
}

// Fingerprints lists the primary keys in capital hexadecimal, each with its
// first user ID where it has one.
func (k *Keyring) Fingerprints() []string {
	var out []string
	if k == nil {
		return nil
	}
	for _, e := range k.entities {
		text := fingerprint(e.PrimaryKey)
		if ids := userIDs(e); len(ids) > 0 {
			text += " " + ids[0]
		}
		out = append(out, text)
	}
	return out
}

// Export returns the public key that a signature names, binary, or nil where
// the ring does not hold it.
func (k *Keyring) Export(m *Material) []byte {
	key, ok := k.find(m.signature())
	if !ok {
		return nil
	}
	var out bytes.Buffer
	if key.Entity.Serialize(&out) != nil {
		return nil
	}
	return out.Bytes()
}

// ring looks keys up for the library. A primary key whose owner wrote down no
// uses at all may sign, as gpg has it (RFC 9580, section 5.2.3.29); old keys of
// vendors are like that, and the library itself would pass them over.
type ring struct{ openpgp.EntityList }

// KeysByIdUsage returns the keys with this ID that are meant for this use.
func (r ring) KeysByIdUsage(id uint64, usage byte) []openpgp.Key { //nolint:revive // The library names it so.
	out := r.EntityList.KeysByIdUsage(id, usage)
	if usage != packet.KeyFlagSign {
		return out
	}
	for _, key := range r.KeysById(id) {
		if key.PublicKey == key.Entity.PrimaryKey && key.SelfSignature != nil && !key.SelfSignature.FlagsValid && key.PublicKey.CanSign() {
			out = append(out, key)
		}
	}
	return out
}

// find returns the key that a signature names by fingerprint or key ID, or nil.
// forSigning is false for a key whose owner did not mean it for signing.
func (k *Keyring) find(sig *packet.Signature) (key *openpgp.Key, forSigning bool) {
	if k == nil || sig == nil || sig.IssuerKeyId == nil {
		return nil, false
	}
	if keys := (ring{k.entities}).KeysByIdUsage(*sig.IssuerKeyId, packet.KeyFlagSign); len(keys) > 0 {
		return &keys[0], true
	}
	if keys := k.entities.KeysById(*sig.IssuerKeyId); len(keys) > 0 {
		return &keys[0], false
	}
	return nil, false
}

func fingerprint(key *packet.PublicKey) string {
	return strings.ToUpper(hex.EncodeToString(key.Fingerprint))
}

// userIDs returns the primary user ID and then the others.
func userIDs(e *openpgp.Entity) []string {
	var out []string
	primary := e.PrimaryIdentity()
	if primary != nil {
		out = append(out, primary.Name)
	}
	for _, name := range sortedNames(e.Identities) {
		if primary == nil || name != primary.Name {
			out = append(out, name)
		}
	}
	return out
}

// expiry is when a key ends by its self-signature; zero means never.
func expiry(key *openpgp.Key) time.Time {
	if key.SelfSignature == nil || key.SelfSignature.KeyLifetimeSecs == nil || *key.SelfSignature.KeyLifetimeSecs == 0 {
		return time.Time{}
	}
	return key.PublicKey.CreationTime.Add(time.Duration(*key.SelfSignature.KeyLifetimeSecs) * time.Second).UTC()
}

// recovered turns a panic in a library over hostile input into an error.
func recovered(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("reading it crashed: %v", r)
	}
}
