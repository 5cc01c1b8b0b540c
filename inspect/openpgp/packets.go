package openpgp

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"assay/inspect/report"

	pgperrors "github.com/ProtonMail/go-crypto/openpgp/errors"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
)

// maxPackets bounds how many packets of a message are looked at.
const maxPackets = 64

// maxPacket bounds a packet other than the content, in bytes. Signatures take
// some hundreds; in version 6 they may hold others without end, and the library
// takes memory that grows with the square of that.
const maxPacket = 16 << 10

// Tags of packets (RFC 9580, section 5).
const (
	tagEncryptedKey           = 1
	tagSignature              = 2
	tagSymmetricKeyEncrypted  = 3
	tagOnePass                = 4
	tagCompressed             = 8
	tagSymmetricallyEncrypted = 9
	tagMarker                 = 10
	tagLiteral                = 11
	tagEncryptedIntegrity     = 18
	tagEncryptedAEAD          = 20
	tagPadding                = 21
	// firstUncritical begins those that who does not know them passes over.
	firstUncritical = 40
)

// onePass is what a one-pass signature packet of version 3 says of the
// signature behind the content (RFC 4880, section 5.4).
type onePass struct {
	sigType, hash byte
	keyID         uint64
}

// readMessage reads the packets of a message and wants them to be one signature
// over one piece of content.
func (m *Material) readMessage(r io.Reader) error {
	// The outermost layer is counted by itself, so that a message which is not
	// compressed may be as large as one that is.
	outer, inner := int64(maxMessage), int64(maxMessage)
	if err := m.readLayer(&limited{r, &outer}, &inner); err != nil {
		if outer <= 0 || inner <= 0 {
			m.refuse(report.Outcome{
				Reason: report.ReasonOpenPGPTooLarge,
				Want:   fmt.Sprintf("at most %d bytes", maxMessage),
				Got:    fmt.Sprintf("more, out of %d", len(m.Data)),
				Detail: "it decompresses to more than any claims need",
			})
			m.Payload = nil
			return nil
		}
		return err
	}
	return m.checkShape()
}

// readLayer reads the packets of r; what is compressed is a layer of its own.
// All of those together may take room bytes.
func (m *Material) readLayer(r io.Reader, room *int64) error {
	header := &header{r: r}
	packets := packet.NewOpaqueReader(header)
	m.layers++
	layer := m.layers
	for {
		header.seen = 0
		p, err := packets.Next()
		if errors.Is(err, io.EOF) && p == nil {
			return nil
		}
		if err != nil {
			return err
		}
		if m.packets++; m.packets > maxPackets {
			return fmt.Errorf("it has more than %d packets", maxPackets)
		}
		if header.open() && p.Tag != tagCompressed && p.Tag != tagLiteral {
			return fmt.Errorf("packet %d has no definite length, which only content may lack", p.Tag)
		}
		if p.Tag == tagLiteral || p.Tag == tagOnePass || p.Tag == tagSignature {
			if m.layer != 0 && m.layer != layer {
				return errors.New("content and signature are not compressed together, and gpg then does not connect the two")
			}
			m.layer = layer
		}
		if err := m.readPacket(p, room); err != nil {
			return err
		}
	}
}

// header keeps the first two bytes that are read of a packet, which say how its
// length is given (RFC 9580, section 4.2).
type header struct {
	r     io.Reader
	seen  int
	bytes [2]byte
}

func (h *header) Read(p []byte) (int, error) {
	n, err := h.r.Read(p)
	if h.seen < len(h.bytes) {
		h.seen += copy(h.bytes[h.seen:], p[:n])
	}
	return n, err
}

// open reports whether the length is not known at the start: it goes on to the
// end, or comes in parts.
func (h *header) open() bool {
	const form, part, last = 0x40, 224, 255
	if h.bytes[0]&form == 0 {
		return h.bytes[0]&3 == 3
	}
	return h.bytes[1] >= part && h.bytes[1] < last
}

func (m *Material) readPacket(p *packet.OpaquePacket, room *int64) error {
	switch p.Tag {
	case tagCompressed:
		parsed, err := p.Parse()
		if err != nil {
			return err
		}
		compressed, ok := parsed.(*packet.Compressed)
		if !ok {
			return errors.New("the compressed part cannot be read")
		}
		m.Compressed = true
		return m.readLayer(&limited{compressed.Body, room}, room)
	case tagLiteral:
		return m.readLiteral(p)
	case tagSymmetricallyEncrypted, tagEncryptedIntegrity, tagEncryptedAEAD, tagEncryptedKey, tagSymmetricKeyEncrypted:
		if !m.flawed() {
			m.refuse(report.Outcome{
				Reason: report.ReasonOpenPGPMalformed,
				Want:   "a signed message",
				Got:    "an encrypted message",
				Detail: "what it says cannot be checked without the key that it is encrypted to",
			})
		}
		return nil
	}
	if len(p.Contents) > maxPacket {
		m.refuse(report.Outcome{
			Reason: report.ReasonOpenPGPTooLarge,
			Want:   fmt.Sprintf("packets of at most %d bytes other than the content", maxPacket),
			Got:    "a larger one",
			Detail: "no signature needs so much",
		})
		return nil
	}
	switch p.Tag {
	case tagOnePass:
		return m.readOnePass(p)
	case tagSignature:
		return m.readSignature(p)
	}
	if p.Tag == tagMarker || p.Tag == tagPadding || p.Tag >= firstUncritical {
		return nil
	}
	// Of keys and user IDs gpg would write a list into the content.
	return fmt.Errorf("packet %d is no part of a signed message", p.Tag)
}

// reader returns a reader of a packet with its header.
func reader(p *packet.OpaquePacket) io.Reader {
	var whole bytes.Buffer
	if err := p.Serialize(&whole); err != nil {
		return bytes.NewReader(nil)
	}
	return &whole
}

func (m *Material) readLiteral(p *packet.OpaquePacket) error {
	parsed, err := p.Parse()
	if err != nil {
		return err
	}
	literal, ok := parsed.(*packet.LiteralData)
	if !ok {
		return errors.New("the content cannot be read")
	}
	content, err := io.ReadAll(literal.Body)
	if m.literals++; m.literals == 1 {
		m.Payload = content
	}
	return err
}

// readOnePass reads the announcement of a signature, which is of version 3 for
// signatures of versions 3 and 4 alike.
func (m *Material) readOnePass(p *packet.OpaquePacket) error {
	const version, length = 3, 13
	body := p.Contents
	if len(body) > 0 && body[0] != version {
		m.refuse(report.Outcome{
			Reason: report.ReasonOpenPGPUnsupported,
			Want:   "a signature of a kind that is read here",
			Got:    "one that is not",
			Detail: fmt.Sprintf("one-pass signature packet version %d", body[0]),
		})
		return nil
	}
	if len(body) != length {
		return fmt.Errorf("a one-pass signature has %d bytes instead of %d", len(body), length)
	}
	m.announced = append(m.announced, onePass{sigType: body[1], hash: body[2], keyID: binary.BigEndian.Uint64(body[4:])})
	return nil
}

// announces reports whether this is the announcement of the signature with this
// packet body: readers hash as the announcement says, and would differ.
func (o onePass) announces(sig *packet.Signature, body []byte) bool {
	// Where type and hash stand in versions 4 and 3 (RFC 4880, section 5.2).
	sigType, hash := 1, 3
	if sig.Version == 3 {
		sigType, hash = 2, 16
	}
	return len(body) > max(sigType, hash) && body[sigType] == o.sigType && body[hash] == o.hash && sig.IssuerKeyId != nil &&
		*sig.IssuerKeyId == o.keyID
}

// readSignature reads a signature packet: version 3 here, version 4 by the
// library.
func (m *Material) readSignature(p *packet.OpaquePacket) error {
	sig, old, err := parseSignature(p)
	var unsupported unsupportedError
	if errors.As(err, &unsupported) {
		m.refuse(report.Outcome{
			Reason: report.ReasonOpenPGPUnsupported,
			Want:   "a signature of a kind that is read here",
			Got:    "one that is not",
			Detail: unsupported.Error(),
		})
		return nil
	}
	if err != nil {
		return err
	}
	if sig.SigType != packet.SigTypeBinary && sig.SigType != packet.SigTypeText {
		m.refuse(report.Outcome{
			Reason: report.ReasonOpenPGPUnsupported,
			Want:   "a signature of a document",
			Got:    fmt.Sprintf("one of type 0x%02x", uint8(sig.SigType)),
			Detail: "it is made for something else, such as a key",
		})
	}
	if len(m.signatures) == 0 {
		m.v3, m.body, m.first = old, p.Contents, m.literals == 0
	}
	m.signatures = append(m.signatures, sig)
	return nil
}

func parseSignature(p *packet.OpaquePacket) (*packet.Signature, *signatureV3, error) {
	switch {
	case len(p.Contents) == 0:
		return nil, nil, errors.New("a signature packet is empty")
	case p.Contents[0] == 3:
		old, err := parseV3(p.Contents)
		if err != nil {
			return nil, nil, err
		}
		return old.common(), old, nil
	case p.Contents[0] != 4:
		return nil, nil, unsupportedError(fmt.Sprintf("signature packet version %d", p.Contents[0]))
	}
	parsed, err := packet.Read(reader(p))
	var unsupported pgperrors.UnsupportedError
	if errors.As(err, &unsupported) {
		return nil, nil, unsupportedError(unsupported.Error())
	}
	if err != nil {
		return nil, nil, err
	}
	sig, ok := parsed.(*packet.Signature)
	if !ok {
		return nil, nil, errors.New("the signature cannot be read")
	}
	return sig, nil, checkSubpackets(p.Contents)
}

// checkShape wants one signature over one piece of content.
func (m *Material) checkShape() error {
	switch count := max(len(m.signatures), len(m.announced)); {
	case m.flawed():
	case len(m.signatures) == 0 && m.literals == 0:
		return errors.New("it holds neither content nor a signature")
	case m.literals == 0:
		m.refuse(report.Outcome{
			Reason: report.ReasonOpenPGPDetached,
			Want:   "a signed message with the claims inside",
			Got:    "a detached signature",
			Detail: "the claims are not in it; it was made with gpg --detach-sign instead of gpg --sign",
		})
	case len(m.signatures) == 0:
		m.refuse(report.Outcome{Reason: report.ReasonOpenPGPMalformed, Want: "a signed message", Got: "content without a signature"})
	case m.literals > 1:
		m.refuse(report.Outcome{
			Reason: report.ReasonOpenPGPMalformed,
			Want:   "one piece of content",
			Got:    fmt.Sprintf("%d pieces", m.literals),
			Detail: "readers differ in which one they take",
		})
	case count > 1:
		m.refuse(report.Outcome{
			Reason: report.ReasonOpenPGPSeveralSignatures,
			Want:   "exactly one signature",
			Got:    fmt.Sprintf("%d signatures in one message", count),
			Detail: "gpg's readers refuse a message with more than one",
		})
	case len(m.announced) == 0 && !m.first:
		m.refuse(report.Outcome{
			Reason: report.ReasonOpenPGPMalformed,
			Want:   "a signature before its content, or announced there",
			Got:    "one after the content only",
			Detail: "readers would not know what to hash",
		})
	case len(m.announced) == 1 && (m.first || !m.announced[0].announces(m.signatures[0], m.body)):
		m.refuse(report.Outcome{
			Reason: report.ReasonOpenPGPMalformed,
			Want:   "a one-pass signature packet of this signature",
			Got:    "another one",
			Detail: "readers differ in what they hash then",
		})
	case m.signatures[0].SigType == packet.SigTypeText && bytes.Count(m.Payload, []byte("\n")) != bytes.Count(m.Payload, []byte("\r\n")):
		m.refuse(report.Outcome{
			Reason: report.ReasonOpenPGPMalformed,
			Want:   "a text with line ends CR LF",
			Got:    "one with others",
			Detail: "readers differ in what is signed then",
		})
	}
	return nil
}
