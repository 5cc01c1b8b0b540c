package certview

import (
	"encoding/asn1"
	"encoding/hex"
	"unicode/utf8"
)

// Dotted object identifiers that the package gives a field of their own.
const (
	oidSubjectKeyID     = "2.5.29.14"
	oidKeyUsage         = "2.5.29.15"
	oidSAN              = "2.5.29.17"
	oidBasicConstraints = "2.5.29.19"
	oidAuthorityKeyID   = "2.5.29.35"
	oidExtendedKeyUsage = "2.5.29.37"
	oidSCTList          = "1.3.6.1.4.1.11129.2.4.2"
)

// Fulcio's extensions (sigstore/fulcio, docs/oid-info.md).
const (
	fulcioArc = "1.3.6.1.4.1.57264.1."

	OIDIssuer                   = fulcioArc + "1"
	OIDGitHubWorkflowTrigger    = fulcioArc + "2"
	OIDGitHubWorkflowSHA        = fulcioArc + "3"
	OIDGitHubWorkflowName       = fulcioArc + "4"
	OIDGitHubWorkflowRepository = fulcioArc + "5"
	OIDGitHubWorkflowRef        = fulcioArc + "6"
	OIDIssuerV2                 = fulcioArc + "8"
	OIDBuildSignerURI           = fulcioArc + "9"
	OIDBuildSignerDigest        = fulcioArc + "10"
	OIDSourceRepositoryURI      = fulcioArc + "12"
	OIDSourceRepositoryDigest   = fulcioArc + "13"
	OIDSourceRepositoryRef      = fulcioArc + "14"
	OIDBuildConfigURI           = fulcioArc + "18"
	OIDBuildTrigger             = fulcioArc + "20"
	OIDRunInvocationURI         = fulcioArc + "21"
)

// Extension is one certificate extension with its name where that is known.
type Extension struct {
	OID   string `json:"oid"`
	Name  string `json:"name"`
	Value string `json:"value"`
	// Explanation says in one line what the extension tells.
	Explanation string `json:"-"`
	Critical    bool   `json:"critical,omitempty"`
	// Problem is set when the value was not encoded as it should be; Value is
	// then hexadecimal.
	Problem string `json:"problem,omitempty"`
}

type extensionInfo struct {
	name, explanation string
	// raw marks the early extensions, whose value is a bare string and not a
	// DER UTF8String.
	raw bool
}

var knownExtensions = map[string]extensionInfo{
	OIDIssuer:                   {"Issuer", "who confirmed the signer's identity (OIDC issuer), old form", true},
	OIDGitHubWorkflowTrigger:    {"GitHub Workflow Trigger", "the event that started the workflow", true},
	OIDGitHubWorkflowSHA:        {"GitHub Workflow SHA", "the commit the workflow ran for", true},
	OIDGitHubWorkflowName:       {"GitHub Workflow Name", "the workflow's display name", true},
	OIDGitHubWorkflowRepository: {"GitHub Workflow Repository", "the repository the workflow ran in", true},
	OIDGitHubWorkflowRef:        {"GitHub Workflow Ref", "the branch or tag the workflow ran for", true},
	OIDIssuerV2:                 {"Issuer (V2)", "who confirmed the signer's identity (OIDC issuer)", false},
	OIDBuildSignerURI:           {"Build Signer URI", "the build instructions that signed; a reusable workflow where one is used", false},
	OIDBuildSignerDigest:        {"Build Signer Digest", "the commit of those instructions", false},
	fulcioArc + "11":            {"Runner Environment", "whether the runner was hosted by the platform or by its user", false},
	OIDSourceRepositoryURI:      {"Source Repository URI", "the repository that was built", false},
	OIDSourceRepositoryDigest:   {"Source Repository Digest", "the commit that was built", false},
	OIDSourceRepositoryRef:      {"Source Repository Ref", "the branch or tag that was built", false},
	fulcioArc + "15":            {"Source Repository Identifier", "the platform's unchanging number of that repository", false},
	fulcioArc + "16":            {"Source Repository Owner URI", "the owner of that repository", false},
	fulcioArc + "17":            {"Source Repository Owner Identifier", "the platform's unchanging number of that owner", false},
	OIDBuildConfigURI:           {"Build Config URI", "the workflow that was started; the caller where a reusable one signed", false},
	fulcioArc + "19":            {"Build Config Digest", "the commit of that workflow", false},
	OIDBuildTrigger:             {"Build Trigger", "the event that started the build", false},
	OIDRunInvocationURI:         {"Run Invocation URI", "the page of this run", false},
	fulcioArc + "22":            {"Source Repository Visibility At Signing", "whether the repository was public when it signed", false},
	fulcioArc + "23":            {"Deployment Environment", "the deployment environment the job ran in", false},
	fulcioArc + "24":            {"Token Subject", "the subject of the identity token that was exchanged for this certificate", false},
	"1.3.6.1.5.5.7.1.1":         {"Authority Information Access", "where the issuer's certificate can be had", false},
	"2.5.29.31":                 {"CRL Distribution Points", "where revocations are published", false},
	"2.5.29.32":                 {"Certificate Policies", "the policies under which it was issued", false},
}

// readExtension names an extension and decodes its value: a bare string for
// Fulcio's first six, a DER string for its later ones, hexadecimal otherwise.
func readExtension(oid string, value []byte, critical bool) Extension {
	info, known := knownExtensions[oid]
	out := Extension{OID: oid, Name: info.name, Explanation: info.explanation, Critical: critical}
	if !known {
		out.Name = oid
	}
	if info.raw {
		if utf8.Valid(value) {
			out.Value = string(value)
			return out
		}
		out.Value, out.Problem = hex.EncodeToString(value), "not UTF-8"
		return out
	}
	var text string
	if rest, err := asn1.Unmarshal(value, &text); err == nil && len(rest) == 0 {
		out.Value = text
		return out
	}
	out.Value = hex.EncodeToString(value)
	if known && len(oid) > len(fulcioArc) && oid[:len(fulcioArc)] == fulcioArc {
		out.Problem = "not a DER string"
	}
	return out
}
