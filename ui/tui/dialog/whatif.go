package dialog

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"assay/inspect/report"
	"assay/ui/present/line"
)

// WhatIf is the form in which the user changes the criteria. All checks then run
// again on what was already fetched.
type WhatIf struct {
	keys    whatIfKeys
	subject Subject
	fields  []whatIfField
	at      int
	// inlineKey is the PEM text that the key field stands for.
	inlineKey string
	problem   string
	working   bool
}

// Subject is what the form is about.
type Subject struct {
	// Criteria are those that the verdict was measured against, Original those
	// of the command line.
	Criteria, Original report.Criteria
	// Signature is the one whose own signer can be filled in; it may be nil.
	Signature *report.Signature
	// Platforms says that there is a choice of platforms; Platform is the present
	// one.
	Platforms bool
	Platform  string
}

// whatIfField is one line of the form. The platform's has no criterion.
type whatIfField struct {
	criterion

	input textinput.Model
}

type whatIfKeys struct{ Check, OwnSigner, Original, Next, Previous, Leave, Quit key.Binding }

const (
	// pemBegin is how PEM text begins.
	pemBegin = "-----BEGIN"
	// inlineKeyText stands in the key field for PEM text.
	inlineKeyText = "(inline key)"
	labelPlatform = "platform"
)

// NewWhatIf opens the form.
func NewWhatIf(subject Subject) *WhatIf {
	w := &WhatIf{subject: subject, keys: whatIfKeys{
		Check:     Bind("enter", "check", "enter"),
		OwnSigner: Bind("ctrl+f", "this signature's own signer", "ctrl+f"),
		Original:  Bind("ctrl+o", "the original criteria", "ctrl+o"),
		Next:      Bind("tab", "next field", "tab", "down"),
		Previous:  quiet("shift+tab", "up"),
		Leave:     Bind("esc", "leave", "esc"),
		Quit:      quitKey(),
	}}
	for _, c := range criteria() {
		w.add(c, c.get(subject.Criteria))
	}
	if subject.Platforms {
		w.add(criterion{label: labelPlatform}, subject.Platform)
	}
	w.focus(0)
	return w
}

func (w *WhatIf) add(c criterion, value string) {
	if strings.HasPrefix(value, pemBegin) {
		w.inlineKey, value = value, inlineKeyText
	}
	w.fields = append(w.fields, whatIfField{criterion: c, input: newInput(value)})
}

// Keys returns the keys that are not typed into a field.
func (w *WhatIf) Keys() []key.Binding {
	k := w.keys
	return []key.Binding{k.Check, k.OwnSigner, k.Original, k.Next, k.Previous, k.Leave, k.Quit}
}

// Place returns InBody.
func (w *WhatIf) Place() Place { return InBody }

// Update takes a key, pasted text or the reason why the checks did not run.
func (w *WhatIf) Update(msg tea.Msg) Action {
	switch msg := msg.(type) {
	case Problem:
		w.working, w.problem = false, msg.Text
	case tea.PasteMsg:
		w.paste(msg)
	case tea.KeyPressMsg:
		return w.handleKey(msg)
	}
	return nil
}

func (w *WhatIf) handleKey(msg tea.KeyPressMsg) Action {
	switch {
	case key.Matches(msg, w.keys.Leave):
		return Close{}
	case key.Matches(msg, w.keys.Quit):
		return Quit{}
	case key.Matches(msg, w.keys.Check):
		return w.ask(w.changed())
	case key.Matches(msg, w.keys.Original):
		return w.ask(w.subject.Original)
	case key.Matches(msg, w.keys.OwnSigner):
		w.fillOwnSigner()
	case key.Matches(msg, w.keys.Previous):
		w.focus(w.at - 1)
	case key.Matches(msg, w.keys.Next):
		w.focus(w.at + 1)
	default:
		w.problem = ""
		w.fields[w.at].input, _ = w.fields[w.at].input.Update(msg)
	}
	return nil
}

// ask wants the checks to run. The form stays open until they have.
func (w *WhatIf) ask(c report.Criteria) Action {
	w.working, w.problem = true, ""
	platform := w.subject.Platform
	if last := w.fields[len(w.fields)-1]; last.label == labelPlatform {
		platform = strings.TrimSpace(last.input.Value())
	}
	return Ask{c, platform}
}

// changed returns the criteria with the changes of the form. What was not changed
// stays as it was: a field shows the first of several keys only.
func (w *WhatIf) changed() report.Criteria {
	out := w.subject.Criteria
	for _, f := range w.fields {
		value := strings.TrimSpace(f.input.Value())
		if value == inlineKeyText {
			value = w.inlineKey
		}
		if f.set != nil && strings.TrimSpace(value) != strings.TrimSpace(f.get(out)) {
			f.set(&out, value)
		}
	}
	return out
}

// fillOwnSigner fills in the signer that the signature's certificate names.
func (w *WhatIf) fillOwnSigner() {
	s := w.subject.Signature
	if s == nil || s.Certificate == nil {
		w.problem = "this signature has no certificate that names its signer"
		return
	}
	values := map[string]string{
		labelIdentity: s.Certificate.Who(), labelIssuer: s.Certificate.Issued(),
		labelKey: "", labelIdentityRegexp: "", labelIssuerRegexp: "",
	}
	for i := range w.fields {
		if v, ok := values[w.fields[i].label]; ok {
			w.fields[i].input.SetValue(v)
		}
	}
}

// focus moves the cursor to the end of a field; the form goes round.
func (w *WhatIf) focus(at int) {
	w.fields[w.at].input.Blur()
	w.at = (at + len(w.fields)) % len(w.fields)
	w.fields[w.at].input.Focus()
	w.fields[w.at].input.CursorEnd()
}

// paste takes pasted text; a PEM key is kept whole.
func (w *WhatIf) paste(msg tea.PasteMsg) {
	text := pasted(msg)
	input := &w.fields[w.at].input
	if strings.HasPrefix(text, pemBegin) {
		w.inlineKey = unixLines(msg.Content)
		input.SetValue(inlineKeyText)
		return
	}
	input.SetValue(input.Value() + text)
}

// Lines shows the fields, and a problem with what they say. Where there is no room
// for all, the field with the cursor and the problem come first.
func (w *WhatIf) Lines(width, height int) []line.Line {
	heading := []line.Line{line.Heading("What if")}
	head := append(slices.Clone(heading), line.TextLine(
		line.StyleDim,
		"Change the criteria; every check runs again on what was already fetched.",
	), line.Blank())
	state := w.state()
	foot := slices.Concat([]line.Line{line.Blank()}, state, []line.Line{line.TextLine(line.StyleDim, hint(w.Keys(), "   "))})
	all := wrap(slices.Concat(head, w.fieldLines(0), foot), width)
	if len(all) <= height {
		return all
	}
	below := fit(state, width, height/2)
	above := fit(heading, width, height-len(below)-1)
	return slices.Concat(above, w.fieldsAround(width, height-len(above)-len(below)), below)
}

// state says what came of the fields, in no or one line.
func (w *WhatIf) state() []line.Line {
	switch {
	case w.problem != "":
		return []line.Line{line.TextLine(line.StyleBad, w.problem)}
	case w.working:
		return []line.Line{line.TextLine(line.StyleDim, "checking …")}
	}
	return nil
}

// fieldLines shows the fields from this one on.
func (w *WhatIf) fieldLines(from int) []line.Line {
	var out []line.Line
	for i := from; i < len(w.fields); i++ {
		out = append(out, w.fields[i].line(i == w.at))
	}
	return out
}

// fieldsAround shows the fields in a room of height rows, from the first one from
// which that with the cursor has room.
func (w *WhatIf) fieldsAround(width, height int) []line.Line {
	from := 0
	for from < w.at && len(wrap(w.fieldLines(from), width))-len(wrap(w.fieldLines(w.at+1), width)) > height {
		from++
	}
	return fit(w.fieldLines(from), width, height)
}

// labelColumn is the width in cells of the labels.
const labelColumn = 18

// line shows a field; the focused one has the cursor.
func (f *whatIfField) line(focused bool) line.Line {
	value := []rune(f.input.Value())
	if !focused {
		return line.Field("  "+f.label, string(value))
	}
	at := min(f.input.Position(), len(value))
	l := line.NewLine(line.Text(line.StyleAccent, padTo("▸ "+f.label, labelColumn)),
		line.Text(line.StylePlain, string(value[:at])), caret(), line.Text(line.StylePlain, string(value[at:])))
	l.Indent = labelColumn
	return l
}
