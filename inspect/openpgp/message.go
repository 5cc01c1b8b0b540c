package openpgp

import (
	"bytes"
	"crypto"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/ProtonMail/go-crypto/openpgp/packet"

	"assay/inspect/report"
)

// maxMessage bounds what a blob may decompress to, in bytes. Claims take a few
// hundred; blobs of a few hundred bytes that grow to 200 MB are known.
const maxMessage = 1 << 20

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

	flaws      report.Checklist
	signatures []*packet.Signature
	// v3 is the first signature, where it is of version 3, and body that
	// packet's own bytes; first says that it precedes the content.
	v3    *signatureV3
	body  []byte
	first bool
	// announced are the one-pass signatures; packets, layers and literals how
	// many of each were read, and layer is the one that they are in.
	announced                 []onePass
	packets, layers, literals int
	layer                     int
}

// Read takes a blob apart. It never fails: what is wrong becomes a check.
func Read(data []byte) *Material {
	m := &Material{Data: data}
	if err := m.read(data); err != nil && !m.flawed() {
		m.refuse(report.Outcome{
			Reason: report.ReasonOpenPGPMalformed,
			Want:   "an OpenPGP signed message",
			Got:    shorten(data),
			Detail: err.Error(),
		})
	}
	if m.Payload != nil {
		m.Claims, m.ClaimsError = ParseClaims(m.Payload, TypeAtomic)
	}
	return m
}

// Failed stands for a claim that a signer was asked for and did not sign.
func Failed(message string) *Material {
	m := &Material{SignerFlaw: message}
	m.refuse(report.Outcome{Reason: report.ReasonSignerFailed, Want: "a signed claim", Got: "none", Detail: message})
	return m
}

func (m *Material) flawed() bool { return len(m.flaws) > 0 }

// refuse notes why the blob is no signed message.
func (m *Material) refuse(o report.Outcome) {
	m.flaws.Fail(report.CheckSignatureEncoding, report.Required, o)
}

func (m *Material) read(data []byte) (err error) {
	defer recovered(&err)
	if len(data) == 0 {
		return errors.New("it is empty")
	}
	if bytes.HasPrefix(bytes.TrimSpace(data[:min(len(data), 64)]), []byte("-----BEGIN PGP")) {
		return m.readArmored(data)
	}
	return m.readMessage(bytes.NewReader(data))
}

// readArmored shows what armor holds. The stores hold binary messages, and
// containers/image reads nothing else (internal/signature, FromBlob).
func (m *Material) readArmored(data []byte) error {
	if bytes.Contains(data[:min(len(data), 256)], []byte("BEGIN PGP SIGNED MESSAGE")) {
		m.refuse(report.Outcome{
			Reason: report.ReasonOpenPGPArmored,
			Want:   "a binary signed message",
			Got:    "a cleartext signature",
			Detail: "podman reads binary messages only; make it with gpg --sign",
		})
		return nil
	}
	block, err := armor.Decode(bytes.NewReader(data))
	if err != nil {
		return err
	}
	m.refuse(report.Outcome{
		Reason: report.ReasonOpenPGPArmored,
		Want:   "a binary signed message",
		Got:    "armor: " + block.Type,
		Detail: "podman reads binary messages only; gpg --dearmor converts it",
	})
	return m.readMessage(block.Body)
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

// Version is the version of the signature packet: 3 for old signatures, 4 for
// most, and 0 where there is none.
func (m *Material) Version() int {
	if s := m.signature(); s != nil {
		return s.Version
	}
	return 0
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
