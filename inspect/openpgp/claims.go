package openpgp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"assay/registry"
)

// The types that claims name themselves by: those of OpenPGP signatures and
// those of cosign's layer signatures.
const (
	TypeAtomic = "atomic container signature"
	TypeCosign = "cosign container image signature"
)

// Claims is the signed content of a simple signing signature.
type Claims struct {
	// Type is TypeAtomic or TypeCosign.
	Type string
	// Digest is algorithm:hex of the manifest that was signed.
	Digest string
	// Reference is the name under which it was signed, as written.
	Reference string
	// Creator is the program that signed, as it says of itself.
	Creator string
	// Timestamp is in seconds since 1970, or nil. Nobody vouches for it.
	Timestamp *int64
}

// ParseClaims reads claims of the type want as strictly as containers/image
// does (signature/simple.go): every object has exactly the members that belong
// there, none twice, and nothing follows. Only "optional" may hold members
// that are not known; for cosign's claims it may be null too.
//
// The error says in the words of that library what is wrong.
func ParseClaims(data []byte, want string) (*Claims, error) {
	top, err := exactMembers(data, "critical", "optional")
	if err != nil {
		return nil, err
	}
	out := &Claims{}
	if want != TypeCosign || !bytes.Equal(top["optional"], []byte("null")) {
		if err := out.readOptional(top["optional"]); err != nil {
			return nil, err
		}
	}
	critical, err := exactMembers(top["critical"], "type", "image", "identity")
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(critical["type"], &out.Type); err != nil {
		return nil, err
	}
	if out.Type != want {
		return nil, fmt.Errorf("Unrecognized signature type %s", out.Type) //nolint:staticcheck,revive // The words of the library that podman prints.
	}
	image, err := exactMembers(critical["image"], "docker-manifest-digest")
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(image["docker-manifest-digest"], &out.Digest); err != nil {
		return nil, err
	}
	if !registry.ValidDigest(out.Digest) {
		return nil, fmt.Errorf("invalid docker-manifest-digest value %q", out.Digest)
	}
	identity, err := exactMembers(critical["identity"], "docker-reference")
	if err != nil {
		return nil, err
	}
	return out, json.Unmarshal(identity["docker-reference"], &out.Reference)
}

// readOptional reads the part of the claims that may hold anything.
func (c *Claims) readOptional(data []byte) error {
	optional, err := members(data)
	if err != nil {
		return err
	}
	if raw, ok := optional["creator"]; ok {
		if err := json.Unmarshal(raw, &c.Creator); err != nil {
			return err
		}
	}
	if raw, ok := optional["timestamp"]; ok {
		var at float64
		if err := json.Unmarshal(raw, &at); err != nil {
			return err
		}
		whole := int64(at)
		if float64(whole) != at {
			return errors.New("Field optional.timestamp is not an integer") //nolint:staticcheck,revive // The words of the library that podman prints.
		}
		c.Timestamp = &whole
	}
	return nil
}

// exactMembers reads an object that must have just these members.
func exactMembers(data []byte, names ...string) (map[string]json.RawMessage, error) {
	have, err := members(data)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, name := range names {
		known[name] = true
	}
	for name := range have {
		if !known[name] {
			return nil, fmt.Errorf("Unknown key %q", name) //nolint:staticcheck,revive // As above.
		}
	}
	for _, name := range names {
		if _, ok := have[name]; !ok {
			return nil, fmt.Errorf("Key %q missing in a JSON object", name) //nolint:staticcheck,revive // As above.
		}
	}
	return have, nil
}

// members reads one JSON object and refuses a member that stands there twice,
// because readers differ in which one they take.
func members(data []byte) (map[string]json.RawMessage, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	token, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	if token != json.Delim('{') {
		return nil, fmt.Errorf("JSON object expected, got %#v", token)
	}
	out := map[string]json.RawMessage{}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		name, _ := token.(string)
		if _, twice := out[name]; twice {
			return nil, fmt.Errorf("Duplicate key %q", name) //nolint:staticcheck,revive // As above.
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return nil, err
		}
		out[name] = value
	}
	if _, err := decoder.Token(); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("Unexpected data after JSON object") //nolint:staticcheck,revive // As above.
	}
	return out, nil
}
