package tui

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// Run shows the terminal program until the user quits. ctx ends it, and all work
// that it has begun. The error is only about the terminal itself; what went wrong
// with the target is shown on the screen.
func Run(ctx context.Context, options Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	m := newModel(ctx, options)
	p := newProgram(ctx, m, options.Appearance)
	m.send = p.Send
	_, err := p.Run()
	return endError(ctx, err)
}

func newProgram(ctx context.Context, m tea.Model, a Appearance) *tea.Program {
	programOptions := []tea.ProgramOption{tea.WithContext(ctx)}
	if a.NoColor {
		programOptions = append(programOptions, tea.WithColorProfile(colorprofile.ASCII), tea.WithEnvironment(withoutNoColor()))
	}
	return tea.NewProgram(m, programOptions...)
}

// endError returns err, or nil where the program ended because it was told to.
func endError(ctx context.Context, err error) error {
	told := errors.Is(err, tea.ErrProgramKilled) && ctx.Err() != nil || errors.Is(err, tea.ErrInterrupted)
	if told {
		return nil
	}
	return err
}

// withoutNoColor is the environment without NO_COLOR: the library understands
// booleans only, and the decision about colours is made already.
func withoutNoColor() []string {
	return slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "NO_COLOR=") })
}
