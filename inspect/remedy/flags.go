package remedy

import (
	"maps"
	"slices"
	"strings"

	"assay/certview"
	"assay/inspect/report"
	"assay/inspect/sigstore"
)

// Flags that assay and cosign take alike, ready to be copied.
const (
	AllowChain          = "--allow-certificate-chain"
	UseSignedTimestamps = "--use-signed-timestamps"
	TrustedRoot         = "--trusted-root FILE"
	IgnoreLog           = "--insecure-ignore-tlog"

	ignoreSCT     = "--insecure-ignore-sct"
	ignoreClaims  = "--check-claims=false"
	workflowStart = "--certificate-github-workflow-"
)

// The names of flags that sentences speak of.
const (
	FlagIdentityRegexp = "--certificate-identity-regexp"
	FlagIssuerRegexp   = "--certificate-oidc-issuer-regexp"
)

// Pin returns the flags that accept the subject and issuer of a certificate and
// nobody else.
func Pin(c *certview.Certificate) string {
	return "--certificate-identity " + Quote(c.Who()) + " --certificate-oidc-issuer " + Quote(c.Issued())
}

// Workflow returns the flag that asks for a GitHub claim (name, ref, repository,
// sha, trigger) as a certificate has it.
func Workflow(claim, value string) string { return workflowStart + claim + " " + Quote(value) }

// PredicateType returns the flag that asks for attestations of a type, given as a
// URI, by the alias that cosign has for it.
func PredicateType(uri string) string { return "--type " + Quote(sigstore.PredicateAlias(uri)) }

// DigestAlgorithm returns the flag that asks for a digest algorithm by its name,
// such as sha384.
func DigestAlgorithm(name string) string { return "--signature-digest-algorithm " + Quote(name) }

// stateFlags are the flags that describe the sigstore instance and what a
// signature carries.
func stateFlags(s *report.Signature, asked report.Criteria) []string {
	var out []string
	add := func(when bool, flag string) {
		if when {
			out = append(out, flag)
		}
	}
	add(asked.TrustedRoot != "", "--trusted-root "+Quote(asked.TrustedRoot))
	add(asked.Certificate != "" && s.Keyless && s.Format == report.FormatSimpleSigning, "--certificate "+Quote(asked.Certificate))
	add(s.Log == nil || asked.IgnoreLog, IgnoreLog)
	add(asked.IgnoreSCT && s.Keyless, ignoreSCT)
	logged := s.Log != nil && s.Log.IntegratedTime != nil
	add(asked.UseSignedTimestamps || len(s.Timestamps) > 0 && !logged && s.Certificate != nil, UseSignedTimestamps)
	add(asked.AllowChain, AllowChain)
	add(asked.IgnoreClaims, ignoreClaims)
	add(asked.DigestAlgorithm != "" && asked.DigestAlgorithm != "sha256", DigestAlgorithm(asked.DigestAlgorithm))
	for _, k := range slices.Sorted(maps.Keys(asked.Annotations)) {
		out = append(out, "-a "+Quote(k+"="+asked.Annotations[k]))
	}
	return out
}

// criteriaFlags are the flags that ask for the same signer and kind of signature.
func criteriaFlags(asked report.Criteria) []string {
	var out []string
	for _, key := range asked.Keys {
		out = append(out, "--key "+keyWord(key))
	}
	for _, f := range []struct{ flag, value string }{
		{"--certificate-identity", asked.Identity}, {FlagIdentityRegexp, asked.IdentityRegexp},
		{"--certificate-oidc-issuer", asked.Issuer}, {FlagIssuerRegexp, asked.IssuerRegexp},
		{"--type", asked.PredicateType}, {"--attachment", asked.Attachment},
	} {
		if f.value != "" {
			out = append(out, f.flag+" "+Quote(f.value))
		}
	}
	for _, claim := range slices.Sorted(maps.Keys(asked.Workflow)) {
		out = append(out, Workflow(claim, asked.Workflow[claim]))
	}
	return out
}

// words joins the parts of a command line.
func words(parts ...string) string { return strings.Join(parts, " ") }
