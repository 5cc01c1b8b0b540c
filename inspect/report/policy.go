package report

// PolicyDecision is what a containers policy says of an image.
type PolicyDecision string

// The decisions.
const (
	// PolicyAccepted means that every requirement is met and at least one of
	// them checked a signature.
	PolicyAccepted PolicyDecision = "accepted"
	// PolicyUnchecked means that the policy lets the image pass without
	// looking at a signature. Nothing was verified.
	PolicyUnchecked PolicyDecision = "accepted-unchecked"
	PolicyRejected  PolicyDecision = "rejected"
	// PolicyInvalid means that the policy cannot be read; whoever enforces it
	// then runs no image at all.
	PolicyInvalid PolicyDecision = "invalid"
	// PolicyUndecided means that a store could not be read, so that a
	// signature that the policy would accept may be there unseen.
	PolicyUndecided PolicyDecision = "undecided"
)

// Accepts reports whether the image may run under the policy.
func (d PolicyDecision) Accepts() bool { return d == PolicyAccepted || d == PolicyUnchecked }

// Transport says how an image comes to whoever runs it (containers-transports(5)).
// A policy may name transports that do not exist.
type Transport string

// The transports that a policy may have scopes for.
const (
	TransportDocker        Transport = "docker"
	TransportDockerDaemon  Transport = "docker-daemon"
	TransportDockerArchive Transport = "docker-archive"
	TransportOCI           Transport = "oci"
	TransportOCIArchive    Transport = "oci-archive"
	TransportDir           Transport = "dir"
	TransportStorage       Transport = "containers-storage"
	TransportAtomic        Transport = "atomic"
	TransportOSTree        Transport = "ostree"
	TransportSIF           Transport = "sif"
	TransportTarball       Transport = "tarball"
)

// RequirementType is the type of a requirement of a policy.
type RequirementType string

// FindingCode names the kind of a finding about a policy.
type FindingCode string

// The findings about a policy as such.
const (
	FindingSyntaxError              FindingCode = "policy-mistake"
	FindingDefaultAcceptsAnything   FindingCode = "default-accepts-anything"
	FindingTransportUnknown         FindingCode = "transport-unknown"
	FindingScopeNeverMatches        FindingCode = "scope-never-matches"
	FindingRejectWithOthers         FindingCode = "reject-with-others"
	FindingAcceptsWithOthers        FindingCode = "accepts-anything-with-others"
	FindingRequirementUnimplemented FindingCode = "requirement-not-implemented"
	FindingKeyFileMissing           FindingCode = "key-file-missing"
	FindingKeyUnreadable            FindingCode = "key-unreadable"
	FindingKeySeveralBlocks         FindingCode = "key-several-blocks"
	FindingKeyTwice                 FindingCode = "key-twice"
)

// The findings about how a policy and an image come together.
const (
	FindingNoName                   FindingCode = "no-name"
	FindingAttachmentManifestUnread FindingCode = "attachment-manifest-unread"
	FindingAttachmentsOff           FindingCode = "attachments-off"
	FindingBundlesNotRead           FindingCode = "bundles-not-read"
	FindingClaimsWithoutTag         FindingCode = "claims-without-tag"
	FindingFulcioEmailOnly          FindingCode = "fulcio-email-only"
	FindingIndexSignedOnly          FindingCode = "index-signed-only"
	FindingLookasideNotSet          FindingCode = "lookaside-not-set"
	FindingOtherKindOfSignature     FindingCode = "other-kind-of-signature"
	FindingRegistriesUnknownMember  FindingCode = "registries-unknown-member"
)

// Policy is the outcome of a containers policy (policy.json) for the target.
type Policy struct {
	// File is where the policy was read from.
	File     string         `json:"file"`
	Decision PolicyDecision `json:"decision"`
	// Message is what podman prints, empty where its words are not known; Reason
	// says it for a reader.
	Message string `json:"message,omitempty"`
	Reason  string `json:"reason"`
	// Evaluated is the digest that the policy was applied to: the platform's
	// manifest, where the target is an index.
	Evaluated string    `json:"evaluated"`
	Platform  string    `json:"platform,omitempty"`
	Transport Transport `json:"transport"`
	Reference string    `json:"reference"`
	// Scope is the part of the policy that applies, and Scopes all that it has
	// with why they do or do not.
	Scope  string        `json:"scope"`
	Scopes []PolicyScope `json:"scopes"`
	// Requirements are those of the scope, in order; all must be met.
	Requirements []PolicyRequirement `json:"requirements"`
	Findings     []PolicyFinding     `json:"findings"`
	// Registries says which part of registries.d applies.
	Registries *RegistriesConfiguration `json:"registries,omitempty"`
	// Suggestion would accept the image as it is signed today; nil where
	// nothing that this policy engine reads is a signature of it.
	Suggestion *PolicySuggestion `json:"suggestion,omitempty"`
}

// Accepted returns the IDs of the signatures that a requirement accepts. A nil
// policy accepts none.
func (p *Policy) Accepted() map[string]bool {
	out := map[string]bool{}
	if p == nil {
		return out
	}
	for _, q := range p.Requirements {
		for _, s := range q.Signatures {
			if s.Accepted {
				out[s.Signature] = true
			}
		}
	}
	return out
}

// PolicyScope is one scope of the policy.
type PolicyScope struct {
	Transport Transport `json:"transport"`
	Name      string    `json:"name"`
	Applies   bool      `json:"applies"`
	Why       string    `json:"why"`
}

// PolicyRequirement is one requirement and how it went.
type PolicyRequirement struct {
	Type RequirementType `json:"type"`
	// Description says in words what it asks for.
	Description string `json:"wants"`
	Satisfied   bool   `json:"met"`
	Checks      bool   `json:"checksSignatures"`
	// Message is what podman prints of it, empty where its words are not known;
	// Reason says it for a reader.
	Message string `json:"message,omitempty"`
	Reason  string `json:"reason,omitempty"`
	// Signatures are the outcomes of every signature that it looked at.
	Signatures []PolicySignature `json:"signatures"`
}

// PolicySignature is how one signature fared under one requirement.
type PolicySignature struct {
	// Signature is the ID of the signature in the report.
	Signature string  `json:"signature"`
	Accepted  bool    `json:"accepted"`
	Message   string  `json:"message,omitempty"`
	Checks    []Check `json:"checks"`
}

// PolicyFinding is something odd about the policy or about how it meets the
// image.
type PolicyFinding struct {
	// Code names the kind of finding.
	Code FindingCode `json:"code"`
	// Where is the part of the file, as transports/docker/SCOPE/0.
	Where   string `json:"where,omitempty"`
	Message string `json:"message"`
	Remedy  string `json:"remedy,omitempty"`
}

// RegistriesConfiguration is the part of registries.d that applies to the
// target.
type RegistriesConfiguration struct {
	Files []string `json:"files"`
	// Lookaside is the base URL of the store of signatures; LookasideScope the
	// entry that names it, empty for the default.
	Lookaside      string `json:"lookaside"`
	LookasideScope string `json:"lookasideScope,omitempty"`
	// SigstoreAttachments says whether .sig tags are looked at.
	SigstoreAttachments bool   `json:"useSigstoreAttachments"`
	AttachmentsScope    string `json:"attachmentsScope,omitempty"`
}

// PolicySuggestion is configuration that would accept the image as signed
// today.
type PolicySuggestion struct {
	// Policy is a policy.json, Registries a file for registries.d, or empty
	// where none is needed.
	Policy     string `json:"policy"`
	Registries string `json:"registries,omitempty"`
	// SignedIdentity is the one member that a policy which trusts the key
	// already lacks; empty where the default rule does.
	SignedIdentity string   `json:"signedIdentity,omitempty"`
	Notes          []string `json:"notes"`
	// Remaps says that SignedIdentity is a rule for a mirror, which tells images
	// under a wider scope apart.
	Remaps bool `json:"-"`
}
