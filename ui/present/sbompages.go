package present

import (
	"fmt"
	"slices"
	"strings"

	"assay/inspect/report"
	"assay/sbom"
	"assay/ui/present/line"
)

// Creation shows who made a document, when, and what it says of itself.
func Creation(b *report.SBOM) []line.Line {
	d := b.Document
	out := []line.Line{line.Field("found in", b.Source.Reference), line.Field("about", b.SubjectDigest), line.Field("name", d.Name),
		line.Field("made by", strings.Join(d.Creators, ", ")), line.Field("made at", d.Created),
		line.Field("holds", fmt.Sprintf("%s, %s, %s", line.Plural(len(d.Packages), "package"), line.Plural(len(d.Files), "file"),
			line.Plural(len(d.Relationships), "relationship")))}
	return out
}

// SBOMDocument shows a document as a whole: how it was made, what it refers to,
// what vulnerabilities it speaks of, and everything odd about it.
func SBOMDocument(b *report.SBOM) []line.Line {
	d := b.Document
	out := append([]line.Line{line.Heading("Creation")}, Creation(b)...)
	out = append(out, filled(line.Field("format", d.Format), line.Field("namespace", d.Namespace),
		line.Field("data licence", d.DataLicense), line.Field("licence list", d.LicenseListVersion), line.Field("comment", d.Comment))...)
	for _, id := range d.Roots {
		l := line.Field("describes", nameOf(d, id))
		l.Package = packageOf(d, id)
		out = append(out, l)
	}
	for _, e := range d.Externals {
		out = append(out, line.Field("refers to", e.ID+"  "+e.URI+"  "+e.Checksum.Algorithm+" "+e.Checksum.Value))
	}
	for _, a := range d.Annotations {
		if a.Subject == "" || a.Subject == d.ID {
			out = append(out, annotationLines([]sbom.Annotation{a})...)
		}
	}
	if len(d.Vulnerabilities) > 0 {
		out = append(out, line.Blank(), line.Heading(fmt.Sprintf("Vulnerabilities (%d)", len(d.Vulnerabilities))))
	}
	for _, v := range d.Vulnerabilities {
		out = append(out, line.Line{Spans: []line.Span{line.Text(line.StyleLabel, line.Pad(v.ID, line.LabelWidth)),
			line.Text(line.StylePlain, v.State), line.Text(line.StyleDim, "  "+v.Severity+"  "+v.Justification+"  "+v.Description)},
			Indent: line.LabelWidth, Copy: v.ID, Row: v})
	}
	out = append(out, line.Blank(), line.Heading(fmt.Sprintf("Warnings (%d)", len(d.Diagnostics))))
	if len(d.Diagnostics) == 0 {
		return append(out, line.TextLine(line.StyleDim, "none"))
	}
	return append(out, diagnostics(d, len(d.Diagnostics))...)
}

// Licences lists the licences of a document's packages, the most used first,
// and the licence texts that the document carries. Enter on one leads to its
// packages.
func Licences(d *sbom.Document) []line.Line {
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
	out := []line.Line{line.Heading(fmt.Sprintf("Licences (%d)", len(names)))}
	for _, name := range names {
		l := line.Line{Spans: []line.Span{line.Text(line.StyleDim, fmt.Sprintf("%8d  ", counts[name])), line.Text(line.StylePlain, name)},
			Indent: 10, Copy: name, Filter: `license:"` + name + `"`}
		if name == "" {
			l.Spans[1], l.Filter = line.Literal(line.StyleWarn, "(none said)"), "missing:license"
		}
		out = append(out, l)
	}
	if len(d.Licenses) > 0 {
		out = append(out, line.Blank(), line.Heading(fmt.Sprintf("Texts in the document (%d)", len(d.Licenses))))
	}
	for _, l := range d.Licenses {
		out = append(out, line.NewLine(line.Text(line.StyleLabel, l.ID), line.Text(line.StylePlain, "  "+l.Name),
			line.Text(line.StyleDim, "  "+strings.Join(l.SeeAlso, " "))))
		out = append(out, line.Indent(4, line.Lines(line.StylePlain, l.Text))...)
	}
	return out
}

// Quality shows the NTIA's minimum elements as a checklist, and duplicates and
// dangling references. Enter on an element that is not met leads to
// the packages without it.
func Quality(d *sbom.Document, q *sbom.Quality, o Options) []line.Line {
	if q == nil {
		return nothing("The document could not be read, so its quality is unknown.")
	}
	out := []line.Line{line.NewLine(line.Literal(line.StyleHeading, "NTIA minimum elements  "),
		line.Literal(line.StyleDim, "The Minimum Elements For a Software Bill of Materials, 2021"))}
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
		l := line.Line{Spans: []line.Span{mark.Span(o.ASCII), line.Text(line.StylePlain, "  "+line.Pad(m.Title, 28)),
			line.Text(line.StyleLabel, line.Pad(of, 16)), line.Text(line.StyleDim, m.Detail)}, Indent: 8, Copy: m.Title, Row: m}
		if f := missingFilters[m.ID]; f != "" && len(m.Missing) > 0 {
			l.Filter = f
		}
		out = append(out, l)
		out = append(out, without(d, m)...)
	}
	out = append(out, line.Blank(), line.Heading(fmt.Sprintf("Duplicates (%d)", len(q.Duplicates))))
	for _, duplicate := range q.Duplicates {
		out = append(out, line.Line{Spans: []line.Span{line.Text(line.StylePlain, duplicate.Value),
			line.Text(line.StyleDim, fmt.Sprintf("  %s of the same %s", line.Plural(len(duplicate.Packages), "package"), duplicate.By))},
			Indent: 4, Copy: duplicate.Value, Package: duplicate.Packages[0] + 1, Row: duplicate})
	}
	out = append(out, line.Blank(), line.Heading(fmt.Sprintf("Dangling references (%d)", len(q.Dangling))))
	for _, r := range q.Dangling {
		out = append(out, line.Line{Spans: []line.Span{line.Text(line.StylePlain, r.Relationship.From+" "),
			line.Text(line.StyleLabel, r.Relationship.Type), line.Text(line.StylePlain, " "+r.Relationship.To),
			line.Text(line.StyleDim, "  nothing has the ID "+r.Missing)},
			Indent: 4, Copy: r.Missing, Row: r.Relationship})
	}
	return out
}

// missingFilters are the filters that show the packages without an element.
var missingFilters = map[string]string{"supplier": "missing:supplier", "name": "missing:name", "version": "missing:version"}

// maxShownMissing is how many packages without an element are named.
const maxShownMissing = 5

// without names the first packages that lack an element.
func without(d *sbom.Document, m *sbom.MinimumElement) []line.Line {
	var out []line.Line
	for i, index := range m.Missing {
		if i == maxShownMissing {
			return append(out, line.TextLine(line.StyleDim, fmt.Sprintf("          and %d more", len(m.Missing)-i)))
		}
		p := &d.Packages[index]
		out = append(out, line.Line{Spans: []line.Span{line.Literal(line.StyleDim, "          without: "),
			line.Text(line.StylePlain, strings.TrimSpace(p.Name+" "+p.Version)), line.Text(line.StyleDim, "  "+p.ID)}, Indent: 12,
			Copy: p.ID, Package: index + 1})
	}
	return out
}

// minimum says in a line each which of the NTIA's minimum elements are there.
func minimum(q *sbom.Quality) []line.Line {
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
	out := []line.Line{line.Field("NTIA minimum", strings.Join(met, ", "))}
	if len(missing) > 0 {
		out = append(out, line.StyledField("  not met", line.StyleWarn, strings.Join(missing, ", ")))
	}
	return out
}

// Difference shows what changed from one SBOM to another.
func Difference(before, after string, d *sbom.Difference) []line.Line {
	out := []line.Line{line.NewLine(line.Text(line.StyleHeading, "From "+before)),
		line.NewLine(line.Text(line.StyleHeading, "to   "+after)),
		line.TextLine(line.StylePlain, fmt.Sprintf("%d added, %d removed, %d changed, %d the same", len(d.Added), len(d.Removed),
			len(d.Changed), d.Same)), line.Blank()}
	one := func(mark string, style line.Style, p *sbom.Package, rest string) line.Line {
		return line.Line{Spans: []line.Span{line.Text(style, mark+" "), line.Text(line.StylePlain, strings.TrimSpace(p.Name+" "+p.Version)),
			line.Text(line.StyleDim, "  "+p.Type()+"  "+rest)}, Indent: 4, Copy: p.PURL, Row: p}
	}
	for _, p := range d.Added {
		out = append(out, one("+", line.StyleGood, p, p.License()))
	}
	for _, p := range d.Removed {
		out = append(out, one("-", line.StyleBad, p, p.License()))
	}
	for _, c := range d.Changed {
		rest := ""
		if c.Version {
			rest = "→ " + c.After.Version
		}
		if c.License {
			rest += "  licence " + c.Before.License() + " → " + c.After.License()
		}
		l := one("~", line.StyleWarn, c.Before, rest)
		l.Row = c
		out = append(out, l)
	}
	return out
}
