package rekor

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/go-openapi/runtime"
	rekortiles "github.com/sigstore/rekor-tiles/v2/pkg/generated/protobuf"
	"github.com/sigstore/rekor/pkg/generated/models"
	"github.com/sigstore/rekor/pkg/types"
	dsse1 "github.com/sigstore/rekor/pkg/types/dsse/v0.0.1"
	hashedrekord1 "github.com/sigstore/rekor/pkg/types/hashedrekord/v0.0.1"
	intoto1 "github.com/sigstore/rekor/pkg/types/intoto/v0.0.1"
	intoto2 "github.com/sigstore/rekor/pkg/types/intoto/v0.0.2"
	rekord1 "github.com/sigstore/rekor/pkg/types/rekord/v0.0.1"
	"google.golang.org/protobuf/encoding/protojson"
)

// Typed is a body as the log's own types read it: strictly, with every required
// member, and with the checks that the log makes before it takes an entry in.
type Typed struct {
	Kind, Version string
	// HashAlgorithm and Hash (hexadecimal) are of the signed bytes, and for
	// envelopes of the envelope as it was uploaded.
	HashAlgorithm, Hash string
	// Signature is base64 as the entry has it; empty for intoto 0.0.1, which
	// does not record it.
	Signature string
	// Verifier is the PEM text of the key or certificate.
	Verifier []byte
}

// errNotOne is the error of an entry with no signature, or with several, of which
// cosign and sigstore-go look at the first alone.
var errNotOne = errors.New("it does not record exactly one signature")

// ReadTyped reads a body with the types of github.com/sigstore/rekor (v1) and
// sigstore/rekor-tiles (v2). It is the second reader besides [ParseBody], which
// is tolerant so that damaged bodies can be shown. The error says which member
// is missing or wrong.
func ReadTyped(raw []byte) (out *Typed, err error) {
	defer func() {
		// The log's readers are not written for hostile input.
		if r := recover(); r != nil {
			out, err = nil, fmt.Errorf("the log's own reader failed on it: %v", r)
		}
	}()
	if v2, err := readTyped2(raw); err == nil {
		return v2, nil
	}
	proposed, err := models.UnmarshalProposedEntry(bytes.NewReader(raw), runtime.JSONConsumer())
	if err != nil {
		return nil, err
	}
	entry, err := types.UnmarshalEntry(proposed)
	if err != nil {
		return nil, err
	}
	out, err = typed(entry)
	if err != nil {
		return nil, err
	}
	out.Kind, out.Version = proposed.Kind(), entry.APIVersion()
	return out, nil
}

// readTyped2 reads the one kind that Rekor v2 logs (sigstore/rekor-tiles,
// hashedrekord 0.0.2).
func readTyped2(raw []byte) (*Typed, error) {
	var entry rekortiles.Entry
	if err := protojson.Unmarshal(raw, &entry); err != nil {
		return nil, err
	}
	spec := entry.GetSpec().GetHashedRekordV002()
	if spec == nil || entry.GetApiVersion() != "0.0.2" {
		return nil, errors.New("not an entry of Rekor v2")
	}
	return &Typed{Kind: entry.GetKind(), Version: entry.GetApiVersion()}, nil
}

// typed takes the members out of the entry's type.
func typed(entry types.EntryImpl) (*Typed, error) {
	switch e := entry.(type) {
	case *hashedrekord1.V001Entry:
		o := e.HashedRekordObj
		if o.Data == nil || o.Data.Hash == nil || o.Signature == nil || o.Signature.PublicKey == nil {
			return nil, errors.New("it lacks hash, signature or key")
		}
		return newTyped(o.Data.Hash.Algorithm, o.Data.Hash.Value, o.Signature.Content.String(), o.Signature.PublicKey.Content)
	case *rekord1.V001Entry:
		o := e.RekordObj
		if o.Data == nil || o.Data.Hash == nil || o.Signature == nil || o.Signature.Content == nil || o.Signature.PublicKey == nil ||
			o.Signature.PublicKey.Content == nil {
			return nil, errors.New("it lacks hash, signature or key")
		}
		return newTyped(o.Data.Hash.Algorithm, o.Data.Hash.Value, o.Signature.Content.String(), *o.Signature.PublicKey.Content)
	case *dsse1.V001Entry:
		o := e.DSSEObj
		if len(o.Signatures) != 1 {
			return nil, errNotOne
		}
		s := o.Signatures[0]
		if o.EnvelopeHash == nil || o.PayloadHash == nil || s == nil || s.Signature == nil || s.Verifier == nil {
			return nil, errors.New("it lacks a hash, the signature or the key")
		}
		return newTyped(o.EnvelopeHash.Algorithm, o.EnvelopeHash.Value, *s.Signature, *s.Verifier)
	case *intoto1.V001Entry:
		o := e.IntotoObj
		if o.Content == nil || o.Content.Hash == nil || o.PublicKey == nil {
			return nil, errors.New("it lacks the hash of the envelope or the key")
		}
		return newTyped(o.Content.Hash.Algorithm, o.Content.Hash.Value, "", *o.PublicKey)
	case *intoto2.V002Entry:
		return typedIntoto2(e)
	}
	return nil, fmt.Errorf("an entry of type %T does not describe a signature", entry)
}

func typedIntoto2(e *intoto2.V002Entry) (*Typed, error) {
	content := e.IntotoObj.Content
	if content == nil || content.Envelope == nil {
		return nil, errors.New("it lacks the envelope")
	}
	if len(content.Envelope.Signatures) != 1 {
		return nil, errNotOne
	}
	s := content.Envelope.Signatures[0]
	if s == nil || s.Sig == nil || s.PublicKey == nil {
		return nil, errors.New("it lacks the signature or the key")
	}
	if content.Hash == nil {
		// Bundles tie the entry by the payload's hash; envelopes in cosign's tag
		// format need this one, and are refused without it.
		return newTyped(nil, nil, s.Sig.String(), *s.PublicKey)
	}
	return newTyped(content.Hash.Algorithm, content.Hash.Value, s.Sig.String(), *s.PublicKey)
}

func newTyped(algorithm, hash *string, signature string, verifier []byte) (*Typed, error) {
	out := &Typed{Signature: signature, Verifier: verifier}
	if algorithm != nil && hash != nil {
		out.HashAlgorithm, out.Hash = *algorithm, *hash
	}
	if len(out.Verifier) == 0 {
		return nil, errors.New("its key is empty")
	}
	return out, nil
}
