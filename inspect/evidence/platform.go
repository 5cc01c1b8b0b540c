package evidence

import (
	"runtime"
	"slices"

	"assay/registry"
)

// Fitting returns the platforms that fit, each digest once.
func Fitting(platforms []registry.Descriptor, fits func(*registry.Platform) bool) []registry.Descriptor {
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

// PlatformsOf returns the children of an index that are images, not BuildKit's
// attestation manifests. Those have the platform unknown/unknown; what has a
// real one runs there, whatever its annotations call it.
func PlatformsOf(index *registry.Manifest) []registry.Descriptor {
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

// OwnPlatform is the platform whose manifest is looked at when none was asked
// for.
func OwnPlatform(index *registry.Manifest) (registry.Descriptor, bool) {
	if own := OwnPlatforms(index); len(own) > 0 {
		return own[0], true
	}
	return registry.Descriptor{}, false
}

// OwnPlatforms returns what podman would run here, else what comes closest, and
// after it the other manifests of the same platform.
func OwnPlatforms(index *registry.Manifest) []registry.Descriptor {
	platforms := PlatformsOf(index)
	for _, architecture := range []string{runtime.GOARCH, "amd64"} {
		variants := ownVariants[architecture]
		if variants == nil {
			variants = []string{""}
		}
		for _, variant := range variants {
			want := registry.Platform{OS: "linux", Architecture: architecture, Variant: variant}
			if fits := Fitting(platforms, func(p *registry.Platform) bool { return *p == want }); len(fits) > 0 {
				return preferred(index, fits)
			}
		}
		// None that would run for sure; better than none of this architecture.
		if fits := Fitting(platforms, func(p *registry.Platform) bool {
			return p.OS == "linux" &&
				p.Architecture == architecture
		}); len(fits) > 0 {
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
