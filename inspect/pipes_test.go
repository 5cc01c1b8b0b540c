//go:build unix

package inspect

import (
	"errors"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"assay/inspect/file"
)

// TestPolicyPipe wants a policy that is a pipe to be refused: it is read more
// than once, and waiting for it would outlast the deadline.
func TestPolicyPipe(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip("no named pipes here")
	}
	answered := make(chan error, 1)
	go func() { answered <- checkPolicyFile(pipe) }()
	select {
	case err := <-answered:
		if wrong := new(UsageError); !errors.As(err, &wrong) || !strings.Contains(err.Error(), "is a pipe") {
			t.Errorf("error %v", err)
		}
	case <-time.After(5 * time.Second):
		t.Error("it waits for the pipe")
	}
	for name, want := range map[string]bool{pipe: false, "pipes_test.go": true, "/dev/null": true, "no such file": false} {
		if err := file.CheckPipe(name); (err == nil) != want {
			t.Errorf("%s: %v", name, err)
		}
	}
}
