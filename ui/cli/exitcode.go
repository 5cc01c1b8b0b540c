package cli

import (
	"errors"
	"fmt"

	"assay/inspect"
	"assay/inspect/report"
)

// Exit codes; 10 and 12 are those of verdicts, see report.Verdict.ExitCode.
const (
	exitUnreadable  = 1
	exitUsage       = 2
	exitNoSuchImage = 11
	// exitInterrupted is what shells give for a program ended by Ctrl+C.
	exitInterrupted = 130
)

// exitCode maps an error to the process exit code of the contract.
func exitCode(err error) int {
	var usage *report.UsageError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &usage):
		return exitUsage
	case errors.Is(err, inspect.ErrNoSuchImage):
		return exitNoSuchImage
	}
	return exitUnreadable
}

// verdictError carries the exit code of a report that was printed; there is
// nothing more to say.
type verdictError struct{ code int }

func (e *verdictError) Error() string { return fmt.Sprintf("exit code %d", e.code) }
