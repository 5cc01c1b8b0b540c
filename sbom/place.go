package sbom

import "bytes"

// Place returns the line and column, from 1, of a byte offset in data.
func Place(data []byte, offset int) (line, column int) {
	offset = max(0, min(offset, len(data)))
	before := data[:offset]
	line = bytes.Count(before, []byte{'\n'}) + 1
	column = offset - bytes.LastIndexByte(before, '\n')
	return line, column
}

// maxDiagnostics bounds how many oddities are kept; a document that is odd in
// every line says no more with all of them.
const maxDiagnostics = 1000

// Note adds a diagnostic at a byte offset of data; a negative offset means that
// the place is not known.
func (d *Document) Note(data []byte, offset int, severity Severity, code, element, message string) {
	if len(d.Diagnostics) >= maxDiagnostics {
		return
	}
	n := Diagnostic{Severity: severity, Code: code, Element: element, Message: message}
	if offset >= 0 {
		n.Line, n.Column = Place(data, offset)
	}
	d.Diagnostics = append(d.Diagnostics, n)
}
