//go:build unix

package remote

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestCredentialPipes wants files of credentials that are pipes to be refused by
// name, wherever docker or podman keep them.
func TestCredentialPipes(t *testing.T) {
	home := t.TempDir()
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "DOCKER_CONFIG", "REGISTRY_AUTH_FILE"} {
		t.Setenv(name, "")
	}
	t.Setenv("HOME", home)
	for _, test := range []struct{ variable, value, file string }{
		{"HOME", home, ".docker/config.json"},
		{"HOME", home, ".config/containers/auth.json"},
		{"DOCKER_CONFIG", home + "/docker", "docker/config.json"},
		{"XDG_CONFIG_HOME", home + "/config", "config/containers/auth.json"},
		{"XDG_RUNTIME_DIR", home + "/run", "run/containers/auth.json"},
		{"REGISTRY_AUTH_FILE", home + "/auth.json", "auth.json"},
	} {
		t.Run(test.file, func(t *testing.T) {
			t.Setenv(test.variable, test.value)
			path := filepath.Join(home, test.file)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := syscall.Mkfifo(path, 0o600); err != nil {
				t.Skip("no named pipes here")
			}
			defer os.Remove(path)
			wantPipeRefused(t, path)
		})
	}
	t.Setenv("REGISTRY_AUTH_FILE", "/dev/null")
	if _, err := (systemKeychain{}).Resolve(registryNamed(t, "reg.example/x")); err != nil {
		t.Errorf("an empty file of credentials: %v", err)
	}
}

func wantPipeRefused(t *testing.T, path string) {
	t.Helper()
	answered := make(chan error, 1)
	go func() {
		_, err := systemKeychain{}.Resolve(registryNamed(t, "reg.example/x"))
		answered <- err
	}()
	select {
	case err := <-answered:
		if err == nil || !strings.Contains(err.Error(), path+" is a pipe") {
			t.Errorf("error %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Error("it waits for the pipe")
	}
}
