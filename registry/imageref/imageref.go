// Package imageref reads names of images by the grammar of docker references,
// as configuration files of containers and policies use them. It gives what
// github.com/distribution/reference gives, which its tests hold it to, without
// building regular expressions whenever the program starts. It looks nothing up.
package imageref

import (
	"errors"
	"fmt"
	"strings"

	"github.com/opencontainers/go-digest"
)

// What is filled in where a name leaves it out.
const (
	defaultHost  = "docker.io"
	legacyHost   = "index.docker.io"
	officialPath = "library/"
	defaultTag   = "latest"
)

// maxPath is the longest path of a repository, in bytes.
const maxPath = 255

// Why a text is not a name.
var (
	ErrFormat       = errors.New("invalid reference format")
	ErrUppercase    = errors.New("repository name must be lowercase")
	ErrTooLong      = fmt.Errorf("repository name must not be more than %d characters", maxPath)
	ErrNotCanonical = errors.New("repository name must be canonical")
	errDigest       = errors.New("invalid digest format")
)

// Named is the full name of a repository, perhaps with a tag (then it is
// NamedTagged), a digest (then it is Canonical), or both.
type Named interface {
	// String returns the whole name with its tag and digest.
	String() string
	// Name returns host and path, without tag and digest.
	Name() string
	parts() repository
}

// NamedTagged is a name with a tag.
type NamedTagged interface {
	Named
	Tag() string
}

// Canonical is a name with a digest.
type Canonical interface {
	Named
	Digest() digest.Digest
}

type repository struct{ host, path string }

func (r repository) parts() repository { return r }
func (r repository) String() string    { return r.Name() }

func (r repository) Name() string {
	if r.host == "" {
		return r.path
	}
	return r.host + "/" + r.path
}

type tagged struct {
	repository
	tag string
}

func (t tagged) Tag() string    { return t.tag }
func (t tagged) String() string { return t.Name() + ":" + t.tag }

type canonical struct {
	repository
	digest digest.Digest
}

func (c canonical) Digest() digest.Digest { return c.digest }
func (c canonical) String() string        { return c.Name() + "@" + c.digest.String() }

type taggedCanonical struct {
	tagged
	digest digest.Digest
}

func (c taggedCanonical) Digest() digest.Digest { return c.digest }
func (c taggedCanonical) String() string        { return c.tagged.String() + "@" + c.digest.String() }

// join makes a name of its parts; tag and digest may be empty.
func join(r repository, tag string, d digest.Digest) Named {
	switch {
	case tag != "" && d != "":
		return taggedCanonical{tagged{r, tag}, d}
	case tag != "":
		return tagged{r, tag}
	case d != "":
		return canonical{r, d}
	}
	return r
}

// Domain returns the host of a name, with its port where there is one.
func Domain(n Named) string { return n.parts().host }

// Path returns the name without its host.
func Path(n Named) string { return n.parts().path }

// TrimNamed returns the name without tag and digest.
func TrimNamed(n Named) Named { return n.parts() }

// IsNameOnly reports whether a name has neither tag nor digest.
func IsNameOnly(n Named) bool {
	_, isTagged := n.(NamedTagged)
	_, isCanonical := n.(Canonical)
	return !isTagged && !isCanonical
}

// TagNameOnly adds the tag latest where a name has neither tag nor digest.
func TagNameOnly(n Named) Named {
	if IsNameOnly(n) {
		return tagged{n.parts(), defaultTag}
	}
	return n
}

// WithDigest returns the name with another digest; a tag stays.
func WithDigest(n Named, d digest.Digest) (Named, error) {
	if !isDigest(d.String()) {
		return nil, errDigest
	}
	tag := ""
	if t, ok := n.(NamedTagged); ok {
		tag = t.Tag()
	}
	return join(n.parts(), tag, d), nil
}

// FamiliarString writes a name as docker shows it: docker.io/ and library/ are
// left out.
func FamiliarString(n Named) string {
	r := n.parts()
	if r.host != defaultHost {
		return n.String()
	}
	rest := strings.TrimPrefix(n.String(), defaultHost+"/")
	if official, ok := strings.CutPrefix(r.path, officialPath); ok && !strings.Contains(official, "/") {
		return strings.TrimPrefix(rest, officialPath)
	}
	return rest
}
