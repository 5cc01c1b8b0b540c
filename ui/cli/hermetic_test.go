package cli

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// scratch is the directory that goes away after the tests.
var scratch string

// TestMain runs the tests, and the program that they start, away from the
// user's home (credentials, caches, policies) and from every network but
// loopback, which proxies are never asked for.
func TestMain(m *testing.M) {
	var err error
	if scratch, err = os.MkdirTemp("", "assay-tests"); err == nil {
		err = isolate(filepath.Join(scratch, "home"))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "preparing the tests:", err)
		os.Exit(1)
	}
	// Tests name files as somebody at the top of the repository does.
	if err := os.Chdir("../.."); err != nil {
		fmt.Fprintln(os.Stderr, "preparing the tests:", err)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(scratch)
	os.Exit(code)
}

func isolate(home string) error {
	environment := map[string]string{
		"HOME": home, "XDG_CACHE_HOME": filepath.Join(home, "cache"), "XDG_CONFIG_HOME": filepath.Join(home, "config"),
		"XDG_RUNTIME_DIR": filepath.Join(home, "run"), "DOCKER_CONFIG": filepath.Join(home, "docker"), "REGISTRY_AUTH_FILE": "",
		"HTTP_PROXY": "http://127.0.0.1:1", "HTTPS_PROXY": "http://127.0.0.1:1", "NO_PROXY": "",
	}
	// The compiler keeps its own places, which it derives from the home.
	for _, name := range []string{"GOCACHE", "GOPATH", "GOMODCACHE"} {
		out, err := exec.Command("go", "env", name).Output()
		if err != nil {
			return fmt.Errorf("go env %s: %w", name, err)
		}
		environment[name] = strings.TrimSpace(string(out))
	}
	for name, value := range environment {
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	return nil
}
