package remote

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"

	"assay/registry"
)

// get sends a request. It authenticates when the registry demands that, repeats
// what may succeed a little later, and turns every answer that is none into a
// *registry.Error.
func (r *Repository) get(ctx context.Context, q request) (*response, error) {
	release, err := r.host.admit(ctx, q.bound.Max)
	if err != nil {
		return nil, transportError(q.bound.Action, err)
	}
	defer release()
	var last error
	for attempt := range r.limits.Attempts {
		if attempt > 0 && registry.OutcomeOf(last) != registry.RateLimited && !sleep(ctx, waitBefore(last, attempt, r.limits.Wait)) {
			break
		}
		generation, err := r.host.limiter.wait(ctx)
		if err != nil {
			return nil, transportError(q.bound.Action, err)
		}
		answer, err := r.do(ctx, q)
		if err == nil {
			return answer, nil
		}
		last = err
		if registry.OutcomeOf(err) == registry.RateLimited {
			// The rate limiter does the waiting.
			if !r.host.limiter.refused(generation, waitBefore(err, attempt+1, r.limits.Wait)) {
				return nil, err
			}
			continue
		}
		if !isRetryable(err) || ctx.Err() != nil {
			break
		}
	}
	return nil, last
}

// do makes one attempt: the request, and if it is refused for want of a token,
// authentication and the request again.
func (r *Repository) do(ctx context.Context, q request) (*response, error) {
	client, round := r.current()
	answer, err := r.send(ctx, client, q)
	if err != nil {
		return nil, transportError(q.bound.Action, err)
	}
	if answer.StatusCode == http.StatusUnauthorized {
		challenge := answer.Header.Values("WWW-Authenticate")
		scheme := answer.Request.URL.Scheme
		discard(answer)
		if client, err = r.authenticate(ctx, round, scheme, challenge); err != nil {
			return nil, authError(q.bound.Action, r.repository.RegistryStr(), err)
		}
		if answer, err = r.send(ctx, client, q); err != nil {
			return nil, transportError(q.bound.Action, err)
		}
	}
	defer answer.Body.Close() //nolint:errcheck // Nothing is lost when closing a body fails.
	if answer.StatusCode == http.StatusNotModified && q.etag != "" {
		return &response{header: answer.Header, url: answer.Request.URL, unchanged: true}, nil
	}
	if answer.StatusCode != http.StatusOK {
		return nil, statusError(q.bound.Action, answer, r.repository.RegistryStr())
	}
	body, err := readBody(answer, q.bound, q.progress)
	if err != nil {
		return nil, err
	}
	return &response{header: answer.Header, url: answer.Request.URL, body: body}, nil
}

var errSpeaksHTTPS = errors.New("this port speaks https")

// send makes the request under the scheme that the registry is known to speak,
// or finds that out: http first on loopback, https elsewhere and http after it
// only where the user permitted that.
func (r *Repository) send(ctx context.Context, client *http.Client, q request) (*http.Response, error) {
	var first error
	for _, scheme := range r.schemes() {
		outgoing, err := r.outgoing(ctx, q, scheme)
		if err != nil {
			return nil, err
		}
		answer, err := client.Do(outgoing)
		if err == nil && !spokeHTTPToTLS(answer) {
			r.mu.Lock()
			r.scheme = scheme
			r.mu.Unlock()
			return answer, nil
		}
		if err == nil {
			discard(answer)
			err = errSpeaksHTTPS
		}
		if first == nil || errors.Is(first, errSpeaksHTTPS) {
			first = err
		}
		if ctx.Err() != nil {
			break
		}
	}
	return nil, first
}

// outgoing makes the HTTP request for q under a scheme.
func (r *Repository) outgoing(ctx context.Context, q request, scheme string) (*http.Request, error) {
	out, err := http.NewRequestWithContext(ctx, http.MethodGet, q.at(scheme).String(), http.NoBody)
	if err != nil {
		return nil, err
	}
	if q.accept != "" {
		out.Header.Set("Accept", q.accept)
	}
	if q.etag != "" {
		out.Header.Set("If-None-Match", q.etag)
	}
	if r.options.UserAgent != "" {
		out.Header.Set("User-Agent", r.options.UserAgent)
	}
	return out, nil
}

func (r *Repository) schemes() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.scheme != "":
		return []string{r.scheme}
	case registry.IsLoopback(r.repository.RegistryStr()):
		return []string{schemeHTTP, schemeHTTPS}
	case r.options.AllowHTTP || r.options.AllowInsecure:
		return []string{schemeHTTPS, schemeHTTP}
	default:
		return []string{schemeHTTPS}
	}
}

// spokeHTTPToTLS recognises the answer that TLS servers, Go's and nginx's among
// them, give to plain http. HTTP has no other sign for it.
func spokeHTTPToTLS(answer *http.Response) bool {
	if answer.StatusCode != http.StatusBadRequest || answer.Request.URL.Scheme != schemeHTTP {
		return false
	}
	head, _ := io.ReadAll(io.LimitReader(answer.Body, 512))
	answer.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(strings.NewReader(string(head)), answer.Body), answer.Body}
	return strings.Contains(string(head), "HTTPS")
}
