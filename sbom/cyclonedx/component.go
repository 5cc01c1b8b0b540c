// Package cyclonedx reads CycloneDX documents, versions 1.0 to 1.7, as JSON and
// XML.
//
// The readers are our own rather than those of CycloneDX/cyclonedx-go, which
// refuse a whole document for one value of a wrong type and know no places.
package cyclonedx

import (
	"slices"
	"strings"

	"assay/sbom"
	"assay/sbom/internal/build"
)

// Members that several objects have, in both forms.
const (
	memberName       = "name"
	memberComponents = "components"
	memberServices   = "services"
)

// part is a component while it is read, from either form.
type part struct {
	sbom.Package
	group                           string
	manufacturer, publisher, author string
	checksums                       []sbom.Checksum
	references                      []sbom.Reference
	properties                      []sbom.Property
	declared, concluded             []string
	texts                           []sbom.License
	locations                       []string
	scope                           string
}

// license is a licence choice (CycloneDX 1.6, licenseChoice): an SPDX ID, a
// name, or an expression.
type license struct{ id, name, expression, text, acknowledgement string }

func (p *part) license(l license) {
	value := l.expression
	if value == "" {
		value = l.id
	}
	if value == "" {
		value = l.name
	}
	if l.text != "" {
		p.texts = append(p.texts, sbom.License{ID: l.id, Name: l.name, Text: l.text})
	}
	if value == "" {
		return
	}
	if l.acknowledgement == "concluded" {
		p.concluded = append(p.concluded, value)
	} else {
		p.declared = append(p.declared, value)
	}
}

// property keeps a property. Those in which syft says where it found a package
// say so in the model's own terms too.
func (p *part) property(name, value string) {
	p.properties = append(p.properties, sbom.Property{Name: name, Value: value})
	switch {
	case name == "syft:package:foundBy":
		p.SourceInfo = "found by " + value
	case name == "syft:cpe23" && value != "":
		p.references = append(p.references, sbom.Reference{Category: "SECURITY", Type: "cpe23Type", Locator: value})
	case strings.HasPrefix(name, "syft:location:") && strings.HasSuffix(name, ":path"):
		p.locations = append(p.locations, value)
	}
}

func (p *part) cpe(value string) {
	if value != "" {
		p.references = append(p.references, sbom.Reference{Category: "SECURITY", Type: "cpe23Type", Locator: value})
	}
}

// assembler keeps components in the order of the document, outer before inner.
// An outer one takes its place when it begins and is filled in when it ends.
type assembler struct {
	b *build.Builder
	// within are the places of inner components and of what they are in.
	within [][2]int
	// unfinished are places of components that the document breaks off in.
	unfinished []int
}

// open takes a place for a component within another one (-1 for none). It
// returns -1 when there is no room.
func (a *assembler) open(offset, parent int) int {
	d := a.b.Document
	if !a.b.ReservePackage(offset) {
		return -1
	}
	build.AppendReserved(a.b, &d.Packages, sbom.Package{Offset: offset}, a.b.Input.Start, offset)
	index := len(d.Packages) - 1
	if parent >= 0 && a.b.Reserve(offset) {
		a.within = append(a.within, [2]int{index, parent})
	}
	return index
}

// drop marks a component that the document breaks off in.
func (a *assembler) drop(index int) {
	if index >= 0 {
		a.unfinished = append(a.unfinished, index)
	}
}

// finish ties inner components to outer ones, now that all references are
// known, and takes out what was not finished.
func (a *assembler) finish() {
	d := a.b.Document
	for _, w := range a.within {
		inner, outer := &d.Packages[w[0]], &d.Packages[w[1]]
		if inner.ID != "" && outer.ID != "" {
			build.Append(a.b, &d.Implied, sbom.Relationship{From: outer.ID, Type: "CONTAINS", To: inner.ID, Offset: inner.Offset},
				inner.Offset)
		}
	}
	slices.Sort(a.unfinished)
	for _, index := range slices.Backward(a.unfinished) {
		d.Packages = slices.Delete(d.Packages, index, index+1)
	}
}

// close fills in a component that was opened.
func (a *assembler) close(index int, p *part) {
	if index < 0 {
		return
	}
	b, q := a.b, p.Package
	if p.group != "" {
		q.Name = p.group + "/" + p.Name
	}
	if q.Originator = p.manufacturer; q.Originator != "" {
		q.OriginatorKind = sbom.Organization
	}
	for _, made := range []string{p.publisher, p.author} {
		if q.Originator == "" {
			q.Originator = made
		}
	}
	if q.Supplier != "" {
		q.SupplierKind = sbom.Organization
	}
	q.LicenseDeclared, q.LicenseConcluded = strings.Join(p.declared, " AND "), strings.Join(p.concluded, " AND ")
	q.Checksums, q.References = b.Checksums(p.checksums), b.References(p.references)
	if (len(p.properties)+len(p.texts)+len(p.locations) > 0 || p.scope != "") && build.ReserveFor[sbom.PackageDetails](b, q.Offset) {
		d := q.Detail()
		d.Properties, d.LicenseTexts, d.Locations, d.Scope = p.properties, p.texts, p.locations, p.scope
	}
	b.Document.Licenses = append(b.Document.Licenses, p.texts...)
	b.Document.Packages[index] = q
}

// setVersion takes the version as written and notes one that was never
// published.
func setVersion(b *build.Builder, version, form string, offset int) {
	b.Document.SpecVersion = version
	b.Document.Format = "CycloneDX-" + version + " " + form
	switch version {
	case "1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7":
	default:
		b.Notef(offset, sbom.Warning, sbom.CodeVersion, "",
			"specVersion %q is not one of 1.0 to 1.7; the document is read as the nearest of them", version)
	}
}

// creator joins what is known of a tool or author.
func creator(kind, vendor, name, version string) string {
	parts := slices.DeleteFunc([]string{kind + ":", vendor, name, version}, func(part string) bool { return part == "" })
	return strings.Join(parts, " ")
}

// setRoot makes a component what the document is about.
func setRoot(b *build.Builder, index int) {
	d := b.Document
	d.Name = d.Packages[index].Name
	if id := d.Packages[index].ID; id != "" {
		build.Append(b, &d.Roots, id, d.Packages[index].Offset)
	}
}
