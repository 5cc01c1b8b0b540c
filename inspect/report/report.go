package report

import "time"

// SchemaVersion is the version of the JSON that this package defines.
const SchemaVersion = 1

// Verdict is the answer for a signature or a whole image.
type Verdict string

// The verdicts; see the package comment for unpinned.
const (
	VerdictVerified Verdict = "verified"
	VerdictUnpinned Verdict = "unpinned"
	VerdictFailed   Verdict = "failed"
	VerdictUnsigned Verdict = "unsigned"
	VerdictUnknown  Verdict = "unknown"
	// VerdictUnchecked is a verdict under a policy that lets an image pass without
	// looking at any signature. Nothing was verified.
	VerdictUnchecked Verdict = "unchecked"
	// VerdictSubjectMismatch is a verdict on an SBOM only: its statement speaks of
	// another image.
	VerdictSubjectMismatch Verdict = "subject-mismatch"
)

// Report is everything that is known about one target. A report that was
// handed out is never changed afterwards; a later one replaces it.
type Report struct {
	SchemaVersion int          `json:"schemaVersion"`
	Target        Target       `json:"target"`
	Verdict       Verdict      `json:"verdict"`
	Signatures    []*Signature `json:"signatures"`
	Attestations  []*Signature `json:"attestations"`
	SBOMs         []*SBOM      `json:"sboms"`
	Diagnoses     []Diagnosis  `json:"diagnoses"`
	Errors        []Problem    `json:"errors"`
	Fetched       Fetched      `json:"fetched"`
	Lookups       []Lookup     `json:"probes"`
	// Policy is the outcome of a containers policy, where one was asked for;
	// the verdict then follows it.
	Policy *Policy `json:"policy,omitempty"`
	// Headline is the verdict as a short sentence.
	Headline string `json:"headline"`

	// Criteria is what the verdict was measured against.
	Criteria Criteria `json:"-"`
	// Artifacts is the tree of everything found; parents come before children.
	Artifacts []Artifact `json:"-"`
	// Requests is what was asked of the registry, in order of completion.
	Requests []Request `json:"-"`
	// TrustedRoot says which trusted root the checks used and how old it is.
	TrustedRoot string `json:"-"`
	// Notes are observations about the whole image that are no failure.
	Notes []string `json:"notes,omitempty"`
	// Partial is set while artifacts are still on their way.
	Partial bool `json:"-"`
}

// Target is the image (or artifact) that was asked about.
type Target struct {
	Reference string `json:"reference"`
	Digest    string `json:"digest"`
	MediaType string `json:"mediaType"`
	Platform  string `json:"platform"`
	// Platforms counts the platform manifests where the target is an index.
	Platforms int `json:"platforms,omitempty"`
	// Image is what the manifest says; nil before it is here.
	Image *Image `json:"image,omitempty"`
	// Artifact is sig, att or sbom where the reference names such a tag and
	// not an image; Belongs is then the reference of the image it is about.
	Artifact string `json:"artifact,omitempty"`
	Belongs  string `json:"belongs,omitempty"`
}

// ArtifactDocument is what Target.Artifact says where SBOMs alone were asked
// for, and no image.
const ArtifactDocument = "document"

// Store is the kind of place in which an artifact was found.
type Store string

// The stores.
const (
	StoreTag         Store = "tag"
	StoreReferrer    Store = "referrer"
	StoreReferrerTag Store = "referrer-tag"
	StoreIndexChild  Store = "index-child"
	StoreLookaside   Store = "lookaside"
	StoreExtension   Store = "extension"
	StoreLayout      Store = "layout"
	StoreFile        Store = "file"
)

// Source says where something came from.
type Source struct {
	Store     Store  `json:"store"`
	Reference string `json:"reference"`
	Digest    string `json:"digest"`
	MediaType string `json:"mediaType"`
}

// Problem is something that could not be read.
type Problem struct {
	Source  Source `json:"source"`
	Message string `json:"message"`
	// What was being done, Reason why that failed, and Hint what can be done:
	// the parts of Message.
	What   string `json:"-"`
	Reason string `json:"-"`
	Hint   string `json:"-"`
	// Blob is the digest of the blob that could not be fetched, where it was one.
	Blob string `json:"-"`
}

// Fetched counts what a run cost. Depth is the number of round trips that had
// to wait for one another.
type Fetched struct {
	Requests int   `json:"requests"`
	Bytes    int64 `json:"bytes"`
	Depth    int   `json:"depth"`
}

// Request is one exchange with the registry.
type Request struct {
	Method   string        `json:"method"`
	URL      string        `json:"url"`
	Status   int           `json:"status"`
	Bytes    int64         `json:"bytes"`
	Started  time.Duration `json:"started"`
	Duration time.Duration `json:"duration"`
	Problem  string        `json:"problem,omitempty"`
}

// LookupOutcome is how a lookup ended.
type LookupOutcome string

// The outcomes of a lookup. LookupNone is an answer: there is nothing;
// LookupUnsupported is one too: this registry does not keep such things.
const (
	LookupFound       LookupOutcome = "found"
	LookupNone        LookupOutcome = "none"
	LookupUnsupported LookupOutcome = "unsupported"
	LookupDenied      LookupOutcome = "denied"
	LookupRateLimited LookupOutcome = "rate-limited"
	LookupUnreadable  LookupOutcome = "unreadable"
)

// Lookup is one place that was asked for artifacts, and its answer.
type Lookup struct {
	Subject   string        `json:"subject"`
	Store     Store         `json:"store"`
	Reference string        `json:"reference"`
	Outcome   LookupOutcome `json:"outcome"`
	Detail    string        `json:"detail,omitempty"`
}

// Failed reports whether the store did not answer the question.
func (p Lookup) Failed() bool {
	return p.Outcome == LookupDenied || p.Outcome == LookupRateLimited || p.Outcome == LookupUnreadable
}

// RawPart is one piece of original bytes that can be shown as it came.
type RawPart struct {
	Name      string
	MediaType string
	Bytes     []byte
}
