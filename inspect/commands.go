package inspect

import (
	"fmt"
	"sort"
	"strings"

	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/registry"
)

// addCommands gives every signature the command lines that accept it and that
// show the same by hand. They name what was found, not what was asked.
func addCommands(r *report.Report) {
	for _, s := range r.All() {
		s.Commands = commandsFor(s, r)
		if s.Keyless && s.Certificate != nil {
			s.Pin = identityFlags(s.Certificate)
		}
	}
}

func commandsFor(s *report.Signature, r *report.Report) []report.Command {
	image := imageOf(r.Target.Reference, s.Subject)
	if s.Format == report.FormatOpenPGP {
		return openPGPCommands(s, image)
	}
	var out []report.Command
	if line := verifyCommand(s, r, image); line != "" {
		shows := "accepts this signature"
		switch {
		case !acceptable(s):
			shows = "what cosign says of it"
		case s.Log == nil:
			shows = "accepts this signature, which has no log entry, by doing without one"
		}
		out = append(out, report.Command{Shows: shows, Line: line})
	}
	if onDisk(image) {
		return out
	}
	ref := shellQuote(s.Source.Reference)
	switch s.Source.Store {
	case report.StoreTag, report.StoreReferrer, report.StoreReferrerTag:
		out = append(out, report.Command{Shows: "the manifest that holds it", Line: "crane manifest " + ref + " | jq"})
	}
	if s.Source.Store == report.StoreTag && s.Format == report.FormatSimpleSigning {
		if s.Certificate != nil {
			out = append(out, report.Command{Shows: "the certificate", Line: "crane manifest " + ref + ` | jq -r '.layers[].annotations["dev.sigstore.cosign/certificate"]' | openssl x509 -noout -text`})
		}
		out = append(out, report.Command{Shows: "the log entry's body", Line: "crane manifest " + ref + ` | jq -r '.layers[].annotations["dev.sigstore.cosign/bundle"]' | jq -r .Payload.body | base64 -d | jq`})
	}
	if s.Log != nil && s.Log.SearchURL != "" {
		out = append(out, report.Command{Shows: "the log entry as the log has it", Line: fmt.Sprintf("rekor-cli get --log-index %d", s.Log.LogIndex)})
	}
	return out
}

// acceptable reports whether the flags of verifyCommand let a signature pass: all
// that keeps it from being accepted is which signer or type was asked for, or
// that it is in no log.
func acceptable(s *report.Signature) bool {
	match, _ := s.Check(report.CheckKeyMatch)
	for _, c := range s.Checks {
		if !c.Blocks() {
			continue
		}
		switch c.ID {
		case report.CheckKeyMatch, report.CheckCertificateIdentity, report.CheckCertificateIssuer, report.CheckCertificateWorkflow, report.CheckStatementPredicate:
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

// onDisk reports whether an image is in a layout, which neither cosign nor crane
// take by such a name.
func onDisk(image string) bool {
	return strings.HasPrefix(image, "oci:") || strings.HasPrefix(image, "archive:")
}

// imageOf is the image by digest.
func imageOf(reference, digest string) string {
	parsed, err := registry.ParseReference(reference)
	if err != nil {
		return reference
	}
	return parsed.WithIdentifier(digest)
}

// verifyCommand is the cosign command that accepts the signature, as far as it
// can be accepted at all; empty where it cannot.
func verifyCommand(s *report.Signature, r *report.Report, image string) string {
	verb := "verify"
	if s.IsAttestation() {
		verb = "verify-attestation --type " + shellQuote(sigstore.PredicateAlias(s.PredicateType))
	}
	value, ok := s.Check(report.CheckSignatureValue)
	if s.Format == report.FormatBareStatement || onDisk(image) || ok && value.Status == report.StatusFail {
		return ""
	}
	parts := []string{"cosign " + verb}
	switch {
	case s.Keyless && s.Certificate != nil:
		parts = append(parts, identityFlags(s.Certificate))
	case len(r.Criteria.Keys) > 0 && s.Verdict == report.VerdictVerified:
		parts = append(parts, "--key "+keyWord(r.Criteria.Keys[0]))
	default:
		parts = append(parts, "--key KEY")
	}
	parts = append(parts, stateFlags(s, r.Criteria)...)
	return strings.Join(append(parts, shellQuote(image)), " ")
}

// stateFlags are the flags that describe the sigstore instance and what lies
// with the signature.
func stateFlags(s *report.Signature, asked report.Criteria) []string {
	var out []string
	if asked.TrustedRoot != "" {
		out = append(out, "--trusted-root "+shellQuote(asked.TrustedRoot))
	}
	if asked.Certificate != "" && s.Keyless && s.Format == report.FormatSimpleSigning {
		out = append(out, "--certificate "+shellQuote(asked.Certificate))
	}
	if s.Log == nil || asked.IgnoreLog {
		out = append(out, "--insecure-ignore-tlog")
	}
	if asked.IgnoreSCT && s.Keyless {
		out = append(out, "--insecure-ignore-sct")
	}
	if asked.UseSignedTimestamps || len(s.Timestamps) > 0 && (s.Log == nil || s.Log.IntegratedTime == nil) && s.Certificate != nil {
		out = append(out, "--use-signed-timestamps")
	}
	if asked.AllowChain {
		out = append(out, "--allow-certificate-chain")
	}
	if asked.IgnoreClaims {
		out = append(out, "--check-claims=false")
	}
	if asked.DigestAlgorithm != "" && asked.DigestAlgorithm != "sha256" {
		out = append(out, "--signature-digest-algorithm "+asked.DigestAlgorithm)
	}
	var keys []string
	for k := range asked.Annotations {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		out = append(out, "-a "+shellQuote(k+"="+asked.Annotations[k]))
	}
	return out
}
