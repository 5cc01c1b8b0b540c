package ui

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"

	"assay/inspect/report"
	"assay/ui/visible"
)

// WriteJSON writes a report as one JSON object and a line break. With escape,
// everything that could do something to a terminal is written as \u escapes;
// the meaning is the same.
func WriteJSON(w io.Writer, r *report.Report, escape bool) error {
	return encodeJSON(w, r, "  ", escape)
}

// WriteJSONLine writes a report as WriteJSON does, in one line.
func WriteJSONLine(w io.Writer, r *report.Report, escape bool) error {
	return encodeJSON(w, r, "", escape)
}

func encodeJSON(w io.Writer, r *report.Report, indent string, escape bool) error {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", indent)
	if err := encoder.Encode(r); err != nil {
		return err
	}
	return WriteEncoded(w, b.Bytes(), escape)
}

// WriteEncoded writes encoded JSON, with escape as WriteJSON does.
func WriteEncoded(w io.Writer, encoded []byte, escape bool) error {
	if escape {
		encoded = visible.JSON(encoded)
	}
	_, err := w.Write(encoded)
	return err
}

// WritePlain writes text that is meant for another program. With escape, because
// it goes to a terminal, characters that a terminal would obey are made visible.
func WritePlain(w io.Writer, text []byte, escape bool) error {
	if escape {
		text = []byte(strings.Join(visible.Lines(string(text)), "\n") + "\n")
	}
	_, err := w.Write(text)
	return err
}
