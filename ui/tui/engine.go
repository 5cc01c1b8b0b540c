package tui

import (
	"context"
	"errors"

	"assay/inspect/report"
)

// Engine does the work behind the terminal program: it fetches and verifies. The
// program calls it from goroutines of its own, so it must be safe for that. A
// report that it hands out is never changed afterwards, by either side.
type Engine interface {
	// Capabilities says which of the methods below mean something. The program
	// does not call the others; it says on the screen that they are not available.
	Capabilities() Capabilities
	// Inspect looks at the target under change, gives news to emit as it comes,
	// and returns the final report. emit is not called after it has returned. With
	// an error the report, which may be nil, says what was asked of the registry.
	Inspect(ctx context.Context, change Change, emit func(report.Event)) (*report.Report, error)
	// Reverify runs all checks under other criteria on what the last Inspect has
	// fetched, and returns a new report.
	Reverify(ctx context.Context, criteria report.Criteria) (*report.Report, error)
	// Retry fetches one artifact again that could not be fetched, and returns a
	// new report under criteria. The error is ErrNothingToRetry where the artifact
	// cannot be fetched alone.
	Retry(ctx context.Context, artifactID string, criteria report.Criteria) (*report.Report, error)
	// Cancel stops fetching one artifact while Inspect runs. It does nothing where
	// nothing is being fetched for it.
	Cancel(artifactID string)
}

// ErrNothingToRetry says that an artifact cannot be fetched again by itself.
var ErrNothingToRetry = errors.New("the artifact cannot be fetched alone")

// Capabilities is what an engine can do besides inspecting its target once more.
// The zero value is that of an engine for files.
type Capabilities struct {
	// Reverify says that the same evidence can be checked under other criteria.
	Reverify bool
	// Retry and Cancel say that single artifacts can be fetched again, and that
	// fetching one can be stopped.
	Retry, Cancel bool
	// Platforms says that Inspect can look at other platforms of the target.
	Platforms bool
}

// Change is how the user has changed what was asked on the command line; the
// zero value changes nothing.
type Change struct {
	// Platform is os/arch[/variant], or EveryPlatform; empty means as asked.
	Platform string
	// Criteria replaces what signatures are measured against; nil means as asked.
	Criteria *report.Criteria
}

// EveryPlatform as a platform stands for all of them.
const EveryPlatform = "all"
