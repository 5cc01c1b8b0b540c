package registry

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
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
	_, err := NewRemote(repository(t, s), Options{Keychain: hangingKeychain{ended}}).Manifest(ctx, "1.0")
	var e *Error
	if !errors.As(err, &e) || e.Outcome != Unreadable || !strings.Contains(err.Error(), "no answer in time") {
		t.Errorf("error %v", err)
	}
}
