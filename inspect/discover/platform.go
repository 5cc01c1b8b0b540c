package discover

import (
	"context"
	"fmt"
	"strings"

	"assay/inspect/evidence"
	"assay/inspect/report"
	"assay/registry"
)

// choosePlatform fetches the child of an index that --platform asks for. One
// with exactly this platform goes before those with a variant of it. The error
// is a *report.UsageError when there is none, and when there are several: tools differ
// in which of them they take.
func (w *walk) choosePlatform(ctx context.Context, index *registry.Manifest, want string) (*registry.Manifest, error) {
	platforms := evidence.PlatformsOf(index)
	fits := evidence.Fitting(platforms, func(p *registry.Platform) bool { return p.String() == want })
	if len(fits) == 0 {
		fits = evidence.Fitting(platforms, func(p *registry.Platform) bool { return p.OS+"/"+p.Architecture == want })
	}
	switch len(fits) {
	case 0:
		var have []string
		for _, d := range platforms[:min(len(platforms), maxNamedPlatforms)] {
			have = append(have, d.Platform.String())
		}
		return nil, report.Usagef([]report.Option{report.OptionPlatform}, "the image has no platform %s; it has %s", want,
			strings.Join(have, ", "))
	case 1:
		return w.source.ManifestOf(ctx, fits[0])
	}
	return nil, report.Usagef([]report.Option{report.OptionPlatform}, "the image has several manifests for the platform %s, and tools "+
		"differ in which one they take; choose one by its digest: %s", want, namePlatforms(fits))
}

// maxNamedPlatforms is how many platforms an error or note names.
const maxNamedPlatforms = 16

// namePlatforms lists platforms with their digests.
func namePlatforms(list []registry.Descriptor) string {
	var names []string
	for _, d := range list[:min(len(list), maxNamedPlatforms)] {
		names = append(names, fmt.Sprintf("@%s (%s)", d.Digest, d.Platform))
	}
	return strings.Join(names, ", ")
}

// ownPlatform returns the platform that stands for all of the index, and says so
// when it has several manifests for it.
func (w *walk) ownPlatform() registry.Descriptor {
	own := evidence.OwnPlatforms(w.manifest)
	if len(own) > 1 {
		w.note(fmt.Sprintf("the index has several manifests for %s and tools differ in which they take; assay takes @%s, as podman "+
			"does, and not %s",
			own[0].Platform, own[0].Digest, namePlatforms(own[1:])), "")
	}
	if len(own) == 0 {
		return registry.Descriptor{}
	}
	return own[0]
}
