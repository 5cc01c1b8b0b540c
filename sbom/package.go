package sbom

import "strings"

// Package is a package, component or artifact. Empty means that the document
// does not say; NOASSERTION and NONE are kept as written.
type Package struct {
	ID      string `json:"id,omitempty"`
	Name    string `json:"name,omitempty"`
	Version string `json:"version,omitempty"`
	PURL    string `json:"purl,omitempty"`
	// Supplier distributes the package, Originator first made it; both without
	// the kind ("Organization: ") before them.
	Supplier       string    `json:"supplier,omitempty"`
	Originator     string    `json:"originator,omitempty"`
	SupplierKind   AgentKind `json:"supplierKind,omitempty"`
	OriginatorKind AgentKind `json:"originatorKind,omitempty"`
	// FilesAnalyzed is a claim of SPDX 2: Unset means that it is left out,
	// which SPDX reads as true.
	FilesAnalyzed    OptionalBool `json:"filesAnalyzed,omitempty"`
	LicenseConcluded string       `json:"licenseConcluded,omitempty"`
	LicenseDeclared  string       `json:"licenseDeclared,omitempty"`
	Copyright        string       `json:"copyright,omitempty"`
	Download         string       `json:"download,omitempty"`
	// SourceInfo says in words where the package was found.
	SourceInfo string `json:"sourceInfo,omitempty"`
	// Purpose is what it is for: LIBRARY, APPLICATION, or a CycloneDX type.
	Purpose     string     `json:"purpose,omitempty"`
	Description string     `json:"description,omitempty"`
	Checksums   []Checksum `json:"checksums,omitempty"`
	// References are external ones: CPEs, further purls, web pages.
	References []Reference `json:"references,omitempty"`
	// Details holds what few packages have; nil when there is nothing.
	Details *PackageDetails `json:"details,omitempty"`
	// Offset and Length are the bytes of the document's Source that this
	// package was read from.
	Offset int `json:"-"`
	Length int `json:"-"`
}

// PackageDetails are rare members of a package.
type PackageDetails struct {
	Summary              string       `json:"summary,omitempty"`
	Comment              string       `json:"comment,omitempty"`
	Homepage             string       `json:"homepage,omitempty"`
	FileName             string       `json:"fileName,omitempty"`
	LicenseComments      string       `json:"licenseComments,omitempty"`
	VerificationCode     string       `json:"verificationCode,omitempty"`
	ReleaseDate          string       `json:"releaseDate,omitempty"`
	BuiltDate            string       `json:"builtDate,omitempty"`
	ValidUntil           string       `json:"validUntil,omitempty"`
	Scope                string       `json:"scope,omitempty"`
	LicenseInfoFromFiles []string     `json:"licenseInfoFromFiles,omitempty"`
	AttributionTexts     []string     `json:"attributionTexts,omitempty"`
	Annotations          []Annotation `json:"annotations,omitempty"`
	Properties           []Property   `json:"properties,omitempty"`
	LicenseTexts         []License    `json:"licenseTexts,omitempty"`
	Locations            []string     `json:"locations,omitempty"`
}

// Property is a name and a value that a tool added.
type Property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Checksum is a digest of a package or file.
type Checksum struct {
	Algorithm string `json:"algorithm"`
	Value     string `json:"value"`
}

// Reference points outside of the document (SPDX 2.3, clause 7.21).
type Reference struct {
	Category string `json:"category,omitempty"`
	Type     string `json:"type,omitempty"`
	Locator  string `json:"locator,omitempty"`
	Comment  string `json:"comment,omitempty"`
}

// AgentKind is the kind of a supplier, originator or creator.
type AgentKind uint8

// The kinds. SPDX requires one; Untyped is an agent without.
const (
	Untyped AgentKind = iota
	Organization
	Person
	Tool
)

// String returns the kind as SPDX writes it.
func (k AgentKind) String() string {
	return [...]string{"", "Organization", "Person", "Tool"}[k&3]
}

// MarshalText writes the kind for JSON.
func (k AgentKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// OptionalBool is a boolean that can be left out.
type OptionalBool uint8

// The states.
const (
	Unset OptionalBool = iota
	False
	True
)

// MarshalText writes the state for JSON.
func (t OptionalBool) MarshalText() ([]byte, error) {
	return []byte([...]string{"", "false", "true"}[t%3]), nil
}

// SplitAgent takes "Organization: ACME" apart. An agent without a kind comes
// back as it is, Untyped.
func SplitAgent(text string) (AgentKind, string) {
	for _, kind := range []AgentKind{Organization, Person, Tool} {
		if rest, ok := strings.CutPrefix(text, kind.String()); ok {
			if name, ok := strings.CutPrefix(strings.TrimLeft(rest, " "), ":"); ok {
				return kind, strings.TrimSpace(name)
			}
		}
	}
	return Untyped, text
}

// More returns the rare members of a package; all empty when it has none.
func (p *Package) More() PackageDetails {
	if p.Details == nil {
		return PackageDetails{}
	}
	return *p.Details
}

// Detail returns the rare members of a package to be filled in.
func (p *Package) Detail() *PackageDetails {
	if p.Details == nil {
		p.Details = new(PackageDetails)
	}
	return p.Details
}

// License returns the licence to show: the declared one, else the concluded.
func (p *Package) License() string {
	if HasValue(p.LicenseDeclared) {
		return p.LicenseDeclared
	}
	if HasValue(p.LicenseConcluded) || p.LicenseDeclared == "" {
		return p.LicenseConcluded
	}
	return p.LicenseDeclared
}

// Type returns the package's type by its purl (deb, npm, golang, …), or the
// empty string.
func (p *Package) Type() string { return purlType(p.PURL) }

// Source returns where the package was found, as the document says in words.
func (p *Package) Source() string { return p.SourceInfo }

// CPEs returns the package's CPE names.
func (p *Package) CPEs() []string {
	var out []string
	for i := range p.References {
		if strings.HasPrefix(p.References[i].Locator, "cpe:") {
			out = append(out, p.References[i].Locator)
		}
	}
	return out
}
