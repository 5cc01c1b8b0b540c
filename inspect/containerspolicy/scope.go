package containerspolicy

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"

	"assay/inspect/report"
	"assay/registry"
	"assay/registry/imageref"
)

// Image is what a policy is applied to.
type Image struct {
	// Transport is docker for an image in a registry, oci or oci-archive for
	// one on disk.
	Transport report.Transport
	// Name is the image's name in a registry; unknown for one on disk.
	Name registry.ImageName
	// Layout is the path of an image on disk, with :TAG where one is given.
	Layout string
	// Digest and Manifest are of the manifest that the policy is applied to:
	// a platform's, never an index.
	Digest   string
	Manifest []byte
	Platform string
}

// String is the image as podman names it in messages.
func (i Image) String() string {
	if i.Transport == report.TransportDocker {
		return "docker://" + imageref.FamiliarString(i.Name.Named)
	}
	return string(i.Transport) + ":" + i.Layout
}

// scopes lists what is looked up for the image, the most specific first.
func (i Image) scopes() []string {
	if i.Transport == report.TransportDocker {
		return i.Name.Scopes()
	}
	out := []string{i.Layout}
	dir := i.Layout
	if colon := strings.LastIndex(dir, ":"); colon > strings.LastIndex(dir, "/") {
		dir = dir[:colon]
		out = append(out, dir)
	}
	for dir = path.Dir(dir); len(dir) > 1; dir = path.Dir(dir) {
		out = append(out, dir)
	}
	return out
}

// invalidScope says why a scope may not stand in a policy; empty for one that
// may. For docker anything may; for layouts only absolute paths.
func invalidScope(transport report.Transport, scope string) string {
	switch {
	case scope == "":
		return ""
	case transport == report.TransportOCI || transport == report.TransportDir || transport == report.TransportOCIArchive:
		if !strings.HasPrefix(scope, "/") {
			return "a scope of this transport is an absolute path"
		}
		if scope == "/" {
			return "use the empty scope for everything"
		}
		file := scope
		if transport == report.TransportOCI || transport == report.TransportOCIArchive {
			file, _, _ = strings.Cut(scope, ":")
		}
		if path.Clean(file) != file {
			return "the path is not in its shortest form"
		}
	case transport == report.TransportDockerDaemon:
		return ""
	case transport == report.TransportDockerArchive:
		return "this transport has no scopes but the empty one"
	}
	return ""
}

// For returns the requirements that apply to an image and their place in the file.
func (p *Policy) For(image Image) (requirements []Requirement, where string) {
	requirements, where, _ = p.choose(image)
	return requirements, where
}

// choose returns the requirements that apply to the image, their place in the
// file, and for every scope of the policy whether it applies and why not.
func (p *Policy) choose(image Image) (requirements []Requirement, where string, all []report.PolicyScope) {
	candidates := append(image.scopes(), "")
	requirements, where = p.Default, "default"
	applies, rank := "", -1
	for n, scope := range candidates {
		if r, ok := p.Transports[image.Transport][scope]; ok {
			requirements, applies, rank = r, scope, n
			where = "transports/" + string(image.Transport) + "/" + scope
			break
		}
	}
	position := map[string]int{}
	for n, scope := range candidates {
		position[scope] = n
	}
	for _, transport := range sorted(p.Transports) {
		for _, scope := range sorted(p.Transports[transport]) {
			s := report.PolicyScope{Transport: transport, Name: scope}
			at, candidate := position[scope]
			switch {
			case transport != image.Transport:
				s.Why = "it is for the transport " + string(transport) + ", the image comes by " + string(image.Transport)
			case rank >= 0 && scope == applies:
				s.Applies, s.Why = true, "the most specific scope that matches"
			case candidate && at > rank:
				s.Why = "it matches too, but a more specific scope comes first"
			case candidate:
				s.Why = "it matches"
			default:
				s.Why = whyNot(transport, scope, image)
			}
			all = append(all, s)
		}
	}
	fallback := report.PolicyScope{Name: "default", Applies: rank < 0, Why: "a scope matches"}
	if rank < 0 {
		fallback.Why = "no scope matches"
	}
	return requirements, where, append(all, fallback)
}

// whyNot says why a scope does not fit the image, and whether it could ever fit
// any.
func whyNot(transport report.Transport, scope string, image Image) string {
	if never := NeverMatches(transport, scope); never != "" {
		return "it never matches anything: " + never
	}
	if transport != report.TransportDocker || !image.Name.Known() {
		return "it is another path"
	}
	host, _, _ := strings.Cut(scope, "/")
	name := image.Name.Named.Name()
	switch {
	case strings.HasPrefix(scope, "*."):
		return "the image's host is " + image.Name.Host()
	case !strings.Contains(scope, "/") && !strings.Contains(scope, "."), host != image.Name.Host():
		return "it is for the host " + host + ", the image's is " + image.Name.Host()
	case strings.HasPrefix(scope, name+":") || strings.HasPrefix(scope, name+"@"):
		return "it is for another tag or digest; the image is " + image.Name.String()
	case strings.HasPrefix(name, scope):
		return "names match only up to a slash; " + scope + " is no parent of " + name
	}
	return "it is for another repository"
}

func sorted[K cmp.Ordered, V any](m map[K]V) []K {
	return slices.Sorted(maps.Keys(m))
}
