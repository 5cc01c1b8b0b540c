package spdx

import (
	"cmp"
	"strings"

	"assay/sbom"
	"assay/sbom/internal/build"
)

func (r *tagReader) externalDocument(value string, offset int) {
	id, rest, _ := strings.Cut(value, " ")
	uri, checksum, _ := strings.Cut(strings.TrimSpace(rest), " ")
	if uri == "" {
		r.malformed("ExternalDocumentRef", value, offset)
		return
	}
	build.Append(r.b, &r.d.Externals, sbom.ExternalDocument{ID: id, URI: uri, Checksum: splitChecksum(strings.TrimSpace(checksum))}, offset)
}

func (r *tagReader) malformed(tag, value string, offset int) {
	r.b.Notef(offset, sbom.Warning, sbom.CodeMalformed, "", "%s %.80q lacks some of its parts", tag, value)
}

func splitChecksum(value string) sbom.Checksum {
	algorithm, sum, _ := strings.Cut(value, ":")
	return sbom.Checksum{Algorithm: strings.TrimSpace(algorithm), Value: strings.TrimSpace(sum)}
}

func (r *tagReader) identifier(value string) {
	switch r.section {
	case inPackage:
		r.pkg.ID = value
		r.owner = value
	case inFile:
		r.file.ID = value
	default:
		if r.d.ID == "" {
			r.d.ID = value
		}
	}
}

func (r *tagReader) relationship(value string, offset int) {
	from, rest, _ := strings.Cut(value, " ")
	kind, to, ok := strings.Cut(strings.TrimLeft(rest, " "), " ")
	if !ok {
		r.malformed("Relationship", value, offset)
		return
	}
	to, _, _ = strings.Cut(strings.TrimLeft(to, " "), " ")
	addRelationship(r.b, sbom.Relationship{From: from, Type: kind, To: to, Offset: offset}, 0)
}

func (r *tagReader) annotationTag(tag, value string, offset int) {
	if tag == "Annotator" || r.annotation == nil {
		if !build.Append(r.b, &r.d.Annotations, sbom.Annotation{}, offset) {
			return
		}
		r.annotation = &r.d.Annotations[len(r.d.Annotations)-1]
	}
	switch tag {
	case "Annotator":
		r.annotation.Annotator = value
	case "AnnotationDate":
		r.annotation.Date = value
	case "AnnotationType":
		r.annotation.Type = value
	case "AnnotationComment":
		r.annotation.Comment = value
	case "SPDXREF":
		r.annotation.Subject = value
	}
}

// endElement keeps the package or file that ends at an offset.
func (r *tagReader) endElement(offset int) {
	switch r.section {
	case inPackage:
		r.endPackage(offset)
	case inFile:
		r.endFile(offset)
	default: // The others are in the document already.
	}
	r.section, r.checkpoint = inDocument, r.b.Checkpoint()
	r.checksums, r.references = r.checksums[:0], r.references[:0]
}

func (r *tagReader) endPackage(offset int) {
	p := &r.pkg
	p.Length = offset - p.Offset
	p.Checksums, p.References = r.b.Checksums(r.checksums), r.b.References(r.references)
	r.b.Name(r.checkpoint, cmp.Or(p.ID, p.Name))
	r.owner = p.ID
	if r.b.ReservePackage(p.Offset) && r.b.ReserveDetails(p.Offset, p.Details) {
		build.AppendReserved(r.b, &r.d.Packages, *p, 0, offset)
	}
}

// endFile keeps a file. A file after a package belongs to it (clause 8.1).
func (r *tagReader) endFile(offset int) {
	f := &r.file
	f.Length = offset - f.Offset
	f.Checksums = r.b.Checksums(r.checksums)
	r.b.Name(r.checkpoint, cmp.Or(f.ID, f.Name))
	if !r.b.ReserveFile(f.Offset) {
		return
	}
	build.AppendReserved(r.b, &r.d.Files, *f, 0, offset)
	if r.owner != "" && f.ID != "" {
		build.Append(r.b, &r.d.Implied, sbom.Relationship{From: r.owner, Type: contains, To: f.ID, Offset: f.Offset}, f.Offset)
	}
}
