package registry

import (
	"fmt"
	"strings"

	"assay/registry/imageref"
)

// ImageName is the name of an image as configuration files of containers know
// it (policy.json, registries.d): always with its host, and with a tag or a
// digest. The zero value is no name.
type ImageName struct {
	Named imageref.Named
}

// ParseImageName reads a name as podman does: docker.io, library/ and latest
// are filled in. Of a name with tag and digest the digest counts.
func ParseImageName(text string) (ImageName, error) {
	named, err := ParseNamed(text)
	if err != nil {
		return ImageName{}, fmt.Errorf("%q is not an image name: %w", text, err)
	}
	if digested, ok := named.(imageref.Canonical); ok {
		if named, err = imageref.WithDigest(imageref.TrimNamed(named), digested.Digest()); err != nil {
			return ImageName{}, fmt.Errorf("%q is not an image name: %w", text, err)
		}
	}
	return ImageName{imageref.TagNameOnly(named)}, nil
}

// ParseNamed reads a name with or without tag and digest as podman does. Other
// programs take a first part in capitals for a host; podman does not.
func ParseNamed(text string) (imageref.Named, error) {
	named, err := imageref.ParseNormalizedNamed(text)
	if err != nil {
		return nil, err
	}
	if host := imageref.Domain(named); !strings.ContainsAny(host, ".:") && host != "localhost" {
		return nil, imageref.ErrNotCanonical
	}
	return named, nil
}

// Known reports whether there is a name.
func (n ImageName) Known() bool { return n.Named != nil }

// String returns the full name with its tag or digest.
func (n ImageName) String() string {
	if n.Named == nil {
		return ""
	}
	return n.Named.String()
}

// Path returns the repository without its host.
func (n ImageName) Path() string { return imageref.Path(n.Named) }

// Host returns the registry, with its port where there is one.
func (n ImageName) Host() string { return imageref.Domain(n.Named) }

// Scopes lists the keys under which configuration is looked up, the most
// specific first: the full name, the repository, its parents, the host, and
// wildcards over the host's parent domains (containers-policy.json(5),
// docker:; containers-registries.d(5)).
func (n ImageName) Scopes() []string {
	if n.Named == nil {
		return nil
	}
	out := []string{n.String()}
	name := n.Named.Name()
	for {
		out = append(out, name)
		slash := strings.LastIndex(name, "/")
		if slash < 0 {
			break
		}
		name = name[:slash]
	}
	host, _, _ := strings.Cut(name, ":")
	for {
		_, parent, ok := strings.Cut(host, ".")
		if !ok {
			return out
		}
		host = parent
		out = append(out, "*."+host)
	}
}
