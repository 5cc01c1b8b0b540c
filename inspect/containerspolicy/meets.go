package containerspolicy

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/distribution/reference"

	"assay/inspect/report"
	"assay/registry"
	"assay/registry/lookaside"
)

// Meeting is what is known of how an image and the policy come together.
type Meeting struct {
	Image      Image
	Registries *lookaside.Registries
	// Signed is everything that was found, of the image and of its index.
	Signed []*report.Signature
	// Index is the digest of the index that was asked about, where the policy
	// looks at a platform's manifest of it; otherwise empty.
	Index string
}

// LintMeeting lists what keeps the policy from seeing what is there: stores
// that are not read, formats that are not known, signatures of something else.
func (p *Policy) LintMeeting(m Meeting) []report.PolicyFinding {
	requirements, where, _ := p.choose(m.Image)
	var out []report.PolicyFinding
	var sigstore, simple *Requirement
	for n := range requirements {
		switch requirements[n].Type {
		case TypeSigstoreSigned:
			sigstore = &requirements[n]
		case TypeSignedBy:
			simple = &requirements[n]
		}
	}
	if sigstore != nil {
		out = append(out, lintSigstore(m, where, *sigstore)...)
	}
	if simple != nil {
		out = append(out, lintSimple(m, where)...)
	}
	if sigstore != nil || simple != nil {
		out = append(out, lintIndex(m, where)...)
	}
	for _, member := range m.unknownMembers() {
		out = append(out, report.PolicyFinding{Code: "registries-unknown-member", Where: member, Message: "Nobody reads this member of registries.d.", Remedy: "Look at its spelling."})
	}
	return out
}

func (m Meeting) unknownMembers() []string {
	if m.Registries == nil {
		return nil
	}
	return m.Registries.Unknown
}

// of returns the signatures of a digest in these formats.
func (m Meeting) of(digest string, formats ...string) []*report.Signature {
	var out []*report.Signature
	for _, s := range m.Signed {
		if s.Subject != digest {
			continue
		}
		for _, f := range formats {
			if strings.HasPrefix(string(s.Format), f) {
				out = append(out, s)
			}
		}
	}
	return out
}

func lintSigstore(m Meeting, where string, r Requirement) []report.PolicyFinding {
	var out []report.PolicyFinding
	legacy, bundles := m.of(m.Image.Digest, string(report.FormatSimpleSigning)), m.of(m.Image.Digest, "sigstore-bundle")
	if on, scope := m.Registries.UsesAttachments(m.Image.Name); !on && m.Image.Transport == "docker" {
		said := "No file of registries.d says use-sigstore-attachments: true for this image"
		if scope != "" {
			said = "registries.d says use-sigstore-attachments: false for this image (namespace " + scope + ")"
		}
		f := report.PolicyFinding{Code: "attachments-off", Where: "registries.d", Message: said + ", so .sig tags are not looked at, and this requirement sees no signature.",
			Remedy: registriesEntry(m.Image.Name, "use-sigstore-attachments: true")}
		if len(legacy) > 0 {
			f.Message += fmt.Sprintf(" There is one: %s.", legacy[0].Source.Reference)
		}
		out = append(out, f)
	}
	if len(bundles) > 0 && len(legacy) == 0 {
		out = append(out, report.PolicyFinding{Code: "bundles-not-read", Where: where, Message: "The image is signed in the bundle format only, which this policy engine does not read: to it, no signature exists.",
			Remedy: "Have it signed in the tag format too: cosign sign --new-bundle-format=false."})
	}
	for _, s := range legacy {
		if name := ClaimedName(s); name != "" && (r.Identity.Type == MatchRepoDigestOrExact || r.Identity.Type == MatchExact || r.Identity.Type == RemapIdentity) {
			if _, refusal := r.Identity.Accepts(m.Image.Name, name); refusal != "" && untagged(name) {
				out = append(out, report.PolicyFinding{Code: "claims-without-tag", Where: where, Message: "The claims name " + name + " without a tag, as cosign writes it; the rule " + r.Identity.Type + " never accepts that.",
					Remedy: `Set "signedIdentity": {"type": "matchRepository"}.`})
				break
			}
		}
	}
	if r.Fulcio != nil {
		for _, s := range append(legacy, bundles...) {
			if s.Certificate != nil && !strings.Contains(s.Certificate.Who(), "@") || s.Certificate != nil && strings.HasPrefix(s.Certificate.Who(), "https://") {
				out = append(out, report.PolicyFinding{Code: "fulcio-email-only", Where: where, Message: "The signer is " + s.Certificate.Who() + "; a policy can ask for e-mail subjects only, so a workflow never passes.",
					Remedy: "Have it signed by key too, or admit it by other means."})
				break
			}
		}
	}
	return out
}

func lintSimple(m Meeting, where string) []report.PolicyFinding {
	var out []report.PolicyFinding
	base, _ := m.Registries.Lookaside(m.Image.Name)
	if base == "" && m.Image.Transport == "docker" && len(m.of(m.Image.Digest, string(report.FormatOpenPGP))) == 0 {
		f := report.PolicyFinding{Code: "lookaside-not-set", Where: "registries.d", Message: "No file of registries.d names a lookaside store for this image, so only the store on this machine is looked at.",
			Remedy: "Name the publisher's store: " + registriesEntry(m.Image.Name, "lookaside: https://…")}
		if known := lookaside.PublicURL(m.Image.Name.Host()); known != "" {
			f.Remedy = registriesEntry(m.Image.Name, "lookaside: "+known)
			f.Message += " The vendor is known to publish at " + known + "."
		}
		out = append(out, f)
	}
	if len(m.of(m.Image.Digest, string(report.FormatOpenPGP))) == 0 && len(m.of(m.Image.Digest, "cosign-", "sigstore-bundle")) > 0 {
		out = append(out, report.PolicyFinding{Code: "other-kind-of-signature", Where: where, Message: "The image is signed with cosign; signedBy wants an OpenPGP signature.",
			Remedy: "Use sigstoreSigned with the publisher's key."})
	}
	return out
}

// lintIndex says so when only the index is signed: what is compared with a
// policy is a platform's manifest.
func lintIndex(m Meeting, where string) []report.PolicyFinding {
	formats := []string{string(report.FormatOpenPGP), "cosign-simplesigning", "sigstore-bundle"}
	if m.Index == "" || len(m.of(m.Image.Digest, formats...)) > 0 || len(m.of(m.Index, formats...)) == 0 {
		return nil
	}
	return []report.PolicyFinding{{Code: "index-signed-only", Where: where, Message: "The index is signed, the manifest of " + m.Image.Platform + " is not; this policy engine looks at the platform's manifest.",
		Remedy: "Have the platforms signed too: cosign sign --recursive, or skopeo copy --all --sign-by."}}
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

// untagged reports whether a name has neither tag nor digest.
func untagged(name string) bool {
	named, err := registry.ParseNamed(name)
	return err == nil && reference.IsNameOnly(named)
}

func registriesEntry(image registry.ImageName, member string) string {
	if !image.Known() {
		return member
	}
	return "docker: {" + image.Named.Name() + ": {" + member + "}}"
}
