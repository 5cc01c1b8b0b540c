package tui

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"assay/inspect/report"
	"assay/registry/serve/hostile"
	"assay/ui/present/bounds"
	"assay/ui/present/line"
	"assay/ui/text"
)

// TestLaidBounded looks at large panes of many signatures: their lines are not
// all kept, the place in each is, and coming back shows the same.
func TestLaidBounded(t *testing.T) {
	r := &report.Report{Artifacts: []report.Artifact{{ID: "a", Kind: report.KindSignature, SBOM: -1}}}
	claims := json.RawMessage(hostile.Claims("sha256:x", "k", hostile.Wide(2, 15_000)))
	for n := range 40 {
		id := fmt.Sprint("sig-", n)
		r.Signatures = append(
			r.Signatures,
			&report.Signature{
				ID:     id,
				Claims: claims,
				Log:    &report.LogEntry{Body: claims},
				Raw:    []report.RawPart{{Name: "payload", Bytes: claims}},
			},
		)
		r.Artifacts[0].Signed = append(r.Artifacts[0].Signed, id)
	}
	m := newTestModel(Options{Target: "x", Appearance: dark})
	m.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
	m.Update(inspectedMsg{report: r})
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	press := func(keys ...string) {
		for _, k := range keys {
			_, cmd := m.Update(pressed(k))
			for _, msg := range messages(cmd) {
				m.Update(msg)
			}
		}
	}
	press("tab", "down", "3", "pgdown", "pgdown")
	line, place := mustCurrent(t, m).String(), m.view().Cursor
	press("tab", "tab")
	for range 39 {
		press("]", "3", "5", "7")
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	kept := 0
	for _, p := range m.panes.cache.panes {
		kept += p.lines.Len()
	}
	with := 0
	for _, v := range m.panes.views {
		if v.List() != nil {
			with++
		}
	}
	if kept > bounds.Kept+bounds.Rows || with > len(m.panes.cache.panes)+1 {
		t.Errorf("%d lines are kept in %d panes, %d of %d views have theirs", kept, len(m.panes.cache.panes), with, len(m.panes.views))
	}
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 64<<20 {
		t.Errorf("%d MiB are kept", grown>>20)
	}
	for range 39 {
		press("[")
	}
	if press("3"); m.view().Cursor != place || place == 0 || mustCurrent(t, m).String() != line {
		t.Errorf("the place was %d and is %d", place, m.view().Cursor)
	}
}

// TestLaid wants what was used last to stay, and one that is too large by
// itself as well.
func TestLaid(t *testing.T) {
	t.Parallel()
	l := &lineCache{}
	lines := func(n int) line.Nested { return make(line.Static, n) }
	key := func(id string) viewKey { return viewKey{id: id} }
	l.put(key("a"), lines(bounds.Kept/2))
	l.put(key("b"), lines(bounds.Kept/2))
	if l.get(key("a")) == nil || l.get(key("none")) != nil {
		t.Error("what was kept is not there")
	}
	if dropped := l.put(key("c"), lines(bounds.Kept/2)); len(dropped) != 1 || dropped[0] != key("b") || l.get(key("a")) == nil {
		t.Errorf("dropped %v", dropped)
	}
	if dropped := l.put(key("large"), lines(bounds.Kept+1)); len(dropped) != 2 || l.get(key("large")) == nil {
		t.Errorf("dropped %v", dropped)
	}
}

// TestCopyBounded wants nothing to be handed to the terminal that it would not
// take, and a word on that.
func TestCopyBounded(t *testing.T) {
	t.Parallel()
	m := newTestModel(Options{Target: "x", Appearance: dark})
	m.copy(strings.Repeat("x", bounds.Clipboard+1), "the value")
	if !strings.Contains(m.notice.text, "1.0 MiB") || !strings.Contains(m.notice.text, "nothing was copied") {
		t.Errorf("status %q", m.notice.text)
	}
	m.copy(strings.Repeat("x", bounds.Clipboard), "the value")
	if !strings.HasPrefix(m.notice.text, "copied the value: xxx") || len(m.notice.text) > 2*bounds.Status {
		t.Errorf("status of %d bytes", len(m.notice.text))
	}
}

// TestTextCut wants a text report of more than it may have to say so, and to
// show the packages all the same.
func TestTextCut(t *testing.T) {
	t.Parallel()
	r := &report.Report{SBOMs: []*report.SBOM{{Format: "the list of packages"}}}
	claims := json.RawMessage(
		`{"optional":{` + strings.Repeat(
			`"k":"`+strings.Repeat("v", 1000)+`",`,
			1,
		) + `"l":[` + strings.Repeat(
			`"`+strings.Repeat("v", 1000)+`",`,
			800,
		) + `0]}}`,
	)
	for range 64 {
		r.Signatures = append(r.Signatures, &report.Signature{Claims: claims})
	}
	var b strings.Builder
	if err := text.Write(&b, r, text.Options{}); err != nil {
		t.Fatal(err)
	}
	if text := b.String(); len(text) > bounds.Text+1<<20 ||
		!strings.Contains(text, "… cut here, at 16.0 MiB: of 64 signatures and attestations, the first ") ||
		!strings.Contains(text, "the list of packages") {
		t.Errorf("%d bytes, ending in %s", len(text), text[len(text)-600:])
	}
}
