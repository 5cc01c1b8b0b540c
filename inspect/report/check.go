package report

// Status is the outcome of one check.
type Status string

// The four outcomes. Skipped and StatusUnknown always say why in Detail.
const (
	StatusPass    Status = "pass"
	StatusFail    Status = "fail"
	StatusSkipped Status = "skipped"
	// StatusUnknown means that the check could not be decided, which never
	// counts in favour of a signature.
	StatusUnknown Status = "unknown"
)

// CheckID names a check. The set is part of the JSON contract.
type CheckID string

// The checks, in the order in which they are shown.
const (
	CheckArtifactBlob        CheckID = "artifact.blob"
	CheckArtifactMediaType   CheckID = "artifact.mediatype"
	CheckBundleFormat        CheckID = "bundle.format"
	CheckPayloadDigest       CheckID = "payload.digest"
	CheckPayloadFormat       CheckID = "payload.format"
	CheckClaimsDigest        CheckID = "claims.digest"
	CheckClaimsReference     CheckID = "claims.reference"
	CheckClaimsAnnotations   CheckID = "claims.annotations"
	CheckEnvelopeType        CheckID = "envelope.type"
	CheckEnvelopeSignature   CheckID = "envelope.signature"
	CheckStatementSubject    CheckID = "statement.subject"
	CheckStatementPredicate  CheckID = "statement.predicate"
	CheckSignatureEncoding   CheckID = "signature.encoding"
	CheckSignatureValue      CheckID = "signature.value"
	CheckKeyMatch            CheckID = "key.match"
	CheckCertificatePresent  CheckID = "certificate.present"
	CheckCertificateChain    CheckID = "certificate.chain"
	CheckCertificateValidity CheckID = "certificate.validity"
	CheckCertificateSCT      CheckID = "certificate.sct"
	CheckCertificateIdentity CheckID = "certificate.identity"
	CheckCertificateIssuer   CheckID = "certificate.issuer"
	CheckCertificateWorkflow CheckID = "certificate.workflow"
	CheckLogPresent          CheckID = "log.present"
	CheckLogKey              CheckID = "log.key"
	CheckLogSET              CheckID = "log.set"
	CheckLogInclusion        CheckID = "log.inclusion"
	CheckLogCheckpoint       CheckID = "log.checkpoint"
	CheckLogTime             CheckID = "log.time"
	CheckLogBodyHash         CheckID = "log.body.hash"
	CheckLogBodySignature    CheckID = "log.body.signature"
	CheckLogBodyKey          CheckID = "log.body.key"
	CheckTimestampPresent    CheckID = "timestamp.present"
	CheckTimestampSignature  CheckID = "timestamp.signature"
	CheckTimestampChain      CheckID = "timestamp.chain"
	CheckTimestampTime       CheckID = "timestamp.time"
	CheckSecondVerifier      CheckID = "verifier.agreement"
	// CheckKeyValidity and SignatureAlgorithm are about OpenPGP keys, which carry
	// their own validity and may use algorithms of the last century.
	CheckKeyValidity        CheckID = "key.validity"
	CheckSignatureAlgorithm CheckID = "signature.algorithm"
	// CheckAttachmentSigned belongs to an attached SBOM whose manifest somebody
	// should have signed; it has no signature of its own to hang on.
	CheckAttachmentSigned CheckID = "attachment.signed"
)

// titles says in a few words what each check establishes when it passes.
var titles = map[CheckID]string{
	CheckArtifactBlob:        "bytes match their digest",
	CheckArtifactMediaType:   "media type of the artifact",
	CheckBundleFormat:        "bundle is well formed",
	CheckPayloadDigest:       "payload matches its descriptor",
	CheckPayloadFormat:       "claims can be read",
	CheckClaimsDigest:        "claims name this image",
	CheckClaimsReference:     "claims name this repository",
	CheckClaimsAnnotations:   "annotations asked for are signed",
	CheckEnvelopeType:        "envelope holds an in-toto statement",
	CheckEnvelopeSignature:   "envelope signature",
	CheckStatementSubject:    "statement is about this image",
	CheckStatementPredicate:  "predicate type",
	CheckSignatureEncoding:   "signature can be decoded",
	CheckSignatureValue:      "signature fits payload and key",
	CheckKeyMatch:            "signed with the key you gave",
	CheckCertificatePresent:  "certificate",
	CheckCertificateChain:    "certificate issued by a trusted CA",
	CheckCertificateValidity: "certificate valid when it signed",
	CheckCertificateSCT:      "certificate is in a CT log (SCT)",
	CheckCertificateIdentity: "signer is the identity you gave",
	CheckCertificateIssuer:   "issuer is the one you gave",
	CheckCertificateWorkflow: "workflow is the one you gave",
	CheckLogPresent:          "signature carries a log entry",
	CheckLogKey:              "log is a trusted one",
	CheckLogSET:              "log's promise (SET)",
	CheckLogInclusion:        "inclusion proof",
	CheckLogCheckpoint:       "checkpoint signed by the log",
	CheckLogTime:             "time from the log",
	CheckLogBodyHash:         "log entry is of this payload",
	CheckLogBodySignature:    "log entry is of this signature",
	CheckLogBodyKey:          "log entry is of this key",
	CheckTimestampPresent:    "signed timestamp",
	CheckTimestampSignature:  "timestamp is of this signature",
	CheckTimestampChain:      "timestamp authority is a trusted one",
	CheckTimestampTime:       "timestamp within certificate validity",
	CheckSecondVerifier:      "a second verifier agrees",
	CheckKeyValidity:         "key is neither expired nor revoked",
	CheckSignatureAlgorithm:  "algorithms are strong",
	CheckAttachmentSigned:    "attachment is signed",
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
	return c.Required && (c.Status == StatusFail || c.Status == StatusUnknown)
}
