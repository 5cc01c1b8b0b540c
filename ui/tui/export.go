package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"assay/sbom"
	"assay/ui/present/line"
	"assay/ui/text"
	"assay/ui/tui/dialog"
)

// exportedMsg tells how writing a file ended.
type exportedMsg struct {
	path string
	err  error
}

// exportsPackages reports whether an export is of the packages that are shown;
// else it is of the report.
func (m *model) exportsPackages() bool { return m.panes.open == panePackages && m.sbomState() != nil }

// packagesToExport says what an export of packages has in it.
func (m *model) packagesToExport() string {
	return line.Plural(m.sbomState().view.Len(), "package") + " as shown, as .csv, .json or .spdx."
}

// write writes what is shown to a file, in the format of the name's ending.
func (m *model) write(path string) tea.Cmd {
	to, err := m.exporter(path)
	if err != nil {
		m.dialogs.Update(dialog.Problem{Text: err.Error()})
		return nil
	}
	return m.background(func(context.Context) tea.Msg { return exportedMsg{path, writeNew(path, to)} })
}

// exporter returns what writes a file of this name, or an error where its ending
// names no format. The packages are taken now: the list may change while they
// are written.
func (m *model) exporter(path string) (func(io.Writer) error, error) {
	ending := strings.ToLower(filepath.Ext(path))
	if !m.exportsPackages() {
		if ending != ".json" {
			return nil, errors.New("the report is written as JSON: a name that ends in .json")
		}
		r := m.run.report
		return func(w io.Writer) error { return text.WriteJSON(w, r, false) }, nil
	}
	s := m.sbomState()
	d, shown := s.document, slices.Values(slices.Collect(s.view.Packages()))
	switch ending {
	case ".csv":
		return func(w io.Writer) error { return sbom.WriteCSV(w, shown) }, nil
	case ".json":
		return func(w io.Writer) error { return sbom.WriteJSON(w, shown) }, nil
	case ".spdx":
		return func(w io.Writer) error {
			return sbom.WriteTagValue(w, d, shown, "assay", time.Now().UTC().Format(time.RFC3339))
		}, nil
	}
	return nil, errors.New("the extension sets the format: .csv, .json or .spdx (tag-value)")
}

// writeNew writes a file that was not there before: nothing is overwritten.
func writeNew(path string, write func(io.Writer) error) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists already; choose another name", path)
	}
	if err != nil {
		return fmt.Errorf("writing the export: %w", err)
	}
	if err := errors.Join(write(file), file.Close()); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}

// exported closes the export, or shows in it why the file was not written.
func (m *model) exported(msg exportedMsg) tea.Cmd {
	form, open := m.dialogs.Top().(*dialog.Export)
	if !m.settle(form, open, msg.err) {
		return nil
	}
	return m.notify("written to %s", msg.path)
}
