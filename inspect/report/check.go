package report

// Status is the outcome of one check.
type Status string

// The four outcomes. Skipped and StatusUnknown always say why in Detail.
const (
	Pass    Status = "pass"
	Fail    Status = "fail"
	Skipped Status = "skipped"
	// StatusUnknown means that the check could not be decided, which never
	// counts in favour of a signature.
	StatusUnknown Status = "unknown"
)

// CheckID names a check. The set is part of the JSON contract.
type CheckID string

// The checks, in the order in which they are shown.
const (
	ArtifactBlob        CheckID = "artifact.blob"
	ArtifactMediaType   CheckID = "artifact.mediatype"
	BundleFormat        CheckID = "bundle.format"
	PayloadDigest       CheckID = "payload.digest"
	PayloadFormat       CheckID = "payload.format"
	ClaimsDigest        CheckID = "claims.digest"
	ClaimsReference     CheckID = "claims.reference"
	ClaimsAnnotations   CheckID = "claims.annotations"
	EnvelopeType        CheckID = "envelope.type"
	EnvelopeSignature   CheckID = "envelope.signature"
	StatementSubject    CheckID = "statement.subject"
	StatementPredicate  CheckID = "statement.predicate"
	SignatureEncoding   CheckID = "signature.encoding"
	SignatureValue      CheckID = "signature.value"
	KeyMatch            CheckID = "key.match"
	CertificatePresent  CheckID = "certificate.present"
	CertificateChain    CheckID = "certificate.chain"
	CertificateValidity CheckID = "certificate.validity"
	CertificateSCT      CheckID = "certificate.sct"
	CertificateIdentity CheckID = "certificate.identity"
	CertificateIssuer   CheckID = "certificate.issuer"
	CertificateWorkflow CheckID = "certificate.workflow"
	LogPresent          CheckID = "log.present"
	LogKey              CheckID = "log.key"
	LogSET              CheckID = "log.set"
	LogInclusion        CheckID = "log.inclusion"
	LogCheckpoint       CheckID = "log.checkpoint"
	LogTime             CheckID = "log.time"
	LogBodyHash         CheckID = "log.body.hash"
	LogBodySignature    CheckID = "log.body.signature"
	LogBodyKey          CheckID = "log.body.key"
	TimestampPresent    CheckID = "timestamp.present"
	TimestampSignature  CheckID = "timestamp.signature"
	TimestampChain      CheckID = "timestamp.chain"
	TimestampTime       CheckID = "timestamp.time"
	SecondVerifier      CheckID = "verifier.agreement"
	// KeyValidity and SignatureAlgorithm are about OpenPGP keys, which carry
	// their own validity and may use algorithms of the last century.
	KeyValidity        CheckID = "key.validity"
	SignatureAlgorithm CheckID = "signature.algorithm"
	// AttachmentSigned belongs to an attached SBOM whose manifest somebody
	// should have signed; it has no signature of its own to hang on.
	AttachmentSigned CheckID = "attachment.signed"
)

// titles says in a few words what each check establishes when it passes.
var titles = map[CheckID]string{
	ArtifactBlob:        "bytes match their digest",
	ArtifactMediaType:   "media type of the artifact",
	BundleFormat:        "bundle is well formed",
	PayloadDigest:       "payload matches its descriptor",
	PayloadFormat:       "claims can be read",
	ClaimsDigest:        "claims name this image",
	ClaimsReference:     "claims name this repository",
	ClaimsAnnotations:   "annotations asked for are signed",
	EnvelopeType:        "envelope holds an in-toto statement",
	EnvelopeSignature:   "envelope signature",
	StatementSubject:    "statement is about this image",
	StatementPredicate:  "predicate type",
	SignatureEncoding:   "signature can be decoded",
	SignatureValue:      "signature fits payload and key",
	KeyMatch:            "signed with the key you gave",
	CertificatePresent:  "certificate",
	CertificateChain:    "certificate issued by a trusted CA",
	CertificateValidity: "certificate valid when it signed",
	CertificateSCT:      "certificate is in a CT log (SCT)",
	CertificateIdentity: "signer is the identity you gave",
	CertificateIssuer:   "issuer is the one you gave",
	CertificateWorkflow: "workflow is the one you gave",
	LogPresent:          "signature carries a log entry",
	LogKey:              "log is a trusted one",
	LogSET:              "log's promise (SET)",
	LogInclusion:        "inclusion proof",
	LogCheckpoint:       "checkpoint signed by the log",
	LogTime:             "time from the log",
	LogBodyHash:         "log entry is of this payload",
	LogBodySignature:    "log entry is of this signature",
	LogBodyKey:          "log entry is of this key",
	TimestampPresent:    "signed timestamp",
	TimestampSignature:  "timestamp is of this signature",
	TimestampChain:      "timestamp authority is a trusted one",
	TimestampTime:       "timestamp within certificate validity",
	SecondVerifier:      "a second verifier agrees",
	KeyValidity:         "key is neither expired nor revoked",
	SignatureAlgorithm:  "algorithms are strong",
	AttachmentSigned:    "attachment is signed",
}

// Title returns the few words that say what the check with this ID
// establishes; an ID without a title is returned as it is.
func (id CheckID) Title() string {
	if t, ok := titles[id]; ok {
		return t
	}
	return string(id)
}

// Check is one fact about one signature.
type Check struct {
	ID     CheckID `json:"id"`
	Title  string  `json:"title"`
	Status Status  `json:"status"`
	// Want and Got are the two sides of the comparison, for a reader. Both may
	// hold text from outside and must be sanitised before they are drawn.
	Want string `json:"want"`
	Got  string `json:"got"`
	// Detail says where the fact comes from or, for skipped and unknown, why.
	Detail string `json:"detail"`
	// Required says whether the verdict depends on this check. A flaw that
	// verifiers commonly tolerate is a failed check that is not required.
	Required bool `json:"required"`
	// Reason names, for a check that did not pass, which of the ways to fail it
	// was. Diagnoses are derived from it.
	Reason string `json:"reason,omitempty"`
}

// Blocks reports whether this check keeps a signature from being accepted.
func (c Check) Blocks() bool {
	return c.Required && (c.Status == Fail || c.Status == StatusUnknown)
}
