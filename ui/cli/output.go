package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"assay/inspect/report"
	"assay/ui/text"
)

// form is one of the ways to show something.
type form string

const (
	formAuto form = "auto"
	formTUI  form = "tui"
	formText form = "text"
	formJSON form = "json"
)

// formNames are what -o takes.
func formNames() []string {
	return []string{string(formAuto), string(formTUI), string(formText), string(formJSON)}
}

// form decides between the front ends.
func (f *flags) form() (form, error) {
	switch form(f.output) {
	case formTUI, formText, formJSON:
		return form(f.output), nil
	case formAuto, "":
		if f.env.interactive() {
			return formTUI, nil
		}
		return formText, nil
	}
	return "", usageError("-o %q is not known: auto, tui, text or json", f.output)
}

// print writes a report, with a note where there is one, and returns its exit
// code as a verdictError unless that is 0.
func (f *flags) print(command *cobra.Command, shown form, r *report.Report, note string) error {
	err := f.present(command, shown, forms{
		json: func(w io.Writer, terminal bool) error { return text.WriteJSON(w, r, terminal) },
		text: func(w io.Writer, o text.Options) error {
			if note != "" {
				o.Notes = []string{note}
			}
			return text.Write(w, r, o)
		},
	})
	if err != nil {
		return err
	}
	if code := r.ExitCode(); code != 0 {
		return &verdictError{code}
	}
	return nil
}

// forms are the ways to write something.
type forms struct {
	json func(w io.Writer, terminal bool) error
	text func(w io.Writer, o text.Options) error
}

// present writes something in the form that was asked for.
func (f *flags) present(command *cobra.Command, shown form, something forms) error {
	paced := newPaced(command.Context(), f.env.stdout, f.begun, f.timeout)
	var err error
	switch shown {
	case formJSON:
		err = something.json(paced, isTerminal(f.env.stdout))
	case formText, formAuto:
		err = something.text(paced, f.env.textOptions())
	default:
		return usageError("-o %q is not known here: text or json", string(shown))
	}
	if err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}
