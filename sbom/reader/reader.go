// Package reader finds out which format an SBOM is in and reads it. A new
// format is one row of the table here and one package beside spdx.
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

// format is one kind of SBOM.
type format struct {
	// fits decides by the beginning of a document, at most sniff bytes.
	fits func(head []byte) bool
	read func(data []byte) *sbom.Document
}

const sniff = 64 << 10

// formats is in order: the first that fits is taken.
var formats = []format{
	{hasAll(`"spdxVersion"`), spdx.ReadJSON},
	{hasAll(`"bomFormat"`, `CycloneDX`), cyclonedx.ReadJSON},
	{hasAll(`"artifacts"`, `{`), syft.ReadJSON},
	{hasAll(`"packages"`, `"SPDXID"`), spdx.ReadJSON},
	{hasAll(`http://cyclonedx.org/schema/bom`), cyclonedx.ReadXML},
	{hasAll(`SPDXVersion:`), spdx.ReadTagValue},
	{hasAll(`spdxVersion:`), spdx.ReadYAML},
	{hasAll(`http://spdx.org/rdf/terms`), spdx.ReadRDF},
}

func hasAll(parts ...string) func([]byte) bool {
	return func(head []byte) bool {
		for _, p := range parts {
			if !bytes.Contains(head, []byte(p)) {
				return false
			}
		}
		return true
	}
}

var byteOrderMark = []byte("\xef\xbb\xbf")

// Detect reports whether data looks like an SBOM that Read knows. It goes by
// content: media types and names are often wrong.
func Detect(data []byte) bool { return choose(data) != nil }

func choose(data []byte) *format {
	head := data[:min(len(data), sniff)]
	for i := range formats {
		if formats[i].fits(head) {
			return &formats[i]
		}
	}
	// Some writers put what tells the format at the end.
	if tail := data[max(0, len(data)-sniff):]; len(data) > sniff {
		for i := range formats[:2] {
			if formats[i].fits(tail) {
				return &formats[i]
			}
		}
	}
	return nil
}

// Read reads an SBOM. It never fails: what could not be read, up to the whole
// document, is in the diagnostics.
func Read(data []byte, options Options) *sbom.Document {
	limit := options.MaxBytes
	if limit <= 0 {
		limit = DefaultLimit
	}
	if int64(len(data)) > limit {
		doc := &sbom.Document{Format: "not read"}
		doc.Note(nil, -1, sbom.Error, "too-large", "", fmt.Sprintf("the document has %d bytes, the limit is %d; --max-sbom-size raises it", len(data), limit))
		return doc
	}
	trimmed := bytes.TrimPrefix(data, byteOrderMark)
	f := choose(trimmed)
	if f == nil {
		doc := &sbom.Document{Format: "unknown"}
		doc.Note(nil, -1, sbom.Error, "format-unknown", "", "this is in no format that assay reads: SPDX 2 JSON, tag-value, YAML or RDF, CycloneDX JSON or XML, syft JSON")
		return doc
	}
	doc := f.read(trimmed)
	if len(trimmed) != len(data) {
		doc.Note(nil, -1, sbom.Info, "byte-order-mark", "", "the document begins with a byte order mark")
	}
	return doc
}
