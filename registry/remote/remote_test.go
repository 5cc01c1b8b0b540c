package remote

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"

	"assay/registry"
)

const smallManifest = `{"schemaVersion":2,"mediaType":"` + registry.MediaTypeOCIManifest + `","config":{"digest":"sha256:x"},"layers":[]}`

func repository(t *testing.T, s *httptest.Server) name.Repository {
	t.Helper()
	r, err := name.NewRepository(strings.TrimPrefix(s.URL, "http://") + "/some/image")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func serveManifest(w http.ResponseWriter) {
	w.Header().Set("Content-Type", registry.MediaTypeOCIManifest)
	_, _ = w.Write([]byte(smallManifest))
}

// keychain holds one password for everybody.
type keychain struct{}

func (keychain) Resolve(authn.Resource) (authn.Authenticator, error) {
	return authn.FromConfig(authn.AuthConfig{Username: "user", Password: "secret"}), nil
}

// TestToken answers a challenge: the token comes from the realm by password, and
// requests that were refused together fetch one.
func TestToken(t *testing.T) {
	var tokens atomic.Int64
	var s *httptest.Server
	s = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/token":
			tokens.Add(1)
			if user, password, _ := r.BasicAuth(); user != "user" || password != "secret" {
				t.Errorf("the token was asked for as %q with %q", user, password)
			}
			if scope := r.URL.Query().Get("scope"); scope != "repository:some/image:pull" {
				t.Errorf("scope %q", scope)
			}
			_, _ = w.Write([]byte(`{"token":"abc"}`))
		case r.Header.Get("Authorization") != "Bearer abc":
			w.Header().Set("WWW-Authenticate", `Bearer realm="`+s.URL+`/token",service="x"`)
			w.WriteHeader(http.StatusUnauthorized)
		default:
			serveManifest(w)
		}
	}))
	defer s.Close()
	remote := New(repository(t, s), Options{Keychain: keychain{}})
	done := make(chan error, 8)
	for range 8 {
		go func() {
			_, err := remote.Manifest(context.Background(), "1.0")
			done <- err
		}()
	}
	for range 8 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if n := tokens.Load(); n != 1 {
		t.Errorf("%d tokens were asked for", n)
	}
}

// TestCredentialsStayHome wants no password to go to a realm on another site.
func TestCredentialsStayHome(t *testing.T) {
	for realm, home := range map[string]bool{
		"https://auth.docker.io/token": true, "https://ghcr.io/token": false, "https://evil.example/token": false, "://": false,
	} {
		if got := sameSite(realm, "index.docker.io"); got != home {
			t.Errorf("sameSite(%q, index.docker.io) is %v", realm, got)
		}
	}
	if sameSite("https://evil.github.io/token", "victim.github.io") {
		t.Error("two customers of a public suffix are taken for one site")
	}
}

// TestPasswordNotAsked wants a registry that refuses to give a clear message.
func TestPasswordNotAsked(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("WWW-Authenticate", `Basic realm="x"`)
		w.WriteHeader(http.StatusUnauthorized)
	}))
	defer s.Close()
	_, err := New(repository(t, s), Options{Keychain: authn.NewMultiKeychain()}).Manifest(context.Background(), "1.0")
	e := asError(t, err)
	if e.Outcome != registry.Denied || e.Remedy != registry.RemedyLogIn {
		t.Errorf("outcome %s, remedy %q", e.Outcome, e.Remedy)
	}
	if want := strings.TrimPrefix(s.URL, "http://"); e.Host != want {
		t.Errorf("host %q, want %q", e.Host, want)
	}
}

func TestPodmanCredentials(t *testing.T) {
	file := filepath.Join(t.TempDir(), "auth.json")
	encode := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	text := fmt.Sprintf(`{"auths":{"reg.example":{"auth":%q},"reg.example/team":{"auth":%q}}}`, encode("a:1"), encode("b:2"))
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("REGISTRY_AUTH_FILE", file)
	for image, user := range map[string]string{"reg.example/x": "a", "reg.example/team/x": "b", "other.example/x": ""} {
		repo, err := name.NewRepository(image)
		if err != nil {
			t.Fatal(err)
		}
		auth, err := podmanKeychain{}.Resolve(repo)
		if err != nil {
			t.Fatal(err)
		}
		config, err := auth.Authorization()
		if err != nil || config.Username != user {
			t.Errorf("%s: user %q (%v), want %q", image, config.Username, err, user)
		}
	}
}

// TestRetries wants what may pass to be tried again, with the pause that was
// asked for, and a long pause not to be waited out.
func TestRetries(t *testing.T) {
	for _, test := range []struct {
		name     string
		answers  []int
		after    string
		ok       bool
		requests int64
	}{
		{"500 then fine", []int{500}, "", true, 2},
		{"500 for ever", []int{500, 500, 500, 500, 500}, "", false, 3},
		{"429 then fine", []int{429}, "0", true, 2},
		{"429 for an hour", []int{429, 429, 429}, "3600", false, 1},
		{"404 is final", []int{404, 404}, "", false, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			var n atomic.Int64
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if k := int(n.Add(1)); k <= len(test.answers) {
					w.Header().Set("Retry-After", test.after)
					w.WriteHeader(test.answers[k-1])
					return
				}
				serveManifest(w)
			}))
			defer s.Close()
			_, err := New(repository(t, s), Options{Keychain: authn.NewMultiKeychain()}).Manifest(context.Background(), "1.0")
			if (err == nil) != test.ok || n.Load() != test.requests {
				t.Errorf("error %v after %d requests, want %d", err, n.Load(), test.requests)
			}
		})
	}
}

// TestReferrers wants pages to be followed and every way of not answering to be
// told apart.
func TestReferrers(t *testing.T) {
	digest := "sha256:" + strings.Repeat("0", 64)
	index := func(d string) string {
		return `{"schemaVersion":2,"mediaType":"` + registry.MediaTypeOCIIndex + `","manifests":[{"digest":"` + d + `"}]}`
	}
	for _, test := range []struct {
		name    string
		answer  http.HandlerFunc
		outcome registry.Outcome
		count   int
	}{
		{"two pages", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", registry.MediaTypeOCIIndex)
			if r.URL.Query().Get("page") == "" {
				w.Header().Set("Link", `<`+r.URL.Path+`?page=2>; rel="next"`)
			}
			_, _ = w.Write([]byte(index("sha256:1" + r.URL.Query().Get("page"))))
		}, registry.Found, 2},
		{"pages without end", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", registry.MediaTypeOCIIndex)
			w.Header().Set("Link", `<`+r.URL.Path+`?page=2>; rel="next"`)
			_, _ = w.Write([]byte(index("sha256:1")))
		}, registry.Unreadable, 50},
		{"next page elsewhere", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", registry.MediaTypeOCIIndex)
			w.Header().Set("Link", `<https://evil.example/x>; rel="next"`)
			_, _ = w.Write([]byte(index("sha256:1")))
		}, registry.Unreadable, 1},
		{"404", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(404) }, registry.Unsupported, 0},
		{"303 to a page", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(303) }, registry.Unsupported, 0},
		{"a web page", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte("<html>"))
		}, registry.Unsupported, 0},
		{"JSON of another kind", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte("{}"))
		}, registry.Unsupported, 0},
		{"403", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(403) }, registry.Denied, 0},
		{"429", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(429)
		}, registry.RateLimited, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := httptest.NewServer(test.answer)
			defer s.Close()
			got, err := New(repository(t, s), Options{Keychain: authn.NewMultiKeychain()}).Referrers(context.Background(), digest)
			if registry.OutcomeOf(err) != test.outcome || len(got) != test.count {
				t.Errorf("%d referrers, outcome %s (%v); want %d, %s", len(got), registry.OutcomeOf(err), err, test.count, test.outcome)
			}
		})
	}
}

// TestRedirects wants loops to end, and https never to fall back to http.
func TestRedirects(t *testing.T) {
	var s *httptest.Server
	s = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter,
		r *http.Request) {
		http.Redirect(w, r, s.URL+r.URL.Path, http.StatusFound)
	}))
	defer s.Close()
	_, err := New(repository(t, s), Options{Keychain: authn.NewMultiKeychain()}).Manifest(context.Background(), "1.0")
	if err == nil || !strings.Contains(err.Error(), "redirects") {
		t.Errorf("error %v", err)
	}
	from, _ := http.NewRequest(http.MethodGet, "https://a.example/", nil)
	to, _ := http.NewRequest(http.MethodGet, "http://a.example/", nil)
	if checkRedirect(to, []*http.Request{from}) == nil {
		t.Error("a redirect from https to http was followed")
	}
}

// TestCancelled wants a run that is cancelled to end at once.
func TestCancelled(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	defer func() { s.CloseClientConnections(); s.Close() }()
	ctx, cancel := context.WithCancel(context.Background())
	go func() { time.Sleep(50 * time.Millisecond); cancel() }()
	begin := time.Now()
	_, err := New(repository(t, s), Options{Keychain: authn.NewMultiKeychain()}).Manifest(ctx, "1.0")
	if err == nil || time.Since(begin) > 5*time.Second {
		t.Errorf("error %v after %s", err, time.Since(begin))
	}
}
