package report

import "assay/sbom"

// Kind is what an artifact is.
type Kind string

// The kinds of artifact in the tree.
const (
	KindIndex       Kind = "index"
	KindImage       Kind = "image"
	KindSignature   Kind = "signature"
	KindAttestation Kind = "attestation"
	KindSBOM        Kind = "sbom"
	KindOther       Kind = "artifact"
)

// State is how far an artifact has come.
type State string

// The states, in the order in which they are passed.
const (
	StatePending   State = "pending"
	StateFetching  State = "fetching"
	StateVerifying State = "verifying"
	StateDone      State = "done"
	StateFailed    State = "failed"
)

// Artifact is a node of the tree: an image, a platform manifest, or something
// attached to one of them.
type Artifact struct {
	ID     string
	Parent string
	Kind   Kind
	// Title is a short name; Detail a second part that may be cut.
	Title   string
	Detail  string
	Source  Source
	Subject string
	State   State
	// Bytes fetched so far, of Total where that is known.
	Bytes, Total int64
	Problem      string
	Platform     string
	// Signature are the IDs of the signatures that this artifact holds; SBOM is
	// the index in Report.SBOMs, or -1.
	Signed []string
	SBOM   int
	// Manifest is the manifest as it came.
	Manifest []byte
}

// SBOM is a software bill of materials with where it came from and how far it
// can be trusted.
type SBOM struct {
	Source        Source            `json:"source"`
	Format        string            `json:"format"`
	Trust         Verdict           `json:"trust"`
	SubjectDigest string            `json:"subjectDigest"`
	Packages      int               `json:"packages"`
	Files         int               `json:"files"`
	Relationships int               `json:"relationships"`
	Diagnostics   []sbom.Diagnostic `json:"diagnostics"`

	// TrustReason says in words how Trust was decided.
	TrustReason string `json:"trustReason,omitempty"`
	// Platform is that of the image it describes, where known.
	Platform string `json:"platform,omitempty"`
	Artifact string `json:"-"`
	// Attached says that the SBOM is an artifact of its own, whose manifest
	// somebody could have signed, and not the content of an attestation.
	Attached bool `json:"-"`
	// Own says that the SBOM is of the target itself, or of the platform that
	// stands for an index on this machine.
	Own      bool           `json:"-"`
	Document *sbom.Document `json:"-"`
	// Quality is what the document is worth; nil where it could not be read.
	Quality *sbom.Quality `json:"-"`
	// Graph is its relationships; nil where it could not be read.
	Graph *sbom.Graph `json:"-"`
	// Data is the document as it came.
	Data []byte `json:"-"`
}

// Event is news from a run: an artifact that has moved on, or a new report.
type Event struct {
	// Artifact is set when one tree node changed.
	Artifact *Artifact
	// Report is set when the picture as a whole changed. It replaces earlier
	// ones; the last has Partial false.
	Report *Report
}
