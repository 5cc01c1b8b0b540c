package spdx

import (
	"cmp"
	"strings"

	"assay/sbom"
	"assay/sbom/internal/build"
	"assay/sbom/internal/jsonscan"
)

func (r *jsonReader) packages() {
	from := r.Offset()
	for ok := r.Array("packages"); ok && r.Next(); {
		if !r.Item("packages") {
			continue
		}
		var p sbom.Package
		p.Offset = r.Offset()
		checkpoint := r.b.Checkpoint()
		r.pkg(&p)
		p.Length = r.Offset() - p.Offset
		r.b.Name(checkpoint, cmp.Or(p.ID, p.Name))
		r.Element = ""
		// A package that the text breaks off in looks like one that never had
		// the missing members, so it is left out.
		if r.Stopped() || p.Length == 0 {
			return
		}
		if r.b.ReservePackage(p.Offset) && r.b.ReserveDetails(p.Offset, p.Details) {
			build.AppendReserved(r.b, &r.d.Packages, p, from, p.Offset)
		}
	}
}

func (r *jsonReader) pkg(p *sbom.Package) {
	var name []byte
	for ok := r.Object("a package"); ok && r.Member(&name); {
		switch string(name) {
		case memberName:
			p.Name = r.Text(memberName)
		case memberID:
			p.ID = r.Text(memberID)
			r.Element = p.ID
		case "versionInfo":
			p.Version = r.Text("versionInfo")
		case "supplier":
			p.SupplierKind, p.Supplier = r.agent("supplier")
		case "originator":
			p.OriginatorKind, p.Originator = r.agent("originator")
		case "downloadLocation":
			p.Download = r.Text("downloadLocation")
		case "filesAnalyzed":
			p.FilesAnalyzed = r.Boolean("filesAnalyzed")
		case "sourceInfo":
			p.SourceInfo = r.Text("sourceInfo")
		case "licenseConcluded":
			p.LicenseConcluded = r.Text("licenseConcluded")
		case "licenseDeclared":
			p.LicenseDeclared = r.Text("licenseDeclared")
		case "copyrightText":
			p.Copyright = r.Text("copyrightText")
		case "description":
			p.Description = r.Text("description")
		case "primaryPackagePurpose":
			p.Purpose = r.Text("primaryPackagePurpose")
		case "checksums":
			p.Checksums = r.checksums()
		case "externalRefs":
			p.References = r.references(p)
		case "hasFiles":
			r.hasFiles(p)
		default:
			r.packageDetail(p, name)
		}
	}
}

// packageDetail reads the members that few packages have.
func (r *jsonReader) packageDetail(p *sbom.Package, name []byte) {
	switch string(name) {
	case "summary":
		p.Detail().Summary = r.Text("summary")
	case memberComment:
		p.Detail().Comment = r.Text(memberComment)
	case "homepage":
		if text := r.Text("homepage"); sbom.HasValue(text) {
			p.Detail().Homepage = text
		}
	case "packageFileName":
		p.Detail().FileName = r.Text("packageFileName")
	case "licenseComments":
		p.Detail().LicenseComments = r.Text("licenseComments")
	case "releaseDate":
		p.Detail().ReleaseDate = r.Text("releaseDate")
	case "builtDate":
		p.Detail().BuiltDate = r.Text("builtDate")
	case "validUntilDate":
		p.Detail().ValidUntil = r.Text("validUntilDate")
	case "packageVerificationCode":
		r.verificationCode(p)
	case "licenseInfoFromFiles":
		r.Strings("licenseInfoFromFiles", func(text string) {
			p.Detail().LicenseInfoFromFiles = r.appendText(p.Detail().LicenseInfoFromFiles, text)
		})
	case "attributionTexts":
		r.Strings("attributionTexts", func(text string) {
			p.Detail().AttributionTexts = r.appendText(p.Detail().AttributionTexts, text)
		})
	case "annotations":
		if list := r.annotations(); len(list) > 0 {
			p.Detail().Annotations = list
		}
	default:
		r.unknownMember("a package", name)
	}
}

// agent takes the kind off a supplier or originator.
func (r *jsonReader) agent(what string) (sbom.AgentKind, string) {
	if r.Kind() == jsonscan.Null {
		r.Skip()
		return sbom.Untyped, ""
	}
	offset := r.Offset()
	text := r.Text(what)
	if r.Stopped() {
		return sbom.Untyped, ""
	}
	return splitAgent(r.b, offset, what, text, r.Element)
}

// splitAgent notes what SPDX does not allow and writers do: an agent that is
// empty, NONE, or without a kind (specification 2.3, clauses 7.5 and 7.6).
func splitAgent(b *build.Builder, offset int, what, text, element string) (sbom.AgentKind, string) {
	kind, name := sbom.SplitAgent(text)
	switch {
	case kind != sbom.Untyped || text == sbom.NoAssertion:
	case strings.TrimSpace(text) == "":
		b.Note(offset, sbom.Warning, sbom.CodeAgentEmpty, element, what+" is empty; NOASSERTION is the value for an unknown one")
	case text == sbom.None:
		b.Note(offset, sbom.Warning, sbom.CodeAgentNone, element, what+" is NONE, which SPDX does not allow here")
	default:
		b.Note(offset, sbom.Warning, sbom.CodeAgentUntyped, element, what+` "`+text+`" is neither Organization, Person nor NOASSERTION`)
	}
	return kind, name
}
