package remote

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"time"
)

// The schemes of URLs.
const (
	schemeHTTP  = "http"
	schemeHTTPS = "https"
)

// newTransport returns the transport of one host, whose connections the dial
// guard opens.
func newTransport(options Options, g *dialGuard) http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone() //nolint:forcetypeassert // The standard library's own.
	t.DialContext = g.dial
	t.MaxIdleConnsPerHost = 16
	t.ResponseHeaderTimeout = 30 * time.Second
	t.MaxResponseHeaderBytes = 1 << 20
	if options.AllowInsecure {
		t.TLSClientConfig = &tls.Config{InsecureSkipVerify: true} //nolint:gosec // The user permitted it by an option.
	}
	return t
}

func newClient(transport http.RoundTripper) *http.Client {
	return &http.Client{Transport: transport, CheckRedirect: checkRedirect}
}

// maxRedirects is how many redirects one request follows.
const maxRedirects = 5

// checkRedirect follows a few redirects, as blob stores need them, but never
// from https to http, where others could read content and token.
func checkRedirect(next *http.Request, via []*http.Request) error {
	if len(via) >= maxRedirects {
		return fmt.Errorf("stopped after %d redirects", len(via))
	}
	if via[0].URL.Scheme == schemeHTTPS && next.URL.Scheme != schemeHTTPS {
		return fmt.Errorf("refused to be redirected from https to %s://%s", next.URL.Scheme, next.URL.Host)
	}
	return nil
}
