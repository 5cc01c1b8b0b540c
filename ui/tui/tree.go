package tui

import (
	"path"
	"strings"

	"assay/inspect/report"
	"assay/ui/present"
	"assay/ui/present/bounds"
	"assay/ui/present/line"
	"assay/ui/tui/scroll"
)

// node is a row of the tree: an artifact, or one signature of several in it.
type node struct {
	artifact *report.Artifact
	signed   *report.Signature
	sbom     *report.SBOM
	line     line.Line
}

func (n node) id() string {
	if n.signed != nil {
		return n.artifact.ID + " " + n.signed.ID
	}
	return n.artifact.ID
}

// tree is the side that lists everything found.
type tree struct {
	nodes []node
	list  scroll.View
	// shown says that it is on the screen where there is room for one side only,
	// focused that the keys go to it.
	shown, focused bool
}

// set takes a new report and keeps the cursor on the artifact it was on.
func (t *tree) set(r *report.Report, o present.Options) {
	id := ""
	if n := t.selected(); n != nil {
		id = n.id()
	}
	t.nodes = newNodes(r, o)
	lines := make([]line.Line, len(t.nodes))
	for i, n := range t.nodes {
		lines[i] = n.line
		if id != "" && n.id() == id {
			t.list.Cursor = i
		}
	}
	t.list.Set(line.Static(lines))
}

// selected is the node under the cursor, or nil.
func (t *tree) selected() *node {
	if t.list.Cursor < 0 || t.list.Cursor >= len(t.nodes) {
		return nil
	}
	return &t.nodes[t.list.Cursor]
}

// newNodes lays out the artifacts of a report, each signature with its state.
func newNodes(r *report.Report, o present.Options) []node {
	t := &treeBuilder{report: r, options: o, children: map[string][]int{}, signed: map[string]*report.Signature{}}
	known := map[string]bool{}
	for _, a := range r.Artifacts {
		known[a.ID] = true
	}
	for _, s := range r.All() {
		t.signed[s.ID] = s
	}
	var roots []int
	for i, a := range r.Artifacts {
		if a.Parent != "" && known[a.Parent] {
			t.children[a.Parent] = append(t.children[a.Parent], i)
		} else {
			roots = append(roots, i)
		}
	}
	for _, i := range roots {
		t.add(i, "", "", 0)
	}
	return t.nodes
}

type treeBuilder struct {
	report   *report.Report
	options  present.Options
	children map[string][]int
	signed   map[string]*report.Signature
	nodes    []node
}

// maxTreeDepth stops a tree that leads into itself.
const maxTreeDepth = 16

// add adds an artifact with its signatures and what belongs to it. first is the
// lead of its own row, rest that of the rows below it.
func (t *treeBuilder) add(i int, first, rest string, depth int) {
	if depth > maxTreeDepth {
		return
	}
	a := &t.report.Artifacts[i]
	var sbom *report.SBOM
	if a.SBOM >= 0 && a.SBOM < len(t.report.SBOMs) {
		sbom = t.report.SBOMs[a.SBOM]
	}
	branch, corner, bar := "├ ", "└ ", "│ "
	if t.options.ASCII {
		branch, corner, bar = "|-", "`-", "| "
	}
	var s *report.Signature
	if len(a.Signed) == 1 {
		s = t.signed[a.Signed[0]]
	}
	t.nodes = append(t.nodes, node{artifact: a, signed: s, sbom: sbom, line: t.line(first, a, s, sbom)})
	below := len(t.children[a.ID])
	if len(a.Signed) > 1 {
		for n, id := range a.Signed {
			lead := branch
			if n == len(a.Signed)-1 && below == 0 {
				lead = corner
			}
			if s := t.signed[id]; s != nil {
				t.nodes = append(t.nodes, node{artifact: a, signed: s, sbom: sbom, line: t.signedLine(rest+lead, s)})
			}
		}
	}
	for n, child := range t.children[a.ID] {
		lead, next := branch, bar
		if n == below-1 {
			lead, next = corner, "  "
		}
		t.add(child, rest+lead, rest+next, depth+1)
	}
}

// line shows an artifact with its state: on its way, broken, or what its
// signatures and SBOM come to.
func (t *treeBuilder) line(lead string, a *report.Artifact, s *report.Signature, sbom *report.SBOM) line.Line {
	spans := []line.Span{{Text: lead, Style: line.StyleDim}}
	switch {
	case a.State == report.StatePending || a.State == report.StateFetching || a.State == report.StateVerifying:
		spans = append(spans, present.State(a.State).Span(t.options.ASCII), line.Text(line.StylePlain, "  "+artifactName(a)))
		if a.Total > 0 {
			spans = append(spans, line.Text(line.StyleDim, "  "+bounds.Size(a.Bytes)+" of "+bounds.Size(a.Total)))
		}
	case a.State == report.StateFailed && s == nil && len(a.Signed) == 0:
		spans = append(spans, present.State(a.State).Span(t.options.ASCII), line.Text(line.StylePlain, "  "+artifactName(a)))
	case s != nil:
		return t.signedLine(lead, s)
	case sbom != nil && len(a.Signed) == 0:
		spans = append(spans, glyph(present.Verdict(sbom.Trust), t.options), line.Text(line.StylePlain, " SBOM "+sbom.Format),
			line.Text(line.StyleDim, "  "+line.Plural(sbom.Packages, "package")))
	default:
		spans = append(spans, line.Text(line.StylePlain, artifactName(a)))
		if a.Kind == report.KindImage || a.Kind == report.KindIndex {
			spans = append(spans, line.Text(line.StyleDim, "  "+present.ShortDigest(a.Subject)))
		} else if len(a.Signed) > 0 {
			spans = append(spans, line.Text(line.StyleDim, "  "+line.Plural(len(a.Signed), "signature")))
		}
	}
	return line.Line{Spans: spans, Fixed: true, Copy: a.Source.Reference}
}

// glyph is a mark without its word.
func glyph(m present.Mark, o present.Options) line.Span {
	s := m.Span(o.ASCII)
	return line.Span{Text: strings.Split(s.Text, " ")[0], Style: m.Style}
}

// signedLine shows a signature: what it is, how it was made, and its verdict.
func (t *treeBuilder) signedLine(lead string, s *report.Signature) line.Line {
	what := "signature"
	switch {
	case s.Format == report.FormatBareStatement:
		what = "statement"
	case s.IsAttestation():
		what = "attestation"
	}
	how := "by key"
	if s.Keyless {
		how = "keyless"
	}
	if s.Format == report.FormatOpenPGP {
		how = "OpenPGP"
		if s.Source.Store == report.StoreLookaside || s.Source.Store == report.StoreFile {
			what = path.Base(s.Source.Reference)
		}
	}
	if s.PredicateType != "" && what != "signature" {
		how = shortPredicate(s.PredicateType)
	}
	word := strings.ToLower(present.Verdict(s.Verdict).Word)
	spans := []line.Span{
		{Text: lead, Style: line.StyleDim},
		glyph(present.Verdict(s.Verdict), t.options),
		line.Text(line.StylePlain, " "+what+"  "+how),
		line.Text(line.StyleDim, "  "+word),
	}
	return line.Line{Spans: spans, Fixed: true, Copy: s.Source.Reference}
}

// shortPredicate cuts a predicate type to its last telling parts.
func shortPredicate(uri string) string {
	uri = strings.TrimPrefix(strings.TrimPrefix(uri, "https://"), "http://")
	if host, rest, ok := strings.Cut(uri, "/"); ok && len(rest) > 0 {
		return strings.SplitN(host, ".", 2)[0] + " " + strings.ReplaceAll(rest, "/", " ")
	}
	return uri
}

// artifactName is the short name of an artifact.
func artifactName(a *report.Artifact) string {
	if a.Platform != "" && (a.Kind == report.KindImage) {
		return a.Platform
	}
	return a.Title
}
