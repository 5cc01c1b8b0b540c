package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"assay/inspect/report"
	"assay/ui/present/bounds"
	"assay/ui/sanitize"
)

func usageError(format string, args ...any) error {
	return &report.UsageError{Err: fmt.Errorf(format, args...)}
}

// message is an error as it is printed: harmless, and cut where it is too long.
// Lines after the first are moved in, so that a line break in a name from
// outside does not begin what looks like another message. The options that a
// mistake is about stand before it.
func message(err error) string {
	text := explain(err).Error()
	var usage *report.UsageError
	if errors.As(err, &usage) && len(usage.Options) > 0 {
		text = spellAll(usage.Options) + ": " + text
	}
	return strings.Join(sanitize.Lines(bounds.Cut(text, bounds.Message)), "\n  ")
}

// spellAll writes options as they are given, with commas between them.
func spellAll(options []report.Option) string {
	var out []string
	for _, option := range options {
		if text := spell(option); !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return strings.Join(out, ", ")
}

// spell writes an option as it is given: a flag, or an environment variable,
// which has a name in capitals.
func spell(option report.Option) string {
	if name := string(option); strings.ToUpper(name) == name {
		return name
	}
	return "--" + string(option)
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
