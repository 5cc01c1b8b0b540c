package containerspolicy

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"assay/inspect/report"
	"assay/registry"
	"assay/registry/imageref"
)

// Signer is somebody whose signature was found, and what a policy needs to name
// them. Exactly one of the key materials is set.
type Signer struct {
	// Describe is the signer for a reader.
	Describe string
	// Name is the name in the claims.
	Name string
	// OpenPGP is the public key, binary; PublicKey a key in PEM.
	OpenPGP   []byte
	PublicKey []byte
	// Email, Issuer, Authorities and LogKeys (both PEM) are those of a keyless
	// signature.
	Email, Issuer string
	Authorities   []byte
	LogKeys       [][]byte
	// Attachment says that the signature is in a .sig tag.
	Attachment bool
	// Note is what a reader must know of where the key comes from.
	Note string
}

// Suggest writes a policy with one scope, for the image's repository, that
// accepts the image by one of the signers, and what registries.d must have for
// it. It evaluates what it writes and returns nil where the image would not be
// accepted after all.
func Suggest(image Image, signers []Signer, evidence Evidence, lookaside string, now time.Time) *report.PolicySuggestion {
	if image.Transport != report.TransportDocker || !image.Name.Known() {
		return nil
	}
	for _, s := range signers {
		identity, ok := fittingIdentity(image.Name, s.Name)
		if !ok {
			continue
		}
		text := write(image.Name, s, identity)
		p, err := Parse("suggestion", text)
		if err != nil || p.Evaluate(image, evidence, now).Decision != report.PolicyAccepted {
			continue
		}
		out := &report.PolicySuggestion{Policy: string(text), Notes: []string{"It accepts this image by " + s.Describe + "."}}
		if s.Note != "" {
			out.Notes = append(out.Notes, s.Note)
		}
		out.Registries = writeRegistries(image.Name, s, lookaside)
		if s.OpenPGP != nil && lookaside == "" {
			out.Notes = append(out.Notes, "The signature must be in the registry's own store, or in a lookaside store that a file of "+
				"registries.d names for this image.")
		}
		if identity.Type != MatchRepoDigestOrExact {
			out.SignedIdentity, out.Remaps = `"signedIdentity": `+string(compact(identity)), identity.Type == RemapIdentity
			out.Notes = append(out.Notes, "signedIdentity is "+identity.String()+" because the claims name "+s.Name+".")
		}
		return out
	}
	return nil
}

// fittingIdentity picks the narrowest rule under which the name in the claims
// is accepted.
func fittingIdentity(image registry.ImageName, signed string) (Identity, bool) {
	candidates := []Identity{{Type: MatchRepoDigestOrExact}, {Type: MatchRepository}}
	if named, err := registry.ParseNamed(signed); err == nil {
		if named.Name() != image.Named.Name() && !imageref.IsNameOnly(named) {
			prefix, signedPrefix := commonTail(image.Named.Name(), named.Name())
			candidates = append(candidates, Identity{Type: RemapIdentity, Prefix: prefix, SignedPrefix: signedPrefix})
			candidates = append(candidates, Identity{Type: ExactReference, Reference: named.String()})
		}
		candidates = append(candidates, Identity{Type: ExactRepository, Repository: named.Name()})
	}
	for _, c := range candidates {
		if _, refusal := c.Accepts(image, signed); refusal == "" {
			return c, true
		}
	}
	return Identity{}, false
}

// commonTail splits off the path that two names end with alike, for a mirror:
// what is left of each are the prefixes. Both keep at least their host, and
// only a tail of whole names counts.
func commonTail(a, b string) (prefixA, prefixB string) {
	x, y := strings.Split(a, "/"), strings.Split(b, "/")
	n := 0
	for n < len(x)-1 && n < len(y)-1 && x[len(x)-1-n] == y[len(y)-1-n] {
		n++
	}
	return strings.Join(x[:len(x)-n], "/"), strings.Join(y[:len(y)-n], "/")
}

// Members in the order in which people write them; a map would sort them.
type (
	suggestedIdentity struct {
		Type         string `json:"type"`
		Reference    string `json:"dockerReference,omitempty"`
		Repository   string `json:"dockerRepository,omitempty"`
		Prefix       string `json:"prefix,omitempty"`
		SignedPrefix string `json:"signedPrefix,omitempty"`
	}
	suggestedFulcio struct {
		CA      string `json:"caData"`
		Issuer  string `json:"oidcIssuer"`
		Subject string `json:"subjectEmail"`
	}
	suggestedRequirement struct {
		Type     report.RequirementType `json:"type"`
		KeyType  string                 `json:"keyType,omitempty"`
		KeyData  string                 `json:"keyData,omitempty"`
		Fulcio   *suggestedFulcio       `json:"fulcio,omitempty"`
		RekorKey string                 `json:"rekorPublicKeyData,omitempty"`
		RekorAll []string               `json:"rekorPublicKeyDatas,omitempty"`
		Identity *suggestedIdentity     `json:"signedIdentity,omitempty"`
	}
	suggestedPolicy struct {
		Default    []suggestedRequirement                                 `json:"default"`
		Transports map[report.Transport]map[string][]suggestedRequirement `json:"transports"`
	}
)

func (i Identity) written() *suggestedIdentity {
	return &suggestedIdentity{string(i.Type), i.Reference, i.Repository, i.Prefix, i.SignedPrefix}
}

func compact(i Identity) []byte {
	out, err := json.Marshal(i.written())
	if err != nil {
		return nil
	}
	return out
}

func write(image registry.ImageName, s Signer, identity Identity) []byte {
	r := suggestedRequirement{Type: TypeSigstoreSigned}
	encode := base64.StdEncoding.EncodeToString
	switch {
	case s.OpenPGP != nil:
		r.Type, r.KeyType, r.KeyData = TypeSignedBy, "GPGKeys", encode(s.OpenPGP)
	case s.PublicKey != nil:
		r.KeyData = encode(s.PublicKey)
	default:
		r.Fulcio = &suggestedFulcio{CA: encode(s.Authorities), Issuer: s.Issuer, Subject: s.Email}
		for _, key := range s.LogKeys {
			r.RekorAll = append(r.RekorAll, encode(key))
		}
		if len(r.RekorAll) == 1 {
			r.RekorKey, r.RekorAll = r.RekorAll[0], nil
		}
	}
	if identity.Type != MatchRepoDigestOrExact {
		r.Identity = identity.written()
	}
	out, err := json.MarshalIndent(suggestedPolicy{Default: []suggestedRequirement{{Type: TypeReject}},
		Transports: map[report.Transport]map[string][]suggestedRequirement{report.TransportDocker: {image.Named.Name(): {r}}}}, "", "  ")
	if err != nil {
		return nil
	}
	return out
}

// writeRegistries writes a file for registries.d, or nothing where none is
// needed. The names have been parsed, so they need no quoting beyond JSON's,
// which YAML takes.
func writeRegistries(image registry.ImageName, s Signer, lookaside string) string {
	quoted := func(text string) string {
		out, _ := json.Marshal(text)
		return string(out)
	}
	head := "docker:\n  " + quoted(image.Named.Name()) + ":\n"
	switch {
	case s.Attachment:
		return head + "    use-sigstore-attachments: true\n"
	case lookaside != "":
		return head + "    lookaside: " + quoted(lookaside) + "\n"
	}
	return ""
}

// ClaimedName is the name in the claims, as signed or not.
func ClaimedName(s *report.Signature) string {
	var doc struct {
		Critical struct {
			Identity struct {
				Reference string `json:"docker-reference"`
			} `json:"identity"`
		} `json:"critical"`
	}
	if json.Unmarshal(s.Claims, &doc) != nil {
		return ""
	}
	return doc.Critical.Identity.Reference
}
