package rekor

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"

	"assay/inspect/trust"
)

// ComputedRoot returns the root hash that the proof's hashes give for this
// entry (RFC 6962, section 2.1.1). The position is the proof's own for Rekor
// v1, where the log's index runs over several trees, and for v2 the entry's in
// the tree that the checkpoint is of.
func ComputedRoot(e *Entry) ([]byte, error) {
	index, size := e.Proof.LogIndex, e.Proof.TreeSize
	if e.IsV2() {
		index = e.LogIndex
		if c, err := ParseCheckpoint(e.Proof.Checkpoint); err == nil {
			size = c.Size
		}
	}
	if index < 0 || size <= 0 || index >= size {
		return nil, fmt.Errorf("index %d is outside a tree of %d entries", index, size)
	}
	leaf := rfc6962.DefaultHasher.HashLeaf(e.Raw)
	return proof.RootFromInclusionProof(rfc6962.DefaultHasher, uint64(index), uint64(size), leaf, e.Proof.Hashes)
}

// Checkpoint is a log's signed statement about its tree (C2SP tlog-checkpoint,
// on top of C2SP signed-note).
type Checkpoint struct {
	Origin   string
	Size     int64
	RootHash []byte
	// Signed is the text that the signatures cover.
	Signed     string
	Signatures []NoteSignature
}

// NoteSignature is one signature line of a note.
type NoteSignature struct {
	Name string
	// Hint is the first four bytes of the key's ID.
	Hint      []byte
	Signature []byte
}

// Bounds on a checkpoint, of which those of real logs have some hundred bytes and
// a few signatures by witnesses. Each signature is checked over the whole text.
const (
	maxCheckpoint     = 64 << 10
	maxNoteSignatures = 100
)

// ParseCheckpoint reads a checkpoint. The error says which part is missing or
// malformed.
func ParseCheckpoint(text string) (*Checkpoint, error) {
	if len(text) > maxCheckpoint {
		return nil, fmt.Errorf("the checkpoint has %d bytes, more than the %d that are read", len(text), maxCheckpoint)
	}
	signed, rest, ok := strings.Cut(text, "\n\n")
	if !ok {
		return nil, errors.New("the checkpoint has no signature")
	}
	signed += "\n"
	lines := strings.Split(signed, "\n")
	if len(lines) < 4 {
		return nil, errors.New("the checkpoint has fewer than three lines")
	}
	c := &Checkpoint{Origin: lines[0], Signed: signed}
	var err error
	if c.Size, err = strconv.ParseInt(lines[1], 10, 64); err != nil || c.Size < 0 {
		return nil, fmt.Errorf("the checkpoint's tree size %q is no number", lines[1])
	}
	if c.RootHash, err = base64.StdEncoding.DecodeString(lines[2]); err != nil || len(c.RootHash) != sha256.Size {
		return nil, errors.New("the checkpoint's root hash is not 32 bytes of base64")
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(rest, "\n"), "\n") {
		s, err := parseSignatureLine(line)
		if err != nil {
			return nil, err
		}
		if c.Signatures = append(c.Signatures, s); len(c.Signatures) > maxNoteSignatures {
			return nil, fmt.Errorf("the checkpoint has more than %d signatures", maxNoteSignatures)
		}
	}
	return c, nil
}

func parseSignatureLine(line string) (NoteSignature, error) {
	rest, ok := strings.CutPrefix(line, "— ")
	if !ok {
		return NoteSignature{}, errors.New("a signature line of the checkpoint does not begin with a dash")
	}
	i := strings.LastIndex(rest, " ")
	if i < 0 {
		return NoteSignature{}, errors.New("a signature line of the checkpoint has no signature")
	}
	data, err := base64.StdEncoding.DecodeString(rest[i+1:])
	if err != nil || len(data) < 5 {
		return NoteSignature{}, errors.New("a signature of the checkpoint is not base64")
	}
	return NoteSignature{Name: rest[:i], Hint: data[:4], Signature: data[4:]}, nil
}

// SignedBy returns the log of root that signed the checkpoint, or an error that
// is ErrUnknownLog when no log of the root is meant at all.
func (c *Checkpoint) SignedBy(logs []trust.Log, want []byte) (*trust.Log, error) {
	known := false
	for i := range logs {
		log := &logs[i]
		for _, s := range c.Signatures {
			if !strings.HasPrefix(log.ID, hex.EncodeToString(s.Hint)) {
				continue
			}
			known = true
			if verifyNote(log, c.Signed, s.Signature) && originFits(c.Origin, s.Name, log) && log.ID == hex.EncodeToString(want) {
				return log, nil
			}
		}
	}
	if !known || !c.originKnown(logs) {
		return nil, ErrUnknownLog
	}
	return nil, errors.New("the log's key did not sign this checkpoint")
}

// ErrUnknownLog says that a checkpoint names a log that is not in the trusted
// root.
var ErrUnknownLog = errors.New("the checkpoint names no log of the trusted root")

// originFits reports whether a checkpoint's origin and the name on its
// signature line are those of log: its host name, for Rekor v1 followed by a
// tree ID on the origin line. Rekor v1 does not tie the host name to the base
// URL, so for it only name and origin must agree.
func originFits(origin, name string, log *trust.Log) bool {
	if host, tree, ok := strings.Cut(origin, " - "); ok {
		if _, err := strconv.ParseUint(tree, 10, 64); err == nil {
			return host == name
		}
	}
	return origin == name && origin == host(log.BaseURL)
}

func (c *Checkpoint) originKnown(logs []trust.Log) bool {
	for i := range logs {
		for _, s := range c.Signatures {
			if originFits(c.Origin, s.Name, &logs[i]) {
				return true
			}
		}
	}
	return false
}

func host(baseURL string) string {
	rest := baseURL
	if _, after, ok := strings.Cut(rest, "://"); ok {
		rest = after
	}
	rest, _, _ = strings.Cut(rest, "/")
	if i := strings.LastIndex(rest, ":"); i >= 0 && !strings.HasSuffix(rest, "]") {
		rest = rest[:i]
	}
	return rest
}

// verifyNote checks one signature over a note's text with the log's key.
func verifyNote(log *trust.Log, text string, signature []byte) bool {
	sum := sha256.Sum256([]byte(text))
	switch key := log.Key.(type) {
	case *ecdsa.PublicKey:
		return ecdsa.VerifyASN1(key, sum[:], signature)
	case ed25519.PublicKey:
		return ed25519.Verify(key, []byte(text), signature)
	case *rsa.PublicKey:
		return rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], signature) == nil
	}
	return false
}

// SameRoot reports whether two root hashes are equal.
func SameRoot(a, b []byte) bool { return len(a) > 0 && bytes.Equal(a, b) }
