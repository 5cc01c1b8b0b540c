package tui

import (
	"context"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"assay/inspect/report"
	"assay/ui/present/bounds"
	"assay/ui/present/theme"
	"assay/ui/sanitize"
	"assay/ui/tui/dialog"
)

// model is the state of the terminal program. It changes in Update only; Update
// does no input or output, and commands change no state.
type model struct {
	options Options
	keys    keyMap
	actions []action
	// background makes a command of work that may take long.
	background func(work) tea.Cmd
	// send hands a message to the running program from elsewhere; it may be nil.
	send func(tea.Msg)

	width, height int
	look          look
	run           run
	tree          tree
	panes         panes
	sboms         sboms
	dialogs       dialog.Stack
	notice        notice
}

// work is done outside Update; its result comes back as a message.
type work func(context.Context) tea.Msg

// run is what is known of the target, and how the inspection goes.
type run struct {
	// number counts inspections, so that news of an earlier one is told apart.
	number  int
	loading bool
	// asked counts the checks by other criteria, so that the answer to an earlier
	// one, which came late, is told apart.
	asked int
	// retrying counts the artifacts that are being fetched again.
	retrying int
	// err is why the target could not be inspected.
	err    error
	report *report.Report
	// digest is what the target's name pointed to when it was inspected last.
	digest string
	// change is what the user has changed so far, original what was asked at first.
	change   Change
	original *report.Criteria
}

// notice is a short message in the last row.
type notice struct {
	text string
	// age counts notices, so that each is cleared by its own timer only.
	age int
	// stay is how long a notice stays.
	stay time.Duration
}

// noticeTime is how long a notice stays on the screen.
const noticeTime = 4 * time.Second

// News for Update.
type (
	eventMsg struct {
		run   int
		event report.Event
	}
	inspectedMsg struct {
		run    int
		report *report.Report
		err    error
	}
	reverifiedMsg struct {
		run, asked int
		report     *report.Report
		err        error
	}
	retriedMsg struct {
		run    int
		report *report.Report
		err    error
	}
	clearNoticeMsg struct{ age int }
)

// newModel makes the program. ctx ends the work that it begins.
func newModel(ctx context.Context, options Options) *model {
	m := &model{
		options:    options,
		keys:       newKeyMap(),
		background: func(w work) tea.Cmd { return func() tea.Msg { return w(ctx) } },
		look:       newLook(options.Appearance),
		panes:      newPanes(),
		sboms:      newSBOMs(),
		notice:     notice{stay: noticeTime},
	}
	m.run.loading = true
	m.run.report = &report.Report{Target: report.Target{Reference: options.Target}, Partial: true, Verdict: report.VerdictUnknown}
	m.actions = m.keys.actions()
	if options.Pane > 0 {
		m.panes.open = pane(options.Pane - 1)
	}
	return m
}

// Init asks for the background colour and starts the inspection.
func (m *model) Init() tea.Cmd {
	cmds := []tea.Cmd{m.inspect()}
	if m.options.Theme == "auto" && !m.options.NoColor {
		cmds = append(cmds, tea.RequestBackgroundColor)
	}
	return tea.Batch(cmds...)
}

// Update takes one message.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := m.handle(msg)
	if more := m.prepare(); more != nil {
		cmd = tea.Batch(cmd, more)
	}
	return m, cmd
}

func (m *model) handle(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.resize(msg)
	case tea.BackgroundColorMsg:
		m.look.theme = theme.New(msg.IsDark())
	case eventMsg:
		if msg.run == m.run.number {
			m.applyEvent(msg.event)
		}
	case inspectedMsg:
		return m.inspected(msg)
	case reverifiedMsg:
		return m.reverified(msg)
	case retriedMsg:
		return m.retried(msg)
	case exportedMsg:
		return m.exported(msg)
	case indexedMsg:
		m.sboms.states[msg.state.document] = msg.state
		m.refresh()
	case linesMsg:
		m.linesMade(msg)
	case clearNoticeMsg:
		if msg.age == m.notice.age {
			m.notice.text = ""
		}
	case tea.KeyPressMsg:
		return m.handleKey(msg)
	case tea.PasteMsg, tea.MouseWheelMsg, tea.MouseClickMsg:
		return m.handlePointer(msg)
	}
	return nil
}

func (m *model) resize(msg tea.WindowSizeMsg) {
	m.width, m.height = msg.Width, msg.Height
	body := m.layout().Body
	m.dialogs.Resize(dialogWidth(body), body.H)
	m.keepInView()
}

// setReport takes a new report and keeps the cursor on the artifact it was on.
func (m *model) setReport(r *report.Report) {
	m.run.report = r
	m.panes.dropAll()
	m.tree.set(r, m.look.content)
	m.refresh()
}

// notify shows a short message for a few seconds. Its arguments may be untrusted
// text.
func (m *model) notify(format string, args ...any) tea.Cmd {
	n := &m.notice
	n.text = sanitize.String(bounds.Cut(fmt.Sprintf(format, args...), bounds.Status))
	n.age++
	age := n.age
	return tea.Tick(n.stay, func(time.Time) tea.Msg { return clearNoticeMsg{age} })
}

func (m *model) layout() layout { return newLayout(m.width, m.height, m.tree.shown) }
