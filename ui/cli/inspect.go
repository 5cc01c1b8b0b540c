package cli

import (
	"errors"

	"github.com/spf13/cobra"

	"assay/inspect"
	"assay/inspect/report"
	"assay/registry"
	"assay/ui/text"
	"assay/ui/tui"
)

// inspect inspects a target and presents the report in the form asked for. note,
// if any, goes with every screen.
func (f *flags) inspect(command *cobra.Command, target string, options inspect.Options, note string) error {
	shown, err := f.form()
	if err != nil {
		return err
	}
	if _, err := registry.ParseReference(target); err != nil {
		// Said before a screen opens, whose end is not a mistake.
		return &report.UsageError{Err: err}
	}
	ctx := command.Context()
	engine := newImageEngine(target, options)
	if shown == formTUI {
		return tui.Run(ctx, f.uiOptions(target, note, engine))
	}
	r, err := engine.Inspect(ctx, tui.Change{}, nil)
	if err != nil {
		return f.unread(shown, r, err)
	}
	return f.print(command, shown, r, note)
}

// unread returns err and, where JSON is wanted, writes the report r that says so
// too: whoever reads it then needs one rule for everything but usage errors.
func (f *flags) unread(shown form, r *report.Report, err error) error {
	if shown != formJSON || exitCode(err) == exitUsage {
		return err
	}
	return errors.Join(err, text.WriteJSON(f.env.stdout, r, isTerminal(f.env.stdout)))
}

// uiOptions is what the terminal program is told.
func (f *flags) uiOptions(target, note string, engine tui.Engine) tui.Options {
	if note == demoNote {
		note = demoShort
	}
	return tui.Options{Target: target, Engine: engine, Appearance: f.appearance(note)}
}

// appearance is how the terminal program looks; note is shown on every screen.
func (f *flags) appearance(note string) tui.Appearance {
	return tui.Appearance{Theme: f.theme, NoColor: !f.env.colors(true), ASCII: f.env.ascii(), NoMouse: f.noMouse, Note: note}
}
