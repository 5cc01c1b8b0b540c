package discover

import (
	"context"
	"fmt"
	"slices"

	"assay/inspect/evidence"
	"assay/inspect/report"
)

// attachments adds the target to the tree and asks every store about it, and
// about the platform's manifest of an index. asked says that the target's own
// stores have been asked already.
func (w *walk) attachments(ctx context.Context, asked bool) {
	m := w.manifest
	if w.target.Artifact != "" {
		w.addContent(ctx)
		w.lookUp(ctx, m.Digest, evidence.RoleTarget, m.Digest, "")
		return
	}
	kind := report.KindImage
	if m.IsIndex() {
		kind = report.KindIndex
	}
	w.node(&report.Artifact{ID: m.Digest, Kind: kind, Title: string(kind), Subject: m.Digest, State: report.StateDone, SBOM: -1,
		Platform: w.target.Platform,
		Manifest: m.Raw, Source: report.Source{Store: w.storeOfTarget(), Reference: w.reference.Text, Digest: m.Digest,
			MediaType: m.MediaType}})
	if !asked {
		w.lookUp(ctx, m.Digest, evidence.RoleTarget, m.Digest, w.target.Platform)
	}
	if m.IsIndex() {
		w.addPlatforms(ctx)
	}
}

func (w *walk) storeOfTarget() report.Store {
	if w.reference.Layout != "" {
		return report.StoreLayout
	}
	return report.StoreTag
}

// maxEagerPlatforms is up to how many platforms of an index are all looked at
// unasked; of more only the own one is.
const maxEagerPlatforms = 4

// addPlatforms shows every platform of an index, looks up the attachments of the
// own one and, where they are few or all were asked for, of the others, and
// reads the statements that BuildKit keeps in the index.
func (w *walk) addPlatforms(ctx context.Context) {
	own := w.ownPlatform()
	platforms := evidence.PlatformsOf(w.manifest)
	if limit := w.limits.Platforms; len(platforms) > limit {
		w.note(fmt.Sprintf("only the first %d of %d platforms are shown", limit, len(platforms)), report.OptionMaxPlatforms)
		platforms = platforms[:limit]
	}
	everywhere := w.options.AllPlatforms || len(platforms) <= maxEagerPlatforms
	if !everywhere {
		w.note(fmt.Sprintf("only the signatures and SBOMs of %s were looked for, not those of %d other platforms", own.Platform,
			len(platforms)-1), report.OptionPlatform)
	}
	for _, d := range platforms {
		w.node(&report.Artifact{ID: d.Digest, Parent: w.manifest.Digest, Kind: report.KindImage, Title: d.Platform.String(),
			Subject: d.Digest,
			State:   report.StateDone, SBOM: -1, Platform: d.Platform.String(),
			Source: report.Source{Store: report.StoreIndexChild, Reference: w.reference.WithIdentifier(d.Digest), Digest: d.Digest,
				MediaType: d.MediaType}})
		if everywhere || d.Digest == own.Digest {
			w.lookUp(ctx, d.Digest, evidence.RolePlatform, d.Digest, d.Platform.String())
		}
	}
	children := 0
	for _, d := range w.manifest.Manifests {
		if d.Annotations[annotationReferenceType] == attestationManifest && children < w.limits.Platforms {
			children++
			w.indexChild(ctx, d)
		}
	}
}

// node adds a tree node, or updates the one with its ID, and tells of it.
func (w *walk) node(a *report.Artifact) {
	w.mu.Lock()
	if old := w.artifactByID(a.ID); old != nil {
		*old = *a
	} else {
		added := *a
		w.artifacts = append(w.artifacts, &added)
	}
	copied := copyOf(a)
	w.mu.Unlock()
	w.notify(copied)
}

// update changes a tree node and tells of it.
func (w *walk) update(id string, change func(*report.Artifact)) {
	w.mu.Lock()
	a := w.artifactByID(id)
	if a == nil {
		w.mu.Unlock()
		return
	}
	change(a)
	copied := copyOf(a)
	w.mu.Unlock()
	w.notify(copied)
}

// copyOf returns a node that stays as it is.
func copyOf(a *report.Artifact) *report.Artifact {
	copied := *a
	copied.Signed = slices.Clone(a.Signed)
	return &copied
}
