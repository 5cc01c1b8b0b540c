package remote

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"assay/registry"
)

// maxSignatureList bounds the answer of the extension, in bytes.
const maxSignatureList = 4 << 20

var errNoExtension = errors.New("the registry does not store signatures itself (no X-Registry-Supports-Signatures)")

// ExtensionSignatures asks whether the registry stores signatures itself and, if
// it does, for those of a manifest. See registry.SignatureExtension.
func (r *Repository) ExtensionSignatures(ctx context.Context, digest string) ([]registry.StoredSignature, error) {
	action := registry.Action{Op: registry.OpExtension, Ref: digest, Source: r.repository.RegistryStr()}
	if err := action.CheckRef(digest); err != nil {
		return nil, err
	}
	supported, err := r.supportsSignatures(ctx)
	if err != nil {
		return nil, transportError(action, err)
	}
	if !supported {
		return nil, action.Fail(registry.Unsupported, errNoExtension)
	}
	path := "/extensions/v2/" + r.repository.RepositoryStr() + "/signatures/" + digest
	bound := registry.Bound{Action: action, Max: maxSignatureList, Limit: registry.LimitSignatureTotal}
	answer, err := r.get(ctx, request{bound: bound, at: r.registryURL(path), accept: "application/json"})
	if err != nil {
		return nil, err
	}
	return parseSignatureList(action, path, answer.body)
}

// parseSignatureList reads the extension's answer. Signatures that are not
// OpenPGP ones are passed over.
func parseSignatureList(action registry.Action, path string, body []byte) ([]registry.StoredSignature, error) {
	var list struct {
		Signatures []struct {
			Version int    `json:"schemaVersion"`
			Name    string `json:"name"`
			Type    string `json:"type"`
			Content []byte `json:"content"`
		} `json:"signatures"`
	}
	if err := json.Unmarshal(body, &list); err != nil {
		return nil, action.Fail(registry.Unreadable, err)
	}
	var out []registry.StoredSignature
	for _, s := range list.Signatures {
		if s.Version != 2 || s.Type != "atomic" {
			continue
		}
		if len(out) == registry.MaxSignatures {
			return out, action.Exceeds(registry.LimitSignatures,
				fmt.Errorf("there are more than %d; the rest was not read", registry.MaxSignatures))
		}
		out = append(out, registry.StoredSignature{Reference: path + "#" + s.Name, Data: s.Content})
	}
	return out, nil
}

// supportsSignatures reads the header of the answer to /v2/, which comes with a
// refusal for want of a token too.
func (r *Repository) supportsSignatures(ctx context.Context) (bool, error) {
	client, _ := r.current()
	answer, err := r.send(ctx, client, request{at: r.registryURL("/v2/")})
	if err != nil {
		return false, err
	}
	defer discard(answer)
	if answer.StatusCode != http.StatusOK && answer.StatusCode != http.StatusUnauthorized {
		return false, nil
	}
	return answer.Header.Get("X-Registry-Supports-Signatures") == "1", nil
}
