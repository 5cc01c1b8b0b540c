package tui

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"assay/inspect/report"
	"assay/sbom"
	"assay/ui/text"
)

// allKeys goes through every pane, page and dialog, and does in them what can be
// done.
var allKeys = []string{
	"1", "2", "z", "3", "4", "5", "7", "z", "B", "B", "8", "w", "w", "6", "s", "S", "b", "f", "x", "backspace", "enter", "esc",
	"v", "z", "v", "v", "enter", "v", "v", "d", "v", "enter", "esc", "tab", "down", "enter", "]", "[", "y", "Y", "c", "o",
	"/", "a", "enter", "n", "N", "esc", "i", "x", "enter", "esc", ":", "x", "esc", "e", "esc", "?", "down", "esc", "a", "x", "R",
}

// same compares reports member by member. The tables in which a document finds its
// elements differ from one reading to the next.
func same(t *testing.T, when string, want, got *report.Report) {
	t.Helper()
	everything := cmp.Exporter(func(reflect.Type) bool { return true })
	if diff := cmp.Diff(want, got, everything, cmpopts.IgnoreUnexported(sbom.Document{})); diff != "" {
		t.Fatalf("the report is another one after %s (-want +got):\n%s", when, diff)
	}
}

// TestReportStaysAsItIs wants a report that was handed out to be the same after a
// session of keys as one that nobody has looked at.
func TestReportStaysAsItIs(t *testing.T) {
	t.Parallel()
	for name, build := range map[string]func() *report.Report{
		"every member filled": hostileReport,
		"two SBOMs":           func() *report.Report { return sbomReport(smallSBOM, smallSBOM) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			given, untouched := build(), build()
			m := newTestModel(Options{Target: "x", Appearance: dark, Engine: &fakeEngine{
				capabilities: Capabilities{Reverify: true, Retry: true, Cancel: true, Platforms: true},
			}})
			m.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
			m.Update(inspectedMsg{report: given})
			for _, k := range allKeys {
				m.Update(pressed(k))
				_ = m.View()
				same(t, k, untouched, given)
			}
		})
	}
}

// TestViewChangesNothing wants everything that is drawn to be there before it is.
func TestViewChangesNothing(t *testing.T) {
	t.Parallel()
	m := newTestModel(Options{Target: "x", Appearance: dark, Engine: &fakeEngine{capabilities: Capabilities{Reverify: true}}})
	m.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
	m.Update(inspectedMsg{report: hostileReport()})
	state := func() string {
		made, places := 0, 0
		for _, v := range m.panes.views {
			places += v.Cursor + v.Offset()
			if v.List() != nil {
				made++
			}
		}
		return fmt.Sprint(len(m.panes.views), made, places, len(m.panes.folds), len(m.panes.cache.panes), len(m.sboms.states),
			m.tree.list.Cursor, m.tree.list.Offset())
	}
	for _, k := range allKeys {
		m.Update(pressed(k))
		before := state()
		first := m.View().Content
		if got := state(); got != before {
			t.Errorf("after %q drawing changes %s to %s", k, before, got)
		}
		if m.View().Content != first {
			t.Errorf("after %q drawing twice gives two screens", k)
		}
	}
}

// TestReportOfImageStaysAsItIs wants the same of a report as the engine makes it.
func TestReportOfImageStaysAsItIs(t *testing.T) {
	t.Parallel()
	for _, c := range []screenCase{
		{layout: "v3-sign-and-attest", asked: askKey},
		{layout: "v2-key-rekor", asked: askOtherKey},
		{layout: "sbom-attached-signed"},
	} {
		t.Run(c.layout, func(t *testing.T) {
			t.Parallel()
			r := load(t, c.layout, c.asked)
			encode := func() string {
				var b bytes.Buffer
				if err := text.WriteJSON(&b, r, false); err != nil {
					t.Fatal(err)
				}
				return b.String()
			}
			before := encode()
			m := newTestModel(Options{Target: "x", Appearance: dark, Engine: &fakeEngine{capabilities: Capabilities{Reverify: true}}})
			m.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
			m.Update(inspectedMsg{report: r})
			for _, k := range allKeys {
				m.Update(pressed(k))
				_ = m.View()
			}
			if encode() != before {
				t.Error("the report is another one")
			}
		})
	}
}

// TestNewsChangesNoReport wants later news, and an inspection that fails, to leave
// the reports before them as they are.
func TestNewsChangesNoReport(t *testing.T) {
	t.Parallel()
	build := func() *report.Report {
		return &report.Report{
			Partial:   true,
			Artifacts: []report.Artifact{{ID: "a", State: report.StateFetching, SBOM: -1}},
			Requests:  []report.Request{{URL: "first"}},
		}
	}
	given, untouched := build(), build()
	m := newTestModel(Options{Target: "x", Appearance: dark})
	m.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
	for _, msg := range []tea.Msg{
		eventMsg{event: report.Event{Report: given}},
		eventMsg{event: report.Event{Artifact: &report.Artifact{ID: "a", State: report.StateDone, SBOM: -1}}},
		eventMsg{event: report.Event{Artifact: &report.Artifact{ID: "b", Parent: "a", State: report.StateDone, SBOM: -1}}},
		eventMsg{event: report.Event{Report: given}},
		inspectedMsg{err: errors.New("no answer"), report: &report.Report{Requests: []report.Request{{URL: "second"}}}},
	} {
		m.Update(msg)
		_ = m.View()
		same(t, fmt.Sprintf("%T", msg), untouched, given)
	}
	if got := m.run.report.Requests[0].URL; got != "second" {
		t.Errorf("the requests of the failed inspection are not there, but %q", got)
	}
}
