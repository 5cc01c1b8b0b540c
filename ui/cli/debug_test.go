package cli

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestHarmless keeps secrets, and what a terminal obeys, out of the log.
func TestHarmless(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"plain":                                          "plain",
		"https://example.com/v2/a":                       "https://example.com/v2/a",
		"https://user:pass@example.com/v2/":              "https://example.com/v2/",
		"https://user:p@ss@example.com/v2/":              "https://example.com/v2/",
		"Get \"https://example.com/t?token=abc\": EOF":   "Get \"https://example.com/t?[hidden]\": EOF",
		"https://example.com/blob?X-Amz-Signature=1#abc": "https://example.com/blob?[hidden]",
		"https://example.com/#abc":                       "https://example.com/#[hidden]",
		"Authorization: Bearer abc.def-ghi=":             "Authorization: Bearer [hidden]",
		"basic dXNlcjpwYXNz":                             "basic [hidden]",
		"sha256:abc and a@b":                             "sha256:abc and a@b",
	} {
		if got := harmless(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	if got := harmless("a\x1b[31m\u202eb"); strings.ContainsAny(got, "\x1b\u202e") {
		t.Errorf("%q", got)
	}
}

// TestLoggerHidesSecrets wants attributes that hold secrets to be left out,
// whatever they are called with.
func TestLoggerHidesSecrets(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	logger := newLogger(&out)
	logger.With("Authorization", "s3cret").Debug("with", "accessToken", "s3cret", "error", errors.New("https://x.example/?s3cret"), "n", 3)
	logger.WithGroup("request").Debug("grouped", "password", []byte("s3cret"), "url", fmt.Sprintf("https://%s@x.example", "s3cret"))
	if strings.Contains(out.String(), "s3cret") {
		t.Error(out.String())
	}
	for _, want := range []string{"msg=with", "n=3", "msg=grouped", "https://x.example"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing: %s", want, out.String())
		}
	}
}

// TestDebugLog wants --debug to log requests, also those for tokens, and never a
// token; without it nothing is written.
func TestDebugLog(t *testing.T) {
	t.Parallel()
	const token = "t0ken-of-the-registry"
	s := httptest.NewServer(nil)
	defer s.Close()
	demo := repositoryOf("v2-key-rekor", "unsigned")
	s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/token":
			_, _ = fmt.Fprintf(w, `{"token":%q}`, token)
		case r.Header.Get("Authorization") != "Bearer "+token:
			w.Header().Set("WWW-Authenticate", fmt.Sprintf(`Bearer realm="%s/token",service="s"`, s.URL))
			w.WriteHeader(http.StatusUnauthorized)
		default:
			demo(w, r)
		}
	})
	image := strings.TrimPrefix(s.URL, "http://") + "/app:1.0"
	args := slices.Concat(demoFlags, []string{"-o", "json", image})
	runPlain(t, args...).want(t, 0, `"verdict": "verified"`, "")
	for name, file := range map[string]string{"stderr": "", "file": filepath.Join(t.TempDir(), "log")} {
		flag := "--debug"
		if file != "" {
			flag += "=" + file
		}
		r := runPlain(t, append([]string{flag}, args...)...)
		r.want(t, 0, `"verdict": "verified"`, "")
		log := r.stderr
		if file != "" {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if log = string(data); r.stderr != "" {
				t.Errorf("%s: it writes to standard error: %s", name, r.stderr)
			}
		}
		for _, want := range []string{"msg=request", "/v2/app/manifests/1.0", "/token ", "status=401", "msg=cross-check", "trusted root"} {
			if !strings.Contains(log, want) {
				t.Errorf("%s: %q is missing:\n%s", name, want, log)
			}
		}
		for _, secret := range []string{token, "scope="} {
			if strings.Contains(log, secret) {
				t.Errorf("%s: %q is logged:\n%s", name, secret, log)
			}
		}
	}
	runPlain(t, append([]string{"--debug=" + filepath.Join(t.TempDir(), "none", "log")}, args...)...).want(t, exitUsage, "", "--debug")
}

// TestDebugBesideScreen wants the log of the terminal program in a file.
func TestDebugBesideScreen(t *testing.T) {
	t.Parallel()
	x := start(t, 80, 24, append(demoFlags, "--debug", "oci:testdata/demo/layouts/v2-key-rekor:1.0")...)
	x.waitFor("VERIFIED")
	x.quit()
	data, err := os.ReadFile(filepath.Join(os.Getenv("XDG_STATE_HOME"), "assay", "debug.log"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), "msg=cross-check") {
		t.Errorf("the log lacks the cross-check:\n%s", data)
	}
	if strings.Contains(x.all(), "cross-check by=") {
		t.Error("the log is on the screen")
	}
}
