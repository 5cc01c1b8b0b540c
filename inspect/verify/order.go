package verify

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
func linkSBOMs(r *report.Report) {
	for n, s := range r.SBOMs {
		for k := range r.Artifacts {
			if r.Artifacts[k].ID == s.Artifact && r.Artifacts[k].SBOM < 0 {
				r.Artifacts[k].SBOM = n
			}
		}
	}
}

var storeOrder = map[report.Store]int{report.StoreTag: 0, report.StoreReferrer: 1, report.StoreReferrerTag: 2, report.StoreIndexChild: 3,
	report.StoreExtension: 4, report.StoreLookaside: 5, report.StoreFile: 6}

func sortLookups(lookups []report.Lookup) {
	sort.SliceStable(lookups, func(a, b int) bool {
		pa, pb := lookups[a], lookups[b]
		if pa.Subject != pb.Subject {
			return pa.Subject < pb.Subject
		}
		if pa.Store != pb.Store {
			return storeOrder[pa.Store] < storeOrder[pb.Store]
		}
		return pa.Reference < pb.Reference
	})
}

// sortArtifacts puts the tree into a steady order, parents before children:
// what arrives first on the network must not decide what a reader sees first.
func sortArtifacts(all []report.Artifact) {
	children := map[string][]report.Artifact{}
	known := map[string]bool{}
	for _, a := range all {
		known[a.ID] = true
	}
	var roots []report.Artifact
	for _, a := range all {
		if a.Parent != "" && a.Parent != a.ID && known[a.Parent] {
			children[a.Parent] = append(children[a.Parent], a)
		} else {
			roots = append(roots, a)
		}
	}
	kinds := map[report.Kind]int{report.KindSignature: 0, report.KindAttestation: 1, report.KindSBOM: 2, report.KindOther: 3,
		report.KindImage: 4, report.KindIndex: 5}
	out := all[:0]
	placed := map[string]bool{}
	var place func(list []report.Artifact)
	place = func(list []report.Artifact) {
		sort.SliceStable(list, func(i, j int) bool {
			if list[i].Kind != list[j].Kind {
				return kinds[list[i].Kind] < kinds[list[j].Kind]
			}
			if list[i].Title != list[j].Title {
				return list[i].Title < list[j].Title
			}
			return list[i].ID < list[j].ID
		})
		for _, a := range list {
			if placed[a.ID] {
				continue
			}
			placed[a.ID] = true
			out = append(out, a)
			place(children[a.ID])
		}
	}
	place(roots)
}
