//go:build unix

package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestSignalsEndIt wants Ctrl+C and SIGTERM to end the program also while it
// reads what never comes.
func TestSignalsEndIt(t *testing.T) {
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip("no named pipes here")
	}
	for _, args := range [][]string{{"-o", "json", "-"}, {"cert", pipe}, {"sbom", pipe}, {"--key", pipe, "oci:testdata/demo/layouts/unsigned:1.0"}} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			t.Parallel()
			command := exec.Command(path, args...)
			input, err := command.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			defer input.Close()
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(200 * time.Millisecond)
			_ = command.Process.Signal(os.Interrupt)
			ended := make(chan error, 1)
			go func() { ended <- command.Wait() }()
			select {
			case <-ended:
				if code := command.ProcessState.ExitCode(); code != exitInterrupted {
					t.Errorf("exit code %d", code)
				}
			case <-time.After(10 * time.Second):
				_ = command.Process.Kill()
				t.Error("an interrupt did not end it")
			}
		})
	}
}

// TestPipeInLayout wants a layout that holds a pipe in place of a file to be
// refused, not waited for.
func TestPipeInLayout(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(dir, "index.json"), 0o600); err != nil {
		t.Skip("no named pipes here")
	}
	_, stderr, code := runPlain(t, "-o", "text", "--offline", "oci:"+dir)
	if code != 1 || !strings.Contains(stderr, "not a regular file") {
		t.Errorf("exit code %d, %s", code, stderr)
	}
}

// TestPipedFiles reads files that are pipes, as a shell's <(...) makes them, and
// gives up one into which nobody writes when the time is over.
func TestPipedFiles(t *testing.T) {
	t.Parallel()
	key, err := os.ReadFile("testdata/demo/k-p256.pub")
	if err != nil {
		t.Fatal(err)
	}
	image := "oci:testdata/demo/layouts/v2-key-rekor:1.0"
	root := []string{"--offline", "--trusted-root", "testdata/demo/trusted-root.json", "-o", "text"}
	for _, args := range [][]string{{"--key", "/dev/stdin", image}, {"--key", "/dev/stdin", image, image}} {
		if stdout, stderr, code, _ := runWithInput(t, string(key), append(root, args...)...); code != 0 || !strings.Contains(stdout, "VERIFIED") {
			t.Errorf("%q: exit code %d\n%s%s", args, code, stdout, stderr)
		}
	}
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip("no named pipes here")
	}
	for _, args := range [][]string{
		append(root, "--key", pipe, image), append(root, "--key", pipe, image, image), append(root, "--policy", pipe, image),
		{"cert", pipe}, {"sbom", pipe}, {"bundle", pipe, "--artifact", "README.md", "--offline"},
	} {
		stdout, stderr, code := runPlain(t, append(args, "--timeout", "200ms")...)
		if code != 1 || !strings.Contains(stderr, pipe+" did not end within the time") {
			t.Errorf("%q: exit code %d\n%s%s", args, code, stdout, stderr)
		}
	}
}
