// Package reader finds out which format an SBOM is in and reads it. A new
// format is one row of the table here and one file beside the others.
package reader

import (
	"bytes"
	"fmt"

	"assay/sbom"
	"assay/sbom/cyclonedx"
	"assay/sbom/spdx"
	"assay/sbom/syft"
)

// DefaultLimit is the largest document in bytes that is read unless asked
// otherwise; cosign has the same for attachments.
const DefaultLimit = 128 << 20

// Options says how to read.
type Options struct {
	// MaxBytes is the largest document that is read; zero means DefaultLimit.
	MaxBytes int64
}

// format is one kind of SBOM. Of fits, only the one for the kind of text is
// set; read is nil for what is known and not read, which refusal explains.
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
	{name: "SPDX XML", xml: isSPDXXML, refusal: "SPDX as plain XML is not read: the specification defines no schema for it. Convert it to JSON or tag-value."},
	{name: "SPDX YAML", lines: isSPDXYAML, read: spdx.ReadYAML},
	{name: "SPDX tag-value", lines: isSPDXTag, read: spdx.ReadTagValue},
}

// Detect reports whether data looks like an SBOM that Read knows. It goes by
// content: media types and names are often wrong.
func Detect(data []byte) bool { return Format(data) != "" }

// Format returns the kind of SBOM that data looks like, such as "SPDX JSON",
// or the empty string. What is wrapped is looked into.
func Format(data []byte) string {
	text, _ := decode(data)
	in, _ := unwrap(text)
	if f := choose(in); f != nil {
		return f.name
	}
	return ""
}

// Read reads an SBOM. It never fails: what could not be read, up to the whole
// document, is in the diagnostics. Data must not be changed afterwards, as the
// document's strings point into it.
func Read(data []byte, options Options) *sbom.Document {
	limit := options.MaxBytes
	if limit <= 0 {
		limit = DefaultLimit
	}
	if int64(len(data)) > limit {
		return refuse("not read", sbom.CodeTooLarge, fmt.Sprintf("the document has %d bytes and the limit is %d; --max-sbom-size raises it", len(data), limit))
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
		return refuse("unknown", sbom.CodeUnknownFormat, "this is in no format that is read: SPDX 2 JSON, tag-value, YAML or RDF, SPDX 3 JSON-LD, CycloneDX JSON or XML, syft JSON")
	case f.read == nil:
		return refuse(f.name, sbom.CodeNotRead, f.refusal)
	}
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
