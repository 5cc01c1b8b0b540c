package inspect

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"

	"assay/registry"
)

// choosePlatform fetches the child of an index that --platform asks for. One
// with exactly this platform goes before those with a variant of it. The error
// is a *report.UsageError when there is none, and when there are several: tools differ
// in which of them they take.
func (g *gatherer) choosePlatform(ctx context.Context, index *registry.Manifest, want string) (*registry.Manifest, error) {
	platforms := platformsOf(index)
	fits := fitting(platforms, func(p *registry.Platform) bool { return p.String() == want })
	if len(fits) == 0 {
		fits = fitting(platforms, func(p *registry.Platform) bool { return p.OS+"/"+p.Architecture == want })
	}
	switch len(fits) {
	case 0:
		var have []string
		for _, d := range platforms[:min(len(platforms), maxNamedPlatforms)] {
			have = append(have, d.Platform.String())
		}
		return nil, usage("the image has no platform %s; it has %s", want, strings.Join(have, ", "))
	case 1:
		return g.source.ManifestOf(ctx, fits[0])
	}
	return nil, usage("the image has several manifests for the platform %s, and tools differ in which they take; choose one by its digest: %s", want, namePlatforms(fits))
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

// fitting returns the platforms that fit, each digest once.
func fitting(platforms []registry.Descriptor, fits func(*registry.Platform) bool) []registry.Descriptor {
	var out []registry.Descriptor
	seen := map[string]bool{}
	for _, d := range platforms {
		if fits(d.Platform) && !seen[d.Digest] {
			seen[d.Digest] = true
			out = append(out, d)
		}
	}
	return out
}

// platformsOf returns the children of an index that are images, not BuildKit's
// attestation manifests. Those have the platform unknown/unknown; what has a
// real one runs there, whatever its annotations call it.
func platformsOf(index *registry.Manifest) []registry.Descriptor {
	var out []registry.Descriptor
	for _, d := range index.Manifests {
		if p := d.Platform; p != nil && (p.OS != "" || p.Architecture != "") && (p.OS != "unknown" || p.Architecture != "unknown") {
			out = append(out, d)
		}
	}
	return out
}

// ownVariants are the variants of an architecture that containers/image takes
// on a machine of it, best first (internal/pkg/platform); others have none.
var ownVariants = map[string][]string{"arm": {"v7", "v6", "v5", ""}, "arm64": {"v8", ""}}

// annotationZstd marks an instance that containers/image takes before others of
// the same platform in an OCI index.
const annotationZstd = "io.github.containers.compression.zstd"

// ownPlatform is the platform whose manifest is looked at when none was asked
// for.
func ownPlatform(index *registry.Manifest) (registry.Descriptor, bool) {
	if own := ownPlatforms(index); len(own) > 0 {
		return own[0], true
	}
	return registry.Descriptor{}, false
}

// ownPlatforms returns what podman would run here, else what comes closest, and
// after it the other manifests of the same platform.
func ownPlatforms(index *registry.Manifest) []registry.Descriptor {
	platforms := platformsOf(index)
	for _, architecture := range []string{runtime.GOARCH, "amd64"} {
		variants := ownVariants[architecture]
		if variants == nil {
			variants = []string{""}
		}
		for _, variant := range variants {
			want := registry.Platform{OS: "linux", Architecture: architecture, Variant: variant}
			if fits := fitting(platforms, func(p *registry.Platform) bool { return *p == want }); len(fits) > 0 {
				return preferred(index, fits)
			}
		}
		// None that would run for sure; better than none of this architecture.
		if fits := fitting(platforms, func(p *registry.Platform) bool { return p.OS == "linux" && p.Architecture == architecture }); len(fits) > 0 {
			return fits
		}
	}
	return platforms[:min(len(platforms), 1)]
}

// preferred brings the first with layers in zstd to the front of equals.
func preferred(index *registry.Manifest, fits []registry.Descriptor) []registry.Descriptor {
	at := slices.IndexFunc(fits, func(d registry.Descriptor) bool { return d.Annotations[annotationZstd] == "true" })
	if at <= 0 || index.MediaType != registry.MediaTypeOCIIndex {
		return fits
	}
	return slices.Concat(fits[at:at+1], fits[:at], fits[at+1:])
}

// ownPlatform returns the platform that stands for all of the index, and says so
// when it has several manifests for it.
func (g *gatherer) ownPlatform() registry.Descriptor {
	own := ownPlatforms(g.manifest)
	if len(own) > 1 {
		g.note(fmt.Sprintf("the index has several manifests for %s and tools differ in which they take: @%s stands for it here, as for podman, and not %s",
			own[0].Platform, own[0].Digest, namePlatforms(own[1:])))
	}
	if len(own) == 0 {
		return registry.Descriptor{}
	}
	return own[0]
}
