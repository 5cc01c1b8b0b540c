package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

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
func newSBOM() *cobra.Command {
	f := &flags{}
	var filter, export string
	command := &cobra.Command{
		Use:   "sbom [flags] FILE|IMAGE [FILE|IMAGE]",
		Short: "Read an SBOM of any supported format, or compare two",
		Long: "Shows the packages of an SBOM, why each is there, and everything odd about it; with two, what was added, removed and changed.\n" +
			"An image stands for the most trusted SBOM of its own or of the platform that runs here, IMAGE#2 for its second one, IMAGE#linux/arm64 for that of a platform.\n" +
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
	_ = command.RegisterFlagCompletionFunc("export", cobra.FixedCompletions([]string{"csv", "json", "spdx"}, cobra.ShellCompDirectiveNoFileComp))
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
			if err := f.refuse("is about signatures of an image, and "+args[i]+" is a file, which has none", "certificate", "certificate-chain", "annotations", "type", "attachment"); err != nil {
				return err
			}
		}
	}
	options, err := f.options()
	if err != nil {
		return err
	}
	form, err := f.form()
	if err != nil {
		return err
	}
	read := fileEngine(func(ctx context.Context) (*report.Report, error) { return inspect.RunSBOMs(ctx, args, options, nil) })
	if form == "tui" && filter == "" && export == "" {
		o := f.uiOptions(args[0], "", read)
		o.Pane, o.Compare = tui.PackagesPane, len(args) == 2
		return tui.Run(command.Context(), o)
	}
	r, err := read(command.Context())
	if err != nil {
		return err
	}
	if form == "tui" {
		form = "text"
	}
	if len(args) == 2 && (filter != "" || export != "") {
		return usageError("--filter and --export are for one SBOM, not for a comparison")
	}
	if len(args) == 2 {
		before, after := r.SBOMs[0], r.SBOMs[1]
		difference := sbom.Diff(before.Document, after.Document)
		err = present(command, f, form, forms{
			json: func(w io.Writer, terminal bool) error {
				return text.WriteDocument(w, comparison{report.SchemaVersion, before.Source.Reference, after.Source.Reference, difference}, terminal)
			},
			text: func(w io.Writer, o text.Options) error { return text.WriteDifference(w, before, after, difference, o) },
		})
	} else {
		err = f.writeSBOM(command, form, r, filter, export)
	}
	if err != nil {
		return err
	}
	return signedAsAsked(command, options.Criteria, r.SBOMs[:len(args)])
}

// signedAsAsked compares SBOMs with the signer that was asked for, where one was:
// what nobody has signed is written all the same, and the exit code says so.
func signedAsAsked(command *cobra.Command, asked report.Criteria, sboms []*report.SBOM) error {
	if !asked.Pinned() {
		return nil
	}
	var first error
	for _, b := range sboms {
		if b.Trust == report.VerdictVerified {
			continue
		}
		_, _ = fmt.Fprintf(command.ErrOrStderr(), "assay: %s: the SBOM is not by the signer you named: %s\n", sanitize.String(b.Source.Reference), sanitize.String(bounds.Cut(b.TrustReason, bounds.Message)))
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

// document and comparison are the JSON of this command.
type document struct {
	SchemaVersion int            `json:"schemaVersion"`
	SBOM          *report.SBOM   `json:"sbom"`
	Document      *sbom.Document `json:"document"`
}

type comparison struct {
	SchemaVersion int              `json:"schemaVersion"`
	Before        string           `json:"before"`
	After         string           `json:"after"`
	Difference    *sbom.Difference `json:"difference"`
}

// writeSBOM writes the first SBOM of a report, or its packages in a format to
// be taken elsewhere.
func (f *flags) writeSBOM(command *cobra.Command, form string, r *report.Report, filter, export string) error {
	b := r.SBOMs[0]
	view := sbom.NewIndex(b.Document).View()
	view.Filter(filter)
	if export == "" {
		err := present(command, f, form, forms{
			json: func(w io.Writer, terminal bool) error {
				return text.WriteDocument(w, document{report.SchemaVersion, b, b.Document}, terminal)
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

// exportSBOM writes the packages that a view shows in a format to be taken
// elsewhere.
func (f *flags) exportSBOM(command *cobra.Command, d *sbom.Document, view *sbom.View, format string) error {
	var write func(io.Writer) error
	harmless := text.WritePlain
	switch format {
	case "csv":
		write = func(w io.Writer) error { return sbom.WriteCSV(w, view.Packages()) }
	case "json":
		write, harmless = func(w io.Writer) error { return sbom.WriteJSON(w, view.Packages()) }, text.WriteEncoded
	case "spdx":
		created := time.Now().UTC().Format(time.RFC3339)
		write = func(w io.Writer) error { return sbom.WriteTagValue(w, d, view.Packages(), "assay-"+version, created) }
	default:
		return usageError("--export %q is not known: csv, json or spdx", format)
	}
	out := command.OutOrStdout()
	paced := newPaced(command.Context(), out, f.begun, f.timeout)
	var err error
	if isTerminal(out) {
		var written bytes.Buffer
		err = errors.Join(write(&written), harmless(paced, written.Bytes()))
	} else {
		err = write(paced)
	}
	if err != nil {
		return fmt.Errorf("exporting the packages: %w", err)
	}
	return nil
}
