package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"assay/sbom"
	"assay/ui/text"
)

// The formats in which packages are written to be taken elsewhere.
const (
	exportCSV  = "csv"
	exportJSON = string(formJSON)
	exportSPDX = "spdx"
)

// exportSBOM writes the packages that a view shows in a format to be taken
// elsewhere.
func (f *flags) exportSBOM(command *cobra.Command, d *sbom.Document, view *sbom.View, format string) error {
	var write func(io.Writer) error
	harmless := text.WritePlain
	switch format {
	case exportCSV:
		write = func(w io.Writer) error { return sbom.WriteCSV(w, view.Packages()) }
	case exportJSON:
		write, harmless = func(w io.Writer) error { return sbom.WriteJSON(w, view.Packages()) }, text.WriteEncoded
	case exportSPDX:
		created := time.Now().UTC().Format(time.RFC3339)
		write = func(w io.Writer) error { return sbom.WriteTagValue(w, d, view.Packages(), "assay-"+version(), created) }
	default:
		return usageError("--export %q is not known: csv, json or spdx", format)
	}
	paced := newPaced(command.Context(), f.env.stdout, f.begun, f.timeout)
	var err error
	if isTerminal(f.env.stdout) {
		var written bytes.Buffer
		err = errors.Join(write(&written), harmless(paced, written.Bytes()))
	} else {
		err = write(paced)
	}
	if err != nil {
		return fmt.Errorf("exporting the packages: %w", err)
	}
	return nil
}
