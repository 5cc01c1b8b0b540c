package present

import (
	"fmt"
	"slices"
	"strings"

	"assay/inspect/report"
	"assay/sbom"
)

// Creation shows who made a document, when, and what it says of itself.
func Creation(b *report.SBOM) []Line {
	d := b.Document
	out := []Line{Field("found in", b.Source.Reference), Field("about", b.SubjectDigest), Field("name", d.Name),
		Field("made by", strings.Join(d.Creators, ", ")), Field("made at", d.Created),
		Field("holds", fmt.Sprintf("%s, %s, %s", Plural(len(d.Packages), "package"), Plural(len(d.Files), "file"), Plural(len(d.Relationships), "relationship")))}
	return out
}

// SBOMDocument shows a document as a whole: how it was made, what it refers to,
// what vulnerabilities it speaks of, and everything odd about it.
func SBOMDocument(b *report.SBOM) []Line {
	d := b.Document
	out := append([]Line{Heading("Creation")}, Creation(b)...)
	out = append(out, filled(Field("format", d.Format), Field("namespace", d.Namespace), Field("data licence", d.DataLicense), Field("licence list", d.LicenseListVersion), Field("comment", d.Comment))...)
	for _, id := range d.Roots {
		l := Field("describes", nameOf(d, id))
		l.Package = packageOf(d, id)
		out = append(out, l)
	}
	for _, e := range d.Externals {
		out = append(out, Field("refers to", e.ID+"  "+e.URI+"  "+e.Checksum.Algorithm+" "+e.Checksum.Value))
	}
	for _, a := range d.Annotations {
		if a.Subject == "" || a.Subject == d.ID {
			out = append(out, annotationLines([]sbom.Annotation{a})...)
		}
	}
	if len(d.Vulnerabilities) > 0 {
		out = append(out, Blank(), Heading(fmt.Sprintf("Vulnerabilities (%d)", len(d.Vulnerabilities))))
	}
	for _, v := range d.Vulnerabilities {
		out = append(out, Line{Spans: []Span{Text(StyleLabel, pad(v.ID, labelWidth)), Text(StylePlain, v.State), Text(StyleDim, "  "+v.Severity+"  "+v.Justification+"  "+v.Description)}, Indent: labelWidth, Copy: v.ID, Row: v})
	}
	out = append(out, Blank(), Heading(fmt.Sprintf("Warnings (%d)", len(d.Diagnostics))))
	if len(d.Diagnostics) == 0 {
		return append(out, TextLine(StyleDim, "Nothing: it was read without a remark."))
	}
	return append(out, diagnostics(d, len(d.Diagnostics))...)
}

// Licences lists the licences of a document's packages, the most used first,
// and the licence texts that the document carries. Enter on one leads to its
// packages.
func Licences(d *sbom.Document) []Line {
	counts := map[string]int{}
	for i := range d.Packages {
		counts[d.Packages[i].License()]++
	}
	names := make([]string, 0, len(counts))
	for name := range counts {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(a, b)
	})
	out := []Line{Heading(fmt.Sprintf("Licences (%d)", len(names)))}
	for _, name := range names {
		l := Line{Spans: []Span{{fmt.Sprintf("%8d  ", counts[name]), StyleDim}, Text(StylePlain, name)}, Indent: 10, Copy: name, Filter: `license:"` + name + `"`}
		if name == "" {
			l.Spans[1], l.Filter = Span{"(none said)", StyleWarn}, "missing:license"
		}
		out = append(out, l)
	}
	if len(d.Licenses) > 0 {
		out = append(out, Blank(), Heading(fmt.Sprintf("Texts in the document (%d)", len(d.Licenses))))
	}
	for _, l := range d.Licenses {
		out = append(out, NewLine(Text(StyleLabel, l.ID), Text(StylePlain, "  "+l.Name), Text(StyleDim, "  "+strings.Join(l.SeeAlso, " "))))
		out = append(out, Indent(4, Lines(StylePlain, l.Text))...)
	}
	return out
}

// Quality shows the NTIA's minimum elements as a checklist, and duplicates and
// references that lead nowhere. Enter on an element that is not met leads to
// the packages without it.
func Quality(d *sbom.Document, q *sbom.Quality, o Options) []Line {
	if q == nil {
		return nothing("The document could not be read, so nothing can be said of its quality.")
	}
	out := []Line{NewLine(Span{"NTIA minimum elements  ", StyleHeading}, Span{"The Minimum Elements For a Software Bill of Materials, 2021", StyleDim})}
	for i := range q.Minimum {
		m := &q.Minimum[i]
		mark := Status(report.StatusFail)
		if m.Met() {
			mark = Status(report.StatusPass)
		}
		of := ""
		if m.Total != 1 || len(m.Missing) > 0 {
			of = fmt.Sprintf("%d of %d", m.Have, m.Total)
		}
		l := Line{Spans: []Span{mark.Span(o.ASCII), Text(StylePlain, "  "+pad(m.Title, 28)), Text(StyleLabel, pad(of, 16)), Text(StyleDim, m.Detail)}, Indent: 8, Copy: m.Title, Row: m}
		if f := missingFilters[m.ID]; f != "" && len(m.Missing) > 0 {
			l.Filter = f
		}
		out = append(out, l)
		out = append(out, without(d, m)...)
	}
	out = append(out, Blank(), Heading(fmt.Sprintf("Duplicates (%d)", len(q.Duplicates))))
	for _, duplicate := range q.Duplicates {
		out = append(out, Line{Spans: []Span{Text(StylePlain, duplicate.Value), Text(StyleDim, fmt.Sprintf("  %s of the same %s", Plural(len(duplicate.Packages), "package"), duplicate.By))},
			Indent: 4, Copy: duplicate.Value, Package: duplicate.Packages[0] + 1, Row: duplicate})
	}
	out = append(out, Blank(), Heading(fmt.Sprintf("References that lead nowhere (%d)", len(q.Dangling))))
	for _, r := range q.Dangling {
		out = append(out, Line{Spans: []Span{Text(StylePlain, r.Relationship.From+" "), Text(StyleLabel, r.Relationship.Type), Text(StylePlain, " "+r.Relationship.To), Text(StyleDim, "  nothing has the ID "+r.Missing)},
			Indent: 4, Copy: r.Missing, Row: r.Relationship})
	}
	return out
}

// missingFilters are the filters that show the packages without an element.
var missingFilters = map[string]string{"supplier": "missing:supplier", "name": "missing:name", "version": "missing:version"}

// maxShownMissing is how many packages without an element are named.
const maxShownMissing = 5

// without names the first packages that lack an element.
func without(d *sbom.Document, m *sbom.MinimumElement) []Line {
	var out []Line
	for i, index := range m.Missing {
		if i == maxShownMissing {
			return append(out, TextLine(StyleDim, fmt.Sprintf("          and %d more", len(m.Missing)-i)))
		}
		p := &d.Packages[index]
		out = append(out, Line{Spans: []Span{{"          without: ", StyleDim}, Text(StylePlain, strings.TrimSpace(p.Name+" "+p.Version)), Text(StyleDim, "  "+p.ID)}, Indent: 12, Copy: p.ID, Package: index + 1})
	}
	return out
}

// minimum says in a line each which of the NTIA's minimum elements are there.
func minimum(q *sbom.Quality) []Line {
	if q == nil {
		return nil
	}
	var met, missing []string
	for i := range q.Minimum {
		m := &q.Minimum[i]
		if m.Total == 0 {
			continue
		}
		if m.Met() {
			met = append(met, m.Title)
			continue
		}
		missing = append(missing, fmt.Sprintf("%s (%d of %d)", m.Title, m.Have, m.Total))
	}
	out := []Line{Field("NTIA minimum", strings.Join(met, ", "))}
	if len(missing) > 0 {
		out = append(out, field("  not met", StyleWarn, strings.Join(missing, ", ")))
	}
	return out
}

// Difference shows what changed from one SBOM to another.
func Difference(before, after string, d *sbom.Difference) []Line {
	out := []Line{NewLine(Text(StyleHeading, "From "+before)), NewLine(Text(StyleHeading, "to   "+after)),
		TextLine(StylePlain, fmt.Sprintf("%d added, %d removed, %d changed, %d the same", len(d.Added), len(d.Removed), len(d.Changed), d.Same)), Blank()}
	one := func(mark string, style Style, p *sbom.Package, rest string) Line {
		return Line{Spans: []Span{{mark + " ", style}, Text(StylePlain, strings.TrimSpace(p.Name+" "+p.Version)), Text(StyleDim, "  "+p.Type()+"  "+rest)}, Indent: 4, Copy: p.PURL, Row: p}
	}
	for _, p := range d.Added {
		out = append(out, one("+", StyleGood, p, p.License()))
	}
	for _, p := range d.Removed {
		out = append(out, one("-", StyleBad, p, p.License()))
	}
	for _, c := range d.Changed {
		rest := ""
		if c.Version {
			rest = "→ " + c.After.Version
		}
		if c.License {
			rest += "  licence " + c.Before.License() + " → " + c.After.License()
		}
		l := one("~", StyleWarn, c.Before, rest)
		l.Row = c
		out = append(out, l)
	}
	return out
}
