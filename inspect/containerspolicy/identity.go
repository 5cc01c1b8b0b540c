package containerspolicy

import (
	"fmt"
	"strings"

	"assay/registry"
	"assay/registry/imageref"
)

// MatchRule is a kind of rule by which the name in the claims is compared.
type MatchRule string

// The kinds of rule by which the name in the claims is compared with the name
// that was asked for.
const (
	MatchExact             MatchRule = "matchExact"
	MatchRepoDigestOrExact MatchRule = "matchRepoDigestOrExact"
	MatchRepository        MatchRule = "matchRepository"
	ExactReference         MatchRule = "exactReference"
	ExactRepository        MatchRule = "exactRepository"
	RemapIdentity          MatchRule = "remapIdentity"
)

// Identity is such a rule (signedIdentity).
type Identity struct {
	Type MatchRule
	// Reference is that of exactReference, Repository of exactRepository.
	Reference, Repository string
	// Prefix and SignedPrefix are those of remapIdentity.
	Prefix, SignedPrefix string
}

func parseIdentity(data []byte) (Identity, error) {
	if string(data) == "null" {
		data = []byte("{}")
	}
	r := newTypedReader(data)
	if r.err != nil {
		return Identity{}, r.err
	}
	out := Identity{Type: MatchRule(r.text("type"))}
	switch out.Type {
	case MatchExact, MatchRepoDigestOrExact, MatchRepository:
		r.only("type")
	case ExactReference:
		r.exactly("type", "dockerReference")
		out.Reference = r.text("dockerReference")
		if ref, err := registry.ParseNamed(out.Reference); err != nil {
			r.own("Invalid format of dockerReference %q: %w", out.Reference, err)
		} else if imageref.IsNameOnly(ref) {
			r.fail("dockerReference %q contains neither a tag nor digest", out.Reference)
		}
	case ExactRepository:
		r.exactly("type", "dockerRepository")
		out.Repository = r.text("dockerRepository")
		if _, err := registry.ParseNamed(out.Repository); err != nil {
			r.own("Invalid format of dockerRepository %q: %w", out.Repository, err)
		}
	case RemapIdentity:
		r.exactly("type", "prefix", "signedPrefix")
		out.Prefix, out.SignedPrefix = r.text("prefix"), r.text("signedPrefix")
		for _, prefix := range []string{out.Prefix, out.SignedPrefix} {
			if !validPrefix(prefix) {
				r.fail("prefix %q is not valid", prefix)
			}
		}
	default:
		r.fail("Unknown policy reference match type %q", out.Type)
	}
	return out, r.err
}

// exactly wants just these members.
func (r *reader) exactly(names ...string) {
	r.only(names...)
	for _, name := range names {
		if _, ok := r.members[name]; !ok {
			r.fail("Key %q missing in a JSON object", name)
		}
	}
}

// validPrefix reports whether s is a host, or a name that begins with one.
func validPrefix(s string) bool {
	first, _, ok := strings.Cut(s, "/")
	return imageref.IsDomain(s) || ok && imageref.IsDomain(first) && imageref.IsName(s)
}

// String says what the rule wants, for a reader.
func (i Identity) String() string {
	switch i.Type {
	case ExactReference:
		return string(i.Type) + " " + i.Reference
	case ExactRepository:
		return string(i.Type) + " " + i.Repository
	case RemapIdentity:
		return string(i.Type) + " " + i.Prefix + " → " + i.SignedPrefix
	default:
		return string(i.Type)
	}
}

// Accepts compares the name in the claims with the image's under the rule. want
// is what would be accepted; refusal says why the name is not, and is empty
// where it is.
func (i Identity) Accepts(image registry.ImageName, signed string) (want, refusal string) {
	got, err := registry.ParseNamed(signed)
	if err != nil {
		got = nil
	}
	if i.Type == ExactReference {
		return i.accepts(i.Reference, got, func(wanted imageref.Named) string { return sameReference(wanted, got) })
	}
	if i.Type == ExactRepository {
		return i.accepts(i.Repository, got, func(wanted imageref.Named) string { return sameRepository(wanted, got) })
	}
	if image.Named == nil {
		return i.String(), "the image has no name to compare with: it was not pulled from a registry"
	}
	intended := image.Named
	if i.Type == RemapIdentity {
		mapped, err := i.remap(intended)
		if err != nil {
			return i.String(), err.Error()
		}
		intended = mapped
	}
	want = string(i.Type) + ": " + intended.String()
	if got == nil {
		return want, "the name in the claims is not an image name"
	}
	switch i.Type {
	case MatchExact:
		return want, sameReference(intended, got)
	case MatchRepository:
		return string(i.Type) + ": " + intended.Name(), sameRepository(intended, got)
	case MatchRepoDigestOrExact, RemapIdentity:
		return want, repoDigestOrExact(intended, got)
	default:
		return want, "the rule is not known"
	}
}

func (i Identity) accepts(text string, got imageref.Named, compare func(imageref.Named) string) (want, refusal string) {
	want = string(i.Type) + ": " + text
	wanted, err := registry.ParseNamed(text)
	if err != nil || got == nil {
		return want, "the name in the claims is not an image name"
	}
	return want, compare(wanted)
}

// sameReference wants both names whole: with the same tag, or the same digest.
func sameReference(wanted, got imageref.Named) string {
	switch {
	case imageref.IsNameOnly(wanted):
		return "the required name has neither tag nor digest"
	case imageref.IsNameOnly(got):
		return "the claims name a repository without a tag, as cosign's do; this rule requires the tag"
	case wanted.String() != got.String():
		return differing(wanted, got)
	}
	return ""
}

func sameRepository(wanted, got imageref.Named) string {
	if wanted.Name() != got.Name() {
		return "it was signed for another repository"
	}
	return ""
}

// repoDigestOrExact wants the same tag for a tag; for a digest the same
// repository under any tag, as the digest itself is compared elsewhere.
func repoDigestOrExact(intended, got imageref.Named) string {
	if imageref.IsNameOnly(got) {
		return "the claims name a repository without a tag, as cosign's do; this rule never accepts that"
	}
	if _, tagged := intended.(imageref.NamedTagged); tagged {
		if intended.String() != got.String() {
			return differing(intended, got)
		}
		return ""
	}
	if _, digested := intended.(imageref.Canonical); digested {
		return sameRepository(intended, got)
	}
	return "the image's name has neither tag nor digest"
}

func differing(wanted, got imageref.Named) string {
	if wanted.Name() != got.Name() {
		return "it was signed for another repository"
	}
	return "it was signed for another tag or digest of the same repository"
}

// remap replaces the prefix of an image's name by the one under which it was
// signed. A name that does not have the prefix stays as it is.
func (i Identity) remap(image imageref.Named) (imageref.Named, error) {
	name := image.Name()
	if name != i.Prefix && !strings.HasPrefix(name, i.Prefix+"/") {
		return image, nil
	}
	mapped := strings.Replace(image.String(), i.Prefix, i.SignedPrefix, 1)
	named, err := imageref.ParseNamed(mapped)
	if err != nil {
		return nil, fmt.Errorf("the name becomes %s, which is not a full name: %w", mapped, err)
	}
	return named, nil
}
