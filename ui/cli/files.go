package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"assay/certview"
	"assay/inspect"
	"assay/inspect/report"
	"assay/registry/file"
	"assay/ui/text"
	"assay/ui/tui"
)

// imageFlags are those that have no meaning for a bundle on disk.
var imageFlags = []string{"attachment", "platform", "policy", "reference", "registries-d", "rekor-url", "signatures", "signer-results", "suggest-policy"}

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
			if err := f.refuse("is about images, and a bundle on disk is none", imageFlags...); err != nil {
				return err
			}
			options, err := f.options()
			if err != nil {
				return err
			}
			form, err := f.form()
			if err != nil {
				return err
			}
			read := fileEngine(func(ctx context.Context) (*report.Report, error) {
				return inspect.RunBundle(ctx, args[0], artifact, options)
			})
			if form == "tui" {
				return tui.Run(command.Context(), f.uiOptions(args[0], "", read))
			}
			r, err := read(command.Context())
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
	var timeout time.Duration
	command := &cobra.Command{
		Use:   "cert FILE",
		Short: "Read a certificate (PEM or DER, one or a chain): names, validity, every Fulcio extension",
		Args:  argsBetween(1, 1, "cert takes one file"),
		RunE: func(command *cobra.Command, args []string) error {
			begun, ctx := time.Now(), command.Context()
			if timeout > 0 {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, timeout)
				defer cancel()
			}
			var inputs file.Inputs
			data, err := inputs.Read(ctx, args[0], file.Small)
			if err != nil {
				return fmt.Errorf("reading the certificate: %w", err)
			}
			certs, err := certview.Parse(data)
			if err != nil {
				return fmt.Errorf("reading the certificate %s: %w", args[0], err)
			}
			certificate := certview.New(certs[0], certs[1:]...)
			return present(command, &flags{timeout: timeout, begun: begun}, output, forms{
				json: func(w io.Writer, terminal bool) error { return text.WriteCertificateJSON(w, certificate, terminal) },
				text: func(w io.Writer, o text.Options) error { return text.WriteCertificate(w, certificate, o) },
			})
		},
	}
	command.Flags().StringVarP(&output, "output", "o", "text", "form: text or json")
	command.Flags().DurationVar(&timeout, "timeout", defaultTimeout, "bound on the whole run")
	return command
}

// argsBetween wants between least and most arguments, none of them empty, and
// says what of. An empty one comes from a variable that is not set: taken for
// none, it would ask for nothing where something was to be asked for.
func argsBetween(least, most int, what string) cobra.PositionalArgs {
	return func(command *cobra.Command, args []string) error {
		if len(args) < least || len(args) > most {
			return usageError("%s: %s", what, command.UseLine())
		}
		if slices.ContainsFunc(args, isBlank) {
			return usageError("an argument is empty; %s: %s", what, command.UseLine())
		}
		return nil
	}
}

func isBlank(text string) bool { return strings.TrimSpace(text) == "" }

// forms are the ways to write something.
type forms struct {
	json func(w io.Writer, terminal bool) error
	text func(w io.Writer, o text.Options) error
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
