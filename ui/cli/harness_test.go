package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// top names the variable with the top directory of the repository, whose demo the
// test binary shows when it stands in for the program.
const top = "ASSAY_TOP"

// scratch is the directory that goes away after the tests.
var scratch string

// TestMain runs the tests, and the program that they start, away from the
// user's home (credentials, caches, policies) and from every network but
// loopback, which proxies are never asked for. Under the name assay, which is
// then on PATH, the test binary is the program itself.
func TestMain(m *testing.M) {
	testscript.Main(hermetic{m}, map[string]func(){
		"assay": func() { os.Exit(Main(os.DirFS(filepath.Join(os.Getenv(top), "testdata/demo")))) },
	})
}

type hermetic struct{ m *testing.M }

// Run prepares the surroundings and runs the tests.
func (h hermetic) Run() int {
	var err error
	if scratch, err = os.MkdirTemp("", "assay-tests"); err == nil {
		err = isolate(filepath.Join(scratch, "home"))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "preparing the tests:", err)
		return 1
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	return h.m.Run()
}

func isolate(home string) error {
	// Tests name files as somebody at the top of the repository does.
	if err := os.Chdir("../.."); err != nil {
		return err
	}
	directory, err := os.Getwd()
	if err != nil {
		return err
	}
	environment := map[string]string{
		"HOME": home, "XDG_CACHE_HOME": filepath.Join(home, "cache"), "XDG_CONFIG_HOME": filepath.Join(home, "config"),
		"XDG_STATE_HOME": filepath.Join(home, "state"), "XDG_RUNTIME_DIR": filepath.Join(home, "run"),
		"DOCKER_CONFIG":      filepath.Join(home, "docker"),
		"REGISTRY_AUTH_FILE": "", "HTTP_PROXY": "http://127.0.0.1:1", "HTTPS_PROXY": "http://127.0.0.1:1", "NO_PROXY": "",
		top: directory,
	}
	// The compiler keeps its own places, which it derives from the home.
	out, err := exec.Command("go", "env", "GOCACHE", "GOPATH", "GOMODCACHE").Output()
	if err != nil {
		return fmt.Errorf("go env: %w", err)
	}
	for i, value := range strings.Fields(string(out)) {
		environment[[]string{"GOCACHE", "GOPATH", "GOMODCACHE"}[i]] = value
	}
	for name, value := range environment {
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	return nil
}

// result is what came of a run.
type result struct {
	stdout, stderr string
	code           int
}

// runHere runs a command line inside of the test, with an input and variables
// besides those of the process.
func runHere(ctx context.Context, input io.Reader, variables map[string]string, args ...string) result {
	var out, problems bytes.Buffer
	code := run(ctx, &environment{
		args: args, stdin: input, stdout: &out, stderr: &problems, demo: os.DirFS(filepath.Join(os.Getenv(top), "testdata/demo")),
		lookup: func(name string) (string, bool) {
			if value, ok := variables[name]; ok {
				return value, true
			}
			return os.LookupEnv(name)
		},
	})
	return result{out.String(), problems.String(), code}
}

// runPlain runs a command line without a terminal, inside of the test.
func runPlain(tb testing.TB, args ...string) result {
	tb.Helper()
	return runWith(tb, "", args...)
}

// runWith is runPlain with an input.
func runWith(tb testing.TB, input string, args ...string) result {
	tb.Helper()
	r := runHere(tb.Context(), strings.NewReader(input), nil, args...)
	checkSchema(tb, r.stdout)
	return r
}

// want compares a run with an exit code, and with parts of what it wrote to
// standard output and standard error; "" wants any text.
func (r result) want(tb testing.TB, code int, stdout, stderr string) {
	tb.Helper()
	if r.code != code {
		tb.Errorf("exit code %d, want %d\n%.800s%.800s", r.code, code, r.stdout, r.stderr)
	}
	if !strings.Contains(r.stdout, stdout) {
		tb.Errorf("standard output lacks %q:\n%.2000s", stdout, r.stdout)
	}
	if !strings.Contains(r.stderr, stderr) {
		tb.Errorf("standard error lacks %q:\n%.2000s", stderr, r.stderr)
	}
}

// program is the path of the program, as which the test binary runs.
func program(tb testing.TB) string {
	tb.Helper()
	path, err := exec.LookPath("assay")
	if err != nil {
		tb.Fatal(err)
	}
	return path
}
