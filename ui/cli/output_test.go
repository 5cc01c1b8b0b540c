package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"assay/inspect"
	"assay/inspect/report"
	"assay/registry/serve/hostile"
	"assay/ui/text"
	"assay/ui/text/encode"
)

// What a run about a hostile image may take: bytes of output, and memory.
const (
	outputBound = 20 << 20
	memoryBound = 150 << 20
)

var hostileFlags = []string{"--offline", "--trusted-root", "testdata/demo/trusted-root.json"}

// written is the reference of a case that was written into a new folder.
func written(tb testing.TB, c hostile.Case) string {
	tb.Helper()
	dir := tb.TempDir()
	if err := c.Write(dir); err != nil {
		tb.Fatal(err)
	}
	return "oci:" + dir + ":1.0"
}

// TestHostileOutput wants every hostile image to be reported in bounded output
// and memory, in each form, with a word on what was cut.
func TestHostileOutput(t *testing.T) {
	t.Parallel()
	for _, c := range hostile.Cases() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			image := written(t, c)
			for _, args := range [][]string{{"-o", "json", image}, {"-o", "text", image}, {"-o", "json", image, image}} {
				stdout, stderr, code, memory := runProcess(t, "", append(hostileFlags, args...)...)
				if code != 12 && code != 10 {
					t.Errorf("%v: exit code %d, %s", args[:2], code, stderr)
				}
				if len(stdout) == 0 || len(stdout) > outputBound {
					t.Errorf("%v: %d bytes, want some and at most %d", args[:2], len(stdout), outputBound)
				}
				most := int64(memoryBound)
				if len(args) > 3 {
					most *= 2
				}
				if !testing.Short() && memory > most {
					t.Errorf("%v: %d MiB of memory", args[:2], memory>>20)
				}
				if args[1] == "json" {
					checkCut(t, c.Name, stdout)
				} else if !saysCut(stdout) {
					t.Error("the text does not say that anything was cut")
				}
			}
		})
	}
}

func saysCut(text string) bool {
	for _, words := range []string{"not unfolded", "cut here", " in all", "subjects more", "pane Raw shows it", "nested deeper than"} {
		if strings.Contains(text, words) {
			return true
		}
	}
	return false
}

// checkCut wants every line or document of JSON to be a report and, of what
// cannot be whole, to say so in the place and in the list.
func checkCut(t *testing.T, name, text string) {
	t.Helper()
	for decoder := json.NewDecoder(strings.NewReader(text)); ; {
		var doc struct {
			report.Report
			Cut []encode.Cut `json:"cut"`
		}
		if err := decoder.Decode(&doc); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
		whole := strings.HasSuffix(name, "-statement") || name == "near-bound"
		if !whole && len(doc.Cut) == 0 {
			t.Error("nothing says that something was cut")
		}
		for _, s := range doc.Signatures {
			if strings.HasPrefix(name, "deep-") && !strings.Contains(string(s.Claims)+string(bytesOf(s.Log)), `"reason":"depth"`) &&
				!strings.Contains(string(s.Claims)+string(bytesOf(s.Log)), `"reason": "depth"`) {
				t.Errorf("%s: %.200s", s.ID, s.Claims)
			}
		}
	}
}

func bytesOf(e *report.LogEntry) []byte {
	if e == nil {
		return nil
	}
	return e.Body
}

// TestHostileScreens goes through every pane of several signatures of hostile
// images in the terminal program and holds its memory.
func TestHostileScreens(t *testing.T) {
	t.Parallel()
	for _, c := range hostile.Cases() {
		if !strings.HasPrefix(c.Name, "deep-") && c.Name != "wide-claims" {
			continue
		}
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			x := start(t, 120, 40, append(hostileFlags, written(t, c))...)
			x.waitFor("64 signatures")
			x.waitFor("FAILED")
			for range 10 {
				x.press("]34567G")
			}
			x.press("1G")
			x.waitFor("Where assay looked")
			if memory := peak(x.pid); !testing.Short() && memory > memoryBound {
				t.Errorf("%d MiB of memory", memory>>20)
			}
			x.quit()
		})
	}
}

// TestHostileCharacters wants no form of output to send to a terminal what it
// obeys or hides, and JSON that goes elsewhere to be as it always is.
func TestHostileCharacters(t *testing.T) {
	t.Parallel()
	const s = "name\u009b31m\x7f\u202e\u200b\ufeffend"
	image := written(t, hostile.Case{Annotations: map[string]string{s: s}, Signatures: func(digest string) []hostile.Layer {
		return []hostile.Layer{hostile.Signature(hostile.Claims(digest, s, `"`+s+`"`), hostile.Logged(hostile.Body(`"`+s+`"`)))}
	}})
	document := filepath.Join(t.TempDir(), "hostile.json")
	if err := os.WriteFile(document, []byte(hostileSBOM), 0o600); err != nil {
		t.Fatal(err)
	}
	const hidden = "\u009b\x7f\u202e\u200b\ufeff"
	for _, args := range [][]string{{"-o", "json", image}, {"-o", "text", image}, {"-o", "json", image, image},
		{"sbom", "-o", "json", document}, {"sbom", "-o", "json", document, document},
		{"-o", "json", "oci:" + s}, {"sbom", "-o", "json", s}, {"cert", "-o", "json", s}, {"--" + s}, {"bundle", "-o", "json", s},
		{"demo", s}} {
		if args[0] == "-o" {
			args = append(hostileFlags, args...)
		}
		x := start(t, 100, 30, args...)
		raw := x.all()
		if raw == "" {
			t.Errorf("%q: nothing was written", args)
		}
		if strings.ContainsAny(raw, hidden) {
			t.Errorf("%q: %q", args, raw)
		}
	}
	plain := runPlain(t, append(hostileFlags, "-o", "json", image)...)
	if strings.Count(plain.stdout, `name`+"\u009b31m\x7f\u202e\u200b\ufeff"+`end`) < 3 {
		t.Errorf("what goes elsewhere is escaped:\n%s", plain.stdout)
	}
}

// slow is a reader's end that takes its time.
type slow struct {
	bytes.Buffer
	delay time.Duration
}

func (s *slow) Write(text []byte) (int, error) {
	time.Sleep(s.delay)
	return s.Buffer.Write(text)
}

// TestPaced wants writing to end with the run's time or an interrupt, and not
// because somebody reads slowly.
func TestPaced(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newPaced(t.Context(), &slow{delay: time.Minute}, time.Now(), time.Hour)
		w.until = time.Now().Add(90 * time.Second)
		for range 5 {
			if _, err := w.Write([]byte("x")); err != nil {
				t.Fatalf("a slow reader ends it: %v", err)
			}
		}
		time.Sleep(2 * time.Minute)
		if _, err := w.Write([]byte("x")); err == nil {
			t.Error("it writes after its time")
		} else if !strings.Contains(err.Error(), "--timeout 1h0m0s") {
			t.Errorf("the time is up: %v", err)
		}
		if w := newPaced(t.Context(), io.Discard, time.Now().Add(-time.Hour), time.Minute); time.Until(w.until) < printing/2 {
			t.Error("a report that was late is not printed")
		}
	})
}

// TestPacedInterrupt wants an interrupt to end writing.
func TestPacedInterrupt(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := newPaced(ctx, io.Discard, time.Time{}, 0).Write([]byte("x")); !errors.Is(err, context.Canceled) {
		t.Errorf("an interrupt: %v", err)
	}
	r := &report.Report{Signatures: make([]*report.Signature, 100_000)}
	for i := range r.Signatures {
		r.Signatures[i] = &report.Signature{Checks: make([]report.Check, 30)}
	}
	begin := time.Now()
	if err := text.Write(newPaced(ctx, io.Discard, begin, 0), r, text.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("text: %v", err)
	}
	if err := text.WriteJSON(newPaced(ctx, io.Discard, begin, 0), r, false); !errors.Is(err, context.Canceled) {
		t.Errorf("JSON: %v", err)
	}
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
}

// TestInterruptedWriting wants an interrupt to end the program also while nobody
// reads what it writes.
func TestInterruptedWriting(t *testing.T) {
	t.Parallel()
	path := program(t)
	var large hostile.Case
	for _, c := range hostile.Cases() {
		if c.Name == "near-bound" {
			large = c
		}
	}
	for _, form := range []string{"text", "json"} {
		command := exec.Command(path, append(hostileFlags, "-o", form, written(t, large))...)
		out, err := command.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		// The first byte is there; the pipe holds far less than the rest.
		if _, err := io.ReadFull(out, make([]byte, 1)); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		_ = command.Process.Signal(os.Interrupt)
		go func() {
			state, err := command.Process.Wait()
			if err == nil && state.Success() {
				err = errors.New("as if all had been written")
			}
			ended <- err
		}()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("%s: it ended %v", form, err)
			}
		case <-time.After(20 * time.Second):
			_ = command.Process.Kill()
			t.Errorf("%s: an interrupt did not end it", form)
		}
	}
}

// BenchmarkHostile reports, for every hostile image, the bytes of output and
// those that are allocated for making it, apart from inspecting the image.
func BenchmarkHostile(b *testing.B) {
	for _, c := range hostile.Cases() {
		image := written(b, c)
		r, err := inspect.Run(b.Context(), image, inspect.Options{Criteria: report.Criteria{Offline: true,
			TrustedRoot: "testdata/demo/trusted-root.json"}}, nil)
		if err != nil {
			b.Fatal(err)
		}
		for form, write := range map[string]func(io.Writer) error{
			"json": func(w io.Writer) error { return text.WriteJSON(w, r, false) },
			"text": func(w io.Writer) error { return text.Write(w, r, text.Options{}) },
		} {
			b.Run(c.Name+"/"+form, func(b *testing.B) {
				b.ReportAllocs()
				var n counter
				for b.Loop() {
					n = 0
					if err := write(&n); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(n), "output-B")
			})
		}
	}
}

// counter counts what is written to it.
type counter int64

func (c *counter) Write(text []byte) (int, error) {
	*c += counter(len(text))
	return len(text), nil
}
