// Package spdx reads SPDX documents: versions 2.1 to 2.3 as JSON, tag-value,
// YAML and RDF/XML, and version 3.0 as JSON-LD.
//
// The readers are our own, because the usual library refuses most documents
// found in the wild, gives no places, and takes eight times a document's size
// in memory. YAML becomes JSON first.
package spdx

import (
	"assay/sbom"
	"assay/sbom/internal/build"
	"assay/sbom/internal/jsonscan"
)

// ReadJSON reads SPDX 2 JSON (SPDX specification 2.3, clauses 6 to 12, with
// the names of its JSON schema). It never fails: what cannot be read is in the
// document's diagnostics.
func ReadJSON(in sbom.Input) *sbom.Document { return readJSON(in, "JSON") }

func readJSON(in sbom.Input, form string) *sbom.Document {
	b := build.New(in)
	r := &jsonReader{Scanner: jsonscan.New(b), b: b, d: b.Document, form: form, unknown: map[string]bool{}}
	r.d.Format = "SPDX " + form
	r.document()
	r.Finish()
	r.implyFiles()
	b.Check(rules())
	return b.Finish()
}

// Members that several objects have.
const (
	memberID      = "SPDXID"
	memberName    = "name"
	memberComment = "comment"
)

type jsonReader struct {
	*jsonscan.Scanner
	b    *build.Builder
	d    *sbom.Document
	form string

	// Lists and items that are reused from element to element.
	checksumList  []sbom.Checksum
	checksum      sbom.Checksum
	referenceList []sbom.Reference
	reference     sbom.Reference
	fileItem      sbom.File
	// unknown members that were noted already.
	unknown map[string]bool
}

func (r *jsonReader) document() {
	var name []byte
	for ok := r.Object("the document"); ok && r.Member(&name); {
		switch string(name) {
		case "spdxVersion":
			r.version()
		case memberID:
			r.d.ID = r.Text(memberID)
		case memberName:
			r.d.Name = r.Text(memberName)
		case "documentNamespace":
			r.d.Namespace = r.Text("documentNamespace")
		case "dataLicense":
			r.d.DataLicense = r.Text("dataLicense")
		case memberComment:
			r.d.Comment = r.Text(memberComment)
		case "creationInfo":
			r.creation()
		case "documentDescribes":
			r.Strings("documentDescribes", func(id string) { build.Append(r.b, &r.d.Roots, id, r.Offset()) })
		case "externalDocumentRefs":
			r.externalDocuments()
		case "packages":
			r.packages()
		case "files":
			r.files()
		case "snippets":
			r.snippets()
		case "relationships":
			r.relationships()
		case "hasExtractedLicensingInfos":
			r.licenses()
		case "annotations":
			if list := r.annotations(); r.d.Annotations == nil {
				r.d.Annotations = list
			} else {
				r.d.Annotations = append(r.d.Annotations, list...)
			}
		case "revieweds", "$schema", "@context":
			r.Skip()
		default:
			r.unknownMember("the document", name)
		}
	}
}

func (r *jsonReader) version() {
	r.Kind()
	offset := r.Offset()
	setVersion(r.b, r.Text("spdxVersion"), r.form, offset)
}

// setVersion takes the version as written and notes one that was never
// published.
func setVersion(b *build.Builder, version, form string, offset int) {
	b.Document.SpecVersion = version
	b.Document.Format = version + " " + form
	switch version {
	case "SPDX-2.0", "SPDX-2.1", "SPDX-2.2", "SPDX-2.3":
	case "":
		b.Document.Format = "SPDX " + form
		b.Note(offset, sbom.Warning, sbom.CodeVersion, "", "spdxVersion is empty")
	default:
		b.Note(offset, sbom.Warning, sbom.CodeVersion, "", "spdxVersion "+version+
			" is not one of SPDX-2.1, SPDX-2.2 and SPDX-2.3; the document is read as the nearest of them")
	}
}

// unknownMember passes over a member that the specification does not have, and
// notes it the first time.
func (r *jsonReader) unknownMember(what string, name []byte) {
	if len(r.unknown) < 100 && !r.unknown[string(name)] {
		r.unknown[string(name)] = true
		r.b.Note(r.Offset(), sbom.Info, sbom.CodeUnknownMember, r.Element, what+` has "`+string(name)+`", which SPDX 2 does not have`)
	}
	r.Skip()
}

func (r *jsonReader) creation() {
	var name []byte
	for ok := r.Object("creationInfo"); ok && r.Member(&name); {
		switch string(name) {
		case "created":
			r.d.Created = r.Text("created")
		case "creators":
			r.Strings("creators", func(creator string) { build.Append(r.b, &r.d.Creators, creator, r.Offset()) })
		case "licenseListVersion":
			r.d.LicenseListVersion = r.Text("licenseListVersion")
		case memberComment:
			r.Skip()
		default:
			r.unknownMember("creationInfo", name)
		}
	}
}

func (r *jsonReader) appendText(list []string, text string) []string {
	build.Append(r.b, &list, text, r.Offset())
	return list
}

// rules holds a document of SPDX 2 to its specification. The document itself is
// SPDXRef-DOCUMENT even where it forgets to say so (clause 6.3).
func rules() build.Rules {
	return build.Rules{Prefix: "SPDXRef-", RelationshipTypes: relationshipType,
		Known: func(id string) bool { return id == "SPDXRef-DOCUMENT" }}
}
