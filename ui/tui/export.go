package tui

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"assay/sbom"
	"assay/ui/present"
	"assay/ui/sanitize"
	"assay/ui/text"
)

// export asks for the name of a file to write: the packages shown, in the
// format of the name's ending, or the report as JSON.
type export struct {
	input    textinput.Model
	packages bool
	problem  string
}

// exportedMsg tells how writing ended.
type exportedMsg struct {
	path string
	err  error
}

func (m *model) openExport() tea.Cmd {
	x := &export{input: textinput.New(), packages: m.pane == panePackages && m.sbomState() != nil}
	x.input.SetValue("assay-report.json")
	if x.packages {
		x.input.SetValue("packages.csv")
	}
	x.input.Focus()
	x.input.CursorEnd()
	m.export = x
	return nil
}

func (m *model) pressExport(msg tea.KeyPressMsg) tea.Cmd {
	x := m.export
	switch msg.String() {
	case "esc":
		m.export = nil
	case "ctrl+c":
		return tea.Quit
	case "enter":
		write, err := m.exporter(x)
		if err != nil {
			x.problem = err.Error()
			return nil
		}
		path := strings.TrimSpace(x.input.Value())
		return func() tea.Msg { return exportedMsg{path, writeNew(path, write)} }
	default:
		x.problem = ""
		x.input, _ = x.input.Update(msg)
	}
	return nil
}

// exporter returns what writes the file. The packages are taken now: the list
// may change while they are written.
func (m *model) exporter(x *export) (func(io.Writer) error, error) {
	ending := strings.ToLower(filepath.Ext(strings.TrimSpace(x.input.Value())))
	if !x.packages {
		if ending != ".json" {
			return nil, errors.New("the report is written as JSON: a name that ends in .json")
		}
		r := m.report
		return func(w io.Writer) error { return text.WriteJSON(w, r, false) }, nil
	}
	s := m.sbomState()
	var shown []*sbom.Package
	for p := range s.view.Packages() {
		shown = append(shown, p)
	}
	all := func(yield func(*sbom.Package) bool) {
		for _, p := range shown {
			if !yield(p) {
				return
			}
		}
	}
	switch ending {
	case ".csv":
		return func(w io.Writer) error { return sbom.WriteCSV(w, all) }, nil
	case ".json":
		return func(w io.Writer) error { return sbom.WriteJSON(w, all) }, nil
	case ".spdx":
		return func(w io.Writer) error {
			return sbom.WriteTagValue(w, s.document, all, "assay", time.Now().UTC().Format(time.RFC3339))
		}, nil
	}
	return nil, errors.New("the ending says the format: .csv, .json or .spdx (tag-value)")
}

// writeNew writes a file that was not there before: nothing is overwritten.
func writeNew(path string, write func(io.Writer) error) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already; another name keeps both", path)
	}
	if err != nil {
		return fmt.Errorf("writing the export: %w", err)
	}
	if err := errors.Join(write(file), file.Close()); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}

func (m *model) exported(msg exportedMsg) tea.Cmd {
	if msg.err != nil {
		if m.export != nil {
			m.export.problem = msg.err.Error()
		}
		return nil
	}
	m.export = nil
	return m.say("written to %s", sanitize.String(msg.path))
}

func (x *export) rows(m *model, width, height int) []string {
	what := "The report as JSON."
	if x.packages {
		what = fmt.Sprintf("%s as shown, as .csv, .json or .spdx.", present.Plural(m.sbomState().view.Len(), "package"))
	}
	lines := []present.Line{present.Heading("Export"), present.TextLine(present.StyleDim, what), present.Blank(),
		{Spans: []present.Span{{Text: "file: ", Style: present.StyleAccent}, present.Text(present.StylePlain, x.input.Value()), {Text: "▌", Style: present.StyleAccent}}}, present.Blank()}
	if x.problem != "" {
		lines = append(lines, present.TextLine(present.StyleBad, x.problem))
	}
	return m.overlay(append(lines, present.TextLine(present.StyleDim, "enter write   esc leave")), width, height)
}
