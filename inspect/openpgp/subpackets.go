package openpgp

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/ProtonMail/go-crypto/openpgp/packet"
)

// Types of subpackets (RFC 9580, section 5.2.3.7) and the bit that marks one as
// critical.
const (
	subCreated     = 2
	subExpires     = 3
	subIssuer      = 16
	subFingerprint = 33
	subCritical    = 0x80
)

// understood are the subpackets that gpg and the library both know what to do with
// when they are critical, as testdata/policy has it.
var understood = map[uint8]bool{2: true, 3: true, 4: true, 5: true, 6: true, 9: true, 11: true, 16: true, 20: true, 21: true, 22: true,
	24: true, 25: true, 26: true,
	27: true, 29: true, 30: true, 32: true, 33: true}

// checkSubpackets looks at what the library leaves aside in the body of a
// signature packet of version 4, and by which readers come to differ: what
// appears twice, of which gpg takes the first and others the last, and
// conditions that gpg does not know, or that stand outside of what is signed,
// where it heeds them and others do not. The error is an unsupportedError for
// such a condition.
func checkSubpackets(body []byte) error {
	const start = 4
	hashed, rest, err := subpacketArea(body[min(start, len(body)):])
	if err != nil {
		return err
	}
	unhashed, _, err := subpacketArea(rest)
	if err != nil {
		return err
	}
	seen := map[uint8]bool{}
	for _, s := range hashed {
		kind := s.SubType &^ subCritical
		switch kind {
		case subCreated, subExpires, subIssuer, subFingerprint:
			if seen[kind] {
				return fmt.Errorf("subpacket %d appears twice, and readers differ in which one they take", kind)
			}
		}
		seen[kind] = true
		if s.SubType != kind && !understood[kind] {
			return unsupportedError(fmt.Sprintf(
				"subpacket %d is critical, and gpg, with which most builds of podman verify, does not recognise it", kind))
		}
	}
	for _, s := range unhashed {
		if kind := s.SubType &^ subCritical; s.SubType != kind && kind != subIssuer && kind != subFingerprint {
			return unsupportedError(fmt.Sprintf("subpacket %d is critical and is not signed", kind))
		}
	}
	return nil
}

// subpacketArea cuts one of the two areas of subpackets apart and returns what
// follows it.
func subpacketArea(data []byte) (list []*packet.OpaqueSubpacket, rest []byte, err error) {
	if len(data) < 2 {
		return nil, nil, errors.New("the subpackets of the signature are missing")
	}
	length := int(binary.BigEndian.Uint16(data))
	if data = data[2:]; len(data) < length {
		return nil, nil, errors.New("the subpackets of the signature are cut off")
	}
	list, err = packet.OpaqueSubpackets(data[:length])
	return list, data[length:], err
}
