package cli

import (
	"cmp"
	"context"
	"io"
	"math"

	"charm.land/fang/v2"
	"github.com/spf13/cobra"

	"assay/inspect/report"
)

const rootHelp = `Assay fetches an image's manifest with its signatures, attestations and SBOMs, checks every one of them,
and shows what was wanted, what was found and what to do.

REFERENCE is an image in a registry (NAME, NAME:TAG or NAME@sha256:HEX; docker.io by default),
oci:DIR[:TAG] for an OCI layout, or archive:FILE[:TAG] for one in a tar file.
Of several references, or with - those on standard input, one to a line, each is reported in its turn (-o text or json).
Without --key or --certificate-identity an intact signature is unpinned: it holds, but you named no signer.

Exit codes: 0 verified, or nothing was asked to be verified and nothing is broken; 1 the registry or a file could
not be read; 2 usage; 10 no signature found; 11 no such image; 12 signatures found, none acceptable.
Of several references it is that of the first one whose code is not 0.`

const rootExample = `  assay ghcr.io/x/y:tag
  assay --key cosign.pub ghcr.io/x/y:tag
  assay --certificate-identity-regexp '^https://github.com/x/y/' \
        --certificate-oidc-issuer https://token.actions.githubusercontent.com ghcr.io/x/y:tag
  assay demo`

// newRoot builds the command line.
func newRoot(env *environment) *cobra.Command {
	f := &flags{env: env}
	command := &cobra.Command{
		Use:           "assay [flags] REFERENCE...",
		Short:         "See who signed a container image, whether it holds, why not, and what is inside",
		Long:          rootHelp,
		Example:       rootExample,
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
				return f.inspectBatch(command, args, options)
			}
			return f.inspect(command, args[0], options, "")
		},
	}
	command.SetArgs(env.args)
	command.SetIn(env.stdin)
	command.SetOut(env.stdout)
	command.SetErr(env.stderr)
	command.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &report.UsageError{Err: err} })
	f.register(command)
	command.Version = version()
	command.AddCommand(newDemo(env), newBundle(env), newCertificate(env), newSBOM(env), newSchema(env))
	return command
}

// execute runs the command line. What a command itself returns is kept from
// fang, which asks the terminal for its colours before it shows an error, and
// whose question would be answered at the next prompt.
func execute(ctx context.Context, command *cobra.Command) error {
	var failed error
	keepErrors(command, &failed)
	return cmp.Or(fang.Execute(ctx, command, fang.WithVersion(version()), fang.WithErrorHandler(quiet)), failed)
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

// quiet leaves error messages to run, which sanitises them.
func quiet(io.Writer, fang.Styles, error) {}
