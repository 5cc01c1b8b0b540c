// Package build assembles a Document for the readers of the formats. It keeps
// the diagnostics and turns their byte offsets into lines and columns, bounds
// the memory that a document may take, and checks IDs and references once all
// is read.
//
// It knows no format and never refuses a document: what does not fit or breaks
// a rule becomes a diagnostic.
package build

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unsafe"

	"assay/sbom"
)

// maxPerCode is how many diagnostics of one code are listed one by one; a
// document that is odd in every element says no more with all of them.
const maxPerCode = 100

// Builder assembles one document. It is not safe for concurrent use.
type Builder struct {
	Document *sbom.Document
	Input    sbom.Input

	notes      []note
	perCode    map[string]int
	free       int // units
	units      int // used so far
	exhausted  bool
	rules      Rules
	checksums  slab[sbom.Checksum]
	references slab[sbom.Reference]
}

type note struct {
	offset int
	sbom.Diagnostic
}

// New returns a builder for a document of the given input.
func New(in sbom.Input) *Builder {
	return &Builder{
		Document: &sbom.Document{Source: in.Data}, Input: in, perCode: map[string]int{},
		free: cmp.Or(in.FreeElements, freeUnits),
	}
}

// Note adds a diagnostic at a byte offset of the input; a negative offset means
// that the place is not known.
func (b *Builder) Note(offset int, severity sbom.Severity, code, element, message string) {
	b.perCode[code]++
	if b.perCode[code] > maxPerCode {
		return
	}
	b.notes = append(b.notes, note{
		offset,
		sbom.Diagnostic{Severity: severity, Code: code, Element: element, Message: message},
	})
}

// Notef is Note with a format. It allocates for its arguments, so it is meant
// for diagnostics that are rare.
func (b *Builder) Notef(offset int, severity sbom.Severity, code, element, format string, args ...any) {
	if b.perCode[code] >= maxPerCode {
		b.perCode[code]++
		return
	}
	b.Note(offset, severity, code, element, fmt.Sprintf(format, args...))
}

// Checkpoint returns how many diagnostics are listed so far, for Name.
func (b *Builder) Checkpoint() int { return len(b.notes) }

// Name gives an element to the diagnostics since a checkpoint that name none:
// the ID of an element often follows what is odd in it.
func (b *Builder) Name(checkpoint int, element string) {
	for i := checkpoint; i < len(b.notes); i++ {
		if b.notes[i].Element == "" {
			b.notes[i].Element = element
		}
	}
}

// Truncated reports whether only the beginning of the document was read.
func (b *Builder) Truncated() bool {
	for _, code := range []string{
		sbom.CodeTruncated, sbom.CodeNotJSON, sbom.CodeNotXML, sbom.CodeTooDeep, sbom.CodeTooMany,
	} {
		if b.perCode[code] > 0 {
			return true
		}
	}
	return false
}

// Finish checks the references within the document, adds the diagnostics in
// the order of their places and returns the document.
func (b *Builder) Finish() *sbom.Document {
	b.checkReferences()
	d := b.Document
	d.Packages, d.Files = trim(d.Packages), trim(d.Files)
	d.Relationships, d.Implied = trim(d.Relationships), trim(d.Implied)
	d.Vulnerabilities, d.Annotations, d.Licenses = trim(d.Vulnerabilities), trim(d.Annotations), trim(d.Licenses)
	slices.SortStableFunc(b.notes, func(x, y note) int { return x.offset - y.offset })
	place := b.Input.Place
	if place == nil {
		place = sbom.Places(b.Input.Data)
	}
	for _, n := range b.notes {
		if n.offset >= 0 {
			n.Line, n.Column = place(n.offset)
		}
		d.Diagnostics = append(d.Diagnostics, n.Diagnostic)
	}
	for _, code := range slices.Sorted(maps.Keys(b.perCode)) {
		if count := b.perCode[code]; count > maxPerCode {
			d.Diagnostics = append(d.Diagnostics, sbom.Diagnostic{
				Severity: sbom.Info, Code: code,
				Message: fmt.Sprintf("%d more like this are not listed", count-maxPerCode),
			})
		}
	}
	return d
}

// AddReference appends an external reference of a package to references. The
// first purl becomes the package's PURL instead.
func AddReference(p *sbom.Package, references []sbom.Reference, r sbom.Reference) []sbom.Reference {
	if p.PURL == "" && strings.HasSuffix(r.Type, "purl") {
		p.PURL = r.Locator
		return references
	}
	return append(references, r)
}

// String returns bytes as a string without copying them. The bytes must be
// those of the input, which nothing changes (see sbom.Input), or others that are
// never written to again. Copies would take as much memory again as the
// document has.
func String(raw []byte) string {
	return unsafe.String(unsafe.SliceData(raw), len(raw)) //nolint:gosec // the bytes never change, see above.
}
