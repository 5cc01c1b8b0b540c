package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"
)

// patience is how long a run has to end by itself once it was told to.
const patience = time.Second

// Main runs the program with the arguments and the environment of the process
// and returns its exit code. demo holds the images of `assay demo`, as they lie
// in testdata/demo.
func Main(demo fs.FS) int {
	env := &environment{
		args: os.Args[1:], stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, lookup: os.LookupEnv, demo: demo,
	}
	if env.asksVersion() {
		// Scripts ask often; nothing else is set up for that.
		return env.writeVersion()
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// What is asked to end and hangs in a read of a pipe, or of a terminal, is
	// ended for it: by the next signal at once, else after a moment.
	told := context.AfterFunc(ctx, func() {
		stop()
		time.AfterFunc(patience, func() { os.Exit(exitInterrupted) })
	})
	// A run that ends by itself was told nothing, though stop ends its context:
	// where leaving takes long, the code must stay its own.
	defer told()
	return run(ctx, env)
}

// asksVersion reports whether only the version is asked for.
func (env *environment) asksVersion() bool { return slices.Equal(env.args, []string{"--version"}) }

// writeVersion writes the version and returns the exit code.
func (env *environment) writeVersion() int {
	_, _ = io.WriteString(env.stdout, "assay version "+version()+"\n")
	return 0
}

// run runs one command line and returns its exit code. It ends early, with the
// code of an interrupt, when ctx does.
func run(ctx context.Context, env *environment) int {
	if env.asksVersion() {
		return env.writeVersion()
	}
	err := execute(ctx, newRoot(env))
	var verdict *verdictError
	if errors.As(err, &verdict) {
		return verdict.code
	}
	if err != nil {
		_, _ = fmt.Fprintln(env.stderr, "assay: "+message(err))
		if ctx.Err() != nil {
			return exitInterrupted
		}
	}
	return exitCode(err)
}
