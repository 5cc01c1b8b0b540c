package cli

import (
	"context"
	"encoding/pem"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"assay/registry/serve"
	"assay/ui/cli/schema/schematest"
)

// A bundle of the demo, and the image that it is about.
const (
	bundleOnDisk  = "testdata/demo/layouts/v3-keyless-email/blobs/sha256/02039f85c81e7ea3561466705c11fd7723e9ad34453bcbe9fb4d18a2ad6e2a31"
	bundleSubject = "sha256:e3991be6d6e8160af52b3a260b26ecb4713dd8f58fde71b4bcae5a709f768c54"
)

// TestScripts runs the command lines of testdata/script and compares what they
// write and their exit codes. Besides what testscript knows there is
//
//	run CODE [<FILE] ARGUMENT...
//
// which runs assay inside of the test, with the script's environment and what the
// file has on standard input, and wants the exit code; "exec assay" runs it as a
// process of its own. Relative paths of run begin at the top of the repository,
// $TOP; $REGISTRY serves the images of the demo, and $ROOT is the trusted root
// that knows their keys. After "https" a proxy leads to a server of them that
// has a certificate for example.com, by authority.pem.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "ui/cli/testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			s := httptest.NewServer(serve.New(os.DirFS("testdata/demo/layouts"), "", true))
			e.Defer(s.Close)
			e.Setenv("TOP", os.Getenv(top))
			e.Setenv(top, os.Getenv(top))
			e.Setenv("REGISTRY", strings.TrimPrefix(s.URL, "http://"))
			e.Setenv("ROOT", "testdata/demo/trusted-root.json")
			e.Setenv("BUNDLE", bundleOnDisk)
			e.Setenv("DIGEST", bundleSubject)
			for _, name := range []string{"HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"} {
				e.Setenv(name, filepath.Join(e.WorkDir, ".home", strings.ToLower(name)))
			}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"run": runInScript, "https": serveInScript},
	})
}

func runInScript(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: run CODE [<FILE] ARGUMENT...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	args = args[1:]
	var input io.Reader = strings.NewReader("")
	if len(args) > 0 && strings.HasPrefix(args[0], "<") {
		input, args = strings.NewReader(ts.ReadFile(args[0][1:])), args[1:]
	}
	variables := map[string]string{}
	for _, name := range []string{
		"HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "COSIGN_REPOSITORY", "NO_COLOR", "CLICOLOR_FORCE", "LANG",
		"LC_ALL", "ASSAY_KEY",
	} {
		if value := ts.Getenv(name); value != "" {
			variables[name] = value
		}
	}
	r := runHere(context.Background(), input, variables, args...)
	_, _ = io.WriteString(ts.Stdout(), r.stdout)
	_, _ = io.WriteString(ts.Stderr(), r.stderr)
	if len(args) == 0 || args[0] != "schema" {
		ts.Check(schematest.ValidateAll(r.stdout))
	}
	if r.code != want {
		ts.Fatalf("exit code %d, want %d\n%s%s", r.code, want, r.stdout, r.stderr)
	}
}

func serveInScript(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: https")
	}
	s := httptest.NewUnstartedServer(serve.New(os.DirFS("testdata/demo/layouts"), "", true))
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // Of connections that are refused.
	s.StartTLS()
	ts.Defer(s.Close)
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
	ts.Check(os.WriteFile(ts.MkAbs("authority.pem"), authority, 0o600))
	proxy := httptest.NewServer(proxyHandler(s.Listener.Addr().String(), http.NotFoundHandler()))
	ts.Defer(proxy.Close)
	ts.Setenv("HTTPS_PROXY", proxy.URL)
}
