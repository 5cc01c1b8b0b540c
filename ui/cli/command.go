package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"strings"

	"charm.land/fang/v2"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"assay/inspect"
	"assay/inspect/report"
	"assay/registry"
	"assay/ui/text"
	"assay/ui/tui"
)

func usageError(format string, args ...any) error {
	return &report.UsageError{Err: fmt.Errorf(format, args...)}
}

// newCommand builds the command line; demo holds the images of `assay demo`.
func newCommand(version string, demo fs.FS) *cobra.Command {
	f := &flags{}
	command := &cobra.Command{
		Use:   "assay [flags] REFERENCE...",
		Short: "See who signed a container image, whether it holds, why not, and what is inside",
		Long: "Assay fetches an image's manifest with its signatures, attestations and SBOMs, checks every one of them,\n" +
			"and shows what was wanted, what was found and what to do.\n\n" +
			"REFERENCE is an image in a registry (NAME, NAME:TAG or NAME@sha256:HEX; docker.io by default),\n" +
			"oci:DIR[:TAG] for an OCI layout, or archive:FILE[:TAG] for one in a tar file.\n" +
			"Of several references, or with - those on standard input, one to a line, each is reported in its turn (-o text or json).\n" +
			"Without --key or --certificate-identity an intact signature is unpinned: it holds, but you named no signer.\n\n" +
			"Exit codes: 0 verified, or nothing was asked to be verified and nothing is broken; 1 the registry or a file could\n" +
			"not be read; 2 usage; 10 no signature found; 11 no such image; 12 signatures found, none acceptable.\n" +
			"Of several references it is that of the first one whose code is not 0.",
		Example: "  assay ghcr.io/x/y:tag\n" +
			"  assay --key cosign.pub ghcr.io/x/y:tag\n" +
			"  assay --certificate-identity-regexp '^https://github.com/x/y/' \\\n" +
			"        --certificate-oidc-issuer https://token.actions.githubusercontent.com ghcr.io/x/y:tag\n" +
			"  assay demo",
		Args:          argsBetween(1, math.MaxInt, "name an image"),
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(command *cobra.Command, args []string) error {
			options, err := f.options()
			if err != nil {
				return err
			}
			defer func() { _ = options.Registry.Cache.Trim() }()
			if len(args) > 1 || args[0] == "-" {
				return showMany(command, f, args, options)
			}
			return show(command, f, args[0], options, "")
		},
	}
	command.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &report.UsageError{Err: err} })
	f.register(command)
	command.Version = version
	command.AddCommand(newDemo(demoImages{demo}), newBundle(), newCert(), newSBOM())
	return command
}

// execute runs the command line. What a command itself returns is kept from
// fang, which asks the terminal for its colours before it shows an error, and
// whose question would be answered at the next prompt.
func execute(ctx context.Context, command *cobra.Command) error {
	var failed error
	keepErrors(command, &failed)
	return cmp.Or(fang.Execute(ctx, command, fang.WithVersion(version), fang.WithErrorHandler(quiet)), failed)
}

func keepErrors(command *cobra.Command, failed *error) {
	if run := command.RunE; run != nil {
		command.RunE = func(c *cobra.Command, args []string) error {
			*failed = run(c, args)
			return nil
		}
	}
	for _, below := range command.Commands() {
		keepErrors(below, failed)
	}
}

// show inspects a target and presents the report in the form asked for. note,
// if any, goes with every screen.
func show(command *cobra.Command, f *flags, target string, options inspect.Options, note string) error {
	form, err := f.form()
	if err != nil {
		return err
	}
	if _, err := registry.ParseReference(target); err != nil {
		// Said before a screen opens, whose end is not a mistake.
		return &report.UsageError{Err: err}
	}
	ctx := command.Context()
	engine := newImageEngine(target, options)
	if form == "tui" {
		return tui.Run(ctx, f.uiOptions(target, note, engine))
	}
	r, err := engine.Inspect(ctx, tui.Change{}, nil)
	if err != nil {
		return unread(command, form, r, err)
	}
	return print(command, f, form, r, note)
}

// unread returns err and, where JSON is wanted, writes the report r that says so
// too: whoever reads it then needs one rule for everything but usage errors.
func unread(command *cobra.Command, form string, r *report.Report, err error) error {
	if form != "json" || exitCode(err) == exitUsage {
		return err
	}
	out := command.OutOrStdout()
	return errors.Join(err, text.WriteJSON(out, r, isTerminal(out)))
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
	return tui.Appearance{Theme: f.theme, NoColor: !colors(true), ASCII: ascii(), NoMouse: f.noMouse, Note: note}
}

func print(command *cobra.Command, f *flags, form string, r *report.Report, note string) error {
	out := command.OutOrStdout()
	paced := newPaced(command.Context(), out, f.begun, f.timeout)
	var err error
	if form == "json" {
		err = text.WriteJSON(paced, r, isTerminal(out))
	} else {
		options := textOptions(out)
		if note != "" {
			options.Notes = []string{note}
		}
		err = text.Write(paced, r, options)
	}
	if err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	if code := r.ExitCode(); code != 0 {
		return &verdictError{code}
	}
	return nil
}

// textOptions is how text is printed to out.
func textOptions(out io.Writer) text.Options {
	return text.Options{Color: colors(isTerminal(out)), ASCII: ascii(), Width: width(out)}
}

// form decides between the front ends.
func (f *flags) form() (string, error) {
	switch f.output {
	case "tui", "text", "json":
		return f.output, nil
	case "auto", "":
		if isTerminal(os.Stdout) && isTerminal(os.Stdin) {
			return "tui", nil
		}
		return "text", nil
	}
	return "", usageError("-o %q is not known: auto, tui, text or json", f.output)
}

func isTerminal(w any) bool {
	file, ok := w.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// colors follows NO_COLOR (any value) and CLICOLOR_FORCE.
func colors(terminal bool) bool {
	if _, set := os.LookupEnv("NO_COLOR"); set {
		return false
	}
	if v := os.Getenv("CLICOLOR_FORCE"); v != "" && v != "0" {
		return true
	}
	return terminal
}

// quiet leaves error messages to run, which sanitises them.
func quiet(io.Writer, fang.Styles, error) {}

// width is that of the terminal in cells, or 0 where out is none.
func width(out any) int {
	file, ok := out.(*os.File)
	if !ok {
		return 0
	}
	w, _, err := term.GetSize(int(file.Fd()))
	if err != nil {
		return 0
	}
	return w
}

// ascii reports whether the locale rules out the glyphs: it names a character
// set other than UTF-8 or the C locale, or there is none on a plain Linux console.
func ascii() bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToUpper(os.Getenv(name)); v != "" {
			_, charset, named := strings.Cut(v, ".")
			return v == "C" || v == "POSIX" || named && !strings.HasPrefix(strings.ReplaceAll(charset, "-", ""), "UTF8")
		}
	}
	return os.Getenv("TERM") == "linux"
}
