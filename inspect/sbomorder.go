package inspect

import (
	"sort"

	"assay/inspect/report"
)

func sortSBOMs(all []*report.SBOM) {
	sort.SliceStable(all, func(a, b int) bool {
		if all[a].Platform != all[b].Platform {
			return all[a].Platform < all[b].Platform
		}
		if all[a].Source.Reference != all[b].Source.Reference {
			return all[a].Source.Reference < all[b].Source.Reference
		}
		return all[a].Source.MediaType < all[b].Source.MediaType
	})
}

// linkSBOMs tells each tree node which SBOM it holds.
func (i *Inspection) linkSBOMs(r *report.Report) {
	for n, s := range r.SBOMs {
		for k := range r.Artifacts {
			if r.Artifacts[k].ID == s.Artifact && r.Artifacts[k].SBOM < 0 {
				r.Artifacts[k].SBOM = n
			}
		}
	}
}
