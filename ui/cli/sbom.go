package cli

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"assay/inspect"
	"assay/inspect/report"
	"assay/sbom"
	"assay/ui/present/bounds"
	"assay/ui/sanitize"
	"assay/ui/text"
	"assay/ui/tui"
)

// newSBOM builds the command for SBOMs: in files, or of images.
func newSBOM(env *environment) *cobra.Command {
	f := &flags{env: env}
	var filter, export string
	command := &cobra.Command{
		Use:   "sbom [flags] FILE|IMAGE [FILE|IMAGE]",
		Short: "Read an SBOM of any supported format, or compare two",
		Long: "Shows the packages of an SBOM, why each is there, and everything odd about it; with two, what was added, removed and " +
			"changed.\n" +
			"An image stands for the most trusted SBOM of its own or of the platform that runs here, IMAGE#2 for its second one, " +
			"IMAGE#linux/arm64 for that of a platform.\n" +
			"A filter has words (in any field), field:word, missing:field and -term, as in: license:gpl missing:version.",
		Example: "  assay sbom sbom.spdx.json --filter license:gpl\n" +
			"  assay sbom ghcr.io/x/y:1.0 ghcr.io/x/y:1.1\n" +
			"  assay sbom ghcr.io/x/y:1.0#linux/amd64 ghcr.io/x/y:1.0#linux/arm64",
		Args: argsBetween(1, 2, "sbom takes a file or an image, or two of them"),
		RunE: func(command *cobra.Command, args []string) error { return f.runSBOM(command, args, filter, export) },
	}
	f.register(command)
	set := command.Flags()
	set.StringVar(&filter, "filter", "", "packages to show, such as license:gpl or missing:version")
	set.StringVar(&export, "export", "", "write the packages shown as csv, json or spdx (tag-value)")
	_ = command.RegisterFlagCompletionFunc("export", cobra.FixedCompletions([]string{exportCSV, exportJSON, exportSPDX},
		cobra.ShellCompDirectiveNoFileComp))
	return command
}

// runSBOM shows, writes or compares what the arguments name.
func (f *flags) runSBOM(command *cobra.Command, args []string, filter, export string) error {
	if err := f.refuse("is about images, and decides nothing about an SBOM", "policy", "suggest-policy"); err != nil {
		return err
	}
	for i, arg := range args {
		if arg == "-" {
			args[i] = "/dev/stdin"
		}
		if info, err := os.Stat(args[i]); err == nil && !info.IsDir() {
			if err := f.refuse("is about signatures of an image, and "+args[i]+" is a file, which has none", "certificate",
				"certificate-chain", "annotations", "type", "attachment"); err != nil {
				return err
			}
		}
	}
	options, err := f.options()
	if err != nil {
		return err
	}
	shown, err := f.form()
	if err != nil {
		return err
	}
	read := fileEngine(func(ctx context.Context) (*report.Report, error) { return inspect.RunSBOMs(ctx, args, options, nil) })
	if shown == formTUI && filter == "" && export == "" {
		o := f.uiOptions(args[0], "", read)
		o.Pane, o.Compare = tui.PackagesPane, len(args) == 2
		return tui.Run(command.Context(), o)
	}
	r, err := read(command.Context())
	if err != nil {
		return err
	}
	if shown == formTUI {
		shown = formText
	}
	if len(args) == 2 && (filter != "" || export != "") {
		return usageError("--filter and --export are for one SBOM, not for a comparison")
	}
	if len(args) == 2 {
		before, after := r.SBOMs[0], r.SBOMs[1]
		difference := sbom.Diff(before.Document, after.Document)
		err = f.present(command, shown, forms{
			json: func(w io.Writer, terminal bool) error {
				return text.WriteDocument(w, text.SBOMComparison{
					SchemaVersion: report.SchemaVersion, Before: before.Source.Reference, After: after.Source.Reference,
					Difference: difference,
				}, terminal)
			},
			text: func(w io.Writer, o text.Options) error { return text.WriteDifference(w, before, after, difference, o) },
		})
	} else {
		err = f.writeSBOM(command, shown, r, filter, export)
	}
	if err != nil {
		return err
	}
	return f.signedAsAsked(options.Criteria, r.SBOMs[:len(args)])
}

// signedAsAsked compares SBOMs with the signer that was asked for, where one was:
// what nobody has signed is written all the same, and the exit code says so.
func (f *flags) signedAsAsked(asked report.Criteria, sboms []*report.SBOM) error {
	if !asked.Pinned() {
		return nil
	}
	var first error
	for _, b := range sboms {
		if b.Trust == report.VerdictVerified {
			continue
		}
		_, _ = fmt.Fprintf(f.env.stderr, "assay: %s: the SBOM is not by the signer you named: %s\n", sanitize.String(b.Source.Reference),
			sanitize.String(bounds.Cut(b.TrustReason, bounds.Message)))
		verdict := report.VerdictFailed
		if b.Trust == report.VerdictUnsigned {
			verdict = report.VerdictUnsigned
		}
		if first == nil {
			first = &verdictError{verdict.ExitCode()}
		}
	}
	return first
}

// writeSBOM writes the first SBOM of a report, or its packages in a format to
// be taken elsewhere.
func (f *flags) writeSBOM(command *cobra.Command, shown form, r *report.Report, filter, export string) error {
	b := r.SBOMs[0]
	view := sbom.NewIndex(b.Document).View()
	view.Filter(filter)
	if export == "" {
		err := f.present(command, shown, forms{
			json: func(w io.Writer, terminal bool) error {
				return text.WriteDocument(w, text.SBOMDocument{SchemaVersion: report.SchemaVersion, SBOM: b,
					Document: b.Document}, terminal)
			},
			text: func(w io.Writer, o text.Options) error { return text.WriteSBOMs(w, r, view, o) },
		})
		if err != nil {
			return err
		}
		if b.Document.Refused() {
			return &verdictError{exitUnreadable}
		}
		return nil
	}
	return f.exportSBOM(command, b.Document, view, export)
}
