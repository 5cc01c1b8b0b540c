package remote

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"assay/registry"
)

// Download fetches a file of at most limit bytes that the user named by URL, such
// as a key. As nothing else proves where it comes from, it comes over https from a
// server with a valid certificate, or over plain http from this machine or where
// options permit that; the same holds for redirects, which moreover lead to
// private addresses only from one. Of options UserAgent, AllowHTTP and
// AllowPrivate count. The error is a *registry.Error.
func Download(ctx context.Context, where string, limit int64, options Options) ([]byte, error) {
	action := registry.Action{Op: registry.OpDownload, Ref: where}
	u, err := url.Parse(where)
	if err != nil {
		return nil, action.Fail(registry.Unreadable, err)
	}
	action.Ref = WithoutSecrets(where)
	if err := secure(u, options.AllowHTTP); err != nil {
		e := action.Fail(registry.Unreadable, err)
		e.Remedy = registry.RemedyAllowHTTP
		return nil, e
	}
	transport := newTransport(Options{}, newDialGuard(u.Hostname(), options.AllowPrivate))
	client := &http.Client{Transport: transport, CheckRedirect: func(next *http.Request, via []*http.Request) error {
		if err := checkRedirect(next, via); err != nil {
			return err
		}
		return secure(next.URL, options.AllowHTTP)
	}}
	defer client.CloseIdleConnections()
	bound := registry.Bound{Action: action, Max: limit, Limit: registry.LimitDownload}
	return getFile(ctx, client, u, bound, options.UserAgent, func(answer *http.Response) *registry.Error {
		return &registry.Error{
			Action: action, Outcome: registry.Unreadable, Status: answer.StatusCode,
			Err: fmt.Errorf("the server answered %s", answer.Status),
		}
	})
}

// WithoutSecrets returns a URL as it is shown: without user and query, in which
// passwords and tokens are.
func WithoutSecrets(where string) string {
	u, err := url.Parse(where)
	if err != nil {
		return "at a URL that cannot be read"
	}
	u.User, u.RawQuery, u.ForceQuery, u.Fragment, u.RawFragment = nil, "", false, "", ""
	return u.String()
}

// getFile gets what a URL names, without credentials. refused makes the error of
// an answer that is not 200.
func getFile(ctx context.Context, client *http.Client, at *url.URL, bound registry.Bound, userAgent string,
	refused func(*http.Response) *registry.Error,
) ([]byte, error) {
	outgoing, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), http.NoBody)
	if err != nil {
		return nil, bound.Action.Fail(registry.Unreadable, err)
	}
	if userAgent != "" {
		outgoing.Header.Set("User-Agent", userAgent)
	}
	answer, err := client.Do(outgoing)
	if err != nil {
		return nil, transportError(bound.Action, err)
	}
	defer answer.Body.Close() //nolint:errcheck // Nothing is lost when closing a body fails.
	if answer.StatusCode != http.StatusOK {
		return nil, refused(answer)
	}
	return readBody(answer, bound, nil)
}

// secure returns an error for a URL over which an attacker on the way could
// replace the content.
func secure(u *url.URL, allowHTTP bool) error {
	switch {
	case u.Host == "":
		return errors.New("the URL names no server")
	case u.Scheme == schemeHTTPS, u.Scheme == schemeHTTP && (allowHTTP || registry.IsLoopback(u.Host)):
		return nil
	}
	return fmt.Errorf("%s://%s is not https: an attacker on the way could replace the file", u.Scheme, u.Host)
}
