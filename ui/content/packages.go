package content

import (
	"fmt"
	"strings"

	"assay/inspect/report"
	"assay/sbom"
)

// SBOM shows what an SBOM says: where it comes from and how far to trust it,
// then its packages, one to a line. view, if not nil, says which and in what
// order.
func SBOM(b *report.SBOM, view *sbom.View, o Options) []Line {
	if b == nil {
		return nothing("No SBOM was found with this image.")
	}
	out := []Line{L(Span{"SBOM  ", Heading}, S(Plain, b.Format), S(Dim, "  "+b.Platform)),
		L(Verdict(b.Trust).Span(o.ASCII), S(Plain, "  "+b.TrustReason)),
		Field("found in", b.Source.Reference), Field("about", b.SubjectDigest)}
	d := b.Document
	if d == nil {
		return append(out, T(Bad, "It could not be read."))
	}
	out = append(out, Field("name", d.Name), Field("made by", strings.Join(d.Creators, ", ")), Field("made at", d.Created),
		Field("holds", fmt.Sprintf("%s, %s, %s", Plural(len(d.Packages), "package"), Plural(len(d.Files), "file"), Plural(len(d.Relationships), "relationship"))))
	out = append(out, minimum(b.Quality)...)
	out = append(out, diagnostics(d)...)
	out = append(out, Blank())
	if view == nil {
		view = sbom.NewIndex(d).View()
	}
	return append(out, packages(d, view)...)
}

// minimum says in a line each which of the NTIA's minimum elements are there.
func minimum(q *sbom.Quality) []Line {
	if q == nil {
		return nil
	}
	var met, missing []string
	for _, m := range q.Minimum {
		if m.Met() {
			met = append(met, m.Title)
			continue
		}
		missing = append(missing, fmt.Sprintf("%s (%d of %d)", m.Title, m.Have, m.Total))
	}
	out := []Line{Field("NTIA minimum", strings.Join(met, ", "))}
	if len(missing) > 0 {
		out = append(out, field("  not met", Warn, strings.Join(missing, ", ")))
	}
	return out
}

// maxShownDiagnostics is how many are shown one by one; the JSON has all.
const maxShownDiagnostics = 8

func diagnostics(d *sbom.Document) []Line {
	var out []Line
	for i, n := range d.Diagnostics {
		if i == maxShownDiagnostics {
			out = append(out, T(Dim, fmt.Sprintf("and %d more; the JSON output has them all", len(d.Diagnostics)-i)))
			break
		}
		style := Warn
		switch n.Severity {
		case sbom.Error:
			style = Bad
		case sbom.Info:
			style = Dim
		}
		place := ""
		if n.Line > 0 {
			place = fmt.Sprintf("line %d, column %d: ", n.Line, n.Column)
		}
		out = append(out, Line{Spans: []Span{S(style, string(n.Severity)), S(Dim, "  "+place), S(Plain, n.Message), S(Dim, "  "+n.Element)}, Indent: 4, Copy: n.Message})
	}
	return out
}

// column is one column of the package list.
type column struct {
	name  string
	width int
	value func(*sbom.Package) string
}

// packageColumns have fixed widths so that a row costs the same whatever else
// the list holds.
var packageColumns = []column{
	{"NAME", 30, func(p *sbom.Package) string { return p.Name }},
	{"VERSION", 20, func(p *sbom.Package) string { return p.Version }},
	{"TYPE", 10, func(p *sbom.Package) string { return p.Type() }},
	{"LICENCE", 28, func(p *sbom.Package) string { return p.License() }},
	{"SUPPLIER", 24, func(p *sbom.Package) string { return p.Supplier }},
}

func packages(d *sbom.Document, view *sbom.View) []Line {
	var head []Span
	for _, c := range packageColumns {
		head = append(head, Span{pad(c.name, c.width), Label})
	}
	var out []Line
	if filter, by, _, _ := view.Settings(); filter != "" || by != sbom.ByDocument {
		out = append(out, L(S(Accent, "filter: "+filter), S(Dim, fmt.Sprintf("   %d of %d shown   sorted by %s", view.Len(), len(d.Packages), by))))
	}
	out = append(out, Line{Spans: head, Fixed: true})
	for p := range view.Packages() {
		out = append(out, packageRow(p))
	}
	if view.Len() == 0 {
		out = append(out, T(Dim, "No packages to show."))
	}
	return out
}

func packageRow(p *sbom.Package) Line {
	l := Line{Fixed: true, Copy: p.PURL}
	if l.Copy == "" {
		l.Copy = strings.TrimSpace(p.Name + " " + p.Version)
	}
	for _, c := range packageColumns {
		value := c.value(p)
		if value == "" {
			value = "—"
		}
		l.Spans = append(l.Spans, Span{pad(cutCell(value, c.width-1), c.width), Plain})
	}
	return l
}

// Difference shows what changed from one SBOM to another.
func Difference(before, after string, d *sbom.Difference) []Line {
	out := []Line{L(S(Heading, "From "+before)), L(S(Heading, "to   "+after)),
		T(Plain, fmt.Sprintf("%d added, %d removed, %d changed, %d the same", len(d.Added), len(d.Removed), len(d.Changed), d.Same)), Blank()}
	one := func(mark string, style Style, p *sbom.Package, rest string) Line {
		return Line{Spans: []Span{{mark + " ", style}, S(Plain, strings.TrimSpace(p.Name+" "+p.Version)), S(Dim, "  "+p.Type()+"  "+rest)}, Indent: 4, Copy: p.PURL}
	}
	for _, p := range d.Added {
		out = append(out, one("+", Good, p, p.License()))
	}
	for _, p := range d.Removed {
		out = append(out, one("-", Bad, p, p.License()))
	}
	for _, c := range d.Changed {
		rest := ""
		if c.Version {
			rest = "→ " + c.After.Version
		}
		if c.License {
			rest += "  licence " + c.Before.License() + " → " + c.After.License()
		}
		out = append(out, one("~", Warn, c.Before, rest))
	}
	return out
}
