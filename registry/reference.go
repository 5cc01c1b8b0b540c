package registry

import (
	"fmt"
	"net"
	"regexp"
	"strings"
	"sync"

	"github.com/google/go-containerregistry/pkg/name"
)

// Reference is what the user asked for: a registry reference, or an OCI layout
// in a directory or archive.
type Reference struct {
	// Text is the reference as typed.
	Text string
	// Layout is the directory or archive; empty for a registry.
	Layout  string
	Archive bool
	// Repository is the registry repository; the zero value for a layout.
	Repository name.Repository
	// Identifier is a tag or a digest. It may be empty for a layout with a
	// single image.
	Identifier string
}

// ParseReference reads a reference as `docker pull` takes it (docker.io and
// the tag latest by default), oci:DIR[:TAG|@DIGEST], or archive:FILE[:TAG].
// The error says what is wrong with it and shows the form expected.
func ParseReference(text string) (Reference, error) {
	for _, prefix := range []string{"oci:", "archive:"} {
		rest, ok := strings.CutPrefix(text, prefix)
		if !ok {
			continue
		}
		path, identifier := splitLayout(rest)
		if strings.HasSuffix(rest, ":") {
			// It comes from a variable that is not set, and must not mean whatever
			// image is there.
			return Reference{}, fmt.Errorf("%q has an empty tag; write %sPATH or %sPATH:TAG", text, prefix, prefix)
		}
		if path == "" {
			return Reference{}, fmt.Errorf("%q names no path; write %sPATH or %sPATH:TAG", text, prefix, prefix)
		}
		return Reference{Text: text, Layout: path, Archive: prefix == "archive:", Identifier: identifier}, nil
	}
	parsed, err := name.ParseReference(strings.TrimSpace(text), name.WithDefaultRegistry(name.DefaultRegistry))
	if err != nil {
		return Reference{}, fmt.Errorf("%q is not an image reference: %w; write NAME, NAME:TAG or NAME@sha256:HEX", text, err)
	}
	return Reference{Text: text, Repository: parsed.Context(), Identifier: parsed.Identifier()}, nil
}

// splitLayout cuts a tag or digest off a path. A colon that is followed by a
// path separator belongs to the path (C:\images on Windows).
func splitLayout(rest string) (path, identifier string) {
	if path, digest, ok := strings.Cut(rest, "@"); ok && ValidDigest(digest) {
		return path, digest
	}
	i := strings.LastIndex(rest, ":")
	if i < 0 || strings.ContainsAny(rest[i+1:], `/\`) {
		return rest, ""
	}
	return rest[:i], rest[i+1:]
}

// WithIdentifier returns the full reference text of another tag or digest in
// the same place.
func (r Reference) WithIdentifier(identifier string) string {
	separator := ":"
	if ValidDigest(identifier) {
		separator = "@"
	}
	if r.Layout != "" {
		prefix := "oci:"
		if r.Archive {
			prefix = "archive:"
		}
		return prefix + r.Layout + separator + identifier
	}
	return Familiar(r.Repository) + separator + identifier
}

// Familiar returns the repository's name as people write it: docker.io instead
// of index.docker.io.
func Familiar(repository name.Repository) string {
	full := repository.Name()
	if rest, ok := strings.CutPrefix(full, name.DefaultRegistry+"/"); ok {
		return "docker.io/" + rest
	}
	return full
}

var artifactTag = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(sha256|sha512)-([0-9a-f]{64,128})\.(sig|att|sbom)$`)
})

// ParseArtifactTag splits a cosign tag such as sha256-<hex>.sig into the digest
// of the image that it belongs to and sig, att or sbom.
func ParseArtifactTag(tag string) (digest, kind string, ok bool) {
	m := artifactTag().FindStringSubmatch(tag)
	if m == nil || !ValidDigest(m[1]+":"+m[2]) {
		return "", "", false
	}
	return m[1] + ":" + m[2], m[3], true
}

// ArtifactTag returns the tag under which cosign keeps an artifact of the given
// kind (sig, att, sbom) for digest; with an empty kind, the fallback tag of the
// referrers API (OCI distribution specification, referrers tag schema).
func ArtifactTag(digest, kind string) string {
	tag := strings.Replace(digest, ":", "-", 1)
	if kind != "" {
		tag += "." + kind
	}
	return tag
}

// IsLoopback reports whether host, with or without a port, is this machine.
func IsLoopback(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return ip != nil && ip.IsLoopback()
}
