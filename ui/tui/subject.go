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
	return primary(m.run.report)
}

// actionSignature is the signature that copying and what-if are about.
func (m *model) actionSignature() *report.Signature {
	if s := m.signed(); s != nil {
		return s
	}
	return primary(m.run.report)
}

// primary is the signature that explains the verdict, or nil where there is none.
func primary(r *report.Report) *report.Signature {
	all := r.All()
	for _, d := range r.Diagnoses {
		for _, s := range all {
			if s.ID == d.Signature && r.Verdict != report.VerdictVerified {
				return s
			}
		}
	}
	for _, s := range all {
		if s.Deciding && s.Verdict == r.Verdict {
			return s
		}
	}
	if len(all) > 0 {
		return all[0]
	}
	return nil
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
