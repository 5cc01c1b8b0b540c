// Package sbom is the model of a software bill of materials: one [Document] for
// every format, as plain data. Readers for the formats are in the packages
// below it, and package reader picks the right one.
//
// Reading is tolerant. Most documents in the wild break some rule of their
// format, so what can be read is read, and everything odd becomes a
// [Diagnostic] instead of an error that hides the rest.
package sbom

// Document is what an SBOM says.
type Document struct {
	// Format is the format with its version, such as "SPDX-2.3 JSON".
	Format string
	Name   string
	// Namespace is the document's own identifier: an SPDX namespace or a
	// CycloneDX serial number.
	Namespace string
	// Created is as written; Creators are tools, organisations and persons.
	Created  string
	Creators []string

	Packages      []Package
	Files         []File
	Relationships []Relationship
	Licenses      []License
	// Roots are the IDs of what the document describes.
	Roots       []string
	Diagnostics []Diagnostic
}

// Package is a package, component or artifact. Empty means that the document
// does not say; NOASSERTION and NONE are kept as written.
type Package struct {
	ID       string
	Name     string
	Version  string
	PURL     string
	Supplier string
	// Originator is who first made it, Supplier who distributes it.
	Originator       string
	LicenseConcluded string
	LicenseDeclared  string
	Copyright        string
	Download         string
	SourceInfo       string
	Purpose          string
	Description      string
	CPEs             []string
	Checksums        []Checksum
	// Start and End are the bytes of the source that speak of this package.
	Start, End int
}

// Checksum is a digest of a package or file.
type Checksum struct{ Algorithm, Value string }

// File is a file that a document lists.
type File struct {
	ID, Name  string
	Checksums []Checksum
}

// Relationship says how From relates to To, in the terms of SPDX.
type Relationship struct{ From, Type, To string }

// License is a licence whose text the document carries.
type License struct{ ID, Name, Text string }

// Severity is how bad an oddity is.
type Severity string

// The severities: Error means that something was lost.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Info    Severity = "info"
)

// Diagnostic is something odd in a document. Line and Column count from 1; 0
// means that the place is not known.
type Diagnostic struct {
	Severity Severity `json:"severity"`
	Code     string   `json:"code"`
	Line     int      `json:"line"`
	Column   int      `json:"column"`
	Element  string   `json:"element,omitempty"`
	Message  string   `json:"message"`
}

// License returns the licence to show: the declared one, else the concluded.
func (p *Package) License() string {
	for _, l := range []string{p.LicenseDeclared, p.LicenseConcluded} {
		if l != "" && l != "NOASSERTION" && l != "NONE" {
			return l
		}
	}
	if p.LicenseDeclared != "" {
		return p.LicenseDeclared
	}
	return p.LicenseConcluded
}

// Type returns the package's type by its purl (deb, npm, golang, …), or the
// empty string.
func (p *Package) Type() string {
	const scheme = "pkg:"
	if len(p.PURL) <= len(scheme) || p.PURL[:len(scheme)] != scheme {
		return ""
	}
	for i := len(scheme); i < len(p.PURL); i++ {
		if p.PURL[i] == '/' {
			return p.PURL[len(scheme):i]
		}
	}
	return ""
}
