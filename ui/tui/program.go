package tui

import (
	"context"
	"errors"
	"os"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// Run shows the terminal program until the user quits. ctx ends it too. The
// error is only about the terminal itself; what went wrong with the target is
// shown on the screen.
func Run(ctx context.Context, options Options) error {
	m := newModel(options)
	p := newProgram(ctx, m, options)
	m.send = p.Send
	_, err := p.Run()
	return ended(ctx, err)
}

func newProgram(ctx context.Context, m tea.Model, options Options) *tea.Program {
	programOptions := []tea.ProgramOption{tea.WithContext(ctx)}
	if options.NoColor {
		programOptions = append(programOptions, tea.WithColorProfile(colorprofile.ASCII), tea.WithEnvironment(withoutNoColor()))
	}
	return tea.NewProgram(m, programOptions...)
}

// ended takes being told to stop for a normal end.
func ended(ctx context.Context, err error) error {
	told := errors.Is(err, tea.ErrProgramKilled) && ctx.Err() != nil || errors.Is(err, tea.ErrInterrupted)
	if !told {
		return err
	}
	return nil
}

// withoutNoColor is the environment without NO_COLOR: the library takes
// booleans only and its own decision is made already.
func withoutNoColor() []string {
	var out []string
	for _, v := range os.Environ() {
		if len(v) < 9 || v[:9] != "NO_COLOR=" {
			out = append(out, v)
		}
	}
	return out
}
