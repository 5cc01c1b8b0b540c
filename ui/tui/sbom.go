package tui

import (
	"fmt"
	"strings"

	"assay/inspect/report"
	"assay/sbom"
	"assay/ui/present"
	"assay/ui/present/line"
)

// sbomPage is one of the views of an SBOM.
type sbomPage int

const (
	pageList sbomPage = iota
	pageTree
	pageLicences
	pageQuality
	pageDocument
	pageCompare
	sbomPageCount
)

func sbomPageNames() [sbomPageCount]string {
	return [sbomPageCount]string{"list", "tree", "licences", "quality", "document", "compare"}
}

// sbomState is how the user looks at one document. It is kept for as long as
// the program runs, whatever else is looked at.
type sbomState struct {
	document *sbom.Document
	graph    *sbom.Graph
	view     *sbom.View
	tree     *present.PackageTree
	page     sbomPage
	// opened are the packages whose details are shown, the last on top; places
	// in the document.
	opened []int
	// against is the document that this one is compared with.
	against    *report.SBOM
	difference *sbom.Difference
}

// sboms is how the user looks at each document.
type sboms struct {
	states map[*sbom.Document]*sbomState
	// indexing are the documents whose index is being made in the background.
	indexing map[*sbom.Document]bool
}

func newSBOMs() sboms {
	return sboms{states: map[*sbom.Document]*sbomState{}, indexing: map[*sbom.Document]bool{}}
}

// filter is the filter of the package list, as typed.
func (s *sbomState) filter() string {
	filter, _, _, _ := s.view.Settings()
	return filter
}

func newSBOMState(b *report.SBOM) *sbomState {
	s := &sbomState{document: b.Document, graph: b.Graph, view: sbom.NewIndex(b.Document).View()}
	if s.graph == nil {
		s.graph = sbom.NewGraph(b.Document)
	}
	return s
}

// sbomState returns the state of the SBOM under the tree's cursor, or nil where
// there is none yet.
func (m *model) sbomState() *sbomState {
	b := m.sbom()
	if b == nil || b.Document == nil {
		return nil
	}
	s := m.sboms.states[b.Document]
	if s == nil && len(b.Document.Packages) <= maxIndexedAtOnce {
		s = newSBOMState(b)
		m.sboms.states[b.Document] = s
	}
	return s
}

// sbomLines is what the Packages pane shows.
func (m *model) sbomLines() line.List {
	b := m.sbom()
	switch s := m.sbomState(); {
	case b == nil:
		return line.Static{line.TextLine(line.StyleDim, "No SBOM was found with this image.")}
	case b.Document == nil:
		return line.Static(append(present.SBOMTitle(b, m.look.content), line.TextLine(line.StyleBad, "The SBOM could not be read.")))
	case s == nil:
		indexing := line.TextLine(line.StyleDim, fmt.Sprintf("indexing %d packages", len(b.Document.Packages)))
		return line.Static(append(present.SBOMTitle(b, m.look.content), indexing))
	default:
		return m.sbomPageLines(b, s)
	}
}

func (m *model) sbomPageLines(b *report.SBOM, s *sbomState) line.List {
	above := append(present.SBOMTitle(b, m.look.content), s.pageBar())
	for i := range above {
		above[i].Fixed = true
	}
	if n := len(s.opened); n > 0 {
		above = append(above[:2:2], line.TextLine(line.StyleDim, "esc back to the "+sbomPageNames()[s.page]))
		return line.Pages{List: line.Static(present.Package(s.document, s.graph, s.opened[n-1])), Above: above}
	}
	var list line.List
	switch s.page {
	case pageTree:
		if s.tree == nil {
			s.tree = present.NewPackageTree(s.document, s.graph, m.look.content)
		}
		list = s.tree
	case pageLicences:
		list = line.Static(present.Licences(s.document))
	case pageQuality:
		list = line.Static(present.Quality(s.document, b.Quality, m.look.content))
	case pageDocument:
		list = line.Static(present.SBOMDocument(b))
	case pageCompare:
		list = m.compareLines(b, s)
	default:
		list = present.NewPackageList(s.document, s.view, s.graph, m.look.content)
	}
	if s.page == pageList && list.Len() == 0 {
		above = append(above, list.(line.Headed).Head(0)[0]) //nolint:forcetypeassert // A package list always has a head.
		list = line.Static{
			line.TextLine(line.StyleDim, "No package matches; esc drops the filter. Fields: "+strings.Join(sbom.Fields(), " ")),
		}
	}
	return line.Pages{List: list, Above: above}
}

// pageBar names the views of an SBOM, and marks the one that is shown.
func (s *sbomState) pageBar() line.Line {
	bar := line.Line{Fixed: true}
	for p, name := range sbomPageNames() {
		style := line.StyleDim
		if sbomPage(p) == s.page {
			style, name = line.StyleAccent, "["+name+"]"
		}
		bar.Spans = append(bar.Spans, line.Span{Text: name + "  ", Style: style})
	}
	bar.Spans = append(bar.Spans, line.Literal(line.StyleDim, "v next view"))
	return bar
}

// showPage opens one of the views of the SBOM.
func (m *model) showPage(p sbomPage) {
	s := m.sbomState()
	if s == nil {
		return
	}
	s.page, s.opened = (p+sbomPageCount)%sbomPageCount, nil
	m.openPane(panePackages)
}

// openPackage shows a package's details; index is its place in the document.
func (m *model) openPackage(index int) {
	s := m.sbomState()
	s.opened = append(s.opened, index)
	m.refresh()
	m.keepInView()
}

// closePackage goes back from a package's details, and reports whether any
// were open.
func (m *model) closePackage() bool {
	s := m.sbomState()
	if m.panes.open != panePackages || s == nil || len(s.opened) == 0 {
		return false
	}
	s.opened = s.opened[:len(s.opened)-1]
	m.refresh()
	m.keepInView()
	return true
}

// onPackages reports whether the list of packages itself is shown.
func (m *model) onPackages() bool {
	s := m.sbomState()
	return m.panes.open == panePackages && s != nil && s.page == pageList && len(s.opened) == 0
}

// packageLine is where the list shows a package, or -1.
func (m *model) packageLine(index int) int {
	pages, ok := m.view().List().(line.Pages)
	if !ok {
		return -1
	}
	list, ok := pages.List.(*present.PackageList)
	if !ok {
		return -1
	}
	return list.Line(index)
}
