package cli

import (
	"context"
	"errors"
	"sync/atomic"

	"assay/inspect"
	"assay/inspect/report"
	"assay/ui/tui"
)

// imageEngine inspects an image for the terminal program. What was fetched last
// stays, so that it can be checked again under other criteria.
type imageEngine struct {
	target  string
	options inspect.Options
	fetched atomic.Pointer[inspect.Inspection]
}

func newImageEngine(target string, options inspect.Options) *imageEngine {
	options.Control = new(inspect.Control)
	return &imageEngine{target: target, options: options}
}

// Capabilities says that everything can be done with an image.
func (e *imageEngine) Capabilities() tui.Capabilities {
	return tui.Capabilities{Reverify: true, Retry: true, Cancel: true, Platforms: true}
}

// Inspect fetches and verifies the image. With an error the report says what was
// asked of the registry.
func (e *imageEngine) Inspect(ctx context.Context, change tui.Change, emit func(report.Event)) (*report.Report, error) {
	i, err := inspect.Inspect(ctx, e.target, changed(e.options, change), emit)
	if err != nil {
		return inspect.Unread(e.target, err), explain(err)
	}
	e.fetched.Store(i)
	return i.Report(), nil
}

// Reverify verifies what was fetched under other criteria.
func (e *imageEngine) Reverify(ctx context.Context, criteria report.Criteria) (*report.Report, error) {
	i := e.fetched.Load()
	if i == nil {
		return nil, errNotInspected
	}
	r, err := i.Reverify(ctx, criteria)
	return r, explain(err)
}

// Retry fetches one artifact again.
func (e *imageEngine) Retry(ctx context.Context, artifactID string, criteria report.Criteria) (*report.Report, error) {
	i := e.fetched.Load()
	if i == nil {
		return nil, errNotInspected
	}
	r, err := i.Retry(ctx, artifactID, criteria)
	if err == nil && r == nil {
		err = tui.ErrNothingToRetry
	}
	return r, explain(err)
}

// Cancel stops fetching one artifact.
func (e *imageEngine) Cancel(artifactID string) { e.options.Control.Cancel(artifactID) }

// errNotInspected says that an image was not read yet.
var errNotInspected = errors.New("the image has not been read yet")

// changed applies what the user has changed in the terminal program.
func changed(options inspect.Options, change tui.Change) inspect.Options {
	switch change.Platform {
	case "":
	case tui.EveryPlatform:
		options.Platform, options.AllPlatforms = "", true
	default:
		options.Platform, options.AllPlatforms = change.Platform, false
	}
	if change.Criteria != nil {
		options.Criteria = *change.Criteria
	}
	return options
}

// fileEngine reads files, of which nothing can be asked but to read them again.
type fileEngine func(ctx context.Context) (*report.Report, error)

// Capabilities says that there is nothing but Inspect.
func (fileEngine) Capabilities() tui.Capabilities { return tui.Capabilities{} }

// Inspect reads the files.
func (e fileEngine) Inspect(ctx context.Context, _ tui.Change, _ func(report.Event)) (*report.Report, error) {
	r, err := e(ctx)
	return r, explain(err)
}

// Reverify is not available.
func (fileEngine) Reverify(context.Context, report.Criteria) (*report.Report, error) {
	return nil, errors.ErrUnsupported
}

// Retry is not available.
func (fileEngine) Retry(context.Context, string, report.Criteria) (*report.Report, error) {
	return nil, tui.ErrNothingToRetry
}

// Cancel does nothing.
func (fileEngine) Cancel(string) {}
