package lint

import (
	"fmt"
	"slices"

	"assay/inspect/containerspolicy"
	"assay/inspect/report"
	"assay/registry"
	"assay/registry/imageref"
	"assay/registry/lookaside"
)

// ImageContext is what is known of how an image and the policy come together.
type ImageContext struct {
	Image      containerspolicy.Image
	Registries *lookaside.Registries
	// Signed is everything that was found, of the image and of its index.
	Signed []*report.Signature
	// Index is the digest of the index that was asked about, where the policy
	// looks at a platform's manifest of it; otherwise empty.
	Index string
}

// ForImage lists what keeps the policy from seeing what is there: stores
// that are not read, formats that are not known, signatures of something else.
func ForImage(p *containerspolicy.Policy, m ImageContext) []report.PolicyFinding {
	requirements, where := p.For(m.Image)
	var out []report.PolicyFinding
	var sigstore, simple *containerspolicy.Requirement
	for n := range requirements {
		switch requirements[n].Type {
		case containerspolicy.TypeSigstoreSigned:
			sigstore = &requirements[n]
		case containerspolicy.TypeSignedBy:
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
		out = append(out, report.PolicyFinding{Code: report.FindingRegistriesUnknownMember, Where: member,
			Message: "No program reads this member of registries.d.", Remedy: "Look at its spelling."})
	}
	return out
}

func (m ImageContext) unknownMembers() []string {
	if m.Registries == nil {
		return nil
	}
	return m.Registries.Unknown
}

// cosign are the formats of cosign: its tag format and bundles.
var (
	bundles = []report.Format{report.FormatBundle01, report.FormatBundle02, report.FormatBundle03, report.FormatBundleUnknown}
	cosign  = append([]report.Format{report.FormatSimpleSigning, report.FormatDSSE}, bundles...)
)

// of returns the signatures of a digest in these formats.
func (m ImageContext) of(digest string, formats ...report.Format) []*report.Signature {
	var out []*report.Signature
	for _, s := range m.Signed {
		if s.Subject == digest && slices.Contains(formats, s.Format) {
			out = append(out, s)
		}
	}
	return out
}

func lintSigstore(m ImageContext, where string, r containerspolicy.Requirement) []report.PolicyFinding {
	var out []report.PolicyFinding
	legacy, bundled := m.of(m.Image.Digest, report.FormatSimpleSigning), m.of(m.Image.Digest, bundles...)
	if on, scope := m.Registries.UsesAttachments(m.Image.Name); !on && m.Image.Transport == report.TransportDocker {
		said := "No file of registries.d says use-sigstore-attachments: true for this image"
		if scope != "" {
			said = "registries.d says use-sigstore-attachments: false for this image (namespace " + scope + ")"
		}
		f := report.PolicyFinding{Code: report.FindingAttachmentsOff, Where: "registries.d",
			Message: said + ", so .sig tags are not looked at, and this requirement sees no signature.",
			Remedy:  registriesEntry(m.Image.Name, "use-sigstore-attachments: true")}
		if len(legacy) > 0 {
			f.Message += fmt.Sprintf(" There is one: %s.", legacy[0].Source.Reference)
		}
		out = append(out, f)
	}
	if len(bundled) > 0 && len(legacy) == 0 {
		out = append(out, report.PolicyFinding{Code: report.FindingBundlesNotRead, Where: where,
			Message: "The image is signed in the bundle format only, which this policy engine does not read: to it, no signature exists.",
			Remedy:  "Have it signed in the tag format too: cosign sign --new-bundle-format=false."})
	}
	for _, s := range legacy {
		if name := containerspolicy.ClaimedName(s); name != "" &&
			(r.Identity.Type == containerspolicy.MatchRepoDigestOrExact || r.Identity.Type == containerspolicy.MatchExact ||
				r.Identity.Type == containerspolicy.RemapIdentity) {
			if _, refusal := r.Identity.Accepts(m.Image.Name, name); refusal != "" && untagged(name) {
				out = append(out, report.PolicyFinding{Code: report.FindingClaimsWithoutTag, Where: where,
					Message: "The claims name " + name + " without a tag, as cosign writes it; the rule " + string(r.Identity.Type) +
						" never accepts that.",
					Remedy: `Set "signedIdentity": {"type": "matchRepository"}.`})
				break
			}
		}
	}
	if r.Fulcio != nil {
		for _, s := range slices.Concat(legacy, bundled) {
			if s.Certificate != nil && s.Certificate.Email() == "" {
				out = append(out, report.PolicyFinding{Code: report.FindingFulcioEmailOnly, Where: where,
					Message: "The signer is " + s.Certificate.Who() +
						"; a policy can ask for e-mail subjects only, so a workflow never passes.",
					Remedy: "Have it signed by key too, or admit it by other means."})
				break
			}
		}
	}
	return out
}

func lintSimple(m ImageContext, where string) []report.PolicyFinding {
	var out []report.PolicyFinding
	base, _ := m.Registries.Lookaside(m.Image.Name)
	if base == "" && m.Image.Transport == report.TransportDocker && len(m.of(m.Image.Digest, report.FormatOpenPGP)) == 0 {
		f := report.PolicyFinding{Code: report.FindingLookasideNotSet, Where: "registries.d",
			Message: "No file of registries.d names a lookaside store for this image, so only the store on this machine is looked at.",
			Remedy:  "Name the publisher's store: " + registriesEntry(m.Image.Name, "lookaside: https://…")}
		if known := lookaside.PublicURL(m.Image.Name.Host()); known != "" {
			f.Remedy = registriesEntry(m.Image.Name, "lookaside: "+known)
			f.Message += " The vendor is known to publish at " + known + "."
		}
		out = append(out, f)
	}
	if len(m.of(m.Image.Digest, report.FormatOpenPGP)) == 0 && len(m.of(m.Image.Digest, cosign...)) > 0 {
		out = append(out, report.PolicyFinding{Code: report.FindingOtherKindOfSignature, Where: where,
			Message: "The image is signed with cosign; signedBy wants an OpenPGP signature.",
			Remedy:  "Use sigstoreSigned with the publisher's key."})
	}
	return out
}

// lintIndex says so when only the index is signed: what is compared with a
// policy is a platform's manifest.
func lintIndex(m ImageContext, where string) []report.PolicyFinding {
	formats := append([]report.Format{report.FormatOpenPGP, report.FormatSimpleSigning}, bundles...)
	if m.Index == "" || len(m.of(m.Image.Digest, formats...)) > 0 || len(m.of(m.Index, formats...)) == 0 {
		return nil
	}
	return []report.PolicyFinding{{Code: report.FindingIndexSignedOnly, Where: where,
		Message: "The index is signed, the manifest of " + m.Image.Platform +
			" is not; this policy engine looks at the platform's manifest.",
		Remedy: "Have the platforms signed too: cosign sign --recursive, or skopeo copy --all --sign-by."}}
}

// untagged reports whether a name has neither tag nor digest.
func untagged(name string) bool {
	named, err := registry.ParseNamed(name)
	return err == nil && imageref.IsNameOnly(named)
}

func registriesEntry(image registry.ImageName, member string) string {
	if !image.Known() {
		return member
	}
	return "docker: {" + image.Named.Name() + ": {" + member + "}}"
}
