package registry

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/v1/remote/transport"
	"golang.org/x/net/publicsuffix"
)

// current returns the client to use and the number of its authentication.
func (r *Remote) current() (*http.Client, int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.client, r.round
}

// authenticate answers a registry's challenge and returns a client that does
// so from now on. Requests that were refused in the same round share one
// authentication.
func (r *Remote) authenticate(ctx context.Context, round int, scheme string, headers []string) (*http.Client, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.round != round {
		return r.client, nil
	}
	challenge, ok := parseChallenge(headers)
	if !ok {
		return nil, fmt.Errorf("the registry refuses without saying how to authenticate (WWW-Authenticate: %q)", strings.Join(headers, ", "))
	}
	challenge.Insecure = scheme == "http"
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
	registry := r.repository.Registry
	token := &transport.Token{}
	if strings.EqualFold(challenge.Scheme, "bearer") {
		if token, err = transport.Exchange(ctx, registry, auth, r.recorder, scopes, challenge); err != nil {
			return nil, err
		}
	}
	tripper, err := transport.FromToken(registry, auth, r.recorder, challenge, token)
	if err != nil {
		return nil, err
	}
	r.client = r.newClient(tripper)
	r.round++
	return r.client, nil
}

// parseChallenge reads a WWW-Authenticate header (RFC 9110, section 11.6.1),
// preferring Bearer where several schemes are offered.
func parseChallenge(headers []string) (*transport.Challenge, bool) {
	var basic *transport.Challenge
	for _, header := range headers {
		scheme, rest, _ := strings.Cut(strings.TrimSpace(header), " ")
		c := &transport.Challenge{Scheme: strings.ToLower(scheme), Parameters: parameters(rest)}
		switch c.Scheme {
		case "bearer":
			return c, c.Parameters["realm"] != ""
		case "basic":
			basic = c
		}
	}
	return basic, basic != nil
}

// parameters reads key="value" pairs; a comma inside quotes belongs to the
// value.
func parameters(text string) map[string]string {
	out := map[string]string{}
	for text = strings.TrimSpace(text); text != ""; {
		key, rest, ok := strings.Cut(text, "=")
		if !ok {
			break
		}
		var value string
		if strings.HasPrefix(rest, `"`) {
			value, rest, _ = strings.Cut(rest[1:], `"`)
		} else {
			value, rest, _ = strings.Cut(rest, ",")
		}
		out[strings.ToLower(strings.TrimSpace(key))] = value
		text = strings.TrimLeft(rest, ", ")
	}
	return out
}

// sameSite reports whether realm's host and the registry belong to the same
// registrable domain, so that credentials may go there.
func sameSite(realm, registry string) bool {
	request, err := http.NewRequest(http.MethodGet, realm, nil) //nolint:noctx // Only parsed, never sent.
	if err != nil {
		return false
	}
	host := request.URL.Hostname()
	own, err := http.NewRequest(http.MethodGet, "https://"+registry, nil) //nolint:noctx // Only parsed, never sent.
	if err != nil {
		return false
	}
	if host == own.URL.Hostname() {
		return true
	}
	a, errA := publicsuffix.EffectiveTLDPlusOne(host)
	b, errB := publicsuffix.EffectiveTLDPlusOne(own.URL.Hostname())
	return errA == nil && errB == nil && a == b
}

func authError(doing, host string, err error) error {
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return transportError(doing, err)
	}
	e := &Error{Doing: doing, Outcome: Denied, Status: http.StatusUnauthorized, Err: fmt.Errorf("authenticating: %w", err)}
	if private := new(privateError); errors.As(err, &private) {
		e.Err, e.Hint = private, privateHint
		return e
	}
	e.Hint = "log in with `docker login " + host + "` or `podman login " + host + "`, or look at the spelling of the name"
	return e
}
