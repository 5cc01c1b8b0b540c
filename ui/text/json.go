package text

import (
	"io"
	"strings"

	"assay/certview"
	"assay/inspect/report"
	"assay/ui/sanitize"
	"assay/ui/text/encode"
)

// WriteJSON writes a report as one JSON object and a line break. For a terminal,
// everything that could do something to it is written as \u escapes; the meaning
// is the same. What is too large is cut, and the member "cut" says where.
func WriteJSON(w io.Writer, r *report.Report, terminal bool) error {
	return encode.Write(w, r, encode.Options{Indent: true, Terminal: terminal})
}

// WriteJSONLine writes a report as WriteJSON does, in one line.
func WriteJSONLine(w io.Writer, r *report.Report, terminal bool) error {
	return encode.Write(w, r, encode.Options{Terminal: terminal})
}

// WriteCertificateJSON writes a certificate as WriteJSON does a report.
func WriteCertificateJSON(w io.Writer, c *certview.Certificate, terminal bool) error {
	return encode.Write(w, c, encode.Options{Indent: true, HTML: true, Terminal: terminal})
}

// WriteDocument writes a document that was asked for by itself, or what became
// of two of them, as WriteJSON does a report, and whole: how large it may be was
// decided when it was read.
func WriteDocument(w io.Writer, document any, terminal bool) error {
	return encode.Write(w, document, encode.Options{Indent: true, HTML: true, Terminal: terminal, Whole: true})
}

// WriteEncoded writes encoded JSON to a terminal, as WriteJSON does.
func WriteEncoded(w io.Writer, encoded []byte) error {
	_, err := w.Write(sanitize.JSON(encoded))
	return err
}

// WritePlain writes text that is meant for another program to a terminal:
// characters that it would obey are made visible.
func WritePlain(w io.Writer, text []byte) error {
	_, err := io.WriteString(w, strings.Join(sanitize.Lines(string(text)), "\n")+"\n")
	return err
}
