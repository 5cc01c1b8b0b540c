package cli

import (
	"context"

	"github.com/spf13/cobra"

	"assay/inspect"
	"assay/inspect/report"
	"assay/ui/tui"
)

// imageFlags are those that have no meaning for a bundle on disk.
var imageFlags = []string{"attachment", "platform", "policy", "reference", "registries-d", "rekor-url", "signatures", "signer-results",
	"suggest-policy"}

// newBundle builds the command for a sigstore bundle on disk.
func newBundle(env *environment) *cobra.Command {
	f := &flags{env: env}
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
			shown, err := f.form()
			if err != nil {
				return err
			}
			read := fileEngine(func(ctx context.Context) (*report.Report, error) {
				return inspect.RunBundle(ctx, args[0], artifact, options)
			})
			if shown == formTUI {
				return tui.Run(command.Context(), f.uiOptions(args[0], "", read))
			}
			r, err := read(command.Context())
			if err != nil {
				return err
			}
			return f.print(command, shown, r, "")
		},
	}
	f.register(command)
	command.Flags().StringVar(&artifact, "artifact", "", "file or digest that the bundle should be about")
	return command
}
