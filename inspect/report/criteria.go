package report

// Criteria is what the user wants of a signature, as typed. It is plain text so
// that it can be shown and changed; the engine turns it into keys, expressions
// and trusted roots.
type Criteria struct {
	// Keys are paths, URLs, env://NAME, or PEM text; any one may fit.
	Keys []string
	// Certificate and CertificateChain are paths of PEM files that stand in
	// for the certificate that a signature carries, and its issuers.
	Certificate      string
	CertificateChain string

	Identity       string
	IdentityRegexp string
	Issuer         string
	IssuerRegexp   string
	// Workflow holds the GitHub claims by their flag name: name, ref,
	// repository, sha, trigger.
	Workflow map[string]string

	Annotations map[string]string

	// PredicateType is an alias or URI; when set, attestations of that type
	// decide the verdict. Attachment is "sbom" or empty.
	PredicateType string
	Attachment    string

	// Policy is the path of a policy.json that decides the verdict, or its
	// text.
	Policy string

	// AllowChain lets bundles of version 0.3 bring intermediate certificates;
	// IgnoreClaims leaves out what the signed claims say.
	AllowChain   bool
	IgnoreClaims bool

	IgnoreLog           bool
	IgnoreSCT           bool
	UseSignedTimestamps bool
	DigestAlgorithm     string
	TrustedRoot         string
	Offline             bool
}

// WantsKey reports whether a plain key was asked for. A certificate that was
// given is none: it names no signer.
func (a Criteria) WantsKey() bool { return len(a.Keys) > 0 }

// WantsIdentity reports whether a certificate identity was asked for.
func (a Criteria) WantsIdentity() bool {
	return a.Identity != "" || a.IdentityRegexp != "" || a.Issuer != "" || a.IssuerRegexp != "" || len(a.Workflow) > 0
}

// Pinned reports whether the user named a signer at all. Only then can a
// signature be verified; otherwise it is unpinned at best.
func (a Criteria) Pinned() bool { return a.WantsKey() || a.WantsIdentity() }

// AttachmentSBOM is the kind of attachment whose signature can be asked for.
const AttachmentSBOM = "sbom"
