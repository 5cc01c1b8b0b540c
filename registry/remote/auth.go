package remote

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/v1/remote/transport"
	"golang.org/x/net/publicsuffix"
)

// current returns the client to use and the number of its authentication.
func (r *Repository) current() (*http.Client, int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.client, r.round
}

// authenticate answers a registry's challenge and returns a client that does
// so from now on. Requests that were refused in the same round share one
// authentication.
func (r *Repository) authenticate(ctx context.Context, round int, scheme string, headers []string) (*http.Client, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.round != round {
		return r.client, nil
	}
	challenge, ok := parseChallenge(headers)
	if !ok {
		return nil, fmt.Errorf("the registry refuses without saying how to authenticate (WWW-Authenticate: %q)",
			strings.Join(headers, ", "))
	}
	challenge.Insecure = scheme == schemeHTTP
	auth, err := credentials(ctx, r.keychain, r.repository)
	if err != nil {
		return nil, fmt.Errorf("reading stored credentials: %w", err)
	}
	if realm := challenge.Parameters["realm"]; auth != authn.Anonymous && !sameSite(realm, r.repository.RegistryStr()) {
		// Credentials stay with the registry's own site: a registry could
		// otherwise name any https address and be sent the password.
		auth = authn.Anonymous
	}
	scopes := []string{r.repository.Scope(transport.PullScope)}
	host := r.repository.Registry
	token := &transport.Token{}
	if strings.EqualFold(challenge.Scheme, "bearer") {
		if token, err = transport.Exchange(ctx, host, auth, r.requests, scopes, challenge); err != nil {
			return nil, err
		}
	}
	tripper, err := transport.FromToken(host, auth, r.requests, challenge, token)
	if err != nil {
		return nil, err
	}
	r.client = newClient(tripper)
	r.round++
	return r.client, nil
}

// sameSite reports whether the host of a token realm and the registry's belong to the same
// registrable domain, so that credentials may go there.
func sameSite(realm, host string) bool {
	there, err := http.NewRequest(http.MethodGet, realm, http.NoBody) //nolint:noctx // Only parsed, never sent.
	if err != nil {
		return false
	}
	own, err := http.NewRequest(http.MethodGet, "https://"+host, http.NoBody) //nolint:noctx // Only parsed, never sent.
	if err != nil {
		return false
	}
	if there.URL.Hostname() == own.URL.Hostname() {
		return true
	}
	a, errA := publicsuffix.EffectiveTLDPlusOne(there.URL.Hostname())
	b, errB := publicsuffix.EffectiveTLDPlusOne(own.URL.Hostname())
	return errA == nil && errB == nil && a == b
}
