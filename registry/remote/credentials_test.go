package remote

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"

	"assay/registry"
)

func registryNamed(t *testing.T, image string) name.Repository {
	t.Helper()
	repo, err := name.NewRepository(image)
	if err != nil {
		t.Fatal(err)
	}
	return repo
}

// hangingKeychain is one whose helper program never ends.
type hangingKeychain struct{ ended chan struct{} }

func (k hangingKeychain) Resolve(authn.Resource) (authn.Authenticator, error) {
	<-k.ended
	return authn.Anonymous, nil
}

// TestHangingKeychain wants a run to wait for credentials no longer than its time
// is, and not to say that they were refused.
func TestHangingKeychain(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("WWW-Authenticate", `Basic realm="x"`)
		w.WriteHeader(http.StatusUnauthorized)
	}))
	t.Cleanup(s.Close)
	ended := make(chan struct{})
	defer close(ended)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := New(repository(t, s), Options{Keychain: hangingKeychain{ended}}).Manifest(ctx, "1.0")
	if e := asError(t, err); e.Outcome != registry.Unreadable || e.Remedy != registry.RemedyMoreTime {
		t.Errorf("outcome %s, remedy %q: %v", e.Outcome, e.Remedy, err)
	}
}
