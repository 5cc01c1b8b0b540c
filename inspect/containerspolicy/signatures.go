package containerspolicy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"

	"assay/inspect/openpgp"
)

// parsedSignature is a signature as podman tells its kind.
type parsedSignature struct {
	id         string
	openpgp    *openpgp.Material
	attachment *Attachment
}

// parse tells signatures apart as containers/image does (internal/signature,
// FromBlob). One blob of an unknown form makes podman give up on all of them.
func (e *evaluation) parse(signatures []Signature) {
	for _, s := range signatures {
		switch {
		case s.Attachment != nil:
			e.signatures = append(e.signatures, parsedSignature{id: s.ID, attachment: s.Attachment})
		case s.FromExtension:
			e.signatures = append(e.signatures, parsedSignature{id: s.ID, openpgp: openpgp.Read(s.Blob)})
		default:
			p, err := parseBlob(s.Blob)
			if err != nil {
				if e.readError == "" {
					e.readError = fmt.Sprintf("parsing signature %s: %s", s.Reference, err)
					e.printed = fmt.Sprintf("parsing signature %s: %s", printedReference(s.Reference), err)
				}
				continue
			}
			p.id = s.ID
			e.signatures = append(e.signatures, p)
		}
	}
}

// printedReference is how podman writes where a signature lies: a URL as it is, a
// path in quotes.
func printedReference(reference string) string {
	at, err := url.Parse(reference)
	switch {
	case err == nil && (at.Scheme == "http" || at.Scheme == "https"):
		return reference
	case err == nil && at.Scheme == "file":
		return strconv.Quote(at.Path)
	}
	return strconv.Quote(reference)
}

func parseBlob(blob []byte) (parsedSignature, error) {
	if len(blob) == 0 {
		return parsedSignature{}, errors.New("empty signature blob")
	}
	if isOpenPGPPacket(blob[0]) {
		return parsedSignature{openpgp: openpgp.Read(blob)}, nil
	}
	if blob[0] != 0 {
		return parsedSignature{}, fmt.Errorf("unrecognized signature format, starting with binary %#x", blob[0])
	}
	format, content, found := bytes.Cut(blob[1:], []byte{'\n'})
	if !found {
		return parsedSignature{}, errors.New("invalid signature format, missing newline")
	}
	for _, b := range format {
		if b < 0x20 || b >= 0x7f {
			return parsedSignature{}, fmt.Errorf("invalid signature format, non-ASCII byte %#x", b)
		}
	}
	switch string(format) {
	case "simple-signing":
		return parsedSignature{openpgp: openpgp.Read(content)}, nil
	case "sigstore-json":
		var doc struct {
			MediaType   string            `json:"mimeType"`
			Payload     []byte            `json:"payload"`
			Annotations map[string]string `json:"annotations"`
		}
		if err := json.Unmarshal(content, &doc); err != nil {
			return parsedSignature{}, err
		}
		return parsedSignature{attachment: &Attachment{doc.MediaType, doc.Annotations, doc.Payload}}, nil
	}
	return parsedSignature{}, fmt.Errorf("unrecognized signature format %q", format)
}

// isOpenPGPPacket reports whether b begins a compressed data, one-pass
// signature or signature packet (RFC 9580, section 4.2), in the old form with
// any length or in the new one. 0x3d is what the library has among them.
func isOpenPGPPacket(b byte) bool {
	switch b {
	case 0xa0, 0xa1, 0xa2, 0xa3, 0xc8, 0x90, 0x91, 0x92, 0x3d, 0xc4, 0x88, 0x89, 0x8a, 0x8b, 0xc2:
		return true
	}
	return false
}
