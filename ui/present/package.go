package present

import (
	"fmt"
	"strings"

	"assay/sbom"
)

// How much of one package is shown before the rest is only counted.
const (
	maxShownPaths     = 5
	maxShownFiles     = 50
	maxShownRelations = 100
)

// Package shows everything that a document says of one package, by its place
// in the document: what it is, why it is there, its relationships both ways,
// and the source of just this element. Enter on a related package leads there.
func Package(d *sbom.Document, g *sbom.Graph, index int) []Line {
	if index < 0 || index >= len(d.Packages) {
		return nothing("The document has no such package.")
	}
	p := &d.Packages[index]
	out := []Line{NewLine(Text(StyleHeading, strings.TrimSpace(p.Name+" "+p.Version)), Text(StyleDim, "  "+p.Type()))}
	out = append(out, why(d, g, index)...)
	out = append(out, Blank())
	out = append(out, identity(p)...)
	out = append(out, licenses(d, p)...)
	out = append(out, relations(d, g, p)...)
	out = append(out, particulars(p)...)
	out = append(out, annotationLines(p.More().Annotations)...)
	for _, a := range d.Annotations {
		if a.Subject != "" && a.Subject == p.ID {
			out = append(out, annotationLines([]sbom.Annotation{a})...)
		}
	}
	out = append(out, packageFiles(d, g, index)...)
	if raw := d.Raw(p); len(raw) > 0 {
		line, column := sbom.Place(d.Source, p.Offset)
		out = append(out, Blank(), NewLine(Span{"As the document has it  ", StyleHeading}, Text(StyleDim, fmt.Sprintf("line %d, column %d, %s", line, column, Size(int64(len(raw)))))))
		out = append(out, JSON(raw)...)
	}
	return out
}

// filled leaves out fields that the document does not have: a package has many
// that it could say.
func filled(lines ...Line) []Line {
	var out []Line
	for _, l := range lines {
		if l.Copy != "" {
			out = append(out, l)
		}
	}
	return out
}

func identity(p *sbom.Package) []Line {
	more := p.More()
	out := []Line{Field("name", p.Name), Field("version", p.Version), Field("supplier", agent(p.SupplierKind, p.Supplier))}
	out = append(out, filled(Field("originator", agent(p.OriginatorKind, p.Originator)), Field("purpose", p.Purpose), Field("ID", p.ID))...)
	out = append(out, purlLines(p.PURL)...)
	for _, cpe := range p.CPEs() {
		out = append(out, Field("CPE", cpe))
	}
	out = append(out, filled(Field("summary", more.Summary), Field("description", p.Description), Field("homepage", more.Homepage),
		Field("download", p.Download), Field("file name", more.FileName), Field("scope", more.Scope))...)
	for _, c := range p.Checksums {
		out = append(out, Field(c.Algorithm, c.Value))
	}
	return out
}

func agent(kind sbom.AgentKind, name string) string {
	if name == "" || kind == sbom.Untyped {
		return name
	}
	return name + "  (" + strings.ToLower(kind.String()) + ")"
}

// purlLines shows a package URL with its parts.
func purlLines(text string) []Line {
	if text == "" {
		return []Line{Field("purl", "")}
	}
	out := []Line{Field("purl", text)}
	u, ok := sbom.ParsePURL(text)
	if !ok {
		return append(out, field("", StyleWarn, "this is not a package URL: pkg:TYPE/NAMESPACE/NAME@VERSION"))
	}
	out = append(out, filled(Field("  type", u.Type), Field("  namespace", u.Namespace), Field("  name", u.Name), Field("  version", u.Version))...)
	for _, q := range u.Qualifiers {
		out = append(out, Field("  "+q.Name, q.Value))
	}
	return append(out, filled(Field("  subpath", u.Subpath))...)
}

// licenses shows what a package is licensed under, with the texts that the
// document carries.
func licenses(d *sbom.Document, p *sbom.Package) []Line {
	more := p.More()
	out := []Line{Blank(), Heading("Licence"), Field("declared", p.LicenseDeclared), Field("concluded", p.LicenseConcluded)}
	out = append(out, filled(Field("in its files", strings.Join(more.LicenseInfoFromFiles, ", ")), Field("comments", more.LicenseComments), Field("copyright", p.Copyright))...)
	for _, text := range more.AttributionTexts {
		out = append(out, Field("attribution", text))
	}
	expressions := p.LicenseDeclared + " " + p.LicenseConcluded
	for _, list := range [][]sbom.License{d.Licenses, more.LicenseTexts} {
		for _, l := range list {
			if l.ID != "" && strings.Contains(expressions, l.ID) && l.Text != "" {
				out = append(out, NewLine(Text(StyleLabel, l.ID), Text(StyleDim, "  "+l.Name)))
				out = append(out, Indent(2, Lines(StyleDim, l.Text))...)
			}
		}
	}
	return out
}

// why says on what grounds the package is in the document.
func why(d *sbom.Document, g *sbom.Graph, index int) []Line {
	e := g.Why(index, maxShownPaths)
	out := []Line{NewLine(Span{"Why is this here  ", StyleHeading}, Text(StyleAccent, e.Reason.String())), TextLine(StyleDim, e.Note)}
	for _, path := range e.Paths {
		line := Line{Indent: 4}
		for i, id := range path {
			lead := "  "
			if i > 0 {
				lead = " → "
			}
			line.Spans = append(line.Spans, Span{lead, StyleDim}, Text(StylePlain, nameOf(d, id)))
		}
		line.Copy = strings.Join(path, " ")
		if len(path) > 1 {
			line.Package = packageOf(d, path[len(path)-2])
		}
		out = append(out, line)
	}
	if e.More > 0 {
		out = append(out, TextLine(StyleDim, fmt.Sprintf("  and by way of %s", Plural(e.More, "further parent"))))
	}
	if e.Source != "" {
		out = append(out, Field("  source", e.Source))
	}
	for _, f := range e.Files {
		out = append(out, Field("  file", f))
	}
	return out
}

// nameOf is what a reader calls an element.
func nameOf(d *sbom.Document, id string) string {
	e, ok := d.Find(id)
	if ok && e.Kind == sbom.PackageElement {
		return strings.TrimSpace(d.Packages[e.Index].Name + " " + d.Packages[e.Index].Version)
	}
	if ok && e.Kind == sbom.FileElement {
		return d.Files[e.Index].Name
	}
	if id == d.ID {
		return "this document"
	}
	return id
}

// packageOf is an ID's place among the packages from 1, or 0.
func packageOf(d *sbom.Document, id string) int {
	if e, ok := d.Find(id); ok && e.Kind == sbom.PackageElement {
		return e.Index + 1
	}
	return 0
}

func relations(d *sbom.Document, g *sbom.Graph, p *sbom.Package) []Line {
	edges := g.Relations(p.ID)
	if p.ID == "" || len(edges) == 0 {
		return nil
	}
	out := []Line{Blank(), Heading(fmt.Sprintf("Relationships (%d)", len(edges)))}
	for i, e := range edges {
		if i == maxShownRelations {
			return append(out, TextLine(StyleDim, fmt.Sprintf("  and %d more", len(edges)-i)))
		}
		first, second := Span{"this ", StyleDim}, Text(StylePlain, " "+nameOf(d, e.OtherID))
		if !e.Outgoing {
			first, second = Text(StylePlain, nameOf(d, e.OtherID)+" "), Span{" this", StyleDim}
		}
		out = append(out, Line{Spans: []Span{{"  ", StylePlain}, first, Text(StyleLabel, e.Type), second, Text(StyleDim, "  "+e.Comment)}, Indent: 4,
			Copy: e.From + " " + e.Type + " " + e.To, Package: packageOf(d, e.OtherID), Row: e.Relationship})
	}
	return out
}

// particulars are references, dates and properties.
func particulars(p *sbom.Package) []Line {
	more := p.More()
	out := filled(Field("released", more.ReleaseDate), Field("built", more.BuiltDate), Field("valid until", more.ValidUntil),
		Field("verification", more.VerificationCode), Field("source info", p.SourceInfo), Field("comment", more.Comment))
	if p.FilesAnalyzed != sbom.Unset {
		out = append(out, Field("files analysed", map[bool]string{true: "yes", false: "no"}[p.FilesAnalyzed == sbom.True]))
	}
	for _, r := range p.References {
		if !strings.HasPrefix(r.Locator, "cpe:") {
			out = append(out, Field(r.Type, r.Locator+"  "+r.Comment))
		}
	}
	for _, q := range more.Properties {
		out = append(out, Field(q.Name, q.Value))
	}
	for _, l := range more.Locations {
		out = append(out, Field("location", l))
	}
	if len(out) > 0 {
		out = append([]Line{Blank(), Heading("More")}, out...)
	}
	return out
}

func annotationLines(list []sbom.Annotation) []Line {
	var out []Line
	for _, a := range list {
		out = append(out, Blank(), NewLine(Text(StyleHeading, "Annotation  "), Text(StyleDim, a.Type+"  "+a.Annotator+"  "+a.Date)))
		out = append(out, Lines(StylePlain, a.Comment)...)
	}
	return out
}

func packageFiles(d *sbom.Document, g *sbom.Graph, index int) []Line {
	files := g.Files(index)
	if len(files) == 0 {
		return nil
	}
	out := []Line{Blank(), Heading(fmt.Sprintf("Files (%d)", len(files)))}
	for i, f := range files {
		if i == maxShownFiles {
			return append(out, TextLine(StyleDim, fmt.Sprintf("  and %d more", len(files)-i)))
		}
		file := &d.Files[f]
		sum := ""
		if len(file.Checksums) > 0 {
			sum = file.Checksums[0].Algorithm + " " + file.Checksums[0].Value
		}
		out = append(out, Line{Spans: []Span{{"  ", StylePlain}, Text(StylePlain, file.Name), Text(StyleDim, "  "+file.LicenseConcluded+"  "+sum)}, Indent: 4, Copy: file.Name, Row: file})
	}
	return out
}
