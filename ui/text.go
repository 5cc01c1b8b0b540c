package ui

import (
	"io"

	"assay/inspect/report"
)

// TextOptions says how text is printed.
type TextOptions struct {
	// Color permits ANSI colours.
	Color bool
}

// WriteText writes a report as plain text.
func WriteText(w io.Writer, r *report.Report, options TextOptions) error {
	_, err := io.WriteString(w, string(r.Verdict)+"\n")
	return err
}
