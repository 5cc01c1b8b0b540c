package spdx

import (
	"strings"

	"assay/sbom"
	"assay/sbom/internal/build"
)

// packageTag reads a tag of a package (SPDX 2.3, clause 7) and reports whether
// it is one.
func (r *tagReader) packageTag(tag []byte, value string, offset int) bool {
	p := &r.pkg
	switch string(tag) {
	case "PackageVersion":
		p.Version = value
	case "PackageSupplier":
		p.SupplierKind, p.Supplier = splitAgent(r.b, offset, "PackageSupplier", value, p.ID)
	case "PackageOriginator":
		p.OriginatorKind, p.Originator = splitAgent(r.b, offset, "PackageOriginator", value, p.ID)
	case "PackageDownloadLocation":
		p.Download = value
	case "FilesAnalyzed":
		r.filesAnalyzed(value, offset)
	case "PackageChecksum":
		if r.b.Reserve(offset) {
			r.checksums = append(r.checksums, splitChecksum(value))
		}
	case "PackageSourceInfo":
		p.SourceInfo = value
	case "PackageLicenseConcluded":
		p.LicenseConcluded = value
	case "PackageLicenseDeclared":
		p.LicenseDeclared = value
	case "PackageCopyrightText":
		p.Copyright = value
	case "PackageDescription":
		p.Description = value
	case "PrimaryPackagePurpose":
		p.Purpose = value
	case "ExternalRef":
		r.externalReference(value, offset)
	case "ExternalRefComment":
		if n := len(r.references); n > 0 {
			r.references[n-1].Comment = value
		}
	default:
		return r.packageDetail(tag, value, offset)
	}
	return true
}

func (r *tagReader) packageDetail(tag []byte, value string, offset int) bool {
	p := &r.pkg
	switch string(tag) {
	case "PackageFileName":
		p.Detail().FileName = value
	case "PackageVerificationCode":
		code, _, _ := strings.Cut(value, " ")
		p.Detail().VerificationCode = code
	case "PackageHomePage":
		if sbom.HasValue(value) {
			p.Detail().Homepage = value
		}
	case "PackageLicenseInfoFromFiles":
		if r.b.Reserve(offset) {
			p.Detail().LicenseInfoFromFiles = append(p.Detail().LicenseInfoFromFiles, value)
		}
	case "PackageLicenseComments":
		p.Detail().LicenseComments = value
	case "PackageSummary":
		p.Detail().Summary = value
	case "PackageComment":
		p.Detail().Comment = value
	case "PackageAttributionText":
		if r.b.Reserve(offset) {
			p.Detail().AttributionTexts = append(p.Detail().AttributionTexts, value)
		}
	case "ReleaseDate":
		p.Detail().ReleaseDate = value
	case "BuiltDate":
		p.Detail().BuiltDate = value
	case "ValidUntilDate":
		p.Detail().ValidUntil = value
	default:
		return false
	}
	return true
}

func (r *tagReader) filesAnalyzed(value string, offset int) {
	switch strings.ToLower(value) {
	case "true":
		r.pkg.FilesAnalyzed = sbom.True
	case "false":
		r.pkg.FilesAnalyzed = sbom.False
	default:
		r.b.Notef(offset, sbom.Warning, sbom.CodeWrongType, r.pkg.ID, "FilesAnalyzed is %.40q and neither true nor false", value)
	}
}

// externalReference reads "CATEGORY type locator".
func (r *tagReader) externalReference(value string, offset int) {
	category, rest, _ := strings.Cut(value, " ")
	kind, locator, ok := strings.Cut(strings.TrimSpace(rest), " ")
	if !ok {
		r.malformed("ExternalRef", value, offset)
		return
	}
	if build.ReserveFor[sbom.Reference](r.b, offset) {
		r.references = build.AddReference(&r.pkg, r.references,
			sbom.Reference{Category: category, Type: kind, Locator: strings.TrimSpace(locator)})
	}
}

// fileTag reads a tag of a file (SPDX 2.3, clause 8).
func (r *tagReader) fileTag(tag []byte, value string, offset int) bool {
	f := &r.file
	switch string(tag) {
	case "FileChecksum":
		if r.b.Reserve(offset) {
			r.checksums = append(r.checksums, splitChecksum(value))
		}
	case "FileType":
		if r.b.Reserve(offset) {
			f.Types = append(f.Types, value)
		}
	case "LicenseConcluded":
		f.LicenseConcluded = value
	case "FileCopyrightText":
		f.Copyright = value
	case "FileComment":
		f.Comment = value
	case "LicenseInfoInFile", "LicenseComments", "FileNotice", "FileContributor", "FileAttributionText", "FileDependency",
		"ArtifactOfProjectName", "ArtifactOfProjectHomePage", "ArtifactOfProjectURI":
	default:
		return false
	}
	return true
}

// snippetTag reads a tag of a snippet (SPDX 2.3, clause 9).
func (r *tagReader) snippetTag(tag []byte, value string) bool {
	if len(r.d.Snippets) == 0 {
		return false
	}
	s := &r.d.Snippets[len(r.d.Snippets)-1]
	switch string(tag) {
	case "SnippetFromFileSPDXID", "SnippetFromFile":
		s.FromFile = value
	case "SnippetName":
		s.Name = value
	case "SnippetLicenseConcluded":
		s.LicenseConcluded = value
	case "SnippetByteRange", "SnippetLineRange", "LicenseInfoInSnippet", "SnippetLicenseComments", "SnippetCopyrightText", "SnippetComment",
		"SnippetAttributionText":
	default:
		return false
	}
	return true
}

// licenseTag reads a tag of a licence that is not on the SPDX list (SPDX 2.3,
// clause 10).
func (r *tagReader) licenseTag(tag []byte, value string, offset int) bool {
	if len(r.d.Licenses) == 0 {
		return false
	}
	l := &r.d.Licenses[len(r.d.Licenses)-1]
	switch string(tag) {
	case "LicenseName":
		l.Name = value
	case "ExtractedText":
		l.Text = value
	case "LicenseCrossReference":
		build.Append(r.b, &l.SeeAlso, value, offset)
	case "LicenseComment":
		l.Comment = value
	default:
		return false
	}
	return true
}
