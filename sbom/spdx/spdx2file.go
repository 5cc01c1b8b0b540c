package spdx

import (
	"cmp"

	"assay/sbom"
	"assay/sbom/internal/build"
)

// hasFiles keeps the files of a package as relationships that are implied. Its
// ID may come later, so implyFiles fills it in.
func (r *jsonReader) hasFiles(p *sbom.Package) {
	r.Kind()
	offset := r.Offset()
	r.Strings("hasFiles", func(file string) {
		build.Append(r.b, &r.d.Implied, sbom.Relationship{From: p.ID, Type: contains, To: file, Offset: offset}, offset)
	})
}

// implyFiles fills in packages whose ID follows their hasFiles.
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

func (r *jsonReader) files() {
	from := r.Offset()
	for ok := r.Array("files"); ok && r.Next(); {
		if !r.Item("files") {
			continue
		}
		f := &r.fileItem
		*f = sbom.File{Offset: r.Offset()}
		checkpoint := r.b.Checkpoint()
		object(r, "a file", f, fileMember)
		f.Length = r.Offset() - f.Offset
		r.b.Name(checkpoint, cmp.Or(f.ID, f.Name))
		r.Element = ""
		if r.Stopped() {
			return
		}
		if r.b.ReserveFile(f.Offset) {
			build.AppendReserved(r.b, &r.d.Files, *f, from, f.Offset)
		}
	}
}

func fileMember(r *jsonReader, f *sbom.File, name []byte) bool {
	switch string(name) {
	case memberID:
		f.ID = r.Text(memberID)
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
	case memberComment:
		f.Comment = r.Text(memberComment)
	case "annotations":
		for _, a := range r.annotations() {
			a.Subject = cmp.Or(a.Subject, f.ID)
			build.Append(r.b, &r.d.Annotations, a, f.Offset)
		}
	case "licenseInfoInFiles", "licenseComments", "noticeText", "fileContributors", "attributionTexts", "fileDependencies", "artifactOfs":
		r.Skip()
	default:
		return false
	}
	return true
}

func (r *jsonReader) fileTypes() []string {
	var out []string
	r.Strings("fileTypes", func(text string) { out = r.appendText(out, text) })
	return out
}

func (r *jsonReader) snippets() {
	items(r, "snippets", "a snippet", new(sbom.Snippet), snippetMember, &r.d.Snippets)
}

func snippetMember(r *jsonReader, s *sbom.Snippet, name []byte) bool {
	switch string(name) {
	case memberID:
		s.ID = r.Text(memberID)
	case memberName:
		s.Name = r.Text(memberName)
	case "snippetFromFile":
		s.FromFile = r.Text("snippetFromFile")
	case "licenseConcluded":
		s.LicenseConcluded = r.Text("licenseConcluded")
	default:
		r.Skip()
	}
	return true
}
