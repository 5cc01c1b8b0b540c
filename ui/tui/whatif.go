package tui

import (
	"cmp"
	"sort"
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"assay/inspect/report"
	"assay/ui/present"
)

// whatIf is the form in which the user changes what is asked of the signatures.
// All checks then run again on what was already fetched.
type whatIf struct {
	fields []whatIfField
	at     int
	// pasted is a PEM key that was pasted into the key field.
	pasted string
	// platform is the last field: changing it asks the registry again.
	platform *textinput.Model
	problem  string
	working  bool
}

// whatIfField is one line of the form: how it is filled from what was asked,
// and how it changes that.
type whatIfField struct {
	label string
	get   func(report.Criteria) string
	set   func(*report.Criteria, string)
	input textinput.Model
}

const pastedKey = "(inline key)"

// judgedMsg is the result of judging again.
type judgedMsg struct {
	report *report.Report
	err    error
}

func newWhatIf(asked report.Criteria, platform string) *whatIf {
	w := &whatIf{fields: []whatIfField{
		{label: "key", get: func(a report.Criteria) string { return firstOf(a.Keys) }, set: func(a *report.Criteria, v string) { a.Keys = listOf(v) }},
		{label: "identity", get: func(a report.Criteria) string { return a.Identity }, set: func(a *report.Criteria, v string) { a.Identity = v }},
		{label: "identity regexp", get: func(a report.Criteria) string { return a.IdentityRegexp }, set: func(a *report.Criteria, v string) { a.IdentityRegexp = v }},
		{label: "issuer", get: func(a report.Criteria) string { return a.Issuer }, set: func(a *report.Criteria, v string) { a.Issuer = v }},
		{label: "issuer regexp", get: func(a report.Criteria) string { return a.IssuerRegexp }, set: func(a *report.Criteria, v string) { a.IssuerRegexp = v }},
		{label: "annotations", get: func(a report.Criteria) string { return annotationText(a.Annotations) }, set: func(a *report.Criteria, v string) { a.Annotations = annotationsFrom(v) }},
		{label: "trusted root", get: func(a report.Criteria) string { return a.TrustedRoot }, set: func(a *report.Criteria, v string) { a.TrustedRoot = v }},
	}}
	if platform != noPlatform {
		w.fields = append(w.fields, whatIfField{label: "platform", get: func(report.Criteria) string { return platform }, set: func(*report.Criteria, string) {}})
	}
	for i := range w.fields {
		w.fields[i].input = textinput.New()
		value := w.fields[i].get(asked)
		if strings.HasPrefix(value, "-----BEGIN") {
			w.pasted, value = value, pastedKey
		}
		w.fields[i].input.SetValue(value)
	}
	if platform != noPlatform {
		w.platform = &w.fields[len(w.fields)-1].input
	}
	w.focus(0)
	return w
}

// noPlatform leaves the platform out of the form.
const noPlatform = "\x00"

func firstOf(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

func listOf(value string) []string {
	if value == "" {
		return nil
	}
	return []string{value}
}

func annotationText(m map[string]string) string {
	var out []string
	for k, v := range m {
		out = append(out, k+"="+v)
	}
	sort.Strings(out)
	return strings.Join(out, ", ")
}

func annotationsFrom(text string) map[string]string {
	out := map[string]string{}
	for part := range strings.SplitSeq(text, ",") {
		if k, v, ok := strings.Cut(strings.TrimSpace(part), "="); ok {
			out[k] = v
		}
	}
	return out
}

func (w *whatIf) focus(at int) {
	w.fields[w.at].input.Blur()
	w.at = (at + len(w.fields)) % len(w.fields)
	w.fields[w.at].input.Focus()
	w.fields[w.at].input.CursorEnd()
}

// asked returns what was asked before with the form's changes.
func (w *whatIf) asked(before report.Criteria) report.Criteria {
	for i := range w.fields {
		value := strings.TrimSpace(w.fields[i].input.Value())
		if value == pastedKey {
			value = w.pasted
		}
		w.fields[i].set(&before, value)
	}
	return before
}

// fill takes over the signer of a signature.
func (w *whatIf) fill(s *report.Signature) bool {
	if s == nil || s.Certificate == nil {
		return false
	}
	values := map[string]string{"identity": s.Certificate.Who(), "issuer": s.Certificate.Issued(), "key": "", "identity regexp": "", "issuer regexp": ""}
	for i := range w.fields {
		if v, ok := values[w.fields[i].label]; ok {
			w.fields[i].input.SetValue(v)
		}
	}
	return true
}

// openWhatIf opens the form.
func (m *model) openWhatIf() tea.Cmd {
	if m.original == nil {
		asked := m.report.Criteria
		m.original = &asked
	}
	platform := noPlatform
	if m.options.Platforms && (m.report.Target.Platforms > 0 || m.report.Target.Platform != "") {
		platform = cmp.Or(m.demand.Platform, m.report.Target.Platform)
	}
	m.whatIf = newWhatIf(m.report.Criteria, platform)
	return nil
}

// pressWhatIf takes a key while the form is open.
func (m *model) pressWhatIf(msg tea.KeyPressMsg) tea.Cmd {
	w := m.whatIf
	switch msg.String() {
	case "esc":
		m.whatIf = nil
	case "ctrl+c":
		return tea.Quit
	case "enter":
		return m.judge(w.asked(m.report.Criteria))
	case "ctrl+o":
		return m.judge(*m.original)
	case "ctrl+f":
		if !w.fill(m.about()) {
			w.problem = "this signature has no certificate that names its signer"
		}
	case "up", "shift+tab":
		w.focus(w.at - 1)
	case "down", "tab":
		w.focus(w.at + 1)
	default:
		w.problem = ""
		w.fields[w.at].input, _ = w.fields[w.at].input.Update(msg)
	}
	return nil
}

// pasteWhatIf takes pasted text; a PEM key is kept whole.
func (m *model) pasteWhatIf(text string) {
	w := m.whatIf
	if strings.HasPrefix(strings.TrimSpace(text), "-----BEGIN") {
		w.pasted = text
		w.fields[w.at].input.SetValue(pastedKey)
		return
	}
	w.fields[w.at].input.SetValue(w.fields[w.at].input.Value() + strings.TrimSpace(text))
}

func (m *model) judge(asked report.Criteria) tea.Cmd {
	m.demand.Asked = &asked
	if p := m.whatIf.platform; p != nil && strings.TrimSpace(p.Value()) != cmp.Or(m.demand.Platform, m.report.Target.Platform) {
		m.demand.Platform, m.whatIf = strings.TrimSpace(p.Value()), nil
		return m.reload()
	}
	m.whatIf.working, m.whatIf.problem = true, ""
	judge := m.options.Judge
	return func() tea.Msg {
		r, err := judge(asked)
		return judgedMsg{r, err}
	}
}

// judged shows the result of judging again; a mistake stays in the form.
func (m *model) judged(msg judgedMsg) tea.Cmd {
	if msg.err != nil {
		if m.whatIf != nil {
			m.whatIf.working, m.whatIf.problem = false, msg.err.Error()
		}
		return nil
	}
	m.whatIf = nil
	m.views = map[viewKey]*scroller{}
	m.setReport(msg.report)
	return m.say("judged again on what was fetched: %s", strings.ToLower(present.Verdict(msg.report.Verdict).Word))
}

// rows draws the form.
func (w *whatIf) rows(m *model, width, height int) []string {
	lines := []present.Line{present.Heading("What if"), present.TextLine(present.StyleDim, "Change what is asked of the signatures; every check runs again on what was already fetched."), present.Blank()}
	for i := range w.fields {
		f := &w.fields[i]
		value := []rune(f.input.Value())
		if i != w.at {
			lines = append(lines, present.Field("  "+f.label, string(value)))
			continue
		}
		at := min(f.input.Position(), len(value))
		lines = append(lines, present.Line{Spans: []present.Span{{Text: padTo("▸ "+f.label, 18), Style: present.StyleAccent},
			present.Text(present.StylePlain, string(value[:at])), {Text: "▌", Style: present.StyleAccent}, present.Text(present.StylePlain, string(value[at:]))}, Indent: 18})
	}
	lines = append(lines, present.Blank())
	switch {
	case w.problem != "":
		lines = append(lines, present.Line{Spans: []present.Span{present.Text(present.StyleBad, w.problem)}})
	case w.working:
		lines = append(lines, present.TextLine(present.StyleDim, "judging …"))
	}
	lines = append(lines, present.TextLine(present.StyleDim, "enter judge   ctrl+f this signature's own signer   ctrl+o as asked at first   tab next field   esc leave"))
	return m.overlay(lines, width, height)
}

// sameAsked reports whether two demands ask for the same.
func sameAsked(a, b report.Criteria) bool {
	x, y := newWhatIf(a, noPlatform), newWhatIf(b, noPlatform)
	for i := range x.fields {
		if x.fields[i].get(a) != y.fields[i].get(b) {
			return false
		}
	}
	return true
}
