package cli

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"assay/certview"
	"assay/registry/file"
	"assay/ui/text"
)

// newCertificate builds the command for a certificate on disk.
func newCertificate(env *environment) *cobra.Command {
	f := &flags{env: env}
	command := &cobra.Command{
		Use:   "cert FILE",
		Short: "Read a certificate (PEM or DER, one or a chain): names, validity, every Fulcio extension",
		Args:  argsBetween(1, 1, "cert takes one file"),
		RunE: func(command *cobra.Command, args []string) error {
			f.begun = time.Now()
			ctx := command.Context()
			if f.timeout > 0 {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, f.timeout)
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
			return f.present(command, form(f.output), forms{
				json: func(w io.Writer, terminal bool) error { return text.WriteCertificateJSON(w, certificate, terminal) },
				text: func(w io.Writer, o text.Options) error { return text.WriteCertificate(w, certificate, o) },
			})
		},
	}
	command.Flags().StringVarP(&f.output, "output", "o", "text", "form: text or json")
	command.Flags().DurationVar(&f.timeout, "timeout", defaultTimeout, "time limit of the whole run")
	return command
}
