// Package reader reads SBOMs of every supported format: SPDX 2.1 to 2.3 as JSON,
// tag-value, YAML and RDF/XML, SPDX 3.0 as JSON-LD, CycloneDX 1.0 to 1.7 as JSON
// and XML, and the native JSON of syft. It finds out by content which of them a
// document is in; the packages next to it read one family each.
//
// Documents are untrusted. Reading one is bounded in size, depth and memory, and
// a document that breaks the rules of its format yields what can be read of it,
// with diagnostics.
//
// A new format is one row in the table of this package and one function that
// reads it.
package reader

import (
	"bytes"
	"fmt"

	"assay/sbom"
	"assay/sbom/cyclonedx"
	"assay/sbom/spdx"
	"assay/sbom/syft"
)

// DefaultLimit is the largest document in bytes that is read by default; cosign
// has the same limit for attachments.
const DefaultLimit = 128 << 20

// Options bound the reading of a document. The zero value has the defaults.
type Options struct {
	// MaxBytes is the largest document that is read, in bytes; zero or less means
	// DefaultLimit.
	MaxBytes int64
}

// format is one kind of SBOM. Of json, xml and lines one is set, by the kind of
// text; it reports whether a document is of this format. read is nil for a format
// that is recognised and not read; refusal then says why.
type format struct {
	name    string
	json    func(k *keys) bool
	xml     func(root xmlRoot) bool
	lines   func(tag string) bool
	read    func(in sbom.Input) *sbom.Document
	refusal string
}

// formats is in order: the first that fits is taken.
var formats = []format{
	{name: "SPDX 3 JSON-LD", json: isSPDX3, read: spdx.ReadJSONLD},
	{name: "SPDX JSON", json: isSPDX2, read: spdx.ReadJSON},
	{name: "CycloneDX JSON", json: isCycloneDX, read: cyclonedx.ReadJSON},
	{name: "syft JSON", json: isSyft, read: syft.ReadJSON},
	{name: "CycloneDX XML", xml: isCycloneDXXML, read: cyclonedx.ReadXML},
	{name: "SPDX RDF", xml: isSPDXRDF, read: spdx.ReadRDF},
	{name: "SPDX XML", xml: isSPDXXML, refusal: "SPDX as plain XML is not read: the specification defines no schema for it. Convert it " +
		"to JSON or tag-value."},
	{name: "SPDX YAML", lines: isSPDXYAML, read: spdx.ReadYAML},
	{name: "SPDX tag-value", lines: isSPDXTag, read: spdx.ReadTagValue},
}

// Detect reports whether data looks like an SBOM of a format that Read
// recognises. It goes by content: media types and names are often wrong.
func Detect(data []byte) bool { return Format(data) != "" }

// Format returns the kind of SBOM that data looks like, such as "SPDX JSON",
// or the empty string. It looks into wrappers, as Read does.
func Format(data []byte) string {
	text, _ := decode(data)
	in, _ := unwrap(text)
	if f := choose(in); f != nil {
		return f.name
	}
	return ""
}

// Read reads an SBOM, whatever its format, and takes off what clients wrap it in:
// an in-toto statement, a JSON string, cosign's {"Data": …}, {"sbom": …}.
//
// It never fails and never returns nil: what could not be read is in the
// document's diagnostics, up to the whole document, for which
// [sbom.Document.Refused] reports true. Data must not be changed afterwards, as
// the document's strings point into it. Read verifies no signature and fetches
// nothing.
func Read(data []byte, options Options) *sbom.Document {
	limit := options.MaxBytes
	if limit <= 0 {
		limit = DefaultLimit
	}
	if int64(len(data)) > limit {
		d := refuse("not read", sbom.CodeTooLarge, fmt.Sprintf("the document has %d bytes and the limit is %d", len(data), limit))
		d.Diagnostics[0].Limit = limit
		return d
	}
	text, notes := decode(data)
	in, wrapped := unwrap(text)
	notes = append(notes, wrapped...)
	d := read(in)
	d.Diagnostics = append(notes, d.Diagnostics...)
	return d
}

func read(in sbom.Input) *sbom.Document {
	if len(bytes.TrimSpace(in.Data[in.Start:])) == 0 {
		return refuse("unknown", sbom.CodeUnknownFormat, "the document is empty")
	}
	f := choose(in)
	switch {
	case f == nil:
		return refuse("unknown", sbom.CodeUnknownFormat, "the format is none of those that are read: "+
			"SPDX 2 JSON, tag-value, YAML or RDF, SPDX 3 JSON-LD, CycloneDX JSON or XML, syft JSON")
	case f.read == nil:
		return refuse(f.name, sbom.CodeNotRead, f.refusal)
	}
	return guarded(f, in)
}

// guarded turns a panic of a reader into a diagnostic. None is known, but the
// documents are untrusted, and none of them may end the program.
func guarded(f *format, in sbom.Input) (d *sbom.Document) {
	defer func() {
		if r := recover(); r != nil {
			d = refuse(f.name, sbom.CodeUnreadable, fmt.Sprintf("the reader of this format failed: %v", r))
		}
	}()
	return f.read(in)
}

func refuse(format, code, message string) *sbom.Document {
	return &sbom.Document{Format: format, Diagnostics: []sbom.Diagnostic{{Severity: sbom.Error, Code: code, Message: message}}}
}

func choose(in sbom.Input) *format {
	data := bytes.TrimLeft(in.Data[in.Start:], " \t\r\n\x00")
	if len(data) == 0 {
		return nil
	}
	switch data[0] {
	case '{':
		k := readKeys(in)
		return find(func(f *format) bool { return f.json != nil && f.json(k) })
	case '<':
		root := readRoot(data)
		return find(func(f *format) bool { return f.xml != nil && f.xml(root) })
	}
	return chooseLines(data)
}

func find(fits func(f *format) bool) *format {
	for i := range formats {
		if fits(&formats[i]) {
			return &formats[i]
		}
	}
	return nil
}
