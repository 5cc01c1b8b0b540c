package spdx

import (
	"bytes"

	"assay/sbom"
	"assay/sbom/internal/build"
)

// ReadTagValue reads SPDX 2 tag-value (SPDX specification 2.3, clause 4.4, with
// the tags of clauses 6 to 13): lines of "Tag: value", where a value may be
// <text> over several lines. Lines may be of any length. It never fails: what
// cannot be read is in the document's diagnostics.
func ReadTagValue(in sbom.Input) *sbom.Document {
	b := build.New(in)
	r := &tagReader{b: b, d: b.Document, data: in.Data, unknown: map[string]bool{}}
	r.d.Format = "SPDX tag-value"
	for at := in.Start; at < len(r.data) && !b.Exhausted(); {
		at = r.line(at)
	}
	r.endElement(len(r.data))
	b.Check(rules())
	return b.Finish()
}

// section is what the tags read apply to.
type section uint8

const (
	inDocument section = iota
	inPackage
	inFile
	inSnippet
	inLicense
)

type tagReader struct {
	b    *build.Builder
	d    *sbom.Document
	data []byte

	section    section
	pkg        sbom.Package
	file       sbom.File
	checkpoint int
	// owner is the ID of the last package: files after it are in it.
	owner string

	checksums  []sbom.Checksum
	references []sbom.Reference
	annotation *sbom.Annotation
	unknown    map[string]bool
	// noClose says that no </text> follows, so that the search is made once.
	noClose bool
}

// line reads the line at an offset, with the lines of its <text>, and returns
// where the next begins.
func (r *tagReader) line(start int) int {
	end := lineEnd(r.data, start)
	line := bytes.TrimSpace(r.data[start:end])
	if len(line) == 0 || line[0] == '#' {
		return end + 1
	}
	tag, value, ok := bytes.Cut(line, []byte{':'})
	if !ok {
		r.b.Note(start, sbom.Warning, sbom.CodeNoTag, "", "the line is neither a tag nor a comment")
		return end + 1
	}
	tag, value = bytes.TrimSpace(tag), bytes.TrimSpace(value)
	if bytes.HasPrefix(value, textOpen) {
		value, end = r.text(start, end)
	}
	r.tag(tag, build.String(value), start)
	return end + 1
}

var (
	textOpen  = []byte("<text>")
	textClose = []byte("</text>")
)

func lineEnd(data []byte, start int) int {
	if n := bytes.IndexByte(data[start:], '\n'); n >= 0 {
		return start + n
	}
	return len(data)
}

// text returns the text between <text> and </text>, and the end of the line
// that closes it. Without a closing one the text ends with its line, so that
// what follows is not lost.
func (r *tagReader) text(start, end int) ([]byte, int) {
	open := start + bytes.Index(r.data[start:end], textOpen) + len(textOpen)
	length := -1
	if !r.noClose {
		length = bytes.Index(r.data[open:], textClose)
	}
	if length < 0 {
		r.noClose = true
		r.b.Note(start, sbom.Error, sbom.CodeTextOpen, "", "<text> is never closed; it is read up to the end of its line")
		return bytes.TrimSpace(r.data[open:end]), end
	}
	return r.data[open : open+length], lineEnd(r.data, open+length)
}

func (r *tagReader) tag(tag []byte, value string, offset int) {
	switch string(tag) {
	case "PackageName":
		r.endElement(offset)
		r.section = inPackage
		r.pkg = sbom.Package{Name: value, Offset: offset}
	case "FileName":
		r.endElement(offset)
		r.section = inFile
		r.file = sbom.File{Name: value, Offset: offset}
	case "SPDXID":
		r.identifier(value)
	case "SnippetSPDXID", "SnippetSPDXIdentifier":
		r.endElement(offset)
		r.section = inSnippet
		build.Append(r.b, &r.d.Snippets, sbom.Snippet{ID: value}, offset)
	case "LicenseID":
		r.endElement(offset)
		r.section = inLicense
		build.Append(r.b, &r.d.Licenses, sbom.License{ID: value}, offset)
	case "Relationship":
		r.relationship(value, offset)
	case "RelationshipComment":
		if n := len(r.d.Relationships); n > 0 {
			r.d.Relationships[n-1].Comment = value
		}
	case "Annotator", "AnnotationDate", "AnnotationType", "AnnotationComment", "SPDXREF":
		r.annotationTag(string(tag), value, offset)
	case "Reviewer", "ReviewDate", "ReviewComment":
		// Deprecated since 2.0 (clause 13) and of no use to a reader.
	default:
		if !r.sectionTag(tag, value, offset) {
			r.unknownTag(tag, offset)
		}
	}
}

// sectionTag reads a tag that belongs to a section. A tag of one section
// within another is taken where it belongs, if that is possible.
func (r *tagReader) sectionTag(tag []byte, value string, offset int) bool {
	known := false
	switch r.section {
	case inPackage:
		known = r.packageTag(tag, value, offset)
	case inFile:
		known = r.fileTag(tag, value, offset)
	case inSnippet:
		known = r.snippetTag(tag, value)
	case inLicense:
		known = r.licenseTag(tag, value, offset)
	case inDocument:
	}
	return known || r.documentTag(tag, value, offset)
}

func (r *tagReader) unknownTag(tag []byte, offset int) {
	if len(r.unknown) < 100 && !r.unknown[string(tag)] {
		r.unknown[string(tag)] = true
		r.b.Note(offset, sbom.Info, sbom.CodeUnknownTag, "", `SPDX 2 has no tag "`+string(tag)+`"; it is skipped`)
	}
}

func (r *tagReader) documentTag(tag []byte, value string, offset int) bool {
	switch string(tag) {
	case "SPDXVersion":
		setVersion(r.b, value, "tag-value", offset)
	case "DataLicense":
		r.d.DataLicense = value
	case "DocumentName":
		r.d.Name = value
	case "DocumentNamespace":
		r.d.Namespace = value
	case "DocumentComment":
		r.d.Comment = value
	case "Creator":
		build.Append(r.b, &r.d.Creators, value, offset)
	case "Created":
		r.d.Created = value
	case "CreatorComment":
	case "LicenseListVersion":
		r.d.LicenseListVersion = value
	case "ExternalDocumentRef":
		r.externalDocument(value, offset)
	default:
		return false
	}
	return true
}
