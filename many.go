package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"assay/inspect"
	"assay/inspect/report"
	"assay/registry"
	"assay/ui"
	"assay/ui/visible"
)

// atATime is how many references are inspected at the same time, and ahead how
// many may be finished or under way before the first of them is printed: a slow
// one must not make reports pile up without end.
const (
	atATime = 8
	ahead   = 32
)

// outcome is what came of one reference.
type outcome struct {
	reference string
	report    *report.Report
	err       error
}

// showMany inspects several references and prints their reports in the order in
// which they were given. One that cannot be read does not stop the others.
func showMany(command *cobra.Command, f *flags, args []string, options inspect.Options) error {
	form, err := f.form()
	if err != nil {
		return err
	}
	if f.output == "tui" {
		return usageError("the terminal program shows one image; give one reference, or -o text or -o json")
	}
	if form == "tui" {
		form = "text"
	}
	ctx, cancel := context.WithCancel(command.Context())
	defer cancel()
	if options, err = inspect.Prepare(ctx, options); err != nil {
		return err
	}
	options.Registry.Pool = registry.NewPool()
	defer options.Registry.Pool.Close()
	queue := inspectAll(ctx, referencesFrom(ctx, args, command.InOrStdin()), options)
	shown := &progress{w: command.ErrOrStderr(), terminal: isTerminal(command.ErrOrStderr())}
	code := 0
	for next := range queue {
		var o outcome
		select {
		case o = <-next:
		case <-ctx.Done():
			return ctx.Err()
		}
		shown.done(o.reference)
		one, err := printOutcome(command, form, o)
		if err != nil {
			return err
		}
		if code == 0 {
			code = one
		}
	}
	shown.end()
	if shown.n == 0 {
		return usageError("the list names no reference")
	}
	if code != 0 {
		return &verdictError{code}
	}
	return nil
}

// referencesFrom sends the arguments, with those on standard input, one to a
// line, in the place of -. Blank lines and comments (#) are passed over.
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
// an outcome each, in order.
func inspectAll(ctx context.Context, references <-chan string, options inspect.Options) <-chan chan outcome {
	queue := make(chan chan outcome, ahead)
	slots := make(chan struct{}, atATime)
	go func() {
		defer close(queue)
		for reference := range references {
			next := make(chan outcome, 1)
			select {
			case queue <- next:
			case <-ctx.Done():
				return
			}
			slots <- struct{}{}
			go func() {
				defer func() { <-slots }()
				r, err := inspect.Run(ctx, reference, options, nil)
				next <- outcome{reference, r, err}
			}()
		}
	}()
	return queue
}

// printOutcome writes a report, or says what went wrong, and returns the exit
// code of this reference alone.
func printOutcome(command *cobra.Command, form string, o outcome) (int, error) {
	out := command.OutOrStdout()
	terminal := isTerminal(out)
	code := exitCode(o.err)
	r := o.report
	if o.err == nil {
		code = inspect.ExitCode(r)
	} else {
		r = inspect.Unread(o.reference, o.err)
	}
	if form == "json" {
		err := ui.WriteJSONLine(out, r, terminal)
		if unwritable := new(json.MarshalerError); errors.As(err, &unwritable) {
			// Whatever this image made of the report, the others have theirs.
			return 1, ui.WriteJSONLine(out, inspect.Unread(o.reference, err), terminal)
		}
		return code, err
	}
	if o.err != nil {
		_, err := fmt.Fprintf(out, "%s\n  %s\n\n", visible.Text(o.reference), strings.Join(visible.Lines(o.err.Error()), "\n  "))
		return code, err
	}
	err := ui.WriteText(out, r, ui.TextOptions{Color: colors(terminal), ASCII: ascii(), Width: width(out)})
	return code, errors.Join(err, blank(out))
}

func blank(out io.Writer) error {
	_, err := io.WriteString(out, "\n")
	return err
}

// progress tells on a terminal how many references are done.
type progress struct {
	w        io.Writer
	terminal bool
	n        int
}

func (p *progress) done(reference string) {
	if p.n++; p.terminal && !isTerminal(os.Stdout) {
		_, _ = fmt.Fprintf(p.w, "\r\x1b[K%d done  %s", p.n, visible.Cut(visible.Text(reference), 60))
	}
}

func (p *progress) end() {
	if p.terminal && p.n > 0 && !isTerminal(os.Stdout) {
		_, _ = io.WriteString(p.w, "\r\x1b[K")
	}
}
