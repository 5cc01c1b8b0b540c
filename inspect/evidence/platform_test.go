package evidence

import (
	"runtime"
	"slices"
	"strings"
	"testing"

	"assay/registry"
)

// child is a descriptor of an index: a name for its digest, and os/arch/variant.
type child struct {
	name, platform string
	zstd           bool
}

func indexOf(mediaType string, children ...child) *registry.Manifest {
	m := &registry.Manifest{MediaType: mediaType}
	for _, c := range children {
		d := registry.Descriptor{Digest: c.name}
		if c.platform != "" {
			parts := append(strings.Split(c.platform, "/"), "", "")
			d.Platform = &registry.Platform{OS: parts[0], Architecture: parts[1], Variant: parts[2]}
		}
		if c.zstd {
			d.Annotations = map[string]string{annotationZstd: "true"}
		}
		m.Manifests = append(m.Manifests, d)
	}
	return m
}

func namesOf(list []registry.Descriptor) []string {
	out := []string{}
	for _, d := range list {
		out = append(out, d.Digest)
	}
	return out
}

// TestPlatformsOf wants images only: what has no platform, or an unknown one, is
// none, and annotations make nothing of an image that it is not.
func TestPlatformsOf(t *testing.T) {
	t.Parallel()
	marked := indexOf(registry.MediaTypeOCIIndex, child{name: "image", platform: "linux/amd64"})
	marked.Manifests[0].Annotations = map[string]string{"vnd.docker.reference.type": "attestation-manifest"}
	for _, test := range []struct {
		name  string
		index *registry.Manifest
		want  []string
	}{
		{"none", indexOf(registry.MediaTypeOCIIndex), []string{}},
		{"images", indexOf(registry.MediaTypeOCIIndex, child{name: "a", platform: "linux/amd64"},
			child{name: "b", platform: "windows/amd64"}), []string{"a", "b"}},
		{"no platform", indexOf(registry.MediaTypeOCIIndex, child{name: "a"}), []string{}},
		{"an empty platform", indexOf(registry.MediaTypeOCIIndex, child{name: "a", platform: "/"}), []string{}},
		{"BuildKit's attestation", indexOf(registry.MediaTypeOCIIndex, child{name: "a", platform: "unknown/unknown"},
			child{name: "b", platform: "linux/amd64"}), []string{"b"}},
		{"half of a platform is unknown", indexOf(registry.MediaTypeOCIIndex, child{name: "a", platform: "linux/unknown"},
			child{name: "b", platform: "unknown/amd64"}), []string{"a", "b"}},
		{"an image that is called an attestation", marked, []string{"image"}},
	} {
		if got := namesOf(PlatformsOf(test.index)); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

// TestOwnPlatforms wants what podman would run here first, then others of the
// same platform, and the closest where there is none.
func TestOwnPlatforms(t *testing.T) {
	t.Parallel()
	own, other := "linux/"+runtime.GOARCH, "linux/other"
	oci, docker := registry.MediaTypeOCIIndex, registry.MediaTypeDockerList
	for _, test := range []struct {
		name  string
		index *registry.Manifest
		want  []string
	}{
		{"none", indexOf(oci), []string{}},
		{"attestations only", indexOf(oci, child{name: "a", platform: "unknown/unknown"}), []string{}},
		{"the own one", indexOf(oci, child{name: "a", platform: other}, child{name: "b", platform: own}), []string{"b"}},
		{"another system", indexOf(oci, child{name: "a", platform: "windows/" + runtime.GOARCH}, child{name: "b", platform: own}),
			[]string{"b"}},
		{"two of the own one", indexOf(oci, child{name: "a", platform: own}, child{name: "b", platform: own}), []string{"a", "b"}},
		{"one image twice", indexOf(oci, child{name: "a", platform: own}, child{name: "a", platform: own}), []string{"a"}},
		{"zstd comes first", indexOf(oci, child{name: "a", platform: own}, child{name: "b", platform: own, zstd: true},
			child{name: "c", platform: own, zstd: true}), []string{"b", "a", "c"}},
		{"zstd is first already", indexOf(oci, child{name: "a", platform: own, zstd: true}, child{name: "b", platform: own}),
			[]string{"a", "b"}},
		{"not in a Docker list", indexOf(docker, child{name: "a", platform: own}, child{name: "b", platform: own, zstd: true}),
			[]string{"a", "b"}},
		{"zstd of another platform", indexOf(oci, child{name: "a", platform: own}, child{name: "b", platform: other, zstd: true}),
			[]string{"a"}},
		{"the plain one before an unknown variant", indexOf(oci, child{name: "a", platform: own + "/v99"}, child{name: "b", platform: own}),
			[]string{"b"}},
		{"an unknown variant before nothing", indexOf(oci, child{name: "a", platform: other}, child{name: "b", platform: own + "/v99"}),
			[]string{"b"}},
		{"amd64 where the own one is missing", indexOf(oci, child{name: "a", platform: other}, child{name: "b", platform: "linux/amd64"}),
			[]string{"b"}},
		{"else the first", indexOf(oci, child{name: "a", platform: other}, child{name: "b", platform: other}), []string{"a"}},
	} {
		got := OwnPlatforms(test.index)
		if names := namesOf(got); !slices.Equal(names, test.want) {
			t.Errorf("%s: %v, want %v", test.name, names, test.want)
		}
		first, ok := OwnPlatform(test.index)
		if ok != (len(test.want) > 0) {
			t.Errorf("%s: an own platform: %v, want %v", test.name, ok, len(test.want) > 0)
		}
		if ok && first.Digest != test.want[0] {
			t.Errorf("%s: the own platform is %s, want %s", test.name, first.Digest, test.want[0])
		}
	}
}
