package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"assay/inspect"
	"assay/inspect/report"
	"assay/ui/present/bounds"
	"assay/ui/sanitize"
)

// version is set by the linker for releases.
var version = "development"

// Exit codes; 10 and 12 are those of verdicts, see report.Verdict.ExitCode.
const (
	exitUnreadable  = 1
	exitUsage       = 2
	exitNoSuchImage = 11
	// exitInterrupted is what shells give for a program ended by Ctrl+C.
	exitInterrupted = 130
)

// patience is how long a run has to end by itself once it was told to.
const patience = time.Second

// Main runs the program with the arguments and the environment of the process
// and returns its exit code. demo holds the images of `assay demo`, as they lie
// in testdata/demo.
func Main(demo fs.FS) int {
	// Scripts ask for the version often; no command line is built for that.
	if len(os.Args) == 2 && os.Args[1] == "--version" {
		_, _ = fmt.Println("assay version " + version)
		return 0
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// What is asked to end and hangs in a read of a pipe, or of a terminal, is
	// ended for it: by the next signal at once, else after a moment.
	context.AfterFunc(ctx, func() {
		stop()
		time.AfterFunc(patience, func() { os.Exit(exitInterrupted) })
	})
	command := newCommand(version, demo)
	err := execute(ctx, command)
	var verdict *verdictError
	if errors.As(err, &verdict) {
		return verdict.code
	}
	if err != nil {
		_, _ = fmt.Fprintln(command.ErrOrStderr(), "assay: "+message(err))
		if ctx.Err() != nil {
			return exitInterrupted
		}
	}
	return exitCode(err)
}

// message is an error as it is printed: harmless, and cut where it is too long.
// Lines after the first are moved in, so that a line break in a name from
// outside does not begin what looks like another message.
func message(err error) string {
	return strings.Join(sanitize.Lines(bounds.Cut(explain(err).Error(), bounds.Message)), "\n  ")
}

// exitCode maps an error to the process exit code of the contract.
func exitCode(err error) int {
	var usage *report.UsageError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &usage):
		return exitUsage
	case errors.Is(err, inspect.ErrNoSuchImage):
		return exitNoSuchImage
	}
	return exitUnreadable
}

// verdictError carries the exit code of a report that was printed; there is
// nothing more to say.
type verdictError struct{ code int }

func (e *verdictError) Error() string { return fmt.Sprintf("exit code %d", e.code) }
