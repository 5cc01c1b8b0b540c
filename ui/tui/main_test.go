package tui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"assay/inspect/report"
)

// TestMain runs the tests one directory up: the screens show the paths of their
// images, and those in testdata/screens were drawn there.
func TestMain(m *testing.M) {
	if err := os.Chdir(".."); err != nil {
		fmt.Fprintln(os.Stderr, "preparing the tests:", err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// dark is the look of most screens in tests.
var dark = Appearance{Theme: "dark"}

// fakeEngine answers with functions; without one it can do nothing.
type fakeEngine struct {
	capabilities Capabilities
	inspect      func(Change) (*report.Report, error)
	reverify     func(report.Criteria) (*report.Report, error)
	retry        func(artifactID string) (*report.Report, error)
	cancelled    []string
}

func (e *fakeEngine) Capabilities() Capabilities { return e.capabilities }

func (e *fakeEngine) Inspect(_ context.Context, change Change, _ func(report.Event)) (*report.Report, error) {
	if e.inspect == nil {
		return nil, errors.ErrUnsupported
	}
	return e.inspect(change)
}

func (e *fakeEngine) Reverify(_ context.Context, criteria report.Criteria) (*report.Report, error) {
	if e.reverify == nil {
		return nil, errors.ErrUnsupported
	}
	return e.reverify(criteria)
}

func (e *fakeEngine) Retry(_ context.Context, artifactID string, _ report.Criteria) (*report.Report, error) {
	if e.retry == nil {
		return nil, ErrNothingToRetry
	}
	return e.retry(artifactID)
}

func (e *fakeEngine) Cancel(artifactID string) { e.cancelled = append(e.cancelled, artifactID) }

// newTestModel makes a program whose engine can do nothing unless options names
// another.
func newTestModel(options Options) *model {
	if options.Engine == nil {
		options.Engine = &fakeEngine{}
	}
	m := newModel(context.Background(), options)
	// Notices go at once where a test waits for the command that clears them.
	m.notice.stay = 0
	return m
}

// typed replaces the text of the field that is being typed in.
func typed(m *model, text string) {
	m.Update(tea.KeyPressMsg{Code: 'u', Mod: tea.ModCtrl})
	m.Update(tea.PasteMsg{Content: text})
}

// widthOf measures a styled row.
func widthOf(row string) int { return ansi.StringWidth(row) }
