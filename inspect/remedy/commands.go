package remedy

import (
	"fmt"
	"strings"

	"assay/inspect/report"
	"assay/registry"
)

// Attach gives every signature of a report the command lines that accept it and
// that show the same by hand, and what names its signer. They name what was
// found, not what was asked for.
func Attach(r *report.Report) {
	for _, s := range r.All() {
		s.Commands = commandsFor(s, r)
		if s.Keyless && s.Certificate != nil {
			s.Pin = Pin(s.Certificate)
		} else {
			s.PinAdvice = "To pin it, get the key from the publisher and give it with --key."
		}
	}
}

func commandsFor(s *report.Signature, r *report.Report) []report.Command {
	image := ByDigest(r.Target.Reference, s.Subject)
	if s.Format == report.FormatOpenPGP {
		return openPGPCommands(s, image)
	}
	var out []report.Command
	if line := Accept(s, r.Criteria, image); line != "" {
		shows := "accepts this signature"
		switch {
		case !acceptable(s):
			shows = "shows what cosign reports"
		case s.Log == nil:
			shows = "accepts this signature without a log entry"
		}
		out = append(out, report.Command{Shows: shows, Line: line})
	}
	if OnDisk(image) {
		return out
	}
	manifest := "crane manifest " + Quote(s.Source.Reference) + " | jq"
	switch s.Source.Store {
	case report.StoreTag, report.StoreReferrer, report.StoreReferrerTag:
		out = append(out, report.Command{Shows: "shows the manifest that contains it", Line: manifest})
	default:
	}
	if s.Source.Store == report.StoreTag && s.Format == report.FormatSimpleSigning {
		if s.Certificate != nil {
			out = append(out, report.Command{Shows: "shows the certificate",
				Line: manifest + ` -r '.layers[].annotations["dev.sigstore.cosign/certificate"]' | openssl x509 -noout -text`})
		}
		out = append(out, report.Command{Shows: "shows the log entry's body",
			Line: manifest + ` -r '.layers[].annotations["dev.sigstore.cosign/bundle"]' | jq -r .Payload.body | base64 -d | jq`})
	}
	if s.Log != nil && s.Log.SearchURL != "" {
		out = append(out, report.Command{Shows: "shows the log entry as the log returns it",
			Line: fmt.Sprintf("rekor-cli get --log-index %d", s.Log.LogIndex)})
	}
	return out
}

// acceptable reports whether the flags of Accept let a signature pass: all that
// keeps it from being accepted is which signer or type was asked for, or that it
// is in no log.
func acceptable(s *report.Signature) bool {
	match, _ := s.Check(report.CheckKeyMatch)
	for _, c := range s.Checks {
		if !c.Blocks() {
			continue
		}
		switch c.ID {
		case report.CheckKeyMatch, report.CheckCertificateIdentity, report.CheckCertificateIssuer, report.CheckCertificateWorkflow,
			report.CheckStatementPredicate:
		case report.CheckCertificatePresent, report.CheckLogPresent:
			if s.Keyless {
				return false
			}
		case report.CheckLogBodyKey:
			// The entry is of the key that signed, which is not the one given.
			if !match.Blocks() {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// OnDisk reports whether a reference names an image in a layout, which neither
// cosign nor crane take by such a name.
func OnDisk(reference string) bool {
	return strings.HasPrefix(reference, "oci:") || strings.HasPrefix(reference, "archive:")
}

// ByDigest returns the reference of another digest in the same place. One that
// cannot be read is returned as it is.
func ByDigest(reference, digest string) string {
	parsed, err := registry.ParseReference(reference)
	if err != nil {
		return reference
	}
	return parsed.WithIdentifier(digest)
}

// Accept returns the cosign command that accepts a signature of image, which is a
// reference by digest, as far as it can be accepted at all; empty where it cannot.
func Accept(s *report.Signature, asked report.Criteria, image string) string {
	value, ok := s.Check(report.CheckSignatureValue)
	if s.Format == report.FormatBareStatement || OnDisk(image) || ok && value.Status == report.StatusFail {
		return ""
	}
	parts := []string{"cosign verify"}
	if s.IsAttestation() {
		parts = []string{"cosign verify-attestation", PredicateType(s.PredicateType)}
	}
	switch {
	case s.Keyless && s.Certificate != nil:
		parts = append(parts, Pin(s.Certificate))
	case len(asked.Keys) > 0 && s.Verdict == report.VerdictVerified:
		parts = append(parts, "--key "+keyWord(asked.Keys[0]))
	default:
		parts = append(parts, "--key KEY")
	}
	parts = append(parts, stateFlags(s, asked)...)
	return words(append(parts, Quote(image))...)
}

// Inspect returns the assay command that asks the same of another reference, so
// that following it does not ask for less.
func Inspect(asked report.Criteria, reference string) string {
	return words(append([]string{"assay", Quote(reference)}, criteriaFlags(asked)...)...)
}

// InspectWithKey returns the assay command that asks for a key, which file stands
// for.
func InspectWithKey(file, reference string) string {
	return words("assay --key", Quote(file), Quote(reference))
}

// Sign returns the cosign command that signs an image.
func Sign(reference string) string { return "cosign sign --key KEY " + Quote(reference) }

// SignAttachedSBOM returns the cosign command that signs the SBOM attached to an
// image.
func SignAttachedSBOM(reference string) string {
	return "cosign sign --key KEY --attachment sbom " + Quote(reference)
}

// GitHubRoots is the command that writes the trusted roots of GitHub's sigstore
// instance and of the public-good one.
const GitHubRoots = "gh attestation trusted-root > roots.jsonl"
