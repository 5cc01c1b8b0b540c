package spdx

import (
	spdxlibrary "github.com/spdx/tools-golang/spdx"
	"github.com/spdx/tools-golang/spdx/v2/common"

	"assay/sbom"
)

func convertPackage(b *sbom.Builder, p *spdxlibrary.Package) {
	q := sbom.Package{ID: reference(p.PackageSPDXIdentifier), Name: p.PackageName, Version: p.PackageVersion,
		LicenseConcluded: p.PackageLicenseConcluded, LicenseDeclared: p.PackageLicenseDeclared, Copyright: p.PackageCopyrightText,
		Download: p.PackageDownloadLocation, SourceInfo: p.PackageSourceInfo, Purpose: p.PrimaryPackagePurpose,
		Description: p.PackageDescription, Offset: -1, FilesAnalyzed: sbom.False, Checksums: convertChecksums(p.PackageChecksums)}
	if p.FilesAnalyzed {
		q.FilesAnalyzed = sbom.True
	}
	if s := p.PackageSupplier; s != nil {
		q.SupplierKind, q.Supplier = splitAgent(b, -1, "supplier", joinAgent(s.SupplierType, s.Supplier), q.ID)
	}
	if o := p.PackageOriginator; o != nil {
		q.OriginatorKind, q.Originator = splitAgent(b, -1, "originator", joinAgent(o.OriginatorType, o.Originator), q.ID)
	}
	for _, ref := range p.PackageExternalReferences {
		if ref != nil {
			q.References = sbom.AddReference(&q, q.References, sbom.Reference{Category: ref.Category, Type: ref.RefType, Locator: ref.Locator, Comment: ref.ExternalRefComment})
		}
	}
	details := q.Detail()
	details.Summary, details.Comment, details.Homepage, details.FileName = p.PackageSummary, p.PackageComment, p.PackageHomePage, p.PackageFileName
	details.LicenseComments, details.LicenseInfoFromFiles, details.AttributionTexts = p.PackageLicenseComments, p.PackageLicenseInfoFromFiles, p.PackageAttributionTexts
	details.ReleaseDate, details.BuiltDate, details.ValidUntil = p.ReleaseDate, p.BuiltDate, p.ValidUntilDate
	if p.PackageVerificationCode != nil {
		details.VerificationCode = p.PackageVerificationCode.Value
	}
	for _, a := range p.Annotations {
		details.Annotations = append(details.Annotations, convertAnnotation(a))
	}
	b.Document.Packages = append(b.Document.Packages, q)
	for _, f := range p.Files {
		if f != nil {
			convertFile(b, f)
			b.Document.Implied = append(b.Document.Implied, sbom.Relationship{From: q.ID, Type: "CONTAINS", To: reference(f.FileSPDXIdentifier), Offset: -1})
		}
	}
}

func joinAgent(kind, name string) string {
	if kind == "" {
		return name
	}
	return kind + ": " + name
}

func convertChecksums(list []common.Checksum) []sbom.Checksum {
	var out []sbom.Checksum
	for _, c := range list {
		out = append(out, sbom.Checksum{Algorithm: string(c.Algorithm), Value: c.Value})
	}
	return out
}

func convertFile(b *sbom.Builder, f *spdxlibrary.File) {
	b.Document.Files = append(b.Document.Files, sbom.File{ID: reference(f.FileSPDXIdentifier), Name: f.FileName, LicenseConcluded: f.LicenseConcluded,
		Copyright: f.FileCopyrightText, Types: f.FileTypes, Checksums: convertChecksums(f.Checksums), Comment: f.FileComment, Offset: -1})
}

func convertAnnotation(a spdxlibrary.Annotation) sbom.Annotation {
	return sbom.Annotation{Annotator: joinAgent(a.Annotator.AnnotatorType, a.Annotator.Annotator), Date: a.AnnotationDate, Type: a.AnnotationType,
		Comment: a.AnnotationComment, Subject: endOf(a.AnnotationSPDXIdentifier)}
}
