package spdx

import (
	"assay/sbom"
	"assay/sbom/internal/build"
)

// items appends the objects of a list to another. member reads one member of an
// item and reports whether it knows it; an item that the text breaks off in is
// left out. Items are read into t, which the reader holds for kinds that are
// frequent: a document of 100 MB has hundreds of thousands of such lists.
func items[T any](r *jsonReader, what, item string, t *T, member func(*jsonReader, *T, []byte) bool, to *[]T) {
	for ok := r.Array(what); ok && r.Next(); {
		if !r.Item(what) {
			continue
		}
		var none T
		*t = none
		offset := r.Offset()
		object(r, item, t, member)
		if !r.Stopped() {
			build.Append(r.b, to, *t, offset)
		}
	}
}

// object walks an object; what member does not know is noted.
func object[T any](r *jsonReader, what string, t *T, member func(*jsonReader, *T, []byte) bool) {
	var name []byte
	for ok := r.Object(what); ok && r.Member(&name); {
		if !member(r, t, name) {
			r.unknownMember(what, name)
		}
	}
}

// checksums reads a list of digests (SPDX 2.3, clauses 7.10 and 8.4).
func (r *jsonReader) checksums() []sbom.Checksum {
	r.checksumList = r.checksumList[:0]
	items(r, "checksums", "a checksum", &r.checksum, checksumMember, &r.checksumList)
	return r.b.Checksums(r.checksumList)
}

func checksumMember(r *jsonReader, c *sbom.Checksum, name []byte) bool {
	switch string(name) {
	case "algorithm":
		c.Algorithm = r.Text("algorithm")
	case "checksumValue":
		c.Value = r.Text("checksumValue")
	default:
		return false
	}
	return true
}

// references reads external references (SPDX 2.3, clause 7.21).
func (r *jsonReader) references(p *sbom.Package) []sbom.Reference {
	r.referenceList = r.referenceList[:0]
	items(r, "externalRefs", "an external reference", &r.reference, referenceMember, &r.referenceList)
	list := r.referenceList[:0]
	for _, ref := range r.referenceList {
		list = build.AddReference(p, list, ref)
	}
	return r.b.References(list)
}

func referenceMember(r *jsonReader, ref *sbom.Reference, name []byte) bool {
	switch string(name) {
	case "referenceCategory":
		ref.Category = r.Text("referenceCategory")
	case "referenceType":
		ref.Type = r.Text("referenceType")
	case "referenceLocator":
		ref.Locator = r.Text("referenceLocator")
	case memberComment:
		ref.Comment = r.Text(memberComment)
	default:
		return false
	}
	return true
}

func (r *jsonReader) verificationCode(p *sbom.Package) {
	object(r, "packageVerificationCode", p, func(r *jsonReader, p *sbom.Package, name []byte) bool {
		if string(name) == "packageVerificationCodeValue" {
			p.Detail().VerificationCode = r.Text("packageVerificationCodeValue")
		} else {
			r.Skip()
		}
		return true
	})
}

// annotations reads remarks (SPDX 2.3, clause 12).
func (r *jsonReader) annotations() []sbom.Annotation {
	var out []sbom.Annotation
	items(r, "annotations", "an annotation", new(sbom.Annotation), annotationMember, &out)
	return out
}

func annotationMember(r *jsonReader, a *sbom.Annotation, name []byte) bool {
	switch string(name) {
	case "annotator":
		a.Annotator = r.Text("annotator")
	case "annotationDate":
		a.Date = r.Text("annotationDate")
	case "annotationType":
		a.Type = r.Text("annotationType")
	case memberComment:
		a.Comment = r.Text(memberComment)
	case "spdxElementId", "SPDXREF", memberID:
		a.Subject = r.Text("spdxElementId")
	default:
		return false
	}
	return true
}

func (r *jsonReader) relationships() {
	var rel sbom.Relationship
	from := r.Offset()
	for ok := r.Array("relationships"); ok && r.Next(); {
		if !r.Item("relationships") {
			continue
		}
		rel = sbom.Relationship{Offset: r.Offset()}
		object(r, "a relationship", &rel, relationshipMember)
		if !r.Stopped() {
			addRelationship(r.b, rel, from)
		}
	}
}

func relationshipMember(r *jsonReader, rel *sbom.Relationship, name []byte) bool {
	switch string(name) {
	case "spdxElementId":
		rel.From = r.Text("spdxElementId")
	case "relationshipType":
		rel.Type = r.Text("relationshipType")
	case "relatedSpdxElement":
		rel.To = r.Text("relatedSpdxElement")
	case memberComment:
		rel.Comment = r.Text(memberComment)
	default:
		return false
	}
	return true
}

func (r *jsonReader) licenses() {
	items(r, "hasExtractedLicensingInfos", "a licence", new(sbom.License), licenseMember, &r.d.Licenses)
}

func licenseMember(r *jsonReader, l *sbom.License, name []byte) bool {
	switch string(name) {
	case "licenseId":
		l.ID = r.Text("licenseId")
	case memberName:
		l.Name = r.Text(memberName)
	case "extractedText":
		l.Text = r.Text("extractedText")
	case memberComment:
		l.Comment = r.Text(memberComment)
	case "seeAlsos":
		r.Strings("seeAlsos", func(text string) { l.SeeAlso = r.appendText(l.SeeAlso, text) })
	default:
		r.Skip()
	}
	return true
}

func (r *jsonReader) externalDocuments() {
	items(r, "externalDocumentRefs", "an external document", new(sbom.ExternalDocument), externalDocumentMember, &r.d.Externals)
}

func externalDocumentMember(r *jsonReader, e *sbom.ExternalDocument, name []byte) bool {
	switch string(name) {
	case "externalDocumentId":
		e.ID = r.Text("externalDocumentId")
	case "spdxDocument":
		e.URI = r.Text("spdxDocument")
	case "checksum":
		object(r, "checksum", &e.Checksum, checksumMember)
	default:
		r.Skip()
	}
	return true
}
