package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"assay/certview"
	"assay/inspect"
	"assay/inspect/file"
	"assay/inspect/report"
	"assay/ui"
)

// newBundle builds the command for a sigstore bundle on disk.
func newBundle() *cobra.Command {
	f := &flags{}
	var artifact string
	command := &cobra.Command{
		Use:   "bundle [flags] FILE --artifact PATH|sha256:HEX",
		Short: "Check a sigstore bundle on disk",
		Long:  "Runs the same checks on a sigstore bundle as on an image's signatures; the artifact is what it should be about.",
		Args:  argsBetween(1, 1, "bundle takes one file"),
		RunE: func(command *cobra.Command, args []string) error {
			options, err := f.options()
			if err != nil {
				return err
			}
			form, err := f.form()
			if err != nil {
				return err
			}
			start := func(ui.Demand, func(report.Event)) (*report.Report, error) {
				return inspect.RunBundle(command.Context(), args[0], artifact, options)
			}
			if form == "tui" {
				return ui.Run(command.Context(), f.uiOptions(args[0], "", start))
			}
			r, err := start(ui.Demand{}, nil)
			if err != nil {
				return err
			}
			return print(command, f, form, r, "")
		},
	}
	f.register(command)
	command.Flags().StringVar(&artifact, "artifact", "", "file or digest that the bundle should be about")
	return command
}

// newCert builds the command for a certificate on disk.
func newCert() *cobra.Command {
	var output string
	command := &cobra.Command{
		Use:   "cert FILE",
		Short: "Read a certificate (PEM or DER, one or a chain): names, validity, every Fulcio extension",
		Args:  argsBetween(1, 1, "cert takes one file"),
		RunE: func(command *cobra.Command, args []string) error {
			data, err := file.Read(args[0], file.Small)
			if err != nil {
				return fmt.Errorf("reading the certificate: %w", err)
			}
			certs, err := certview.Parse(data)
			if err != nil {
				return fmt.Errorf("reading the certificate %s: %w", args[0], err)
			}
			certificate := certview.New(certs[0], certs[1:]...)
			return present(command, &flags{}, output, forms{
				json: func(w io.Writer, terminal bool) error { return ui.WriteCertificateJSON(w, certificate, terminal) },
				text: func(w io.Writer, o ui.TextOptions) error { return ui.WriteCertificate(w, certificate, o) },
			})
		},
	}
	command.Flags().StringVarP(&output, "output", "o", "text", "form: text or json")
	return command
}

// argsBetween wants between least and most arguments, and says what of.
func argsBetween(least, most int, what string) cobra.PositionalArgs {
	return func(command *cobra.Command, args []string) error {
		if len(args) < least || len(args) > most {
			return usageError("%s: %s", what, command.UseLine())
		}
		return nil
	}
}

// forms are the ways to write something.
type forms struct {
	json func(w io.Writer, terminal bool) error
	text func(w io.Writer, o ui.TextOptions) error
}

// present writes something in the form that was asked for.
func present(command *cobra.Command, f *flags, form string, something forms) error {
	out := command.OutOrStdout()
	paced := newPaced(command.Context(), out, f.begun, f.timeout)
	var err error
	switch form {
	case "json":
		err = something.json(paced, isTerminal(out))
	case "text", "auto":
		err = something.text(paced, textOptions(out))
	default:
		return usageError("-o %q is not known here: text or json", form)
	}
	if err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}
