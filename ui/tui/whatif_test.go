package tui

import (
	"errors"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"assay/inspect/report"
)

// TestDemand changes the platform and what is asked in the what-if form and
// wants the registry to be asked for just that, also on a reload.
func TestDemand(t *testing.T) {
	var asked []Demand
	fail := false
	o := Options{Target: "x", Theme: "dark", Platforms: true, Start: func(d Demand, _ func(report.Event)) (*report.Report, error) {
		asked = append(asked, d)
		if fail {
			return nil, errors.New("the image has no platform")
		}
		return &report.Report{Target: report.Target{Reference: "x", Platforms: 2, Platform: d.Platform}, Verdict: report.VerdictUnsigned}, nil
	}, Judge: func(a report.Criteria) (*report.Report, error) {
		return &report.Report{Target: report.Target{Reference: "x", Platforms: 2}, Criteria: a, Verdict: report.VerdictFailed}, nil
	}}
	m := newModel(o)
	m.statusTime = 0
	m.Update(tea.WindowSizeMsg{Width: 100, Height: 30})
	run := func(cmd tea.Cmd) {
		for _, msg := range messages(cmd) {
			if done, ok := msg.(doneMsg); ok {
				m.Update(done)
			}
			if judged, ok := msg.(judgedMsg); ok {
				m.Update(judged)
			}
		}
	}
	run(m.load())
	if len(asked) != 1 || asked[0] != (Demand{}) {
		t.Fatalf("asked %+v", asked)
	}
	press(m, "i")
	m.whatIf.fields[0].input.SetValue("other.pub")
	_, cmd := m.Update(pressed("enter"))
	run(cmd)
	if m.report.Verdict != report.VerdictFailed || len(asked) != 1 {
		t.Errorf("another key asked the registry %d times, verdict %s", len(asked), m.report.Verdict)
	}
	press(m, "i")
	m.whatIf.platform.SetValue("linux/arm64")
	_, cmd = m.Update(pressed("enter"))
	run(cmd)
	if len(asked) != 2 || asked[1].Platform != "linux/arm64" || asked[1].Asked == nil || asked[1].Asked.Keys[0] != "other.pub" {
		t.Fatalf("asked %+v", asked)
	}
	press(m, "i")
	fail = true
	m.whatIf.platform.SetValue("plan9/mips")
	_, cmd = m.Update(pressed("enter"))
	run(cmd)
	if !strings.Contains(drawn(m), "has no platform") {
		t.Errorf("nothing says what went wrong:\n%s", drawn(m))
	}
	fail = false
	_, cmd = m.Update(pressed("r"))
	run(cmd)
	if last := asked[len(asked)-1]; last.Platform != "" || m.err != nil {
		t.Errorf("a reload asked for %+v, %v", last, m.err)
	}
	press(m, "a")
	if m.demand.Platform != EveryPlatform {
		t.Errorf("the platform is %q", m.demand.Platform)
	}
}

// TestActionsSayWhyNot presses every key that can do nothing on an empty
// report and wants a word of why.
func TestActionsSayWhyNot(t *testing.T) {
	m := newModel(Options{Target: "x", Theme: "dark"})
	m.Update(tea.WindowSizeMsg{Width: 100, Height: 30})
	m.Update(doneMsg{report: &report.Report{Verdict: report.VerdictUnsigned}})
	for _, a := range m.actions {
		if a.unless == nil || a.unless(m) == "" {
			continue
		}
		m.status = ""
		press(m, a.Keys()[0])
		if m.status == "" {
			t.Errorf("%s says nothing", a.Help().Key)
		}
	}
	for _, key := range []string{"f", "s", "v", "d", "n", "o", "i", "a", "x", "R"} {
		m.status = ""
		if press(m, key); m.status == "" {
			t.Errorf("%s does something on an empty report", key)
		}
	}
}

// TestActionsOfUnreadImage wants no action to claim something about an image
// that could not be read, and the requests to be seen that were made for it.
func TestActionsOfUnreadImage(t *testing.T) {
	m := newModel(Options{Target: "x", Theme: "dark", Platforms: true, Judge: func(report.Criteria) (*report.Report, error) { return nil, nil }})
	m.Update(tea.WindowSizeMsg{Width: 100, Height: 30})
	m.Update(doneMsg{err: errors.New("no answer"), report: &report.Report{Requests: []report.Request{{Method: "GET", URL: "https://example.com/v2/x", Status: 503}}}})
	for _, key := range []string{"f", "o", "i", "a"} {
		m.status = ""
		if press(m, key); !strings.Contains(m.status, "could not be read") {
			t.Errorf("%s says %q", key, m.status)
		}
	}
	if got := drawn(m); !strings.Contains(got, "no answer") {
		t.Errorf("the reason is not on the screen:\n%s", got)
	}
	press(m, "8")
	if got := drawn(m); !strings.Contains(got, "503") || !strings.Contains(got, "https://example.com/v2/x") {
		t.Errorf("the requests are not on the screen:\n%s", got)
	}
}
