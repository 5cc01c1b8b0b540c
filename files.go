package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"assay/certview"
	"assay/inspect"
	"assay/inspect/report"
	"assay/sbom"
	"assay/sbom/reader"
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
		Args:  cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			options, err := f.options()
			if err != nil {
				return err
			}
			form, err := f.form()
			if err != nil {
				return err
			}
			start := func(func(report.Event)) (*report.Report, error) {
				return inspect.RunBundle(command.Context(), args[0], artifact, options)
			}
			if form == "tui" {
				return ui.Run(command.Context(), f.uiOptions(args[0], "", start))
			}
			r, err := start(nil)
			if err != nil {
				return err
			}
			return print(command, form, r, "")
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
		Args:  cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			data, err := os.ReadFile(args[0])
			if err != nil {
				return fmt.Errorf("reading the certificate: %w", err)
			}
			certs, err := certview.Parse(data)
			if err != nil {
				return fmt.Errorf("reading the certificate %s: %w", args[0], err)
			}
			return present(command, output, certview.New(certs[0], certs[1:]...), func(w io.Writer, o ui.TextOptions) error {
				return ui.WriteCertificate(w, certview.New(certs[0], certs[1:]...), o)
			})
		},
	}
	command.Flags().StringVarP(&output, "output", "o", "text", "form: text or json")
	return command
}

// newSBOM builds the command for SBOMs on disk.
func newSBOM() *cobra.Command {
	var output, filter, export string
	var limit int64
	command := &cobra.Command{
		Use:   "sbom FILE [FILE2]",
		Short: "Read an SBOM of any supported format, or compare two",
		Long: "Shows the packages of an SBOM and everything odd about it; with two files, what was added, removed and changed.\n" +
			"A filter has words (in any field), field:word, missing:field and -term, as in: license:gpl missing:version.",
		Args: cobra.RangeArgs(1, 2),
		RunE: func(command *cobra.Command, args []string) error {
			d, err := readSBOM(args[0], limit)
			if err != nil {
				return err
			}
			if len(args) == 2 {
				after, err := readSBOM(args[1], limit)
				if err != nil {
					return err
				}
				difference := sbom.Diff(d, after)
				return present(command, output, difference, func(w io.Writer, o ui.TextOptions) error {
					return ui.WriteDifference(w, args[0], args[1], difference, o)
				})
			}
			view := sbom.NewIndex(d).View()
			view.Filter(filter)
			out := command.OutOrStdout()
			switch export {
			case "":
				return present(command, output, d, func(w io.Writer, o ui.TextOptions) error { return ui.WriteSBOM(w, args[0], d, view, o) })
			case "csv":
				return sbom.WriteCSV(out, view.Packages())
			case "json":
				return sbom.WriteJSON(out, view.Packages())
			case "spdx":
				return sbom.WriteTagValue(out, d, view.Packages(), "assay-"+version, time.Now().UTC().Format(time.RFC3339))
			}
			return usageError("--export %q is not known: csv, json or spdx", export)
		},
	}
	set := command.Flags()
	set.StringVarP(&output, "output", "o", "text", "form: text or json")
	set.StringVar(&filter, "filter", "", "packages to show, such as license:gpl or missing:version")
	set.StringVar(&export, "export", "", "write the packages shown as csv, json or spdx (tag-value)")
	set.Int64Var(&limit, "max-sbom-size", 0, "largest bytes that are read (128 MiB)")
	return command
}

func readSBOM(path string, limit int64) (*sbom.Document, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the SBOM: %w", err)
	}
	return reader.Read(data, reader.Options{MaxBytes: limit}), nil
}

// present writes a value as text or JSON.
func present(command *cobra.Command, output string, value any, text func(io.Writer, ui.TextOptions) error) error {
	out := command.OutOrStdout()
	terminal := isTerminal(out)
	switch output {
	case "json":
		encoded, err := json.MarshalIndent(value, "", "  ")
		if err != nil {
			return err
		}
		return ui.WriteEncoded(out, append(encoded, '\n'), terminal)
	case "text", "auto":
		return text(out, ui.TextOptions{Color: colors(terminal), ASCII: ascii(), Width: width(out)})
	}
	return usageError("-o %q is not known here: text or json", output)
}
