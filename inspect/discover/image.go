package discover

import (
	"assay/inspect/report"
	"assay/registry"
)

// describe returns what a manifest says of itself. Sizes are those of the
// descriptors, nothing is fetched for them.
func describe(m *registry.Manifest) *report.Image {
	image := &report.Image{Kind: m.Kind(), Layers: len(m.Layers), Config: m.Config.Digest, Size: max(0, m.Config.Size),
		Annotations: m.Annotations}
	for _, l := range m.Layers {
		// A manifest that lies about sizes must not make the sum wrap round.
		image.Size = max(image.Size, image.Size+max(0, l.Size))
	}
	if m.Subject != nil {
		image.Subject = m.Subject.Digest
	}
	return image
}
