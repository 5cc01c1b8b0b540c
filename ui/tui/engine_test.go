package tui

import (
	"errors"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"assay/inspect/report"
)

// deliver runs a command and gives its results to the program, with those of the
// commands that follow.
func deliver(m *model, cmd tea.Cmd) {
	for _, msg := range messages(cmd) {
		_, next := m.Update(msg)
		deliver(m, next)
	}
}

// pressAndWait presses a key and waits for all that it begins.
func pressAndWait(m *model, key string) {
	_, cmd := m.Update(pressed(key))
	deliver(m, cmd)
}

// TestChange changes platform and criteria in the what-if form and wants the
// registry to be asked for just that, also on a reload.
func TestChange(t *testing.T) {
	var changes []Change
	fail := false
	engine := &fakeEngine{
		capabilities: Capabilities{Reverify: true, Platforms: true},
		inspect: func(c Change) (*report.Report, error) {
			changes = append(changes, c)
			if fail {
				return nil, errors.New("the image has no platform")
			}
			return &report.Report{
				Target:  report.Target{Reference: "x", Platforms: 2, Platform: c.Platform},
				Verdict: report.VerdictUnsigned,
			}, nil
		},
		reverify: func(c report.Criteria) (*report.Report, error) {
			return &report.Report{Target: report.Target{Reference: "x", Platforms: 2}, Criteria: c, Verdict: report.VerdictFailed}, nil
		},
	}
	m := newTestModel(Options{Target: "x", Appearance: dark, Engine: engine})
	m.Update(tea.WindowSizeMsg{Width: 100, Height: 30})
	deliver(m, m.inspect())
	if len(changes) != 1 || changes[0] != (Change{}) {
		t.Fatalf("asked for %+v", changes)
	}
	press(m, "i")
	typed(m, "other.pub")
	pressAndWait(m, "enter")
	if m.run.report.Verdict != report.VerdictFailed {
		t.Errorf("the verdict is %s", m.run.report.Verdict)
	}
	if len(changes) != 1 {
		t.Errorf("another key asked the registry %d times", len(changes))
	}
	if got := drawn(m); !strings.Contains(got, "WHAT IF") {
		t.Errorf("nothing says that the criteria are others:\n%s", got)
	}
	platform := func(name string) {
		press(m, "i")
		press(m, "up")
		typed(m, name)
		pressAndWait(m, "enter")
	}
	platform("linux/arm64")
	if len(changes) != 2 {
		t.Fatalf("asked for %+v", changes)
	}
	if c := changes[1]; c.Platform != "linux/arm64" || c.Criteria == nil || c.Criteria.Keys[0] != "other.pub" {
		t.Errorf("asked for %+v", c)
	}
	fail = true
	platform("plan9/mips")
	if !strings.Contains(drawn(m), "has no platform") {
		t.Errorf("nothing says what went wrong:\n%s", drawn(m))
	}
	fail = false
	pressAndWait(m, "r")
	if last := changes[len(changes)-1]; last.Platform != "" {
		t.Errorf("a reload asked for %+v", last)
	}
	if m.run.err != nil {
		t.Errorf("the error stays: %v", m.run.err)
	}
	press(m, "a")
	if m.run.change.Platform != EveryPlatform {
		t.Errorf("the platform is %q", m.run.change.Platform)
	}
}

// TestMistakeStaysInForm wants the reason why the checks did not run in the form.
func TestMistakeStaysInForm(t *testing.T) {
	engine := &fakeEngine{
		capabilities: Capabilities{Reverify: true},
		reverify:     func(report.Criteria) (*report.Report, error) { return nil, errors.New("no such file: other.pub") },
	}
	m := newTestModel(Options{Target: "x", Appearance: dark, Engine: engine})
	m.Update(tea.WindowSizeMsg{Width: 100, Height: 30})
	m.Update(inspectedMsg{report: &report.Report{Verdict: report.VerdictUnsigned}})
	press(m, "i")
	typed(m, "other.pub")
	pressAndWait(m, "enter")
	got := drawn(m)
	if !strings.Contains(got, "no such file: other.pub") {
		t.Errorf("the form does not say why:\n%s", got)
	}
	if strings.Contains(got, "checking") {
		t.Errorf("the form still waits:\n%s", got)
	}
}

// TestRetry fetches an artifact again and wants every outcome on the screen.
func TestRetry(t *testing.T) {
	t.Parallel()
	broken := &report.Report{
		Verdict:   report.VerdictUnknown,
		Artifacts: []report.Artifact{{ID: "a", Title: "signature", State: report.StateFailed, SBOM: -1}},
	}
	for name, c := range map[string]struct {
		result *report.Report
		err    error
		want   string
	}{
		"fetched":          {&report.Report{Verdict: report.VerdictUnpinned}, nil, "fetched again: unpinned"},
		"not alone":        {nil, ErrNothingToRetry, "no way to fetch this alone"},
		"not there either": {nil, errors.New("503 Service Unavailable"), "503 Service Unavailable"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			asked := ""
			engine := &fakeEngine{capabilities: Capabilities{Retry: true}, retry: func(id string) (*report.Report, error) {
				asked = id
				return c.result, c.err
			}}
			m := newTestModel(Options{Target: "x", Appearance: dark, Engine: engine})
			m.Update(tea.WindowSizeMsg{Width: 100, Height: 30})
			m.Update(inspectedMsg{report: broken})
			_, cmd := m.Update(pressed("R"))
			for _, msg := range messages(cmd) {
				if _, ok := msg.(retriedMsg); ok {
					m.Update(msg)
				}
			}
			if asked != "a" {
				t.Errorf("asked for %q", asked)
			}
			if !strings.Contains(m.notice.text, c.want) {
				t.Errorf("the notice is %q", m.notice.text)
			}
		})
	}
}

// TestCancel stops fetching the artifact under the cursor.
func TestCancel(t *testing.T) {
	t.Parallel()
	engine := &fakeEngine{capabilities: Capabilities{Cancel: true}}
	m := newTestModel(Options{Target: "x", Appearance: dark, Engine: engine})
	m.Update(tea.WindowSizeMsg{Width: 100, Height: 30})
	m.Update(eventMsg{event: report.Event{Artifact: &report.Artifact{ID: "a", Title: "signature", State: report.StateFetching, SBOM: -1}}})
	pressAndWait(m, "x")
	if len(engine.cancelled) != 1 || engine.cancelled[0] != "a" {
		t.Errorf("cancelled %q", engine.cancelled)
	}
}

// TestLateNewsIsDropped wants results of an earlier inspection to change nothing.
func TestLateNewsIsDropped(t *testing.T) {
	t.Parallel()
	m := newTestModel(Options{Target: "x", Appearance: dark})
	m.Update(tea.WindowSizeMsg{Width: 100, Height: 30})
	m.Update(inspectedMsg{report: &report.Report{Verdict: report.VerdictUnsigned}})
	m.Update(pressed("r"))
	before := m.run.report
	late := &report.Report{Verdict: report.VerdictVerified}
	for _, msg := range []tea.Msg{
		inspectedMsg{report: late}, reverifiedMsg{report: late}, retriedMsg{report: late}, eventMsg{event: report.Event{Report: late}},
	} {
		if m.Update(msg); m.run.report != before {
			t.Errorf("%T of an earlier inspection is shown", msg)
		}
	}
}

// TestActionsSayWhyNot presses every key that can do nothing on an empty
// report and wants a word of why.
func TestActionsSayWhyNot(t *testing.T) {
	m := newTestModel(Options{Target: "x", Appearance: dark})
	m.Update(tea.WindowSizeMsg{Width: 100, Height: 30})
	m.Update(inspectedMsg{report: &report.Report{Verdict: report.VerdictUnsigned}})
	for _, a := range m.actions {
		if a.whyNot(m) == "" {
			continue
		}
		m.notice.text = ""
		press(m, a.Keys()[0])
		if m.notice.text == "" {
			t.Errorf("%s says nothing", a.Help().Key)
		}
	}
	for _, key := range []string{"f", "s", "v", "d", "n", "o", "i", "a", "x", "R"} {
		m.notice.text = ""
		if press(m, key); m.notice.text == "" {
			t.Errorf("%s does something on an empty report", key)
		}
	}
}

// TestActionsOfUnreadImage wants no action to claim something about an image
// that could not be read, and the requests to be seen that were made for it.
func TestActionsOfUnreadImage(t *testing.T) {
	engine := &fakeEngine{capabilities: Capabilities{Reverify: true, Platforms: true}}
	m := newTestModel(Options{Target: "x", Appearance: dark, Engine: engine})
	m.Update(tea.WindowSizeMsg{Width: 100, Height: 30})
	m.Update(
		inspectedMsg{
			err:    errors.New("no answer"),
			report: &report.Report{Requests: []report.Request{{Method: "GET", URL: "https://example.com/v2/x", Status: 503}}},
		},
	)
	for _, key := range []string{"f", "o", "i", "a"} {
		m.notice.text = ""
		if press(m, key); !strings.Contains(m.notice.text, "could not be read") {
			t.Errorf("%s says %q", key, m.notice.text)
		}
	}
	if got := drawn(m); !strings.Contains(got, "no answer") {
		t.Errorf("the reason is not on the screen:\n%s", got)
	}
	press(m, "8")
	got := drawn(m)
	for _, want := range []string{"503", "https://example.com/v2/x"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not on the screen:\n%s", want, got)
		}
	}
}
