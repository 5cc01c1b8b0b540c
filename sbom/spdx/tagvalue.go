package spdx

import (
	"strings"

	"assay/sbom"
)

// ReadTagValue reads SPDX 2 tag-value (SPDX specification 2.3, clause 4.4):
// lines of "Tag: value", where a value may be <text> over several lines. Lines
// may be of any length; unknown tags are passed over.
func ReadTagValue(data []byte) *sbom.Document {
	r := &tagReader{data: data, doc: &sbom.Document{Format: "SPDX tag-value"}}
	text := string(data)
	for offset := 0; offset < len(text); {
		end := strings.IndexByte(text[offset:], '\n')
		if end < 0 {
			end = len(text)
		} else {
			end += offset
		}
		offset = r.line(text, offset, end)
	}
	r.endPackage(len(text))
	r.endFile()
	return r.doc
}

type tagReader struct {
	data []byte
	doc  *sbom.Document
	pkg  *sbom.Package
	file *sbom.File
	// license is the last extracted one.
	license *sbom.License
}

// line reads one line and returns where the next begins.
func (r *tagReader) line(text string, start, end int) int {
	line := strings.TrimSpace(text[start:end])
	if line == "" || strings.HasPrefix(line, "#") {
		return end + 1
	}
	tag, value, ok := strings.Cut(line, ":")
	if !ok {
		r.doc.Note(r.data, start, sbom.Warning, "no-tag", "", "a line that is neither tag nor comment")
		return end + 1
	}
	value = strings.TrimSpace(value)
	if rest, opened := strings.CutPrefix(value, "<text>"); opened {
		if body, _, closed := strings.Cut(rest, "</text>"); closed {
			value = body
		} else {
			open := start + strings.Index(text[start:], "<text>") + len("<text>")
			stop := strings.Index(text[open:], "</text>")
			if stop < 0 {
				r.doc.Note(r.data, start, sbom.Error, "text-not-closed", tag, "a <text> that is never closed")
				stop = len(text) - open
			}
			value = text[open : open+stop]
			end = open + stop
			if n := strings.IndexByte(text[end:], '\n'); n >= 0 {
				end += n
			} else {
				end = len(text)
			}
		}
	}
	r.tag(strings.TrimSpace(tag), value, start)
	return end + 1
}

func (r *tagReader) tag(tag, value string, offset int) {
	switch tag {
	case "SPDXVersion":
		r.doc.Format = value + " tag-value"
	case "DocumentName":
		r.doc.Name = value
	case "DocumentNamespace":
		r.doc.Namespace = value
	case "Creator":
		r.doc.Creators = append(r.doc.Creators, value)
	case "Created":
		r.doc.Created = value
	case "PackageName":
		r.endPackage(offset)
		r.endFile()
		r.pkg = &sbom.Package{Name: value, Start: offset}
	case "FileName":
		r.endPackage(offset)
		r.endFile()
		r.file = &sbom.File{Name: value}
	case "SPDXID":
		r.id(value)
	case "Relationship":
		r.relationship(value, offset)
	case "LicenseID":
		r.doc.Licenses = append(r.doc.Licenses, sbom.License{ID: value})
		r.license = &r.doc.Licenses[len(r.doc.Licenses)-1]
	case "LicenseName":
		if r.license != nil {
			r.license.Name = value
		}
	case "ExtractedText":
		if r.license != nil {
			r.license.Text = value
		}
	default:
		r.packageTag(tag, value, offset)
	}
}

func (r *tagReader) id(value string) {
	switch {
	case r.pkg != nil:
		r.pkg.ID = value
	case r.file != nil:
		r.file.ID = value
	}
}

func (r *tagReader) packageTag(tag, value string, offset int) {
	p := r.pkg
	if p == nil {
		return
	}
	fields := map[string]*string{
		"PackageVersion": &p.Version, "PackageLicenseConcluded": &p.LicenseConcluded, "PackageLicenseDeclared": &p.LicenseDeclared,
		"PackageCopyrightText": &p.Copyright, "PackageDownloadLocation": &p.Download, "PackageSourceInfo": &p.SourceInfo,
		"PrimaryPackagePurpose": &p.Purpose, "PackageDescription": &p.Description,
	}
	if field, ok := fields[tag]; ok {
		*field = value
		return
	}
	switch tag {
	case "PackageSupplier":
		p.Supplier = r.agent(value, tag, offset)
	case "PackageOriginator":
		p.Originator = r.agent(value, tag, offset)
	case "PackageChecksum":
		if algorithm, sum, ok := strings.Cut(value, ":"); ok {
			p.Checksums = append(p.Checksums, sbom.Checksum{Algorithm: algorithm, Value: strings.TrimSpace(sum)})
		}
	case "ExternalRef":
		if parts := strings.Fields(value); len(parts) >= 3 {
			addReference(p, parts[1], parts[2])
		}
	}
}

func (r *tagReader) agent(value, tag string, offset int) string {
	for _, prefix := range []string{"Organization:", "Person:", "Tool:"} {
		if rest, ok := strings.CutPrefix(value, prefix); ok {
			return strings.TrimSpace(rest)
		}
	}
	if value != "NOASSERTION" {
		r.doc.Note(r.data, offset, sbom.Warning, "agent-untyped", r.pkg.Name, tag+" "+quoted(value)+" is neither Organization, Person nor NOASSERTION")
	}
	return value
}

func (r *tagReader) relationship(value string, offset int) {
	parts := strings.Fields(value)
	if len(parts) < 3 {
		r.doc.Note(r.data, offset, sbom.Warning, "relationship-malformed", "", "a relationship has three parts: "+quoted(value))
		return
	}
	rel := sbom.Relationship{From: parts[0], Type: parts[1], To: parts[2]}
	if rel.Type == "DESCRIBES" || rel.Type == "DESCRIBE" {
		rel.Type = "DESCRIBES"
		r.doc.Roots = append(r.doc.Roots, rel.To)
	}
	r.doc.Relationships = append(r.doc.Relationships, rel)
}

func (r *tagReader) endPackage(offset int) {
	if r.pkg != nil {
		r.pkg.End = offset
		r.doc.Packages = append(r.doc.Packages, *r.pkg)
		r.pkg = nil
	}
}

func (r *tagReader) endFile() {
	if r.file != nil {
		r.doc.Files = append(r.doc.Files, *r.file)
		r.file = nil
	}
}
