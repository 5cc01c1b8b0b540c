package spdx

import (
	"cmp"
	"slices"
	"strings"

	"assay/sbom"
	"assay/sbom/internal/build"
)

// assemble makes the document of the resources, in the order in which they
// begin.
func (r *rdfReader) assemble() {
	for _, s := range r.order {
		if s.class == "SpdxDocument" {
			r.document(s)
		}
	}
	slices.SortStableFunc(r.order, func(a, b *resource) int { return a.offset - b.offset })
	for _, s := range r.order {
		if s.cut && s.class != "SpdxDocument" {
			continue
		}
		switch s.class {
		case "Package":
			r.pkg(s)
		case "File":
			r.d.Files = append(r.d.Files, sbom.File{ID: r.identifier(s.id), Name: s.get("fileName"),
				LicenseConcluded: r.license(s, "licenseConcluded"),
				Copyright:        s.get("copyrightText"), Types: s.all("fileType"), Checksums: r.checksums(s), Comment: s.get("comment"),
				Offset: s.offset, Length: s.length})
		case "Snippet":
			r.d.Snippets = append(r.d.Snippets, sbom.Snippet{ID: r.identifier(s.id), Name: s.get("name"),
				FromFile: s.get("snippetFromFile"), LicenseConcluded: r.license(s, "licenseConcluded")})
		case "ExtractedLicensingInfo":
			r.d.Licenses = append(r.d.Licenses, sbom.License{ID: cmp.Or(s.get("licenseId"), fragment(s.id)), Name: s.get("name"),
				Text:    s.get("extractedText"),
				Comment: s.get("comment"), SeeAlso: s.all("seeAlso")})
		}
		r.relationships(s)
	}
}

func (r *rdfReader) document(s *resource) {
	d := r.d
	setVersion(r.b, s.get("specVersion"), "RDF", s.offset)
	d.Namespace, _, _ = strings.Cut(s.id, "#")
	d.Name, d.Comment, d.DataLicense = s.get("name"), s.get("comment"), s.get("dataLicense")
	r.linked(s, "externalDocumentRef", func(e *resource) {
		external := sbom.ExternalDocument{ID: e.get("externalDocumentId")}
		for i := range e.properties {
			if p := &e.properties[i]; p.name == "spdxDocument" {
				external.URI = cmp.Or(p.reference, p.text)
			}
		}
		if sums := r.checksums(e); len(sums) > 0 {
			external.Checksum = sums[0]
		}
		d.Externals = append(d.Externals, external)
		r.externals[strings.TrimSuffix(external.URI, "#")] = external.ID
	})
	d.ID = fragment(s.id)
	r.linked(s, "creationInfo", func(c *resource) {
		d.Created, d.Creators, d.LicenseListVersion = c.get("created"), c.all("creator"), c.get("licenseListVersion")
	})
	for _, name := range []string{"describesPackage", "describesFile"} {
		r.references(s, name, func(id string) { addRoot(r.b, id, s.offset) })
	}
}

// references calls the IDs that a property refers to.
func (r *rdfReader) references(s *resource, name string, each func(id string)) {
	for i := range s.properties {
		if p := &s.properties[i]; p.name == name && p.reference != "" {
			each(r.identifier(p.reference))
		}
	}
}

func (r *rdfReader) pkg(s *resource) {
	p := sbom.Package{ID: r.identifier(s.id), Name: s.get("name"), Version: s.get("versionInfo"), Download: s.get("downloadLocation"),
		SourceInfo: s.get("sourceInfo"), Copyright: s.get("copyrightText"), Description: s.get("description"),
		Purpose:          strings.ToUpper(strings.TrimPrefix(s.get("primaryPackagePurpose"), "purpose_")),
		LicenseConcluded: r.license(s, "licenseConcluded"), LicenseDeclared: r.license(s, "licenseDeclared"), Checksums: r.checksums(s),
		Offset: s.offset, Length: s.length}
	if text := s.get("supplier"); text != "" {
		p.SupplierKind, p.Supplier = splitAgent(r.b, s.offset, "supplier", text, p.ID)
	}
	if text := s.get("originator"); text != "" {
		p.OriginatorKind, p.Originator = splitAgent(r.b, s.offset, "originator", text, p.ID)
	}
	switch s.get("filesAnalyzed") {
	case "true":
		p.FilesAnalyzed = sbom.True
	case "false":
		p.FilesAnalyzed = sbom.False
	}
	r.linked(s, "externalRef", func(e *resource) {
		p.References = build.AddReference(&p, p.References, sbom.Reference{Category: strings.ToUpper(e.get("referenceCategory")),
			Type:    e.get("referenceType"),
			Locator: e.get("referenceLocator"), Comment: e.get("comment")})
	})
	r.details(s, &p)
	r.references(s, "hasFile", func(id string) {
		build.Append(r.b, &r.d.Implied, sbom.Relationship{From: p.ID, Type: contains, To: id, Offset: s.offset}, s.offset)
	})
	if r.b.ReservePackage(s.offset) {
		r.d.Packages = append(r.d.Packages, p)
	}
}

func (r *rdfReader) details(s *resource, p *sbom.Package) {
	d := p.Detail()
	d.Summary, d.Comment, d.Homepage, d.FileName = s.get("summary"), s.get("comment"), s.get("homepage"), s.get("packageFileName")
	d.LicenseComments, d.AttributionTexts, d.LicenseInfoFromFiles = s.get("licenseComments"), s.all("attributionText"),
		s.all("licenseInfoFromFiles")
	d.ReleaseDate, d.BuiltDate, d.ValidUntil = s.get("releaseDate"), s.get("builtDate"), s.get("validUntilDate")
	r.linked(s, "packageVerificationCode", func(c *resource) { d.VerificationCode = c.get("packageVerificationCodeValue") })
	r.linked(s, "annotation", func(a *resource) {
		d.Annotations = append(d.Annotations, sbom.Annotation{Annotator: a.get("annotator"), Date: a.get("annotationDate"),
			Type: strings.ToUpper(a.get("annotationType")), Comment: a.get("comment")})
	})
}

func (r *rdfReader) checksums(s *resource) []sbom.Checksum {
	var out []sbom.Checksum
	r.linked(s, "checksum", func(c *resource) {
		out = append(out, sbom.Checksum{Algorithm: strings.ToUpper(c.get("algorithm")), Value: c.get("checksumValue")})
	})
	return out
}

func (r *rdfReader) relationships(s *resource) {
	r.linked(s, "relationship", func(link *resource) {
		rel := sbom.Relationship{From: r.identifier(s.id), Type: relationshipName(link.get("relationshipType")),
			Comment: link.get("comment"), Offset: link.offset}
		r.references(link, "relatedSpdxElement", func(id string) { rel.To = id })
		addRelationship(r.b, rel, 0)
	})
}

// license is the expression of a licence property.
func (r *rdfReader) license(s *resource, name string) string {
	steps := maxLicenseSteps
	return r.operand(s, name, &steps)
}

// maxLicenseSteps bounds the licences in one expression: sets within sets may
// go round in circles.
const maxLicenseSteps = 1000

func (r *rdfReader) operand(s *resource, name string, steps *int) string {
	for i := range s.properties {
		if s.properties[i].name == name {
			return r.expression(&s.properties[i], steps)
		}
	}
	return ""
}

// expression makes an SPDX licence expression (annex D) of a licence, or a set
// of them.
func (r *rdfReader) expression(p *property, steps *int) string {
	*steps--
	s := r.resources[p.reference]
	if p.reference == "" || s == nil || *steps < 0 {
		return p.value()
	}
	joint := ""
	switch s.class {
	case "ConjunctiveLicenseSet":
		joint = " AND "
	case "DisjunctiveLicenseSet":
		joint = " OR "
	case "OrLaterOperator":
		return r.operand(s, "member", steps) + "+"
	case "WithExceptionOperator":
		return r.operand(s, "member", steps) + " WITH " + r.operand(s, "licenseException", steps)
	default:
		return cmp.Or(s.get("licenseId"), s.get("licenseExceptionId"), fragment(p.reference))
	}
	var parts []string
	for i := range s.properties {
		if s.properties[i].name != "member" || *steps < 0 {
			continue
		}
		part := r.expression(&s.properties[i], steps)
		if inner := r.resources[s.properties[i].reference]; inner != nil && strings.HasSuffix(inner.class, "LicenseSet") {
			part = "(" + part + ")"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, joint)
}
