package present

import (
	"fmt"
	"strings"

	"assay/sbom"
	"assay/ui/present/bounds"
	"assay/ui/present/jsonview"
	"assay/ui/present/line"
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
func Package(d *sbom.Document, g *sbom.Graph, index int) []line.Line {
	if index < 0 || index >= len(d.Packages) {
		return nothing("The document has no such package.")
	}
	p := &d.Packages[index]
	out := []line.Line{line.NewLine(line.Text(line.StyleHeading, strings.TrimSpace(p.Name+" "+p.Version)),
		line.Text(line.StyleDim, "  "+p.Type()))}
	out = append(out, why(d, g, index)...)
	out = append(out, line.Blank())
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
		row, column := sbom.Place(d.Source, p.Offset)
		out = append(out, line.Blank(), line.NewLine(line.Literal(line.StyleHeading, "Source  "),
			line.Text(line.StyleDim, fmt.Sprintf("line %d, column %d, %s", row, column, bounds.Size(int64(len(raw)))))))
		out = append(out, jsonview.Lines(raw)...)
	}
	return out
}

// filled leaves out fields that the document does not have: a package has many
// that it could say.
func filled(lines ...line.Line) []line.Line {
	var out []line.Line
	for _, l := range lines {
		if l.Copy != "" {
			out = append(out, l)
		}
	}
	return out
}

func identity(p *sbom.Package) []line.Line {
	more := p.More()
	out := []line.Line{line.Field("name", p.Name), line.Field("version", p.Version),
		line.Field("supplier", agent(p.SupplierKind, p.Supplier))}
	out = append(out, filled(line.Field("originator", agent(p.OriginatorKind, p.Originator)), line.Field("purpose", p.Purpose),
		line.Field("ID", p.ID))...)
	out = append(out, purlLines(p.PURL)...)
	for _, cpe := range p.CPEs() {
		out = append(out, line.Field("CPE", cpe))
	}
	out = append(out, filled(line.Field("summary", more.Summary), line.Field("description", p.Description),
		line.Field("homepage", more.Homepage),
		line.Field("download", p.Download), line.Field("file name", more.FileName), line.Field("scope", more.Scope))...)
	for _, c := range p.Checksums {
		out = append(out, line.Field(c.Algorithm, c.Value))
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
func purlLines(text string) []line.Line {
	if text == "" {
		return []line.Line{line.Field("purl", "")}
	}
	out := []line.Line{line.Field("purl", text)}
	u, ok := sbom.ParsePURL(text)
	if !ok {
		return append(out, line.StyledField("", line.StyleWarn, "this is not a package URL: pkg:TYPE/NAMESPACE/NAME@VERSION"))
	}
	out = append(out, filled(line.Field("  type", u.Type), line.Field("  namespace", u.Namespace), line.Field("  name", u.Name),
		line.Field("  version", u.Version))...)
	for _, q := range u.Qualifiers {
		out = append(out, line.Field("  "+q.Name, q.Value))
	}
	return append(out, filled(line.Field("  subpath", u.Subpath))...)
}

// licenses shows what a package is licensed under, with the texts that the
// document carries.
func licenses(d *sbom.Document, p *sbom.Package) []line.Line {
	more := p.More()
	out := []line.Line{line.Blank(), line.Heading("Licence"), line.Field("declared", p.LicenseDeclared),
		line.Field("concluded", p.LicenseConcluded)}
	out = append(out, filled(line.Field("in its files", strings.Join(more.LicenseInfoFromFiles, ", ")),
		line.Field("comments", more.LicenseComments), line.Field("copyright", p.Copyright))...)
	for _, text := range more.AttributionTexts {
		out = append(out, line.Field("attribution", text))
	}
	expressions := p.LicenseDeclared + " " + p.LicenseConcluded
	for _, list := range [][]sbom.License{d.Licenses, more.LicenseTexts} {
		for _, l := range list {
			if l.ID != "" && strings.Contains(expressions, l.ID) && l.Text != "" {
				out = append(out, line.NewLine(line.Text(line.StyleLabel, l.ID), line.Text(line.StyleDim, "  "+l.Name)))
				out = append(out, line.Indent(2, line.Lines(line.StyleDim, l.Text))...)
			}
		}
	}
	return out
}

// why says on what grounds the package is in the document.
func why(d *sbom.Document, g *sbom.Graph, index int) []line.Line {
	e := g.Why(index, maxShownPaths)
	out := []line.Line{line.NewLine(line.Literal(line.StyleHeading, "Why is this here  "), line.Text(line.StyleAccent, e.Reason.String())),
		line.TextLine(line.StyleDim, e.Note)}
	for _, path := range e.Paths {
		l := line.Line{Indent: 4}
		for i, id := range path {
			lead := "  "
			if i > 0 {
				lead = " → "
			}
			l.Spans = append(l.Spans, line.Text(line.StyleDim, lead), line.Text(line.StylePlain, nameOf(d, id)))
		}
		l.Copy = strings.Join(path, " ")
		if len(path) > 1 {
			l.Package = packageOf(d, path[len(path)-2])
		}
		out = append(out, l)
	}
	if e.More > 0 {
		out = append(out, line.TextLine(line.StyleDim, "  and through "+line.Plural(e.More, "further parent")))
	}
	if e.Source != "" {
		out = append(out, line.Field("  source", e.Source))
	}
	for _, f := range e.Files {
		out = append(out, line.Field("  file", f))
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

func relations(d *sbom.Document, g *sbom.Graph, p *sbom.Package) []line.Line {
	edges := g.Relations(p.ID)
	if p.ID == "" || len(edges) == 0 {
		return nil
	}
	out := []line.Line{line.Blank(), line.Heading(fmt.Sprintf("Relationships (%d)", len(edges)))}
	for i, e := range edges {
		if i == maxShownRelations {
			return append(out, line.TextLine(line.StyleDim, fmt.Sprintf("  and %d more", len(edges)-i)))
		}
		first, second := line.Literal(line.StyleDim, "this "), line.Text(line.StylePlain, " "+nameOf(d, e.OtherID))
		if !e.Outgoing {
			first, second = line.Text(line.StylePlain, nameOf(d, e.OtherID)+" "), line.Literal(line.StyleDim, " this")
		}
		out = append(out, line.Line{Spans: []line.Span{line.Literal(line.StylePlain, "  "), first, line.Text(line.StyleLabel, e.Type),
			second, line.Text(line.StyleDim, "  "+e.Comment)}, Indent: 4,
			Copy: e.From + " " + e.Type + " " + e.To, Package: packageOf(d, e.OtherID), Row: e.Relationship})
	}
	return out
}

// particulars are references, dates and properties.
func particulars(p *sbom.Package) []line.Line {
	more := p.More()
	out := filled(line.Field("released", more.ReleaseDate), line.Field("built", more.BuiltDate), line.Field("valid until", more.ValidUntil),
		line.Field("verification", more.VerificationCode), line.Field("source info", p.SourceInfo), line.Field("comment", more.Comment))
	if p.FilesAnalyzed != sbom.Unset {
		out = append(out, line.Field("files analysed", map[bool]string{true: "yes", false: "no"}[p.FilesAnalyzed == sbom.True]))
	}
	for _, r := range p.References {
		if !strings.HasPrefix(r.Locator, "cpe:") {
			out = append(out, line.Field(r.Type, r.Locator+"  "+r.Comment))
		}
	}
	for _, q := range more.Properties {
		out = append(out, line.Field(q.Name, q.Value))
	}
	for _, l := range more.Locations {
		out = append(out, line.Field("location", l))
	}
	if len(out) > 0 {
		out = append([]line.Line{line.Blank(), line.Heading("More")}, out...)
	}
	return out
}

func annotationLines(list []sbom.Annotation) []line.Line {
	var out []line.Line
	for _, a := range list {
		out = append(out, line.Blank(), line.NewLine(line.Text(line.StyleHeading, "Annotation  "),
			line.Text(line.StyleDim, a.Type+"  "+a.Annotator+"  "+a.Date)))
		out = append(out, line.Lines(line.StylePlain, a.Comment)...)
	}
	return out
}

func packageFiles(d *sbom.Document, g *sbom.Graph, index int) []line.Line {
	files := g.Files(index)
	if len(files) == 0 {
		return nil
	}
	out := []line.Line{line.Blank(), line.Heading(fmt.Sprintf("Files (%d)", len(files)))}
	for i, f := range files {
		if i == maxShownFiles {
			return append(out, line.TextLine(line.StyleDim, fmt.Sprintf("  and %d more", len(files)-i)))
		}
		file := &d.Files[f]
		sum := ""
		if len(file.Checksums) > 0 {
			sum = file.Checksums[0].Algorithm + " " + file.Checksums[0].Value
		}
		out = append(out, line.Line{Spans: []line.Span{line.Literal(line.StylePlain, "  "), line.Text(line.StylePlain, file.Name),
			line.Text(line.StyleDim, "  "+file.LicenseConcluded+"  "+sum)}, Indent: 4, Copy: file.Name, Row: file})
	}
	return out
}
