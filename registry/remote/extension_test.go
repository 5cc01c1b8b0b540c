package remote

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"

	"assay/registry"
)

var someDigest = "sha256:" + strings.Repeat("ab", 32)

func TestSignatureExtension(t *testing.T) {
	supported := true
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/v2/":
			if supported {
				w.Header().Set("X-Registry-Supports-Signatures", "1")
			}
			w.WriteHeader(http.StatusUnauthorized)
		case "/extensions/v2/team/app/signatures/" + someDigest:
			_ = json.NewEncoder(w).Encode(map[string]any{"signatures": []map[string]any{
				{"schemaVersion": 2, "name": someDigest + "@a", "type": "atomic", "content": []byte("one")},
				{"schemaVersion": 1, "type": "atomic", "content": []byte("old")},
				{"schemaVersion": 2, "type": "other", "content": []byte("other")}}})
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	defer s.Close()
	repository, err := name.NewRepository(strings.TrimPrefix(s.URL, "http://") + "/team/app")
	if err != nil {
		t.Fatal(err)
	}
	remote := New(repository, Options{})
	got, err := remote.ExtensionSignatures(t.Context(), someDigest)
	if err != nil || len(got) != 1 || string(got[0].Data) != "one" {
		t.Errorf("%v, %v", got, err)
	}
	supported = false
	if _, err = remote.ExtensionSignatures(t.Context(), someDigest); registry.OutcomeOf(err) != registry.Unsupported {
		t.Errorf("a registry without the extension: %v", err)
	}
	if _, err := parseSignatureList(registry.Action{}, "", []byte("{")); err == nil {
		t.Error("a broken list is taken")
	}
}
