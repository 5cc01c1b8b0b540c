package cli

import (
	"bytes"
	"encoding/json"
	"encoding/pem"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"assay/inspect/report"
	"assay/registry/serve"
)

// repositoryOf serves two layouts of the demo as the repository app: the tag 1.0
// is that of the first, and everything else of both is there too.
func repositoryOf(tagged, other string) http.HandlerFunc {
	demo := serve.New(os.DirFS("testdata/demo/layouts"), "", true)
	answer := func(r *http.Request, layout string) *httptest.ResponseRecorder {
		r = r.Clone(r.Context())
		r.URL.Path = strings.Replace(r.URL.Path, "/v2/app/", "/v2/"+layout+"/", 1)
		out := httptest.NewRecorder()
		demo.ServeHTTP(out, r)
		return out
	}
	return func(w http.ResponseWriter, r *http.Request) {
		out := answer(r, tagged)
		if out.Code == http.StatusNotFound {
			out = answer(r, other)
		}
		maps.Copy(w.Header(), out.Header())
		w.WriteHeader(out.Code)
		_, _ = w.Write(out.Body.Bytes())
	}
}

func serveTLS(t *testing.T, handler http.Handler) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(handler)
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // Of connections that a run ends.
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// proxyTo answers plain requests itself, and leads every connection for https to
// an address; with none it refuses those.
func proxyTo(t *testing.T, address string, plain http.Handler) string {
	t.Helper()
	s := httptest.NewServer(proxyHandler(address, plain))
	t.Cleanup(s.Close)
	return s.URL
}

func proxyHandler(address string, plain http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect {
			plain.ServeHTTP(w, r)
			return
		}
		server, err := net.Dial("tcp", address)
		if address == "" || err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		defer server.Close()
		client, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		defer client.Close()
		_, _ = io.WriteString(client, "HTTP/1.1 200 OK\r\n\r\n")
		go func() { _, _ = io.Copy(server, client) }()
		_, _ = io.Copy(client, server)
	}
}

// TestInterceptedRun has somebody in the way of a run that does not verify
// connections give the tag an old image that is rightly signed, under the entity
// tag of the new one, which nobody signed. A later run over a verified connection
// must not be told "nothing has changed" about the old one.
func TestInterceptedRun(t *testing.T) {
	t.Parallel()
	path := program(t)
	genuine := repositoryOf("unsigned", "v2-key-rekor")
	old := repositoryOf("v2-key-rekor", "unsigned")
	now := httptest.NewRecorder()
	genuine(now, httptest.NewRequest(http.MethodGet, "/v2/app/manifests/1.0", nil))
	inTheWay := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		old(answer, r)
		if strings.HasSuffix(r.URL.Path, "/manifests/1.0") {
			answer.Header().Del("Docker-Content-Digest")
			answer.Header().Set("ETag", now.Header().Get("ETag"))
		}
		maps.Copy(w.Header(), answer.Header())
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	})
	registry, interceptor := serveTLS(t, genuine), serveTLS(t, inTheWay)
	address := func(s *httptest.Server) string { return s.Listener.Addr().String() }
	for flag, proxy := range map[string]string{
		"--allow-insecure-registry": proxyTo(t, address(interceptor), inTheWay),
		"--allow-http-registry":     proxyTo(t, "", inTheWay),
	} {
		t.Run(flag, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			authority := filepath.Join(dir, "authority.pem")
			if err := os.WriteFile(authority, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: registry.Certificate().Raw}),
				0o600); err != nil {
				t.Fatal(err)
			}
			// The certificate of these servers is that of example.com.
			run := func(proxy, verdict, digest string, flags ...string) {
				t.Helper()
				command := exec.Command(path, append(append(flags, demoFlags...), "-o", "json", "example.com/app:1.0")...)
				command.Env = append(os.Environ(), "HTTPS_PROXY="+proxy, "HTTP_PROXY="+proxy, "XDG_CACHE_HOME="+dir,
					"SSL_CERT_FILE="+authority)
				var problems bytes.Buffer
				command.Stderr = &problems
				out, _ := command.Output()
				var r report.Report
				if err := json.Unmarshal(out, &r); err != nil {
					t.Fatalf("%v\n%s%s", err, out, problems.String())
				}
				if string(r.Verdict) != verdict {
					t.Errorf("%s, want %s; %s", r.Verdict, verdict, problems.String())
				}
				if genuine := r.Target.Digest == digest; genuine != (verdict == "unsigned") {
					t.Errorf("%s is about %s", r.Verdict, r.Target.Digest)
				}
			}
			digest := now.Header().Get("Docker-Content-Digest")
			run(proxy, "verified", digest, flag)
			safe := proxyTo(t, address(registry), http.NotFoundHandler())
			run(safe, "unsigned", digest)
			run(safe, "unsigned", digest)
		})
	}
}
