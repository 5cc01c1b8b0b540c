package present

import (
	"fmt"
	"sort"
	"strings"

	"assay/inspect/report"
	"assay/sbom"
	"assay/ui/present/line"
	"assay/ui/sanitize"
)

// SBOM shows what an SBOM says as plain text: where it comes from and how far
// to trust it, its warnings, then its packages, one to a line. view, if
// not nil, says which and in what order.
func SBOM(b *report.SBOM, view *sbom.View, o Options) []line.Line {
	if b == nil {
		return nothing("No SBOM was found with this image.")
	}
	out := SBOMTitle(b, o)
	d := b.Document
	if d == nil {
		return append(out, line.TextLine(line.StyleBad, "The SBOM could not be read."))
	}
	out = append(out, Creation(b)...)
	out = append(out, minimum(b.Quality)...)
	out = append(out, diagnostics(d, maxShownDiagnostics)...)
	out = append(out, line.Blank())
	if view == nil {
		view = sbom.NewIndex(d).View()
	}
	list := NewPackageList(d, view, graphOf(b), o)
	out = append(out, list.Head(0)...)
	for i := range list.Len() {
		out = append(out, list.At(i, 0))
	}
	if list.Len() == 0 {
		out = append(out, line.TextLine(line.StyleDim, "No packages to show."))
	}
	return out
}

func graphOf(b *report.SBOM) *sbom.Graph {
	if b.Graph != nil {
		return b.Graph
	}
	return sbom.NewGraph(b.Document)
}

// SBOMTitle names an SBOM, and who signed it.
func SBOMTitle(b *report.SBOM, o Options) []line.Line {
	return []line.Line{line.NewLine(line.Literal(line.StyleHeading, "SBOM  "), line.Text(line.StylePlain, b.Format),
		line.Text(line.StyleDim, "  "+b.Platform), line.Text(line.StyleDim, "  "+b.Source.Reference)),
		line.NewLine(Verdict(b.Trust).Span(o.ASCII), line.Text(line.StylePlain, "  "+b.TrustReason))}
}

// maxShownDiagnostics is how many are shown one by one in plain text; the JSON
// has all.
const maxShownDiagnostics = 8

func diagnostics(d *sbom.Document, limit int) []line.Line {
	var out []line.Line
	for i, n := range d.Diagnostics {
		if i == limit {
			out = append(out, line.TextLine(line.StyleDim, fmt.Sprintf("and %d more; the JSON output has them all", len(d.Diagnostics)-i)))
			break
		}
		style := line.StyleWarn
		switch n.Severity {
		case sbom.Warning:
		case sbom.Error:
			style = line.StyleBad
		case sbom.Info:
			style = line.StyleDim
		}
		place := ""
		if n.Line > 0 {
			place = fmt.Sprintf("line %d, column %d: ", n.Line, n.Column)
		}
		message := n.Message
		if n.Limit > 0 {
			message += "; --" + string(report.OptionMaxSBOM) + " raises it"
		}
		spans := []line.Span{line.Text(style, string(n.Severity)), line.Text(line.StyleDim, "  "+place),
			line.Text(line.StylePlain, message), line.Text(line.StyleDim, "  "+n.Element)}
		out = append(out, line.Line{Spans: spans, Indent: 4, Copy: message, Row: n})
	}
	return out
}

// PackageList is the packages of a view, under headings where they are
// grouped.
type PackageList struct {
	view    *sbom.View
	graph   *sbom.Graph
	options Options
	groups  []sbom.Group
	total   int
}

// NewPackageList returns the list of a view of d as it is now. The graph gives the
// column that says why a package is there; nil leaves it out.
func NewPackageList(d *sbom.Document, view *sbom.View, graph *sbom.Graph, o Options) *PackageList {
	return &PackageList{view, graph, o, view.Groups(), len(d.Packages)}
}

// Len counts packages and headings.
func (p *PackageList) Len() int { return p.view.Len() + len(p.groups) }

// place returns which group's heading line i is, or -1, and else the package's
// row in the view.
func (p *PackageList) place(i int) (heading, row int) {
	// Groups up to number n take their packages and n headings.
	n := sort.Search(len(p.groups), func(n int) bool { return p.groups[n].Start+n > i })
	if n > 0 && p.groups[n-1].Start+n-1 == i {
		return n - 1, -1
	}
	return -1, i - n
}

// Line returns the line of the package at this place in the document, or -1.
func (p *PackageList) Line(index int) int {
	row := p.view.Find(index)
	if row < 0 {
		return -1
	}
	return row + sort.Search(len(p.groups), func(n int) bool { return p.groups[n].Start > row })
}

// At makes a row, or a group's heading.
func (p *PackageList) At(i, width int) line.Line {
	heading, row := p.place(i)
	if heading >= 0 {
		g := p.groups[heading]
		value := g.Value
		if value == "" {
			value = "(none)"
		}
		return line.Line{Spans: []line.Span{line.Text(line.StyleHeading, value), line.Text(line.StyleDim, fmt.Sprintf("  %d", g.Count))},
			Fixed: true, Copy: g.Value}
	}
	pkg, index := p.view.Package(row)
	l := line.Line{Fixed: true, Copy: pkg.PURL, Package: index + 1, Row: pkg}
	if l.Copy == "" {
		l.Copy = strings.TrimSpace(pkg.Name + " " + pkg.Version)
	}
	for _, c := range columnsFor(width, p.graph != nil) {
		value := c.value(p, pkg, index)
		style := line.StylePlain
		if !sbom.HasValue(value) {
			style = line.StyleDim
		}
		if value == "" {
			value = "—"
		}
		if sanitize.Changed(value) {
			style = line.StyleWarn
		}
		l.Spans = append(l.Spans, line.Cell(style, value, c.width))
	}
	return l
}

// Has reports whether one of the columns has text.
func (p *PackageList) Has(i int, text string) bool {
	heading, row := p.place(i)
	if heading >= 0 {
		return line.ContainsFold(p.groups[heading].Value, text)
	}
	pkg, _ := p.view.Package(row)
	return line.ContainsFold(pkg.Name, text) || line.ContainsFold(pkg.Version, text) || line.ContainsFold(pkg.Type(), text) ||
		line.ContainsFold(pkg.License(), text) || line.ContainsFold(pkg.Supplier, text)
}

// Head is the line with what is shown and how, and the names of the columns.
func (p *PackageList) Head(width int) []line.Line {
	filter, by, descending, group := p.view.Settings()
	arrow := "▲"
	if descending {
		arrow = "▼"
	}
	if p.options.ASCII {
		arrow = map[bool]string{false: "^", true: "v"}[descending]
	}
	shown := line.Text(line.StylePlain, line.Plural(p.view.Len(), "package"))
	if filter != "" {
		shown = line.Text(line.StyleAccent, fmt.Sprintf("%d of %s   filter: %s", p.view.Len(), line.Plural(p.total, "package"), filter))
	}
	state := line.Text(line.StyleDim, fmt.Sprintf("   sort %s %s", sanitize.String(by.String()), arrow))
	if group != sbom.ByDocument {
		state.Text += "   group by " + sanitize.String(group.String())
	}
	var names []line.Span
	for _, c := range columnsFor(width, p.graph != nil) {
		names = append(names, line.Text(line.StyleLabel, line.Pad(c.name, c.width)))
	}
	return []line.Line{{Spans: []line.Span{shown, state}, Fixed: true}, {Spans: names, Fixed: true}}
}

// packageColumn is one column of the package list.
type packageColumn struct {
	name string
	// least is the narrowest list, in cells, that has the column; share its
	// part in hundredths of what the narrow columns leave; width what it gets.
	least, share, width int
	value               func(l *PackageList, p *sbom.Package, index int) string
}

var packageColumns = []packageColumn{
	{"NAME", 0, 40, 30, func(_ *PackageList, p *sbom.Package, _ int) string { return p.Name }},
	{"VERSION", 0, 24, 20, func(_ *PackageList, p *sbom.Package, _ int) string { return p.Version }},
	{"TYPE", 48, 0, 8, func(_ *PackageList, p *sbom.Package, _ int) string { return p.Type() }},
	{"LICENCE", 60, 26, 28, func(_ *PackageList, p *sbom.Package, _ int) string { return p.License() }},
	{"SUPPLIER", 96, 24, 24, func(_ *PackageList, p *sbom.Package, _ int) string { return p.Supplier }},
	{"WHY HERE", 70, 0, 11, func(l *PackageList, _ *sbom.Package, index int) string { return l.graph.Reason(index).String() }},
}

// maxFitted is the width in cells from which columns grow no further.
const maxFitted = 240

// columnsFor returns the columns of a list of width cells; zero stands for
// plain text without an edge.
func columnsFor(width int, why bool) []packageColumn {
	width = min(max(width, 0), maxFitted)
	out := make([]packageColumn, 0, len(packageColumns))
	left, shares := width, 0
	for _, c := range packageColumns {
		if width > 0 && width < c.least || c.name == "WHY HERE" && !why {
			continue
		}
		if c.share == 0 {
			left -= c.width
		}
		shares += c.share
		out = append(out, c)
	}
	if width == 0 {
		return out
	}
	for i := range out {
		if out[i].share > 0 {
			out[i].width = max(6, left*out[i].share/shares)
		}
	}
	return out
}
