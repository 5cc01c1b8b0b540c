package cli

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"

	"assay/registry/serve"
)

// build builds the program once for all benchmarks: the test binary, which is the
// program for tests, is larger.
var build = sync.OnceValues(func() (string, error) {
	path := filepath.Join(scratch, "assay")
	out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("building assay: %w\n%s", err, out)
	}
	return path, nil
})

func built(b *testing.B) string {
	b.Helper()
	path, err := build()
	if err != nil {
		b.Fatal(err)
	}
	return path
}

// terminal is a running program with the screen that it draws.
type terminal struct {
	t      *testing.T
	file   *os.File
	screen *vt.Emulator
	ended  chan error
	pid    int
	// closed is closed when all that the program wrote was read.
	closed chan struct{}
	// changed has an element when something was read.
	changed chan struct{}

	mu  sync.Mutex
	raw bytes.Buffer
	// started and firstFrame time the program's start to its first drawing.
	started, firstFrame time.Time
}

// start runs assay in a pseudo terminal of the given size.
func start(t *testing.T, width, height uint16, args ...string) *terminal {
	t.Helper()
	path := program(t)
	command := exec.Command(path, args...)
	command.Env = append(os.Environ(), "TERM=xterm-256color", "LANG=C.UTF-8", "LC_ALL=C.UTF-8")
	x := &terminal{t: t, screen: vt.NewEmulator(int(width), int(height)), ended: make(chan error, 1), closed: make(chan struct{}),
		changed: make(chan struct{}, 1), started: time.Now()}
	var err error
	if x.file, err = pty.StartWithSize(command, &pty.Winsize{Cols: width, Rows: height}); err != nil {
		t.Fatal(err)
	}
	x.pid = command.Process.Pid
	go x.read()
	// Answers of the terminal, such as its background colour, go back.
	go func() {
		buffer := make([]byte, 256)
		for {
			n, err := x.screen.Read(buffer)
			if err != nil {
				return
			}
			_, _ = x.file.Write(buffer[:n])
		}
	}()
	go func() { x.ended <- command.Wait() }()
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = x.file.Close()
	})
	return x
}

func (x *terminal) read() {
	defer close(x.closed)
	buffer := make([]byte, 32<<10)
	for {
		n, err := x.file.Read(buffer)
		x.mu.Lock()
		x.raw.Write(buffer[:n])
		if x.firstFrame.IsZero() && bytes.Contains(x.raw.Bytes(), []byte("\x1b[?1049h")) {
			x.firstFrame = time.Now()
		}
		_, _ = x.screen.Write(buffer[:n])
		x.mu.Unlock()
		select {
		case x.changed <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

// text is what the screen shows.
func (x *terminal) text() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.screen.String()
}

// all waits for the program to end and returns everything that it wrote.
func (x *terminal) all() string {
	x.t.Helper()
	select {
	case <-x.closed:
	case <-time.After(30 * time.Second):
		x.t.Fatalf("the program did not end:\n%s", x.text())
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.raw.String()
}

// waitFor wants the screen to show a text within a few seconds.
func (x *terminal) waitFor(text string) {
	x.t.Helper()
	x.waitUntil(fmt.Sprintf("show %q", text), func() bool {
		return strings.Contains(strings.Join(strings.Fields(x.text()), " "), text)
	})
}

// waitForRaw wants the program to send a sequence that the screen does not
// show.
func (x *terminal) waitForRaw(sequence string) {
	x.t.Helper()
	x.waitUntil(fmt.Sprintf("send %q", sequence), func() bool {
		x.mu.Lock()
		defer x.mu.Unlock()
		return bytes.Contains(x.raw.Bytes(), []byte(sequence))
	})
}

// waitUntil wants something to hold within a time; it looks whenever the program
// has written.
func (x *terminal) waitUntil(what string, holds func() bool) {
	x.t.Helper()
	deadline := time.After(20 * time.Second)
	for !holds() {
		select {
		case <-x.changed:
		case <-x.closed:
			if !holds() {
				x.t.Fatalf("the program ended and did not %s:\n%s", what, x.text())
			}
			return
		case <-deadline:
			x.t.Fatalf("the program did not %s:\n%s", what, x.text())
		}
	}
}

func (x *terminal) press(keys string) { _, _ = x.file.WriteString(keys) }

func (x *terminal) resize(width, height uint16) {
	x.mu.Lock()
	x.screen.Resize(int(width), int(height))
	x.mu.Unlock()
	_ = pty.Setsize(x.file, &pty.Winsize{Cols: width, Rows: height})
}

// quit presses q and wants the program to end well and to leave the alternate
// screen.
func (x *terminal) quit() {
	x.t.Helper()
	x.press("q")
	select {
	case err := <-x.ended:
		if err != nil {
			x.t.Errorf("the program ended with %v", err)
		}
	case <-time.After(5 * time.Second):
		x.t.Fatalf("q did not end the program:\n%s", x.text())
	}
	if !strings.Contains(x.all(), "\x1b[?1049l") {
		x.t.Error("the alternate screen was not left")
	}
}

// TestFailedVerificationToRemedy follows a user from a failed verification to
// the copied remedy.
func TestFailedVerificationToRemedy(t *testing.T) {
	t.Parallel()
	x := start(t, 80, 24, "demo", "wrong-key")
	x.waitFor("FAILED signed, but not by the key you gave")
	x.waitFor("you gave SHA256:3f89bb2b3ed8…")
	x.press("c")
	x.waitFor("copied what to do: cosign verify --key KEY")
	x.waitForRaw("\x1b]52;c;")
	x.quit()
}

// TestEveryPane walks through all panes of three cases and searches each for
// something that only it shows.
func TestEveryPane(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		panes [][2]string
	}{
		{"verified-github", [][2]string{{"2", "claims name this image"}, {"3", "docker-reference"}, {"4", "Build Signer URI"},
			{"5", "-----BEGIN CERTIFICATE-----"},
			{"6", "No SBOM was found"}, {"7", "schemaVersion"}, {"8", "KiB, 3 round trips"}, {"1", "as stored"}}},
		{"sbom", [][2]string{{"2", "signature verifies with"}, {"3", "image digest"}, {"4", "plain key"}, {"5", "hashedrekord"},
			{"6", "coreutils"}, {"7", "schemaVersion"}}},
		{"wrong-identity", [][2]string{{"1", "refs/tags/v1.0"}, {"2", "certificate.identity"}, {"4", "Extensions"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			x := start(t, 120, 40, "demo", c.name)
			x.waitFor("as stored")
			x.waitFor("round trips") // All answers are in.
			for _, p := range c.panes {
				x.press(p[0] + "/" + p[1])
				x.waitFor("/" + p[1] + "▌")
				x.press("\r")
				x.waitFor("match ")
				x.waitFor(p[1])
			}
			x.quit()
		})
	}
}

// TestResizeAndSmallScreens changes the size while the program runs.
func TestResizeAndSmallScreens(t *testing.T) {
	t.Parallel()
	x := start(t, 120, 40, "demo", "verified-key")
	x.waitFor("VERIFIED")
	for _, size := range [][2]uint16{{50, 15}, {20, 5}, {200, 60}, {80, 24}} {
		x.resize(size[0], size[1])
		x.waitFor("VERIFIED")
	}
	x.quit()
	tiny := start(t, 20, 5, "demo", "verified-key")
	tiny.waitFor("VERIFIED")
	tiny.quit()
}

// TestChooser picks a case from the list, comes back to it, and leaves.
func TestChooser(t *testing.T) {
	t.Parallel()
	x := start(t, 100, 30, "demo")
	x.waitFor("which image?")
	x.press("jjj\r")
	x.waitFor("FAILED signed, but not by the key you gave")
	x.press("q")
	x.waitFor("which image?")
	x.quit()
}

// TestUnreachableRegistry wants the first frame before the first byte from the
// network, and the error on the screen.
func TestUnreachableRegistry(t *testing.T) {
	t.Parallel()
	x := start(t, 80, 24, "--offline", "127.0.0.1:1/nobody/here:1.0")
	x.waitFor("COULD NOT BE READ")
	x.waitFor("connection refused")
	x.quit()
}

// TestFindPackage follows a user to a package and why it is there.
func TestFindPackage(t *testing.T) {
	t.Parallel()
	x := start(t, 80, 24, "demo", "sbom")
	x.waitFor("VERIFIED")
	x.press("6")
	x.waitFor("14 packages")
	x.press("fname:libssl")
	x.waitFor("1 of 14 packages filter: name:libssl")
	x.press("\r\r")
	x.waitFor("Why is this here contained")
	x.waitFor("demo-rootfs 1.0 → libssl3")
	x.press("\x1b")
	x.waitFor("[list]")
	x.quit()
}

// TestNetworkLostHalfway cuts the connection after the image's own manifest:
// the answers so far stay, what is missing says why, and a reload recovers.
func TestNetworkLostHalfway(t *testing.T) {
	t.Parallel()
	good := serve.New(os.DirFS("testdata/demo/layouts"), "", true)
	var lost atomic.Bool
	lost.Store(true)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if lost.Load() && !strings.HasSuffix(r.URL.Path, "/manifests/1.0") {
			panic(http.ErrAbortHandler)
		}
		good.ServeHTTP(w, r)
	}))
	defer s.Close()
	x := start(t, 80, 24, "--offline", "--trusted-root", "testdata/demo/trusted-root.json", "--key", "testdata/demo/k-p256.pub",
		strings.TrimPrefix(s.URL, "http://")+"/v2-key-rekor:1.0")
	x.waitFor("UNKNOWN a store could not be read")
	x.waitFor("closed the connection without an answer")
	lost.Store(false)
	x.press("r")
	x.waitFor("✓ VERIFIED")
	x.quit()
}

// TestResizeWhileLoading changes the size while answers are on their way.
func TestResizeWhileLoading(t *testing.T) {
	t.Parallel()
	good := serve.New(os.DirFS("testdata/demo/layouts"), "", true)
	resized := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		<-resized
		good.ServeHTTP(w, r)
	}))
	defer s.Close()
	x := start(t, 120, 40, append(demoFlags, strings.TrimPrefix(s.URL, "http://")+"/sbom-attached-signed:1.0")...)
	x.waitFor("LOOKING")
	for _, size := range [][2]uint16{{50, 15}, {20, 5}, {80, 24}} {
		x.resize(size[0], size[1])
		x.waitFor("LOOKING")
	}
	close(resized)
	x.waitFor("✓ VERIFIED")
	x.waitFor("14 packages")
	x.quit()
}

// BenchmarkFirstFrame reports the time from start to the first byte of the
// alternate screen, in milliseconds.
func BenchmarkFirstFrame(b *testing.B) {
	path := built(b)
	for b.Loop() {
		command := exec.Command(path, "demo", "verified-key", "-o", "tui")
		command.Env = append(os.Environ(), "TERM=xterm-256color")
		file, err := pty.StartWithSize(command, &pty.Winsize{Cols: 80, Rows: 24})
		if err != nil {
			b.Fatal(err)
		}
		var seen []byte
		buffer := make([]byte, 4096)
		for !bytes.Contains(seen, []byte("\x1b[?1049h")) {
			n, err := file.Read(buffer)
			if err != nil {
				b.Fatal(err)
			}
			seen = append(seen, buffer[:n]...)
		}
		b.StopTimer()
		_ = command.Process.Kill()
		_ = command.Wait()
		_ = file.Close()
		b.StartTimer()
	}
}

// TestWhatIf follows a user from an identity that was not meant to the one that
// signed, without asking the registry again.
func TestWhatIf(t *testing.T) {
	t.Parallel()
	x := start(t, 110, 30, "demo", "wrong-identity")
	x.waitFor("FAILED signed, but not by the identity you gave")
	x.press("i")
	x.waitFor("every check runs again on what was already fetched")
	x.press("\x06")
	x.press("\r")
	x.waitFor("WHAT IF ✓ VERIFIED")
	x.press("i")
	x.waitFor("the original criteria")
	x.press("\x0f")
	x.waitFor("FAILED signed, but not by the identity you gave")
	x.quit()
}
