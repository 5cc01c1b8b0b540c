package openpgp

import (
	"bytes"
	"crypto"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/ProtonMail/go-crypto/openpgp/packet"

	"assay/inspect/report"
)

// maxMessage bounds what a blob may decompress to, in bytes. Claims take a few
// hundred; blobs of a few hundred bytes that grow to 200 MB are known.
const maxMessage = 1 << 20

// maxPackets bounds how many packets of a message are looked at.
const maxPackets = 64

// maxPacket bounds a packet other than the content, in bytes. Signatures take
// some hundreds; in version 6 they may hold others without end, and the library
// takes memory that grows with the square of that.
const maxPacket = 16 << 10

// Material is one signature as it was found, taken apart as far as possible.
// Nothing in it has been verified.
type Material struct {
	// Data is the blob as it came.
	Data []byte
	// Payload is the signed content: claims, where it is what it should be.
	Payload []byte
	// Compressed says that the message was compressed.
	Compressed bool
	// Claims is nil where Payload cannot be read as claims; ClaimsError then
	// says why.
	Claims      *Claims
	ClaimsError error
	// SignerFlaw is what a message-based signer reported instead of signing.
	SignerFlaw string

	flaws      []report.Check
	signatures []*packet.Signature
	announced  int
}

// Read takes a blob apart. It never fails: what is wrong becomes a check.
func Read(data []byte) *Material {
	m := &Material{Data: data}
	if err := m.read(data); err != nil && !m.flawed() {
		m.refuse("openpgp-malformed", "an OpenPGP signed message", shorten(data), err.Error())
	}
	if m.Payload != nil {
		m.Claims, m.ClaimsError = ParseClaims(m.Payload, TypeAtomic)
	}
	return m
}

// Failed stands for a claim that a signer was asked for and did not sign.
func Failed(message string) *Material {
	m := &Material{SignerFlaw: message}
	m.refuse("signer-failed", "a signed claim", "none", message)
	return m
}

func (m *Material) flawed() bool { return len(m.flaws) > 0 }

// refuse notes why the blob is no signed message.
func (m *Material) refuse(reason, want, got, detail string) {
	m.flaws = append(m.flaws, report.Check{ID: report.SignatureEncoding, Title: report.SignatureEncoding.Title(), Status: report.Fail,
		Required: true, Reason: reason, Want: want, Got: got, Detail: detail})
}

func (m *Material) read(data []byte) (err error) {
	defer recovered(&err)
	if len(data) == 0 {
		return errors.New("it is empty")
	}
	if bytes.HasPrefix(bytes.TrimSpace(data[:min(len(data), 64)]), []byte("-----BEGIN PGP")) {
		return m.readArmored(data)
	}
	return m.readPackets(bytes.NewReader(data))
}

// readArmored shows what armor holds. The stores hold binary messages, and
// containers/image reads nothing else (internal/signature, FromBlob).
func (m *Material) readArmored(data []byte) error {
	if bytes.Contains(data[:min(len(data), 256)], []byte("BEGIN PGP SIGNED MESSAGE")) {
		m.refuse("openpgp-armored", "a binary signed message", "a cleartext signature", "podman reads binary messages only; make it with gpg --sign")
		return nil
	}
	block, err := armor.Decode(bytes.NewReader(data))
	if err != nil {
		return err
	}
	m.refuse("openpgp-armored", "a binary signed message", "armor: "+block.Type, "podman reads binary messages only; gpg --dearmor makes one of it")
	return m.readPackets(block.Body)
}

func (m *Material) readPackets(r io.Reader) error {
	left := int64(maxMessage)
	var rooms rooms
	packets := packet.NewReader(rooms.limit(r))
	literals := 0
	for range maxPackets {
		rooms.set(maxPacket)
		p, err := packets.NextWithUnsupported()
		if errors.Is(err, io.EOF) {
			return m.checkShape(literals)
		}
		if err != nil {
			return m.readError(err, left, rooms)
		}
		switch p := p.(type) {
		case *packet.Compressed:
			m.Compressed = true
			if err := packets.Push(rooms.limit(&limited{p.Body, &left})); err != nil {
				return err
			}
		case *packet.OnePassSignature:
			m.announced++
		case *packet.LiteralData:
			literals++
			rooms.set(math.MaxInt64)
			content, err := io.ReadAll(&limited{p.Body, &left})
			if err != nil {
				return m.readError(err, left, rooms)
			}
			if literals == 1 {
				m.Payload = content
			}
		case *packet.Signature:
			m.signatures = append(m.signatures, p)
		case *packet.UnsupportedPacket:
			if _, ok := p.IncompletePacket.(*packet.Signature); ok {
				m.refuse("openpgp-unsupported", "a signature of a kind that is read here", "one that is not", p.Error.Error()+"; gpg may read it, but what cannot be checked counts for nothing")
			}
		case *packet.SymmetricallyEncrypted, *packet.AEADEncrypted, *packet.EncryptedKey, *packet.SymmetricKeyEncrypted:
			m.refuse("openpgp-malformed", "a signed message", "an encrypted message", "nobody can check what it says without the key that it is encrypted to")
			return nil
		}
	}
	return fmt.Errorf("it has more than %d packets", maxPackets)
}

// rooms are what the layers of a message, each within the one before, may still
// be read of for one packet.
type rooms []*int64

// limit returns a reader of the next layer.
func (r *rooms) limit(layer io.Reader) io.Reader {
	room := new(int64)
	*r = append(*r, room)
	return &limited{layer, room}
}

// set gives every layer room for a packet of n bytes, and the outer ones for
// what the compressed form of it may need beyond that.
func (r rooms) set(n int64) {
	for i, room := range r {
		*room = n
		if i < len(r)-1 {
			*room = max(n, maxMessage)
		}
	}
}

// full reports whether a layer has no room left.
func (r rooms) full() bool {
	return slices.ContainsFunc(r, func(room *int64) bool { return *room <= 0 })
}

func (m *Material) readError(err error, left int64, rooms rooms) error {
	if rooms.full() {
		m.refuse("openpgp-too-large", fmt.Sprintf("packets of at most %d bytes beside the content", maxPacket), "a larger one", "no signature needs so much")
		m.Payload = nil
		return nil
	}
	if left <= 0 {
		m.refuse("openpgp-too-large", fmt.Sprintf("at most %d bytes", maxMessage), fmt.Sprintf("more, out of %d", len(m.Data)),
			"it decompresses to more than any claims need; nobody signs such a thing in earnest")
		m.Payload = nil
		return nil
	}
	return err
}

var errTooLarge = errors.New("it is larger than the limit")

// limited ends reading when the bytes that all parts of a message may take
// together are used up.
type limited struct {
	r    io.Reader
	left *int64
}

func (l *limited) Read(p []byte) (int, error) {
	if *l.left <= 0 {
		return 0, errTooLarge
	}
	if int64(len(p)) > *l.left {
		p = p[:*l.left]
	}
	n, err := l.r.Read(p)
	*l.left -= int64(n)
	return n, err
}

// checkShape wants one signature over one piece of content.
func (m *Material) checkShape(literals int) error {
	switch {
	case m.flawed():
	case len(m.signatures) == 0 && literals == 0:
		return errors.New("it holds neither content nor a signature")
	case literals == 0:
		m.refuse("openpgp-detached", "a signed message with the claims inside", "a detached signature", "the claims are not in it; it was made with gpg --detach-sign instead of gpg --sign")
	case len(m.signatures) == 0:
		m.refuse("openpgp-malformed", "a signed message", "content without a signature", "")
	case literals > 1:
		m.refuse("openpgp-malformed", "one piece of content", fmt.Sprintf("%d pieces", literals), "readers differ in which one they take")
	case len(m.signatures) > 1 || m.announced > 1:
		m.refuse("openpgp-several-signatures", "exactly one signature", fmt.Sprintf("%d signatures in one message", max(len(m.signatures), m.announced)),
			"gpg's readers refuse a message with more than one")
	case m.announced == 0:
		m.refuse("openpgp-malformed", "a one-pass signed message", "a signature in front of its content", "an old form that readers in Go do not verify")
	}
	return nil
}

// signature is the one signature, or the first, or nil.
func (m *Material) signature() *packet.Signature {
	if len(m.signatures) == 0 {
		return nil
	}
	return m.signatures[0]
}

// KeyID is the key ID that the signature names, in hexadecimal, or empty. It
// is not signed.
func (m *Material) KeyID() string {
	if s := m.signature(); s != nil && s.IssuerKeyId != nil {
		return fmt.Sprintf("%016X", *s.IssuerKeyId)
	}
	return ""
}

// Fingerprint is the fingerprint that the signature names, in capital
// hexadecimal, or empty. Old signatures name a key ID only.
func (m *Material) Fingerprint() string {
	if s := m.signature(); s != nil && len(s.IssuerFingerprint) > 0 {
		return fmt.Sprintf("%X", s.IssuerFingerprint)
	}
	return ""
}

// Made is when the signature says that it was made; zero where it cannot be
// read.
func (m *Material) Made() time.Time {
	if s := m.signature(); s != nil {
		return s.CreationTime.UTC()
	}
	return time.Time{}
}

// hashName names the hash of the signature.
func (m *Material) hashName() string {
	s := m.signature()
	if s == nil {
		return ""
	}
	if s.Hash == crypto.Hash(0) {
		return "unknown"
	}
	return s.Hash.String()
}

func shorten(data []byte) string {
	const most = 24
	if len(data) > most {
		return fmt.Sprintf("%x… (%d bytes)", data[:most], len(data))
	}
	return fmt.Sprintf("%x (%d bytes)", data, len(data))
}
