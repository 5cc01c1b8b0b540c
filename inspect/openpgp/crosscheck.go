package openpgp

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
	//nolint:staticcheck // Frozen, but the one other reader of version 3 signatures in Go; it only reads and verifies.
	xpacket "golang.org/x/crypto/openpgp/packet"

	"assay/inspect/report"
)

// crossCheck lets a library read and verify the whole message itself:
// go-crypto, or for the forms that it does not verify golang.org/x/crypto.
func (e *verification) crossCheck() {
	library, read := "go-crypto", e.readMessage
	if e.message.v3 != nil || e.message.first {
		library, read = "golang.org/x/crypto", e.readOldMessage
	}
	if e.checks.Blocks() {
		e.checks.Skip(report.CheckSecondVerifier, "not asked: a required check did not pass")
		return
	}
	if err := read(); err != nil {
		e.checks.Fail(report.CheckSecondVerifier, report.Required, report.Outcome{
			Reason: report.ReasonVerifierDisagreement,
			Want:   "acceptance by " + library,
			Got:    "refusal",
			Detail: err.Error(),
		})
		return
	}
	e.checks.Pass(report.CheckSecondVerifier, report.Required, report.Outcome{Got: library + " accepts it"})
}

func (e *verification) readMessage() (err error) {
	defer recovered(&err)
	limit := int64(maxMessage)
	config := &packet.Config{MaxDecompressedMessageSize: &limit, Time: func() time.Time { return e.options.Now }}
	md, err := openpgp.ReadMessage(bytes.NewReader(e.message.Data), ring{e.options.Keys.entities}, nil, config)
	if err != nil {
		return err
	}
	content, err := io.ReadAll(io.LimitReader(md.UnverifiedBody, maxMessage))
	switch {
	case err != nil:
		return err
	case !md.IsSigned || md.SignedBy == nil:
		return errors.New("it finds no signature by a key given")
	case md.SignatureError != nil:
		return md.SignatureError
	case md.Signature == nil:
		return errors.New("it did not reach the signature")
	case !bytes.Equal(content, e.message.Payload):
		return errors.New("it reads other content")
	case !bytes.Equal(md.SignedBy.PublicKey.Fingerprint, e.key.PublicKey.Fingerprint):
		return errors.New("it finds that another key signed")
	}
	return nil
}

// readOldMessage has golang.org/x/crypto read the message and verify the
// signature, with the key as it reads that. What it cannot check is an error.
func (e *verification) readOldMessage() (err error) {
	defer recovered(&err)
	key, err := oldKey(e.key.PublicKey)
	if err != nil {
		return err
	}
	sig, content, err := readOldPackets(e.message.Data)
	if err != nil {
		return err
	}
	if !bytes.Equal(content, e.message.Payload) {
		return errors.New("it reads other content")
	}
	switch sig := sig.(type) {
	case *xpacket.SignatureV3:
		if !sig.Hash.Available() {
			return errors.New("it does not know the hash")
		}
		hash := sig.Hash.New()
		hash.Write(content)
		if sig.IssuerKeyId != key.KeyId || sig.SigType != xpacket.SigTypeBinary && sig.SigType != xpacket.SigTypeText {
			return errors.New("it reads another signature")
		}
		return key.VerifySignatureV3(hash, sig)
	case *xpacket.Signature:
		if !sig.Hash.Available() {
			return errors.New("it does not know the hash")
		}
		hash := sig.Hash.New()
		hash.Write(content)
		if sig.IssuerKeyId == nil || *sig.IssuerKeyId != key.KeyId || sig.SigType != xpacket.SigTypeBinary &&
			sig.SigType != xpacket.SigTypeText {
			return errors.New("it reads another signature")
		}
		return key.VerifySignature(hash, sig)
	}
	return fmt.Errorf("it reads a %T where the signature should be", sig)
}

// oldKey has golang.org/x/crypto read a public key.
func oldKey(key *packet.PublicKey) (*xpacket.PublicKey, error) {
	var whole bytes.Buffer
	if err := key.Serialize(&whole); err != nil {
		return nil, err
	}
	parsed, err := xpacket.Read(&whole)
	if err != nil {
		return nil, fmt.Errorf("it cannot read the key: %w", err)
	}
	out, ok := parsed.(*xpacket.PublicKey)
	if !ok || !bytes.Equal(out.Fingerprint[:], key.Fingerprint) {
		return nil, errors.New("it reads another key")
	}
	return out, nil
}

// readOldPackets has golang.org/x/crypto read content and signature, in either
// order. That there is one of each was seen when the message was read first.
func readOldPackets(data []byte) (sig xpacket.Packet, content []byte, err error) {
	left := int64(maxMessage)
	packets := xpacket.NewReader(bytes.NewReader(data))
	for sig == nil || content == nil {
		p, err := packets.Next()
		if err != nil {
			return nil, nil, fmt.Errorf("it does not reach the end of the message: %w", err)
		}
		switch p := p.(type) {
		case *xpacket.Compressed:
			if err := packets.Push(&limited{p.Body, &left}); err != nil {
				return nil, nil, err
			}
		case *xpacket.LiteralData:
			if content, err = io.ReadAll(io.LimitReader(p.Body, maxMessage)); err != nil {
				return nil, nil, err
			}
		case *xpacket.Signature, *xpacket.SignatureV3:
			sig = p
		}
	}
	return sig, content, nil
}
