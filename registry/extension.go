package registry

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
)

// SignatureExtension is a registry that may keep OpenPGP signatures itself
// (the X-Registry-Supports-Signatures extension, containers/image,
// docs/signature-protocols.md). Remote is one.
type SignatureExtension interface {
	// ExtensionSignatures returns the signatures of a manifest. A registry
	// without the extension answers with outcome Unsupported in its error.
	ExtensionSignatures(ctx context.Context, digest string) ([]StoredSignature, error)
}

// maxSignatureList bounds the answer of the extension, in bytes.
const maxSignatureList = 4 << 20

// ExtensionSignatures asks whether the registry keeps signatures itself and, if
// it does, for those of a manifest.
func (r *Remote) ExtensionSignatures(ctx context.Context, digest string) ([]StoredSignature, error) {
	doing := fmt.Sprintf("asking %s for signatures of %s", r.repository.RegistryStr(), digest)
	if !ValidDigest(digest) {
		return nil, &Error{Doing: doing, Outcome: Unreadable, Err: fmt.Errorf("%q is not a digest", digest)}
	}
	supported, err := r.supportsSignatures(ctx)
	if err != nil {
		return nil, transportError(doing, err)
	}
	if !supported {
		return nil, &Error{Doing: doing, Outcome: Unsupported, Err: fmt.Errorf("the registry does not keep signatures itself (no X-Registry-Supports-Signatures)")}
	}
	path := "/extensions/v2/" + r.repository.RepositoryStr() + "/signatures/" + digest
	answer, err := r.get(ctx, question{doing: doing, at: r.beside(path), accept: "application/json", limit: maxSignatureList})
	if err != nil {
		return nil, err
	}
	return parseSignatureList(doing, path, answer.body)
}

// parseSignatureList reads the extension's answer. Signatures of other kinds
// than OpenPGP ones are passed over.
func parseSignatureList(doing, path string, body []byte) ([]StoredSignature, error) {
	var list struct {
		Signatures []struct {
			Version int    `json:"schemaVersion"`
			Name    string `json:"name"`
			Type    string `json:"type"`
			Content []byte `json:"content"`
		} `json:"signatures"`
	}
	if err := json.Unmarshal(body, &list); err != nil {
		return nil, &Error{Doing: doing, Outcome: Unreadable, Err: err}
	}
	var out []StoredSignature
	for _, s := range list.Signatures {
		if s.Version != 2 || s.Type != "atomic" {
			continue
		}
		if len(out) == MaxSignatures {
			return out, &Error{Doing: doing, Outcome: Unreadable, Err: fmt.Errorf("there are more than %d; the rest was not read", MaxSignatures)}
		}
		out = append(out, StoredSignature{path + "#" + s.Name, s.Content})
	}
	return out, nil
}

// beside returns the place of a path of the registry, outside the repository.
func (r *Remote) beside(path string) func(scheme string) *url.URL {
	return func(scheme string) *url.URL {
		return &url.URL{Scheme: scheme, Host: r.repository.RegistryStr(), Path: path}
	}
}

// supportsSignatures reads the header of the answer to /v2/, which comes with a
// refusal for want of a token too.
func (r *Remote) supportsSignatures(ctx context.Context) (bool, error) {
	client, _ := r.current()
	response, err := r.send(ctx, client, question{at: r.beside("/v2/")})
	if err != nil {
		return false, err
	}
	defer discard(response)
	if response.StatusCode != http.StatusOK && response.StatusCode != http.StatusUnauthorized {
		return false, nil
	}
	return response.Header.Get("X-Registry-Supports-Signatures") == "1", nil
}
