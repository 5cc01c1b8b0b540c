package spdx

import "assay/sbom"

// checksums reads a list of digests (SPDX 2.3, clauses 7.10 and 8.4).
func (r *jsonReader) checksums() []sbom.Checksum {
	r.checksumList = r.checksumList[:0]
	var name []byte
	for ok := r.Array("checksums"); ok && r.Next(); {
		if !r.Item("checksums") {
			continue
		}
		var c sbom.Checksum
		offset := r.Offset()
		for ok := r.Object("a checksum"); ok && r.Member(&name); {
			switch string(name) {
			case "algorithm":
				c.Algorithm = r.Text("algorithm")
			case "checksumValue":
				c.Value = r.Text("checksumValue")
			default:
				r.unknownMember("a checksum", name)
			}
		}
		if !r.Stopped() && r.b.Room(offset) {
			r.checksumList = append(r.checksumList, c)
		}
	}
	return r.b.Checksums(r.checksumList)
}

// references reads external references (SPDX 2.3, clause 7.21).
func (r *jsonReader) references(p *sbom.Package) []sbom.Reference {
	r.referenceList = r.referenceList[:0]
	var name []byte
	for ok := r.Array("externalRefs"); ok && r.Next(); {
		if !r.Item("externalRefs") {
			continue
		}
		var ref sbom.Reference
		offset := r.Offset()
		for ok := r.Object("an external reference"); ok && r.Member(&name); {
			switch string(name) {
			case "referenceCategory":
				ref.Category = r.Text("referenceCategory")
			case "referenceType":
				ref.Type = r.Text("referenceType")
			case "referenceLocator":
				ref.Locator = r.Text("referenceLocator")
			case "comment":
				ref.Comment = r.Text("comment")
			default:
				r.unknownMember("an external reference", name)
			}
		}
		if !r.Stopped() && r.b.Room(offset) {
			r.referenceList = sbom.AddReference(p, r.referenceList, ref)
		}
	}
	return r.b.References(r.referenceList)
}

func (r *jsonReader) verificationCode(p *sbom.Package) {
	var name []byte
	for ok := r.Object("packageVerificationCode"); ok && r.Member(&name); {
		if string(name) == "packageVerificationCodeValue" {
			p.Detail().VerificationCode = r.Text("packageVerificationCodeValue")
		} else {
			r.Skip()
		}
	}
}

// hasFiles keeps the files of a package as relationships that are implied. Its
// ID may come later, so implyFiles fills it in.
func (r *jsonReader) hasFiles(p *sbom.Package) {
	r.Kind()
	offset := r.Offset()
	r.Strings("hasFiles", func(file string) {
		if r.b.Room(offset) {
			r.d.Implied = append(r.d.Implied, sbom.Relationship{From: p.ID, Type: "CONTAINS", To: file, Offset: offset})
		}
	})
}

// implyFiles fills in packages whose ID stands after their hasFiles.
func (r *jsonReader) implyFiles() {
	at := 0
	for i := range r.d.Implied {
		implied := &r.d.Implied[i]
		for at < len(r.d.Packages) && r.d.Packages[at].Offset+r.d.Packages[at].Length < implied.Offset {
			at++
		}
		if implied.From == "" && at < len(r.d.Packages) {
			implied.From = r.d.Packages[at].ID
		}
	}
}

// annotations reads remarks (SPDX 2.3, clause 12).
func (r *jsonReader) annotations() []sbom.Annotation {
	var list []sbom.Annotation
	var name []byte
	for ok := r.Array("annotations"); ok && r.Next(); {
		if !r.Item("annotations") {
			continue
		}
		var a sbom.Annotation
		offset := r.Offset()
		for ok := r.Object("an annotation"); ok && r.Member(&name); {
			switch string(name) {
			case "annotator":
				a.Annotator = r.Text("annotator")
			case "annotationDate":
				a.Date = r.Text("annotationDate")
			case "annotationType":
				a.Type = r.Text("annotationType")
			case "comment":
				a.Comment = r.Text("comment")
			case "spdxElementId", "SPDXREF", "SPDXID":
				a.Subject = r.Text("spdxElementId")
			default:
				r.unknownMember("an annotation", name)
			}
		}
		if !r.Stopped() && r.b.Room(offset) {
			list = append(list, a)
		}
	}
	return list
}

func (r *jsonReader) files() {
	from := r.Offset()
	for ok := r.Array("files"); ok && r.Next(); {
		if !r.Item("files") {
			continue
		}
		var f sbom.File
		f.Offset = r.Offset()
		mark := r.b.Mark()
		r.file(&f)
		f.Length = r.Offset() - f.Offset
		r.b.Name(mark, first(f.ID, f.Name))
		r.Element = ""
		if r.Stopped() {
			return
		}
		if r.b.RoomForFile(f.Offset) {
			r.d.Files = sbom.Append(r.d.Files, f, r.b, from, f.Offset)
		}
	}
}

func (r *jsonReader) file(f *sbom.File) {
	var name []byte
	for ok := r.Object("a file"); ok && r.Member(&name); {
		switch string(name) {
		case "SPDXID":
			f.ID = r.Text("SPDXID")
			r.Element = f.ID
		case "fileName":
			f.Name = r.Text("fileName")
		case "checksums":
			f.Checksums = r.checksums()
		case "fileTypes":
			f.Types = r.fileTypes()
		case "licenseConcluded":
			f.LicenseConcluded = r.Text("licenseConcluded")
		case "copyrightText":
			f.Copyright = r.Text("copyrightText")
		case "comment":
			f.Comment = r.Text("comment")
		case "annotations":
			for _, a := range r.annotations() {
				a.Subject = first(a.Subject, f.ID)
				r.d.Annotations = append(r.d.Annotations, a)
			}
		case "licenseInfoInFiles", "licenseComments", "noticeText", "fileContributors", "attributionTexts", "fileDependencies", "artifactOfs":
			r.Skip()
		default:
			r.unknownMember("a file", name)
		}
	}
}

func (r *jsonReader) fileTypes() []string {
	var list []string
	r.Strings("fileTypes", func(text string) { list = r.appendRoom(list, text) })
	return list
}

func (r *jsonReader) snippets() {
	var name []byte
	for ok := r.Array("snippets"); ok && r.Next(); {
		if !r.Item("snippets") {
			continue
		}
		var s sbom.Snippet
		offset := r.Offset()
		for ok := r.Object("a snippet"); ok && r.Member(&name); {
			switch string(name) {
			case "SPDXID":
				s.ID = r.Text("SPDXID")
			case "name":
				s.Name = r.Text("name")
			case "snippetFromFile":
				s.FromFile = r.Text("snippetFromFile")
			case "licenseConcluded":
				s.LicenseConcluded = r.Text("licenseConcluded")
			default:
				r.Skip()
			}
		}
		if !r.Stopped() && r.b.Room(offset) {
			r.d.Snippets = append(r.d.Snippets, s)
		}
	}
}

func (r *jsonReader) relationships() {
	var name []byte
	from := r.Offset()
	for ok := r.Array("relationships"); ok && r.Next(); {
		if !r.Item("relationships") {
			continue
		}
		rel := sbom.Relationship{Offset: r.Offset()}
		for ok := r.Object("a relationship"); ok && r.Member(&name); {
			switch string(name) {
			case "spdxElementId":
				rel.From = r.Text("spdxElementId")
			case "relationshipType":
				rel.Type = r.Text("relationshipType")
			case "relatedSpdxElement":
				rel.To = r.Text("relatedSpdxElement")
			case "comment":
				rel.Comment = r.Text("comment")
			default:
				r.unknownMember("a relationship", name)
			}
		}
		if !r.Stopped() {
			addRelationship(r.b, rel, from)
		}
	}
}

func (r *jsonReader) licenses() {
	var name []byte
	for ok := r.Array("hasExtractedLicensingInfos"); ok && r.Next(); {
		if !r.Item("hasExtractedLicensingInfos") {
			continue
		}
		var l sbom.License
		offset := r.Offset()
		for ok := r.Object("a licence"); ok && r.Member(&name); {
			switch string(name) {
			case "licenseId":
				l.ID = r.Text("licenseId")
			case "name":
				l.Name = r.Text("name")
			case "extractedText":
				l.Text = r.Text("extractedText")
			case "comment":
				l.Comment = r.Text("comment")
			case "seeAlsos":
				r.Strings("seeAlsos", func(text string) { l.SeeAlso = r.appendRoom(l.SeeAlso, text) })
			default:
				r.Skip()
			}
		}
		if !r.Stopped() && r.b.Room(offset) {
			r.d.Licenses = append(r.d.Licenses, l)
		}
	}
}

func (r *jsonReader) externalDocuments() {
	var name []byte
	for ok := r.Array("externalDocumentRefs"); ok && r.Next(); {
		if !r.Item("externalDocumentRefs") {
			continue
		}
		var e sbom.ExternalDocument
		offset := r.Offset()
		for ok := r.Object("an external document"); ok && r.Member(&name); {
			switch string(name) {
			case "externalDocumentId":
				e.ID = r.Text("externalDocumentId")
			case "spdxDocument":
				e.URI = r.Text("spdxDocument")
			case "checksum":
				r.checksum(&e.Checksum)
			default:
				r.Skip()
			}
		}
		if !r.Stopped() && r.b.Room(offset) {
			r.d.Externals = append(r.d.Externals, e)
		}
	}
}

func (r *jsonReader) checksum(c *sbom.Checksum) {
	var name []byte
	for ok := r.Object("checksum"); ok && r.Member(&name); {
		switch string(name) {
		case "algorithm":
			c.Algorithm = r.Text("algorithm")
		case "checksumValue":
			c.Value = r.Text("checksumValue")
		default:
			r.Skip()
		}
	}
}
