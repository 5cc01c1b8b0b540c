package openpgp

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/opencontainers/go-digest"

	"assay/inspect/internal/strictjson"
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
	// Creator is the program that signed, by its own account.
	Creator string
	// Timestamp is in seconds since 1970, or nil. No trusted source confirms it.
	Timestamp *int64
}

// ParseClaims reads claims of the type want as strictly as containers/image
// does (signature/simple.go): every object has exactly the members that belong
// there, none twice, and nothing follows. Only "optional" may hold members
// that are not known; for cosign's claims it may be null too.
//
// The error says in the words of that library what is wrong.
func ParseClaims(data []byte, want string) (*Claims, error) {
	top, err := strictjson.Exact(data, "critical", "optional")
	if err != nil {
		return nil, err
	}
	out := &Claims{}
	if want != TypeCosign || !bytes.Equal(top["optional"], []byte("null")) {
		if err := out.readOptional(top["optional"]); err != nil {
			return nil, err
		}
	}
	critical, err := strictjson.Exact(top["critical"], "type", "image", "identity")
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(critical["type"], &out.Type); err != nil {
		return nil, err
	}
	if out.Type != want {
		return nil, strictjson.Problem("Unrecognized signature type " + out.Type)
	}
	image, err := strictjson.Exact(critical["image"], "docker-manifest-digest")
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(image["docker-manifest-digest"], &out.Digest); err != nil {
		return nil, err
	}
	if _, err := digest.Parse(out.Digest); err != nil {
		return nil, fmt.Errorf("invalid docker-manifest-digest value %q: %w", out.Digest, err)
	}
	identity, err := strictjson.Exact(critical["identity"], "docker-reference")
	if err != nil {
		return nil, err
	}
	return out, json.Unmarshal(identity["docker-reference"], &out.Reference)
}

// CanonicalDigest returns the SHA-256 of a manifest, the one digest by which
// containers/image compares claims (manifest.MatchesDigest), whatever digest the
// image was asked for by. manifest may be nil; false says that the SHA-256 is
// not known then.
func CanonicalDigest(imageDigest string, manifest []byte) (string, bool) {
	switch {
	case strings.HasPrefix(imageDigest, "sha256:"):
		return imageDigest, true
	case manifest != nil:
		return registry.DigestOf(manifest, ""), true
	}
	return "", false
}

// DetailDigestAlgorithm says why claims that name the image by another digest than
// its SHA-256 are refused.
const DetailDigestAlgorithm = "the claims name this image, but not by its SHA-256, the one digest that podman compares"

// OtherAlgorithm reports whether claimed is the digest of manifest by another
// algorithm than SHA-256.
func OtherAlgorithm(claimed string, manifest []byte) bool {
	return manifest != nil && !strings.HasPrefix(claimed, "sha256:") && claimed == registry.DigestOf(manifest, claimed)
}

// readOptional reads the part of the claims that may hold anything.
func (c *Claims) readOptional(data []byte) error {
	optional, err := strictjson.Object(data)
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
			return strictjson.Problem("Field optional.timestamp is not an integer")
		}
		c.Timestamp = &whole
	}
	return nil
}
