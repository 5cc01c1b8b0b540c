package tui

import "assay/inspect/report"

// signed is the signature that the panes are about: the one under the tree's
// cursor, else the one that explains the verdict. The overview is about the image
// as a whole unless a signature is selected.
func (m *model) signed() *report.Signature {
	if n := m.tree.selected(); n != nil && n.signed != nil {
		return n.signed
	}
	if m.panes.open == paneOverview {
		return nil
	}
	return m.run.report.Primary()
}

// actionSignature is the signature that copying and what-if are about.
func (m *model) actionSignature() *report.Signature {
	if s := m.signed(); s != nil {
		return s
	}
	return m.run.report.Primary()
}

// sbom is the SBOM under the tree's cursor, else the first; it may be nil.
func (m *model) sbom() *report.SBOM {
	if n := m.tree.selected(); n != nil && n.sbom != nil {
		return n.sbom
	}
	if len(m.run.report.SBOMs) > 0 {
		return m.run.report.SBOMs[0]
	}
	return nil
}
