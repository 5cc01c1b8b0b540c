package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"assay/ui/cli/schema"
)

// newSchema builds the command that prints the JSON Schemas of what assay writes.
func newSchema(env *environment) *cobra.Command {
	command := &cobra.Command{
		Use:   "schema [OUTPUT]",
		Short: "Print the JSON Schema of an output, or list the outputs",
		Long: "Prints the JSON Schema (draft 2020-12) of what assay writes with -o json. Later versions may add members.\nOutputs:\n" +
			schemaList(),
		Args: argsBetween(0, 1, "schema takes one output"),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				_, err := io.WriteString(env.stdout, schemaList())
				return err
			}
			data, ok := schema.Of(args[0])
			if !ok {
				return usageError("there is no output %q; there are\n%s", args[0], schemaList())
			}
			_, err := env.stdout.Write(data)
			return err
		},
	}
	for _, output := range schema.Outputs() {
		command.ValidArgs = append(command.ValidArgs, output.Name)
	}
	return command
}

func schemaList() string {
	var out strings.Builder
	for _, output := range schema.Outputs() {
		fmt.Fprintf(&out, "  %-12s %s\n", output.Name, output.About)
	}
	return out.String()
}
