package tui

import (
	tea "charm.land/bubbletea/v2"

	"assay/inspect/report"
	"assay/sbom"
	"assay/ui/present"
	"assay/ui/present/line"
)

// compareLines compares with another SBOM of the report: the one chosen, else
// the next.
func (m *model) compareLines(b *report.SBOM, s *sbomState) line.List {
	if s.against == nil || s.against.Document == s.document {
		s.against, s.difference = m.nextSBOM(b), nil
	}
	if s.against == nil {
		return line.Static{
			line.TextLine(line.StyleDim, "There is only one SBOM; `assay sbom A B` compares files and images."),
		}
	}
	if s.difference == nil {
		s.difference = sbom.Diff(s.document, s.against.Document)
	}
	return line.Static(present.Difference(present.SBOMName(b), present.SBOMName(s.against), s.difference))
}

// nextSBOM is the readable SBOM after the one that b is compared with now, or
// after b itself.
func (m *model) nextSBOM(b *report.SBOM) *report.SBOM {
	all := m.run.report.SBOMs
	from := b
	if s := m.sboms.states[b.Document]; s != nil && s.against != nil {
		from = s.against
	}
	at := 0
	for i := range all {
		if all[i].Document == from.Document {
			at = i
		}
	}
	for n := 1; n <= len(all); n++ {
		next := all[(at+n)%len(all)]
		if next.Document != nil && next.Document != b.Document {
			return next
		}
	}
	return nil
}

// compareNext compares with the next SBOM of the report.
func (m *model) compareNext() tea.Cmd {
	b, s := m.sbom(), m.sbomState()
	if s.page == pageCompare {
		s.against, s.difference = m.nextSBOM(b), nil
	}
	m.showPage(pageCompare)
	return nil
}
