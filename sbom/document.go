// Package sbom is the model of a software bill of materials, and what a reader
// of one wants to know: one [Document] for every format, as plain data, an
// [Index] to filter, sort and group its packages, a [Graph] of its relationships,
// its [Quality], the [Difference] of two, and exports.
//
// Package reader, below this one, makes a Document of the bytes of an SBOM:
//
//	d := reader.Read(data, reader.Options{})
//	view := sbom.NewIndex(d).View()
//	view.Filter("type:deb missing:license")
//	for p := range view.Packages() {
//		fmt.Println(p.Name, p.Version)
//	}
//
// Reading is tolerant: most published documents break some rule of their format,
// so what can be read is read, and everything odd becomes a [Diagnostic] instead
// of an error that hides the rest. The package verifies no signature, knows no
// vulnerabilities but those that a document lists, and does no input or output
// beyond the writers it is given.
//
// Documents reach 100 MB. Strings of a Document are therefore parts of the bytes
// it was read from wherever nothing had to be decoded, and rare members of a
// package are behind a pointer.
package sbom

// Document is what an SBOM says. Empty means that the document does not say;
// NOASSERTION and NONE are kept as written.
type Document struct {
	// Format is the format with its version, such as "SPDX-2.3 JSON".
	Format string `json:"format,omitempty"`
	// SpecVersion is the version of the specification as written: "SPDX-2.3",
	// "3.0.1", "1.5".
	SpecVersion string `json:"specVersion,omitempty"`
	Name        string `json:"name,omitempty"`
	// Namespace is the document's own identifier: an SPDX namespace or a
	// CycloneDX serial number.
	Namespace   string `json:"namespace,omitempty"`
	ID          string `json:"id,omitempty"`
	DataLicense string `json:"dataLicense,omitempty"`
	Comment     string `json:"comment,omitempty"`
	// Created is as written; Creators are tools, organisations and persons,
	// each after its kind: "Tool: syft-1.52".
	Created            string   `json:"created,omitempty"`
	Creators           []string `json:"creators,omitempty"`
	LicenseListVersion string   `json:"licenseListVersion,omitempty"`

	Packages []Package `json:"packages,omitempty"`
	Files    []File    `json:"files,omitempty"`
	Snippets []Snippet `json:"snippets,omitempty"`
	// Relationships are those that the document lists as such, in the terms of
	// SPDX 2 (DEPENDS_ON), in its order.
	Relationships []Relationship `json:"relationships,omitempty"`
	// Implied are relationships that other members state: documentDescribes,
	// hasFiles, components within components, files after a package.
	Implied   []Relationship     `json:"implied,omitempty"`
	Licenses  []License          `json:"licenses,omitempty"`
	Externals []ExternalDocument `json:"externals,omitempty"`
	// Annotations are those of the document itself and of elements by ID.
	Annotations     []Annotation    `json:"annotations,omitempty"`
	Vulnerabilities []Vulnerability `json:"vulnerabilities,omitempty"`
	// Roots are the IDs of what the document describes.
	Roots       []string     `json:"roots,omitempty"`
	Diagnostics []Diagnostic `json:"diagnostics,omitempty"`

	// Source is the text that Offset and Length of elements count in. It is the
	// input, except where that needs decoding first (UTF-16, YAML, a
	// document within a JSON string).
	Source []byte `json:"-"`

	// Unresolved are the IDs that relationships refer to and nothing has. A
	// reader sets it; nil means that it was not determined.
	Unresolved map[string]bool `json:"-"`

	identifiers *identifierTable
}

// File is a file that a document lists.
type File struct {
	ID               string     `json:"id,omitempty"`
	Name             string     `json:"name,omitempty"`
	LicenseConcluded string     `json:"licenseConcluded,omitempty"`
	Copyright        string     `json:"copyright,omitempty"`
	Types            []string   `json:"types,omitempty"`
	Checksums        []Checksum `json:"checksums,omitempty"`
	Comment          string     `json:"comment,omitempty"`
	Offset           int        `json:"-"`
	Length           int        `json:"-"`
}

// Snippet is a part of a file that a document describes.
type Snippet struct {
	ID               string `json:"id,omitempty"`
	Name             string `json:"name,omitempty"`
	FromFile         string `json:"fromFile,omitempty"`
	LicenseConcluded string `json:"licenseConcluded,omitempty"`
}

// Relationship says how From relates to To, in the terms of SPDX 2
// (specification 2.3, clause 11). Offset is its place in Source.
type Relationship struct {
	From    string `json:"from,omitempty"`
	Type    string `json:"type,omitempty"`
	To      string `json:"to,omitempty"`
	Comment string `json:"comment,omitempty"`
	Offset  int    `json:"-"`
}

// License is a licence whose text the document carries (LicenseRef-…).
type License struct {
	ID      string   `json:"id,omitempty"`
	Name    string   `json:"name,omitempty"`
	Text    string   `json:"text,omitempty"`
	Comment string   `json:"comment,omitempty"`
	SeeAlso []string `json:"seeAlso,omitempty"`
}

// ExternalDocument is another document that this one refers to by ID.
type ExternalDocument struct {
	ID       string   `json:"id,omitempty"`
	URI      string   `json:"uri,omitempty"`
	Checksum Checksum `json:"checksum"`
}

// Annotation is a remark about an element. Subject is the ID of the element; it
// is empty for an annotation that is listed with its element.
type Annotation struct {
	Annotator string `json:"annotator,omitempty"`
	Date      string `json:"date,omitempty"`
	Type      string `json:"type,omitempty"`
	Comment   string `json:"comment,omitempty"`
	Subject   string `json:"subject,omitempty"`
}

// Vulnerability is what a CycloneDX document says of one (VEX).
type Vulnerability struct {
	ID          string `json:"id,omitempty"`
	Source      string `json:"source,omitempty"`
	Severity    string `json:"severity,omitempty"`
	Description string `json:"description,omitempty"`
	// State, Justification and Detail are the analysis: exploitable,
	// not_affected, …
	State         string `json:"state,omitempty"`
	Justification string `json:"justification,omitempty"`
	Detail        string `json:"detail,omitempty"`
	// Affects are IDs of packages.
	Affects []string `json:"affects,omitempty"`
}

// Raw returns the part of Source that a package was read from, or nil where
// there is none.
func (d *Document) Raw(p *Package) []byte {
	if p.Length <= 0 || p.Offset < 0 || p.Offset+p.Length > len(d.Source) {
		return nil
	}
	return d.Source[p.Offset : p.Offset+p.Length]
}

// The values that SPDX has where something is not known, and where there is
// none of it (specification 2.3, clauses 7.5 to 7.17).
const (
	NoAssertion = "NOASSERTION"
	None        = "NONE"
)

// HasValue reports whether a member has a value: it is not empty, NOASSERTION or
// NONE, nor the "not provided" of some tools.
func HasValue(value string) bool {
	switch value {
	case "", NoAssertion, None, "UNKNOWN", "[not provided]", "noassertion", "none":
		return false
	}
	return true
}
