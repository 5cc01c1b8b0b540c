package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"assay/inspect/report"
	"assay/registry/serve"
)

// runProcess starts the program and returns what it wrote, its exit code and
// the most memory it held, in bytes.
func runProcess(tb testing.TB, input string, args ...string) (stdout, stderr string, code int, memory int64) {
	tb.Helper()
	command := exec.Command(program(tb), args...)
	command.Stdin = strings.NewReader(input)
	var out, problems bytes.Buffer
	command.Stdout, command.Stderr = &out, &problems
	memory, err := runWatched(command)
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		tb.Fatal(err)
	}
	return out.String(), problems.String(), command.ProcessState.ExitCode(), memory
}

// runWatched runs a command and returns the most memory that it was seen to
// hold, in bytes, or 0 where the system does not tell. The kernel's own figure
// for a child that has ended includes what its parent held, so it is of no use.
func runWatched(command *exec.Cmd) (memory int64, err error) {
	if err := command.Start(); err != nil {
		return 0, err
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case err := <-ended:
			return memory, err
		case <-tick.C:
			memory = max(memory, peak(command.Process.Pid))
		}
	}
}

// peak is the most memory that a process has held so far, in bytes, or 0 where
// the system does not tell.
func peak(pid int) int64 {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for line := range strings.SplitSeq(string(status), "\n") {
		var kilobytes int64
		if _, err := fmt.Sscanf(line, "VmHWM: %d kB", &kilobytes); err == nil {
			return kilobytes << 10
		}
	}
	return 0
}

func demoRegistry(tb testing.TB) string {
	tb.Helper()
	s := httptest.NewServer(serve.New(os.DirFS("testdata/demo/layouts"), "", true))
	tb.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "http://")
}

var demoFlags = []string{"--offline", "--trusted-root", "testdata/demo/trusted-root.json", "--key", "testdata/demo/k-p256.pub"}

// TestBatch wants a report for each reference, in order, whatever
// comes of the others, and the exit code of the first that is not 0.
func TestBatch(t *testing.T) {
	t.Parallel()
	host := demoRegistry(t)
	list := "# images\n" + host + "/v2-key-rekor:1.0\n\nnot a reference\n" + host + "/unsigned:1.0\n" + host +
		"/nothing:1.0\n127.0.0.1:1/a:1\n" + host + "/v2-key-rekor:1.0\n"
	want := []report.Verdict{report.VerdictVerified, report.VerdictUnknown, report.VerdictUnsigned, report.VerdictUnknown,
		report.VerdictUnknown, report.VerdictVerified}
	r := runWith(t, list, append(demoFlags, "-o", "json", "-")...)
	r.want(t, exitUsage, "", "")
	lines := strings.Split(strings.TrimSpace(r.stdout), "\n")
	if len(lines) != len(want) {
		t.Fatalf("%d lines, want %d\n%s%s", len(lines), len(want), r.stdout, r.stderr)
	}
	for i, line := range lines {
		var r report.Report
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatalf("line %d: %v", i, err)
		}
		if r.Verdict != want[i] {
			t.Errorf("line %d: %s (%+v), want %s", i, r.Verdict, r.Errors, want[i])
		}
		if r.Verdict == report.VerdictUnknown && len(r.Errors) != 1 {
			t.Errorf("line %d: errors %+v, want one", i, r.Errors)
		}
	}
	r = runPlain(t, append(demoFlags, "-o", "text", host+"/v2-key-rekor:1.0", host+"/unsigned:1.0")...)
	r.want(t, 10, "VERIFIED", "")
	if _, rest, _ := strings.Cut(r.stdout, "VERIFIED"); !strings.Contains(rest, "UNSIGNED") {
		t.Errorf("the second report does not follow the first:\n%s", r.stdout)
	}
}

// BenchmarkBatch inspects 500 references from a list and reports how
// many a second, and the most memory the process held.
func BenchmarkBatch(b *testing.B) {
	host := demoRegistry(b)
	var list strings.Builder
	for n := range 500 {
		fmt.Fprintf(&list, "%s/%s:1.0\n", host, []string{"v2-key-rekor", "sbom-attached-signed", "v3-keyless-email", "unsigned",
			"v3-sign-and-attest"}[n%5])
	}
	var most int64
	begin := time.Now()
	for b.Loop() {
		stdout, stderr, _, memory := runProcess(b, list.String(), append(demoFlags, "-o", "json", "-")...)
		if n := strings.Count(stdout, "\n"); n != 500 {
			b.Fatalf("%d lines\n%s", n, stderr)
		}
		most = max(most, memory)
	}
	b.ReportMetric(500*float64(b.N)/time.Since(begin).Seconds(), "references/s")
	b.ReportMetric(float64(most)/(1<<20), "MiB")
}

// BenchmarkReport is the time from start to the full text report, and the most
// memory held, over a registry on loopback; cosign verify, where it is
// installed, checks the same signature in the same run.
func BenchmarkReport(b *testing.B) {
	host := demoRegistry(b)
	root, err := filepath.Abs("testdata/demo/trusted-root.json")
	if err != nil {
		b.Fatal(err)
	}
	assay := built(b)
	image := host + "/v2-key-rekor:1.0"
	for _, c := range []struct {
		name string
		args []string
	}{
		{"assay", append([]string{assay, "-o", "text"}, append(demoFlags, image)...)},
		{"cosign", []string{"cosign", "verify", "--key", "testdata/demo/k-p256.pub", "--trusted-root", root, "--offline", image}},
	} {
		b.Run(c.name, func(b *testing.B) {
			path, err := exec.LookPath(c.args[0])
			if err != nil {
				b.Skip(c.name + " is not installed")
			}
			var most int64
			for b.Loop() {
				command := exec.Command(path, c.args[1:]...)
				memory, err := runWatched(command)
				if err != nil {
					b.Fatal(err)
				}
				most = max(most, memory)
			}
			b.ReportMetric(float64(most)/(1<<20), "MiB")
		})
	}
}
