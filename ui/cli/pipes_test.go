//go:build unix

package cli

import (
	"bufio"
	"io"
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
	t.Parallel()
	const image = "oci:testdata/demo/layouts/unsigned:1.0"
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		for _, args := range [][]string{{"-o", "json", "-"}, {"cert", "PIPE"}, {"sbom", "PIPE"}, {"--key", "PIPE", image}} {
			t.Run(signal.String()+" "+strings.Join(args, " "), func(t *testing.T) {
				t.Parallel()
				pipe := filepath.Join(t.TempDir(), "pipe")
				if err := syscall.Mkfifo(pipe, 0o600); err != nil {
					t.Skip("no named pipes here")
				}
				var rest []string
				for _, arg := range args {
					rest = append(rest, strings.ReplaceAll(arg, "PIPE", pipe))
				}
				command := exec.Command(program(t), rest...)
				reading := readingPipe(t, pipe)
				if args[len(args)-1] == "-" {
					reading = readingInput(t, command, image)
				}
				if err := command.Start(); err != nil {
					t.Fatal(err)
				}
				reading()
				if err := command.Process.Signal(signal); err != nil {
					t.Fatal(err)
				}
				ended := make(chan error, 1)
				go func() { ended <- command.Wait() }()
				select {
				case <-ended:
					if code := command.ProcessState.ExitCode(); code != exitInterrupted {
						t.Errorf("exit code %d, want %d", code, exitInterrupted)
					}
				case <-time.After(30 * time.Second):
					_ = command.Process.Kill()
					t.Error("the signal did not end it")
				}
			})
		}
	}
}

// readingPipe returns what waits until somebody has opened a pipe to read it: its
// other end cannot be opened before.
func readingPipe(t *testing.T, pipe string) func() {
	t.Helper()
	return func() {
		writer, err := os.OpenFile(pipe, os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = writer.Close() })
	}
}

// readingInput returns what waits until a command has reported on the one
// reference that it is given on standard input, which then stays open.
func readingInput(t *testing.T, command *exec.Cmd, reference string) func() {
	t.Helper()
	input, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = input.Close() })
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		if _, err := io.WriteString(input, reference+"\n"); err != nil {
			t.Fatal(err)
		}
		if _, err := bufio.NewReader(output).ReadString('\n'); err != nil {
			t.Fatal(err)
		}
	}
}

// TestPipeInLayout wants a layout that holds a pipe in place of a file to be
// refused, not waited for.
func TestPipeInLayout(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(dir, "index.json"), 0o600); err != nil {
		t.Skip("no named pipes here")
	}
	runPlain(t, "-o", "text", "--offline", "oci:"+dir).want(t, exitUnreadable, "", "not a regular file")
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
		// /dev/stdin is that of a process.
		stdout, stderr, code, _ := runProcess(t, string(key), append(root, args...)...)
		result{stdout, stderr, code}.want(t, 0, "VERIFIED", "")
	}
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip("no named pipes here")
	}
	for _, args := range [][]string{
		append(root, "--key", pipe, image), append(root, "--key", pipe, image, image), append(root, "--policy", pipe, image),
		{"cert", pipe}, {"sbom", pipe}, {"bundle", pipe, "--artifact", "README.md", "--offline"},
	} {
		runPlain(t, append(args, "--timeout", "200ms")...).want(t, exitUnreadable, "", pipe+" did not end within the time")
	}
}
