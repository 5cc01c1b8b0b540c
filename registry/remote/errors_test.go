package remote

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"

	"assay/registry"
)

// asError returns the *registry.Error that err must be.
func asError(t *testing.T, err error) *registry.Error {
	t.Helper()
	var e *registry.Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v, want a *registry.Error", err)
	}
	return e
}

// certificateFor is a self-signed certificate for a host, valid for an hour from
// a time.
func certificateFor(t *testing.T, host string, from time.Time) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: from, NotAfter: from.Add(time.Hour), DNSNames: []string{host}}
	if ip := net.ParseIP(host); ip != nil {
		template.DNSNames, template.IPAddresses = nil, []net.IP{ip}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// serveTLS serves a manifest over TLS with a certificate, or with that of
// httptest where it is nil.
func serveTLS(t *testing.T, certificate *tls.Certificate) string {
	t.Helper()
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { serveManifest(w) }))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	if certificate != nil {
		s.TLS = &tls.Config{Certificates: []tls.Certificate{*certificate}, MinVersion: tls.VersionTLS12}
	}
	s.StartTLS()
	t.Cleanup(s.Close)
	return s.Listener.Addr().String()
}

// servePlain serves over plain http.
func servePlain(t *testing.T, handler http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(handler)
	t.Cleanup(func() { s.CloseClientConnections(); s.Close() })
	return s.Listener.Addr().String()
}

// serveBytes answers every connection with bytes that are no protocol.
func serveBytes(t *testing.T, text string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = c.Write([]byte(text))
			_, _ = c.Read(make([]byte, 1024))
			_ = c.Close()
		}
	}()
	return l.Addr().String()
}

// reset ends the connection of a request with a TCP reset.
func reset(w http.ResponseWriter, _ *http.Request) {
	connection, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	_ = connection.(*net.TCPConn).SetLinger(0)
	_ = connection.Close()
}

// connectTo returns a source of host that speaks a scheme and tries once.
func connectTo(t *testing.T, host, scheme string) *Repository {
	t.Helper()
	repo, err := name.NewRepository(host + "/some/image")
	if err != nil {
		t.Fatal(err)
	}
	r := New(repo, Options{Keychain: authn.NewMultiKeychain(), Limits: registry.Limits{Attempts: 1}})
	r.scheme = scheme
	t.Cleanup(r.Close)
	return r
}

// TestConnectionErrors drives each way in which a connection fails and wants the
// remedy that helps, told by type.
func TestConnectionErrors(t *testing.T) {
	t.Parallel()
	expired := certificateFor(t, "127.0.0.1", time.Now().Add(-48*time.Hour))
	otherName := certificateFor(t, "registry.example", time.Now().Add(-time.Minute))
	for _, test := range []struct {
		name   string
		host   string
		scheme string
		remedy registry.Remedy
		// is, where set, is an error that the result must wrap.
		is error
	}{
		{"unknown CA", serveTLS(t, nil), "https", registry.RemedyTrustCA, nil},
		{"unknown CA, scheme not known", serveTLS(t, nil), "", registry.RemedyTrustCA, nil},
		{"expired certificate", serveTLS(t, &expired), "https", registry.RemedyAllowInsecure, nil},
		{"certificate of another host", serveTLS(t, &otherName), "https", registry.RemedyAllowInsecure, nil},
		{"https to a plain http server", servePlain(t, status(http.StatusOK)), "https", registry.RemedyAllowHTTP, http.ErrSchemeMismatch},
		{"https to no TLS server", serveBytes(t, "SSH-2.0-x\r\n"), "https", registry.RemedyCheckName, nil},
		{"http to a TLS server", serveTLS(t, nil), "http", registry.RemedyNone, errSpeaksHTTPS},
		{"reset", servePlain(t, reset), "http", registry.RemedyRetry, syscall.ECONNRESET},
		{"closed without an answer", servePlain(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }), "http",
			registry.RemedyRetry, nil},
		{"cut short", servePlain(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = w.Write([]byte("{"))
		}), "http", registry.RemedyRetry, nil},
		{"refused", "127.0.0.1:1", "http", registry.RemedyNone, syscall.ECONNREFUSED},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := connectTo(t, test.host, test.scheme)
			_, err := r.Manifest(t.Context(), "1.0")
			e := asError(t, err)
			if want := (registry.Action{Op: registry.OpManifest, Ref: "1.0", Source: r.Name()}); e.Action != want {
				t.Errorf("action %+v, want %+v", e.Action, want)
			}
			if e.Outcome != registry.Unreadable {
				t.Errorf("outcome %s", e.Outcome)
			}
			if e.Limit != registry.LimitNone {
				t.Errorf("limit %s", e.Limit)
			}
			if e.Remedy != test.remedy {
				t.Errorf("remedy %q, want %q: %v", e.Remedy, test.remedy, err)
			}
			if test.is != nil && !errors.Is(err, test.is) {
				t.Errorf("error %v, want one that wraps %v", err, test.is)
			}
		})
	}
}

// TestNameNotFound wants a name that does not resolve to be told by type.
func TestNameNotFound(t *testing.T) {
	t.Parallel()
	repo, err := name.NewRepository("registry.example/some/image")
	if err != nil {
		t.Fatal(err)
	}
	dns := &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "registry.example", IsNotFound: true}}
	r := New(repo, Options{Keychain: authn.NewMultiKeychain(), Limits: registry.Limits{Attempts: 1}, Transport: failing{dns}})
	_, err = r.Manifest(t.Context(), "1.0")
	if e := asError(t, err); e.Remedy != registry.RemedyCheckName {
		t.Errorf("remedy %q: %v", e.Remedy, err)
	}
}

// failing is a transport whose requests fail.
type failing struct{ err error }

func (f failing) RoundTrip(*http.Request) (*http.Response, error) { return nil, f.err }

// TestTimeout wants a run whose time is over to say so, by type, and a cancelled
// one to be told apart.
func TestTimeout(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{}, 2)
	host := servePlain(t, func(_ http.ResponseWriter, r *http.Request) {
		arrived <- struct{}{}
		<-r.Context().Done()
	})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := connectTo(t, host, "http").Manifest(ctx, "1.0")
	if e := asError(t, err); e.Remedy != registry.RemedyMoreTime {
		t.Errorf("remedy %q: %v", e.Remedy, err)
	}
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v does not wrap context.DeadlineExceeded", err)
	}
	<-arrived
	ctx, cancel = context.WithCancel(t.Context())
	go func() { <-arrived; cancel() }()
	_, err = connectTo(t, host, "http").Manifest(ctx, "1.0")
	if e := asError(t, err); e.Remedy != registry.RemedyNone {
		t.Errorf("remedy %q: %v", e.Remedy, err)
	}
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v does not wrap context.Canceled", err)
	}
}

// status answers with a status and headers, given as pairs.
func status(code int, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(code)
	}
}

// TestAnswerErrors wants each answer that is none to give its outcome and remedy.
func TestAnswerErrors(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		answer  http.HandlerFunc
		outcome registry.Outcome
		remedy  registry.Remedy
		status  int
	}{
		{"401", status(401, "WWW-Authenticate", `Basic realm="x"`), registry.Denied, registry.RemedyLogIn, 401},
		{"401 without a challenge", status(401), registry.Denied, registry.RemedyLogInOrCheckName, 401},
		{"403", status(403), registry.Denied, registry.RemedyAskAccess, 403},
		{"404", status(404), registry.None, registry.RemedyNone, 404},
		{"429", status(429, "Retry-After", "3600"), registry.RateLimited, registry.RemedyWait, 429},
		{"418", status(418), registry.Unreadable, registry.RemedyNone, 418},
		{"500", status(500), registry.Unreadable, registry.RemedyRetry, 500},
		{"web page", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("\n<html>")) }, registry.Unreadable,
			registry.RemedyCheckProxy, 0},
		{"no manifest", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("x")) }, registry.Unreadable,
			registry.RemedyNone, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			host := servePlain(t, test.answer)
			_, err := connectTo(t, host, "http").Manifest(t.Context(), "1.0")
			e := asError(t, err)
			if e.Outcome != test.outcome {
				t.Errorf("outcome %s, want %s", e.Outcome, test.outcome)
			}
			if e.Remedy != test.remedy {
				t.Errorf("remedy %q, want %q", e.Remedy, test.remedy)
			}
			if e.Status != test.status {
				t.Errorf("status %d, want %d", e.Status, test.status)
			}
			if e.Status == http.StatusUnauthorized && e.Host != host {
				t.Errorf("host %q, want %q", e.Host, host)
			}
			if e.Outcome == registry.RateLimited && e.RetryAfter != "3600" {
				t.Errorf("Retry-After %q", e.RetryAfter)
			}
		})
	}
}

// TestLimitErrors drives a registry over each limit and wants the error to name
// it, and to say whether it can be raised.
func TestLimitErrors(t *testing.T) {
	t.Parallel()
	digest := "sha256:" + strings.Repeat("1", 64)
	long := func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(strings.Repeat("x", 5000))) }
	listing := func(body string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", registry.MediaTypeOCIIndex)
			w.Header().Set("Link", "<"+r.URL.Path+`?n=1>; rel="next"`)
			_, _ = w.Write([]byte(body))
		}
	}
	index := `{"schemaVersion":2,"mediaType":"` + registry.MediaTypeOCIIndex + `","manifests":[` + strings.Repeat("{},", 4) + `{}]}`
	manifest := func(ctx context.Context, r *Repository) error { _, err := r.Manifest(ctx, "1.0"); return err }
	referrers := func(ctx context.Context, r *Repository) error { _, err := r.Referrers(ctx, digest); return err }
	tags := func(ctx context.Context, r *Repository) error { _, err := r.Tags(ctx); return err }
	for _, test := range []struct {
		limit  registry.Limit
		limits registry.Limits
		answer http.HandlerFunc
		read   func(context.Context, *Repository) error
		op     registry.Op
		remedy registry.Remedy
	}{
		{registry.LimitManifest, registry.Limits{Manifest: 4000}, long, manifest, registry.OpManifest, registry.RemedyRaiseLimit},
		{registry.LimitRun, registry.Limits{Run: 100}, long, manifest, registry.OpManifest, registry.RemedyRaiseLimit},
		{registry.LimitBlob, registry.Limits{Blob: 4000}, long, func(ctx context.Context, r *Repository) error {
			_, err := r.Blob(ctx, registry.Descriptor{Digest: digest, Size: 5000}, nil)
			return err
		}, registry.OpBlob, registry.RemedyRaiseLimit},
		{registry.LimitReferrers, registry.Limits{Referrers: 4}, listing(index), referrers, registry.OpReferrers,
			registry.RemedyRaiseLimit},
		{registry.LimitPages, registry.Limits{Pages: 2}, listing(`{"tags":[]}`), tags, registry.OpTags, registry.RemedyNone},
		{registry.LimitTags, registry.Limits{Tags: 1}, listing(`{"tags":["a","b"]}`), tags, registry.OpTags, registry.RemedyNone},
	} {
		t.Run(string(test.limit), func(t *testing.T) {
			t.Parallel()
			repo, err := name.NewRepository(servePlain(t, test.answer) + "/some/image")
			if err != nil {
				t.Fatal(err)
			}
			err = test.read(t.Context(), New(repo, Options{Keychain: authn.NewMultiKeychain(), Limits: test.limits}))
			e := asError(t, err)
			if e.Limit != test.limit {
				t.Errorf("limit %q, want %q: %v", e.Limit, test.limit, err)
			}
			if e.Op != test.op {
				t.Errorf("operation %q, want %q", e.Op, test.op)
			}
			if e.Remedy != test.remedy {
				t.Errorf("remedy %q, want %q", e.Remedy, test.remedy)
			}
			if e.Outcome != registry.Unreadable {
				t.Errorf("outcome %s", e.Outcome)
			}
		})
	}
}

// TestMismatchError wants bytes of another digest to be told with both sides.
func TestMismatchError(t *testing.T) {
	t.Parallel()
	want := "sha256:" + strings.Repeat("1", 64)
	host := servePlain(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("other")) })
	_, err := connectTo(t, host, "http").Blob(t.Context(), registry.Descriptor{Digest: want, Size: 5}, nil)
	e := asError(t, err)
	if !e.Mismatch {
		t.Error("it is not said to be a mismatch")
	}
	if e.Want != want {
		t.Errorf("want %q", e.Want)
	}
	if got := registry.DigestOf([]byte("other"), "") + " (5 bytes)"; e.Got != got {
		t.Errorf("got %q, want %q", e.Got, got)
	}
}
