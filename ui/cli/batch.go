package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"assay/inspect"
	"assay/inspect/report"
	"assay/registry/remote"
	"assay/ui/present/bounds"
	"assay/ui/sanitize"
	"assay/ui/text"
)

// maxConcurrent is how many references are inspected at the same time, and maxBuffered how
// many may be finished or under way before the first of them is printed: a slow
// one must not make reports pile up without end.
const (
	maxConcurrent = 8
	maxBuffered   = 32
)

// outcome is what came of one reference.
type outcome struct {
	reference string
	code      int
	// printed is the report as it is printed. Where that is long, write makes it
	// when its turn has come, and done says that it was.
	printed []byte
	write   func(io.Writer) error
	done    func()
}

// inspectBatch inspects several references and prints their reports in the order in
// which they were given. One that cannot be read does not stop the others.
func (f *flags) inspectBatch(command *cobra.Command, args []string, options inspect.Options) error {
	shown, err := f.form()
	if err != nil {
		return err
	}
	if form(f.output) == formTUI {
		return usageError("the terminal program shows one image; give one reference, or -o text or -o json")
	}
	if shown == formTUI {
		shown = formText
	}
	ctx, cancel := context.WithCancel(command.Context())
	defer cancel()
	if options, err = inspect.Prepare(ctx, options); err != nil {
		return err
	}
	options.Registry.Pool = remote.NewPool()
	defer options.Registry.Pool.Close()
	print := printer{shown, isTerminal(f.env.stdout), f.env.textOptions()}
	queue := inspectAll(ctx, referencesFrom(ctx, args, f.env.stdin), options, print)
	done := newProgress(f.env)
	code := 0
	for next := range queue {
		var o outcome
		select {
		case o = <-next:
		case <-ctx.Done():
			return ctx.Err()
		}
		done.step(o.reference)
		if err := o.print(newPaced(ctx, f.env.stdout, time.Now(), f.timeout)); err != nil {
			return fmt.Errorf("writing the report about %s: %w", o.reference, err)
		}
		if code == 0 {
			code = o.code
		}
	}
	done.end()
	if done.n == 0 {
		return usageError("the list names no reference")
	}
	if code != 0 {
		return &verdictError{code}
	}
	return nil
}

// referencesFrom sends the arguments, with those on standard input, one to a
// line, in the place of -. Blank lines and comments (#) are skipped.
func referencesFrom(ctx context.Context, args []string, input io.Reader) <-chan string {
	out := make(chan string)
	send := func(reference string) bool {
		select {
		case out <- reference:
			return true
		case <-ctx.Done():
			return false
		}
	}
	go func() {
		defer close(out)
		for _, arg := range args {
			if arg != "-" {
				if !send(arg) {
					return
				}
				continue
			}
			lines := bufio.NewScanner(input)
			for lines.Scan() {
				line := strings.TrimSpace(lines.Text())
				if line != "" && !strings.HasPrefix(line, "#") && !send(line) {
					return
				}
			}
			if err := lines.Err(); err != nil {
				send("(reading the list: " + err.Error() + ")")
			}
		}
	}()
	return out
}

// inspectAll inspects references side by side; the channels that it sends yield
// an outcome each, in order. A long report keeps its place among those under way
// until it is printed, so that not many of them are in memory at a time.
func inspectAll(ctx context.Context, references <-chan string, options inspect.Options, print printer) <-chan chan outcome {
	queue := make(chan chan outcome, maxBuffered)
	slots := make(chan struct{}, maxConcurrent)
	go func() {
		defer close(queue)
		for reference := range references {
			next := make(chan outcome, 1)
			select {
			case queue <- next:
			case <-ctx.Done():
				return
			}
			select {
			case slots <- struct{}{}:
			case <-ctx.Done():
				return
			}
			go func() {
				r, err := inspect.Run(ctx, reference, options, nil)
				o := print.outcome(reference, r, err)
				if o.done = func() { <-slots }; o.write == nil {
					o.done()
				}
				next <- o
			}()
		}
	}()
	return queue
}

// printer is how reports are printed.
type printer struct {
	form     form
	terminal bool
	text     text.Options
}

// outcome makes an outcome of the report about a reference.
func (p printer) outcome(reference string, r *report.Report, err error) outcome {
	o := outcome{reference: reference, code: exitCode(err)}
	if err == nil {
		o.code = r.ExitCode()
	}
	write := func(w io.Writer) error { return p.write(w, reference, r, err) }
	var b waiting
	if write(&b) == nil {
		o.printed = b.Bytes()
	} else {
		o.write = write
	}
	return o
}

// write writes a report, or says what went wrong.
func (p printer) write(w io.Writer, reference string, r *report.Report, err error) error {
	switch {
	case p.form == formJSON && err != nil:
		return text.WriteJSONLine(w, inspect.Unread(reference, err), p.terminal)
	case p.form == formJSON:
		return text.WriteJSONLine(w, r, p.terminal)
	case err != nil:
		_, err := fmt.Fprintf(w, "%s\n  %s\n\n", sanitize.String(reference), message(err))
		return err
	}
	if err := text.Write(w, r, p.text); err != nil {
		return err
	}
	_, err = io.WriteString(w, "\n")
	return err
}

// waiting holds a report until its turn has come, unless it is too long.
type waiting struct{ bytes.Buffer }

var errTooLong = errors.New("too long to wait")

func (b *waiting) Write(text []byte) (int, error) {
	if b.Len()+len(text) > bounds.Waiting {
		return 0, errTooLong
	}
	return b.Buffer.Write(text)
}

// print writes what came of a reference and makes room for another.
func (o outcome) print(w io.Writer) error {
	if o.write == nil {
		_, err := w.Write(o.printed)
		return err
	}
	defer o.done()
	return o.write(w)
}

// progress tells on a terminal how many references are done, where the reports
// themselves go elsewhere.
type progress struct {
	// w is nil where nothing is to be told.
	w io.Writer
	n int
}

func newProgress(env *environment) *progress {
	if !isTerminal(env.stderr) || isTerminal(env.stdout) {
		return &progress{}
	}
	return &progress{w: env.stderr}
}

func (p *progress) step(reference string) {
	if p.n++; p.w != nil {
		_, _ = fmt.Fprintf(p.w, "\r\x1b[K%d done  %s", p.n, sanitize.Truncate(sanitize.String(reference), 60))
	}
}

func (p *progress) end() {
	if p.w != nil && p.n > 0 {
		_, _ = io.WriteString(p.w, "\r\x1b[K")
	}
}
