package syft

import (
	"assay/sbom"
	"assay/sbom/internal/build"
	"assay/sbom/internal/jsonscan"
)

func (r *reader) artifact(from int) {
	if !r.Item("artifacts") {
		return
	}
	var p sbom.Package
	p.Offset = r.Offset()
	checkpoint := r.b.Checkpoint()
	r.fields("an artifact", func(member string) bool { return r.artifactMember(&p, member) })
	p.Length = r.Offset() - p.Offset
	r.b.Name(checkpoint, p.ID)
	r.Element = ""
	if !r.Stopped() && p.Length > 0 && r.b.ReservePackage(p.Offset) && r.b.ReserveDetails(p.Offset, p.Details) {
		p.Checksums, p.References = r.b.Checksums(p.Checksums), r.b.References(p.References)
		build.AppendReserved(r.b, &r.d.Packages, p, from, p.Offset)
	}
}

func (r *reader) artifactMember(p *sbom.Package, member string) bool {
	switch member {
	case "id":
		p.ID = r.Text("id")
		r.Element = p.ID
	case "name":
		p.Name = r.Text("name")
	case "version":
		p.Version = r.Text("version")
	case "purl":
		p.PURL = r.Text("purl")
	case "type":
		p.Purpose = r.Text("type")
	case "foundBy":
		p.SourceInfo = "found by " + r.Text("foundBy")
	case "licenses":
		for ok := r.Array("licenses"); ok && r.Next(); {
			r.license(p)
		}
	case "cpes":
		for ok := r.Array("cpes"); ok && r.Next(); {
			r.cpe(p)
		}
	case "locations":
		for ok := r.Array("locations"); ok && r.Next(); {
			r.fields("a location", func(member string) bool {
				if member == "path" {
					if path := r.Text("path"); r.b.Reserve(p.Offset) {
						p.Detail().Locations = append(p.Detail().Locations, path)
					}
				}
				return member == "path"
			})
		}
	case "metadata":
		return r.metadata(p)
	default:
		return false
	}
	return true
}

// metadata is what the package's own manager says. Its maintainer is whom the
// SPDX documents of syft name as supplier.
func (r *reader) metadata(p *sbom.Package) bool {
	if r.Kind() != jsonscan.Object {
		return false
	}
	r.fields("metadata", func(member string) bool {
		if member == "maintainer" && r.Kind() == jsonscan.String {
			p.Supplier = r.Text("maintainer")
			p.SupplierKind = sbom.Person
			return true
		}
		return false
	})
	return true
}

// maxLicense bounds what the licences of one package add up to.
const maxLicense = 16 << 10

// license takes both forms: a string in older documents, an object since.
func (r *reader) license(p *sbom.Package) {
	var text, declaredAs string
	if r.Kind() == jsonscan.String {
		text = r.Text("a licence")
	} else {
		var value, expression string
		r.fields("a licence", func(member string) bool {
			switch member {
			case "value":
				value = r.Text("value")
			case "spdxExpression":
				expression = r.Text("spdxExpression")
			case "type":
				declaredAs = r.Text("type")
			default:
				return false
			}
			return true
		})
		if text = expression; text == "" {
			text = value
		}
	}
	if text == "" || !r.b.Reserve(p.Offset) {
		return
	}
	field := &p.LicenseDeclared
	if declaredAs == "concluded" {
		field = &p.LicenseConcluded
	}
	if *field != "" {
		text = *field + " AND " + text
	}
	if len(text) < maxLicense {
		*field = text
	}
}

func (r *reader) cpe(p *sbom.Package) {
	text := ""
	if r.Kind() == jsonscan.String {
		text = r.Text("a CPE")
	} else {
		r.fields("a CPE", func(member string) bool {
			if member == "cpe" {
				text = r.Text("cpe")
			}
			return member == "cpe"
		})
	}
	if text != "" {
		build.Append(r.b, &p.References, sbom.Reference{Category: "SECURITY", Type: "cpe23Type", Locator: text}, p.Offset)
	}
}
