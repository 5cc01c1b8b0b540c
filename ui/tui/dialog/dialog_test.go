package dialog

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/google/go-cmp/cmp"

	"assay/certview"
	"assay/inspect/report"
)

// Named keys, as the terminal sends them.
func pressed(name string) tea.KeyPressMsg {
	special := map[string]tea.KeyPressMsg{
		"enter": {
			Code: tea.KeyEnter,
		},
		"esc":       {Code: tea.KeyEscape},
		"up":        {Code: tea.KeyUp},
		"down":      {Code: tea.KeyDown},
		"tab":       {Code: tea.KeyTab},
		"backspace": {Code: tea.KeyBackspace},
		"pgdown":    {Code: tea.KeyPgDown},
		"ctrl+c": {
			Code: 'c',
			Mod:  tea.ModCtrl,
		},
		"ctrl+f": {Code: 'f', Mod: tea.ModCtrl},
		"ctrl+o": {Code: 'o', Mod: tea.ModCtrl},
		"ctrl+u": {Code: 'u', Mod: tea.ModCtrl},
	}
	if msg, ok := special[name]; ok {
		return msg
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

func entries() []Entry {
	return []Entry{
		{Binding: Bind("j", "down", "j"), Group: "Move", Rank: 1},
		{Binding: Bind("e", "export to a file", "e"), Group: "Copy", Rank: 0},
		{Binding: Bind("i", "what if", "i"), Group: "Program", Rank: 2, Unavailable: "no signature"},
	}
}

// shown is the text of a dialog in a room of 98 by 30 cells.
func shown(d Dialog) string {
	var b strings.Builder
	for _, l := range d.Lines(98, 30) {
		b.WriteString(l.String() + "\n")
	}
	return b.String()
}

var all = map[string]func() Dialog{
	"help":    func() Dialog { return NewHelp(entries(), false) },
	"palette": func() Dialog { return NewPalette(entries()) },
	"export":  func() Dialog { return NewExport("The report.", "report.json") },
	"search":  func() Dialog { return NewSearch() },
	"filter":  func() Dialog { return NewFilter("type:npm") },
	"what if": func() Dialog { return NewWhatIf(Subject{Platforms: true, Platform: "linux/amd64"}) },
}

// TestActions presses keys in every dialog and wants the action of the last one.
func TestActions(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		dialog string
		keys   string
		want   Action
	}{
		{"help", "j", nil},
		{"help", "x", Close{}},
		{"help", "ctrl+c", Quit{}},
		{"palette", "enter", Perform{1}},
		{"palette", "down enter", Perform{0}},
		{"palette", "up down down down enter", Perform{2}},
		{"palette", "w h a t enter", Perform{2}},
		{"palette", "q q enter", Close{}},
		{"palette", "esc", Close{}},
		{"palette", "ctrl+c", Quit{}},
		{"export", "enter", Write{"report.json"}},
		{"export", "x enter", Write{"report.jsonx"}},
		{"export", "esc", Close{}},
		{"export", "ctrl+c", Quit{}},
		{"search", "a", Edited{Search, "a"}},
		{"search", "a b backspace", Edited{Search, "a"}},
		{"search", "backspace", nil},
		{"search", "a enter", Accepted{Search}},
		{"search", "ctrl+c", Cancelled{Search}},
		{"filter", "x", Edited{Filter, "type:npmx"}},
		{"filter", "esc", Cancelled{Filter}},
		{"what if", "enter", Ask{Platform: "linux/amd64"}},
		{"what if", "k enter", Ask{Criteria: report.Criteria{Keys: []string{"k"}}, Platform: "linux/amd64"}},
		{"what if", "tab a enter", Ask{Criteria: report.Criteria{Identity: "a"}, Platform: "linux/amd64"}},
		{"what if", "up backspace enter", Ask{Platform: "linux/amd6"}},
		{"what if", "k ctrl+o", Ask{Platform: "linux/amd64"}},
		{"what if", "esc", Close{}},
		{"what if", "ctrl+c", Quit{}},
	} {
		t.Run(c.dialog+" "+c.keys, func(t *testing.T) {
			t.Parallel()
			var stack Stack
			stack.Push(all[c.dialog]())
			var got Action
			for k := range strings.FieldsSeq(c.keys) {
				got = stack.Update(pressed(k))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("the action differs (-want +got):\n%s", diff)
			}
		})
	}
}

// TestNoCollisions wants every key of a dialog to mean one thing.
func TestNoCollisions(t *testing.T) {
	t.Parallel()
	for name, open := range all {
		seen := map[string]bool{}
		for _, binding := range open().Keys() {
			for _, k := range binding.Keys() {
				if seen[k] {
					t.Errorf("%s: %q means two things", name, k)
				}
				seen[k] = true
			}
		}
	}
}

// TestFits draws every dialog in rooms of all sizes: it stays within them.
func TestFits(t *testing.T) {
	t.Parallel()
	for name, open := range all {
		for width := 1; width < 130; width += 3 {
			for height := 1; height < 50; height += 4 {
				d := open()
				d.Update(tea.WindowSizeMsg{Width: width, Height: height})
				d.Update(pressed("pgdown"))
				d.Update(Problem{"no such file"})
				lines := d.Lines(width, height)
				if len(lines) > height {
					t.Fatalf("%s in %dx%d has %d lines", name, width, height, len(lines))
				}
				for _, l := range lines {
					if l.Width() > width {
						t.Fatalf("%s in %dx%d has a line of %d cells: %q", name, width, height, l.Width(), l.String())
					}
				}
			}
		}
	}
}

// TestPaste pastes into every dialog that takes text.
func TestPaste(t *testing.T) {
	t.Parallel()
	const pem = "-----BEGIN PUBLIC KEY-----\nabc\n-----END PUBLIC KEY-----\n"
	for _, c := range []struct {
		dialog, text, want string
	}{
		{"palette", " what \n", "do: what▌"},
		{"export", "x", "file: report.jsonx▌"},
		{"search", "left", "/left▌"},
		{"filter", " x", "filter: type:npmx▌"},
		{"what if", "cosign.pub\n", "cosign.pub▌"},
		{"what if", pem, "(inline key)▌"},
	} {
		t.Run(fmt.Sprint(c.dialog, " ", c.want), func(t *testing.T) {
			t.Parallel()
			d := all[c.dialog]()
			d.Update(tea.PasteMsg{Content: c.text})
			if got := shown(d); !strings.Contains(got, c.want) {
				t.Errorf("%q is not there:\n%s", c.want, got)
			}
		})
	}
	for _, end := range []string{"\n", "\r", "\r\n"} {
		d := NewWhatIf(Subject{})
		d.Update(tea.PasteMsg{Content: strings.ReplaceAll(pem, "\n", end)})
		want := Ask{Criteria: report.Criteria{Keys: []string{pem}}}
		if diff := cmp.Diff(want, d.Update(pressed("enter"))); diff != "" {
			t.Errorf("with lines that end in %q the pasted key is not asked for (-want +got):\n%s", end, diff)
		}
	}
}

// TestWhatIfLittleRoom wants the field with the cursor, and the reason why the
// checks did not run, to be seen in a small terminal as well.
func TestWhatIfLittleRoom(t *testing.T) {
	t.Parallel()
	d := NewWhatIf(Subject{})
	for at, name := range []string{"key", "identity", "identity regexp", "issuer", "issuer regexp", "annotations", "trusted root"} {
		if at > 0 {
			d.Update(pressed("tab"))
		}
		for _, height := range []int{4, 6, 9, 30} {
			d.Update(Problem{Text: "no such key"})
			rows := d.Lines(48, height)
			var got strings.Builder
			for _, l := range rows {
				got.WriteString(l.String() + "\n")
			}
			if len(rows) > height {
				t.Errorf("%d rows in a room of %d", len(rows), height)
			}
			if !strings.Contains(got.String(), "▸ "+name+" ") {
				t.Errorf("the cursor's field %s is not seen in %d rows:\n%s", name, height, &got)
			}
			if !strings.Contains(got.String(), "no such key") {
				t.Errorf("the problem is not seen in %d rows:\n%s", height, &got)
			}
		}
	}
}

// TestWhatIfChangesNothingElse wants criteria that the form does not show, or not
// wholly, to stay as they are.
func TestWhatIfChangesNothingElse(t *testing.T) {
	t.Parallel()
	before := report.Criteria{
		Keys: []string{"-----BEGIN PUBLIC KEY-----\nabc\n", "second.pub"}, Annotations: map[string]string{"list": "a,b"},
		Offline: true, Policy: "policy.json",
	}
	d := NewWhatIf(Subject{Criteria: before})
	if diff := cmp.Diff(Action(Ask{Criteria: before}), d.Update(pressed("enter"))); diff != "" {
		t.Errorf("nothing was typed, and the criteria differ (-before +after):\n%s", diff)
	}
	for _, k := range []string{"tab", "x", "enter"} {
		d.Update(pressed(k))
	}
	if len(before.Keys) != 2 || before.Identity != "" {
		t.Errorf("the criteria before were changed: %+v", before)
	}
}

// TestOwnSigner fills in the signer that the certificate names.
func TestOwnSigner(t *testing.T) {
	t.Parallel()
	certificate := &certview.Certificate{SANs: []certview.SAN{{Type: "email", Value: "someone@example.com"}}, Issuer: "CN=example"}
	d := NewWhatIf(Subject{Criteria: report.Criteria{Keys: []string{"k.pub"}}, Signature: &report.Signature{Certificate: certificate}})
	d.Update(pressed("ctrl+f"))
	got := d.Update(pressed("enter"))
	want := Ask{Criteria: report.Criteria{Identity: certificate.Who(), Issuer: certificate.Issued()}}
	if diff := cmp.Diff(Action(want), got); diff != "" {
		t.Errorf("the criteria differ (-want +got):\n%s", diff)
	}
	d = NewWhatIf(Subject{})
	d.Update(pressed("ctrl+f"))
	if got := shown(d); !strings.Contains(got, "has no certificate") {
		t.Errorf("nothing says that there is no signer:\n%s", got)
	}
}

// TestProblem wants a reason to stand in the dialog until something is typed.
func TestProblem(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"export", "what if"} {
		d := all[name]()
		d.Update(pressed("enter"))
		d.Update(Problem{"no such \x1bfile"})
		if got := shown(d); !strings.Contains(got, `no such \x1bfile`) {
			t.Errorf("%s does not show it:\n%s", name, got)
		}
		if got := shown(d); strings.Contains(got, "checking") {
			t.Errorf("%s still waits:\n%s", name, got)
		}
		d.Update(pressed("x"))
		if got := shown(d); strings.Contains(got, "no such") {
			t.Errorf("%s shows it still:\n%s", name, got)
		}
	}
}

// TestStack wants the dialog on top to get the keys.
func TestStack(t *testing.T) {
	t.Parallel()
	var s Stack
	if s.Top() != nil {
		t.Error("an empty stack has a dialog")
	}
	if got := s.Update(pressed("x")); got != nil {
		t.Errorf("an empty stack does %v", got)
	}
	s.Pop()
	below, top := NewExport("", "a"), NewSearch()
	s.Push(below)
	s.Push(top)
	if got, want := s.Update(pressed("x")), Action(Edited{Search, "x"}); got != want {
		t.Errorf("the dialog on top does %v", got)
	}
	s.Pop()
	if s.Top() != Dialog(below) {
		t.Error("the dialog below is not on top")
	}
	if got := s.Update(pressed("enter")); got != Action(Write{"a"}) {
		t.Errorf("the dialog below does %v", got)
	}
}

// TestHelpScrolls wants the last line to be reached and not passed.
func TestHelpScrolls(t *testing.T) {
	t.Parallel()
	h := NewHelp(entries(), true)
	h.Update(tea.WindowSizeMsg{Width: 60, Height: 5})
	first := h.Lines(60, 5)[0].String()
	for range 20 {
		h.Update(pressed("pgdown"))
	}
	last := h.Lines(60, 5)
	if len(last) != 5 {
		t.Errorf("%d lines are shown at the end", len(last))
	}
	for range 20 {
		h.Update(tea.MouseWheelMsg{Button: tea.MouseWheelUp})
	}
	if got := h.Lines(60, 5)[0].String(); got != first {
		t.Errorf("the first line is %q and was %q", got, first)
	}
}
