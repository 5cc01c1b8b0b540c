package remote

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"

	"assay/registry"
)

// TestPrivateAddresses knows the ranges that are not of the public internet.
func TestPrivateAddresses(t *testing.T) {
	for text, want := range map[string]bool{
		"10.1.2.3": true, "172.16.0.1": true, "192.168.1.1": true, "127.0.0.1": true, "169.254.169.254": true, "100.64.0.1": true,
		"0.0.0.0": true, "224.0.0.1": true,
		"::1": true, "fc00::1": true, "fe80::1": true, "::ffff:10.0.0.1": true, "203.0.113.5": false, "8.8.8.8": false,
		"2606:4700::1": false, "172.32.0.1": false,
		"0.1.2.3": true, "192.0.0.1": true, "198.18.0.1": true, "198.19.255.255": true, "240.0.0.1": true, "255.255.255.255": true,
		"100.127.255.255": true,
		"192.0.1.1":       false, "198.20.0.1": false, "100.128.0.1": false, "fec0::1": true, "fe80::1%eth0": true, "fec0::1%eth0": true,
		"::192.0.2.1": true, "::8.8.8.8": true,
		"64:ff9b::10.0.0.1": true, "64:ff9b::8.8.8.8": false, "64:ff9b:1::8.8.8.8": true, "2002:0a00:0001::1": true, "2002:7f00:1::": true,
		"2002:0808:0808::1": false,
	} {
		if got := isPrivate(netip.MustParseAddr(text).Unmap()); got != want {
			t.Errorf("%s: private %v, want %v", text, got, want)
		}
	}
}

// TestAttemptsAreNoAddress lets the registry's name mean several addresses: it
// is private only when it was reached at private ones and at no other.
func TestAttemptsAreNoAddress(t *testing.T) {
	const public, private, inside = "203.0.113.5:443", "[::1]:443", "10.0.0.1:80"
	for _, test := range []struct {
		name    string
		reached []string
		tried   []string
		may     bool // go to a private address elsewhere
		mayOwn  bool // go to a private address of its own
	}{
		{"nothing yet", nil, nil, false, true},
		{"only tried", nil, []string{private}, false, true},
		{"tried, and reached elsewhere", []string{public}, []string{private}, false, false},
		{"private", []string{private}, []string{private}, true, true},
		{"private, then public", []string{private, public}, []string{private}, false, false},
		{"public, then private", []string{public, private}, nil, false, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			g := newDialGuard("registry.example:443", false)
			for _, address := range test.tried {
				if err := g.check("registry.example", address); err != nil {
					t.Error(err)
				}
			}
			for _, address := range test.reached {
				g.reached(address)
			}
			if err := g.check("inside.example", inside); (err == nil) != test.may {
				t.Errorf("elsewhere: %v", err)
			}
			if err := g.check("registry.example", private); (err == nil) != test.mayOwn {
				t.Errorf("its own: %v", err)
			}
			if err := g.check("other.example", public); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestClosedPrivateAddress reaches a registry at one of two addresses, of which
// the private one is closed.
func TestClosedPrivateAddress(t *testing.T) {
	s := listen(t, "127.0.0.1", http.NotFoundHandler())
	port := s.Listener.Addr().(*net.TCPAddr).Port
	g := newDialGuard(fmt.Sprintf("localhost:%d", port), false)
	g.private = func(a netip.Addr) bool { return a.Is6() }
	connection, err := g.dial(context.Background(), "tcp", fmt.Sprintf("localhost:%d", port))
	if err != nil {
		t.Fatal(err)
	}
	_ = connection.Close()
	if err := g.check("inside.example", "[::1]:80"); err == nil {
		t.Error("a private address was opened by an attempt to reach one")
	}
}

// listen serves on a loopback address of its own, so that one can stand for a
// public address and another for a private one.
func listen(t *testing.T, address string, handler http.Handler) *httptest.Server {
	t.Helper()
	l, err := net.Listen("tcp", address+":0")
	if err != nil {
		t.Skipf("this machine has no %s: %v", address, err)
	}
	s := httptest.NewUnstartedServer(handler)
	_ = s.Listener.Close()
	s.Listener = l
	s.Start()
	t.Cleanup(s.Close)
	return s
}

// TestNoWayIntoThePrivateNetwork sends a client to a private address, behind a
// name, by a redirect and by a token realm. A public
// registry must not succeed with any; a private one may.
func TestNoWayIntoThePrivateNetwork(t *testing.T) {
	for _, test := range []struct {
		name   string
		answer func(w http.ResponseWriter, r *http.Request, inside string)
		ask    func(*Repository) error
	}{
		{"redirect", func(w http.ResponseWriter, r *http.Request, inside string) {
			http.Redirect(w, r, inside+"/secret", http.StatusTemporaryRedirect)
		}, func(r *Repository) error { _, err := r.Manifest(context.Background(), "1.0"); return err }},
		{"token realm", func(w http.ResponseWriter, _ *http.Request, inside string) {
			w.Header().Set("WWW-Authenticate", `Bearer realm="`+inside+`/token",service="x"`)
			w.WriteHeader(http.StatusUnauthorized)
		}, func(r *Repository) error { _, err := r.Manifest(context.Background(), "1.0"); return err }},
		{"redirect of a blob", func(w http.ResponseWriter, r *http.Request, inside string) {
			http.Redirect(w, r, inside+"/secret", http.StatusFound)
		}, func(r *Repository) error {
			_, err := r.Blob(context.Background(), registry.Descriptor{Digest: "sha256:" + strings.Repeat("1", 64)}, nil)
			return err
		}},
	} {
		for _, allowed := range []string{"", "by flag", "registry is private"} {
			t.Run(test.name+" "+allowed, func(t *testing.T) {
				var reached atomic.Int64
				inside := listen(t, "127.0.0.1", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					reached.Add(1)
					w.WriteHeader(http.StatusNotFound)
				}))
				outside := listen(t, "127.0.0.2", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					test.answer(w, r, strings.Replace(inside.URL, "127.0.0.1", "localhost", 1))
				}))
				repo, err := name.NewRepository(strings.TrimPrefix(outside.URL, "http://")+"/some/image", name.Insecure)
				if err != nil {
					t.Fatal(err)
				}
				g := newDialGuard(repo.RegistryStr(), allowed == "by flag")
				g.private = func(a netip.Addr) bool {
					return a.String() == "127.0.0.1" || a.String() == "::1" || allowed == "registry is private"
				}
				o := Options{AllowHTTP: true, Keychain: authn.NewMultiKeychain()}
				o.Transport = newTransport(o, g)
				err = test.ask(New(repo, o))
				if err == nil {
					t.Fatal("no error")
				}
				if allowed == "" {
					if reached.Load() != 0 {
						t.Errorf("%d requests reached the inside", reached.Load())
					}
					if e := asError(t, err); e.Remedy != registry.RemedyAllowPrivate {
						t.Errorf("remedy %q: %v", e.Remedy, err)
					}
				}
				if allowed != "" && reached.Load() == 0 {
					t.Errorf("what is allowed was refused: %v", err)
				}
			})
		}
	}
}

// TestLimitedTogether sends many requests to a registry that answers 429: after
// the second refusal, or one for a long time, nothing is sent twice any more.
func TestLimitedTogether(t *testing.T) {
	for _, test := range []struct {
		name, after string
		// recovers says that the registry answers well after the pause.
		recovers bool
		most     int64
	}{
		{"for good", "0", false, 40 + 2*16}, {"for an hour", "3600", false, 40}, {"for a moment", "1", true, 2 * 40},
	} {
		t.Run(test.name, func(t *testing.T) {
			var n atomic.Int64
			begin := time.Now()
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				n.Add(1)
				if !test.recovers || time.Since(begin) < 500*time.Millisecond {
					w.Header().Set("Retry-After", test.after)
					w.WriteHeader(http.StatusTooManyRequests)
					return
				}
				serveManifest(w)
			}))
			defer s.Close()
			r := New(repository(t, s), Options{Keychain: authn.NewMultiKeychain()})
			failed := make(chan error, 40)
			for range 40 {
				go func() { _, err := r.Manifest(context.Background(), "1.0"); failed <- err }()
			}
			errors := 0
			for range 40 {
				if err := <-failed; err != nil {
					errors++
					if registry.OutcomeOf(err) != registry.RateLimited {
						t.Errorf("%v is not said to be a limit", err)
					}
				}
			}
			if test.recovers != (errors == 0) || n.Load() > test.most {
				t.Errorf("%d of 40 failed after %d requests, want at most %d", errors, n.Load(), test.most)
			}
		})
	}
}

// TestRetryAfter reads both forms of the header.
func TestRetryAfter(t *testing.T) {
	for text, want := range map[string]time.Duration{"3": 3 * time.Second, " 0 ": 0, "Mon, 02 Jan 2006 15:04:05 GMT": 0, "": -1, "-1": -1,
		"soon": -1, "99999999999999": -1} {
		got, ok := retryAfter(text)
		if ok != (want >= 0) || ok && got != want {
			t.Errorf("%q: %s, %v", text, got, ok)
		}
	}
}

// TestHTTP2 reads over HTTP/2 where the registry speaks it, and says of a
// certificate by an unknown CA what helps.
func TestHTTP2(t *testing.T) {
	var protocol atomic.Value
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		protocol.Store(r.Proto)
		serveManifest(w)
	}))
	s.EnableHTTP2 = true
	s.StartTLS()
	defer s.Close()
	repo, err := name.NewRepository(strings.TrimPrefix(s.URL, "https://") + "/some/image")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := New(repo, Options{AllowInsecure: true, Keychain: authn.NewMultiKeychain()}).Manifest(context.Background(),
		"1.0"); err != nil || protocol.Load() != "HTTP/2.0" {
		t.Errorf("%v by %v", err, protocol.Load())
	}
	strict := New(repo, Options{Keychain: authn.NewMultiKeychain()})
	strict.scheme = "https"
	_, err = strict.Manifest(context.Background(), "1.0")
	if e := asError(t, err); e.Remedy != registry.RemedyTrustCA {
		t.Errorf("remedy %q: %v", e.Remedy, err)
	}
}
