package registry

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"assay/registry/file"
)

// Download fetches a file of at most limit bytes that the user named by URL, such
// as a key. As nothing else proves where it comes from, it comes over https from a
// server with a valid certificate, or over plain http from this machine or where
// that was allowed; that goes for redirects too, which moreover lead to private
// addresses only from one. Of options the user agent, AllowHTTP and AllowPrivate
// count. The error is an *Error.
func Download(ctx context.Context, where string, limit int64, options Options) ([]byte, error) {
	doing := "fetching " + where
	u, err := url.Parse(where)
	if err != nil {
		return nil, &Error{Doing: doing, Outcome: Unreadable, Err: err}
	}
	doing = "fetching " + u.Redacted()
	if err := secure(u, options.AllowHTTP); err != nil {
		return nil, &Error{Doing: doing, Outcome: Unreadable, Err: err, Hint: "use https, or --allow-http-registry, or give the file"}
	}
	transport := newTransport(Options{}, newGuard(u.Hostname(), options.AllowPrivate))
	client := &http.Client{Transport: transport, CheckRedirect: func(next *http.Request, via []*http.Request) error {
		if err := checkRedirect(next, via); err != nil {
			return err
		}
		return secure(next.URL, options.AllowHTTP)
	}}
	defer client.CloseIdleConnections()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, &Error{Doing: doing, Outcome: Unreadable, Err: err}
	}
	if options.UserAgent != "" {
		request.Header.Set("User-Agent", options.UserAgent)
	}
	response, err := client.Do(request)
	if err != nil {
		err := transportError(doing, err)
		if e := new(Error); errors.As(err, &e) && strings.Contains(e.Hint, "--allow-insecure-registry") {
			e.Hint = "a private CA must be known to the system (SSL_CERT_FILE); or give the file"
		}
		return nil, err
	}
	defer response.Body.Close() //nolint:errcheck // Nothing is lost when closing a body fails.
	if response.StatusCode != http.StatusOK {
		return nil, &Error{Doing: doing, Outcome: Unreadable, Status: response.StatusCode, Err: fmt.Errorf("the server answered %s", response.Status)}
	}
	data, err := file.All(response.Body, "it", limit)
	if err != nil {
		return nil, transportError(doing, err)
	}
	return data, nil
}

// secure returns an error for a URL over which anybody on the way could put
// something else.
func secure(u *url.URL, allowHTTP bool) error {
	switch {
	case u.Host == "":
		return errors.New("the URL names no server")
	case u.Scheme == "https", u.Scheme == "http" && (allowHTTP || isLoopback(u.Host)):
		return nil
	}
	return fmt.Errorf("%s://%s is not https: anybody on the way could put another file in its place", u.Scheme, u.Host)
}
