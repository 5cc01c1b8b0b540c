package report

// CheckID names a check. The set is part of the JSON contract.
type CheckID string

// The checks, in the order in which they are shown.
const (
	CheckArtifactBlob        CheckID = "artifact.blob"
	CheckArtifactMediaType   CheckID = "artifact.mediatype"
	CheckBundleFormat        CheckID = "bundle.format"
	CheckPayloadDigest       CheckID = "payload.digest"
	CheckPayloadFormat       CheckID = "payload.format"
	CheckEnvelopeType        CheckID = "envelope.type"
	CheckSignatureEncoding   CheckID = "signature.encoding"
	CheckEnvelopeSignature   CheckID = "envelope.signature"
	CheckSignatureValue      CheckID = "signature.value"
	CheckKeyMatch            CheckID = "key.match"
	CheckSignatureAlgorithm  CheckID = "signature.algorithm"
	CheckKeyValidity         CheckID = "key.validity"
	CheckClaimsDigest        CheckID = "claims.digest"
	CheckStatementSubject    CheckID = "statement.subject"
	CheckClaimsReference     CheckID = "claims.reference"
	CheckClaimsAnnotations   CheckID = "claims.annotations"
	CheckStatementPredicate  CheckID = "statement.predicate"
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
	CheckAttachmentSigned    CheckID = "attachment.signed"
)

// check is a row of the table of checks.
type check struct {
	id CheckID
	// title says in a few words what the check establishes when it passes;
	// underPolicy is the title where the signer is not one that the user named but
	// one that a containers policy names, and empty where that is the same.
	title, underPolicy string
	// meaning says what the check protects against, or why it is made, in one
	// sentence for somebody who meets it for the first time.
	meaning string
}

// checks is every check, in the order in which the checks of a signature are
// shown: what was signed, by whom, and what the log and the clock say.
var checks = []check{
	{id: CheckArtifactBlob, title: "bytes match their digest",
		meaning: "The bytes from the registry have the digest that the manifest names, so nothing was replaced on the way."},
	{id: CheckArtifactMediaType, title: "media type of the artifact",
		meaning: "Verifiers skip a layer with another media type, even if its signature is good."},
	{id: CheckBundleFormat, title: "bundle is well formed",
		meaning: "A bundle is one JSON document with signature, certificate or key, and log entry; a verifier reads all of it or nothing."},
	{id: CheckPayloadDigest, title: "payload matches its descriptor",
		meaning: "The signed bytes are those that the signature's manifest names."},
	{id: CheckPayloadFormat, title: "claims can be read",
		meaning: "The signed bytes are JSON in the form that signers of container images use."},
	{id: CheckEnvelopeType, title: "envelope holds an in-toto statement",
		meaning: "The envelope says what kind of document it holds, and that type is signed with it."},
	{id: CheckSignatureEncoding, title: "signature can be decoded",
		meaning: "A signature that cannot be decoded cannot be checked."},
	{id: CheckEnvelopeSignature, title: "envelope signature",
		meaning: "The signature covers the envelope's type and payload together (DSSE)."},
	{id: CheckSignatureValue, title: "signature verifies with its key",
		meaning: "The signature verifies: the holder of this key signed these bytes."},
	{id: CheckKeyMatch, title: "signed with the key you gave", underPolicy: "signed with a key of the policy",
		meaning: "Anybody can sign with a key of their own. Only a signature by the key that you trust counts."},
	{id: CheckSignatureAlgorithm, title: "algorithms are strong",
		meaning: "Signatures by old algorithms can be forged today."},
	{id: CheckKeyValidity, title: "key is neither expired nor revoked",
		meaning: "OpenPGP keys can expire or be revoked by their owner."},
	{id: CheckClaimsDigest, title: "claims name this image",
		meaning: "The claims state which manifest was signed. Another digest means that the signature is for another image."},
	{id: CheckStatementSubject, title: "statement is about this image",
		meaning: "The statement lists by digest what it is about. If this image is not among them, the statement does not apply to it."},
	{id: CheckClaimsReference, title: "claims name this repository", underPolicy: "claims name what the policy wants",
		meaning: "The claims state under which name the image was pushed. cosign does not compare it; podman's policies do."},
	{id: CheckClaimsAnnotations, title: "annotations asked for are signed",
		meaning: "Annotations count only where they are part of the signed claims."},
	{id: CheckStatementPredicate, title: "predicate type",
		meaning: "The predicate type says how to read the statement: provenance, SBOM, scan result."},
	{id: CheckCertificatePresent, title: "certificate",
		meaning: "A keyless signature needs the certificate that ties its short-lived key to a person or a workflow."},
	{id: CheckCertificateChain, title: "certificate issued by a trusted CA",
		meaning: "Only a certificate that leads to a root that you trust says who signed."},
	{id: CheckCertificateValidity, title: "certificate valid when it signed",
		meaning: "Keyless certificates are valid for minutes. A trusted time must show that the signature was made in those minutes."},
	{id: CheckCertificateSCT, title: "certificate is in a CT log (SCT)",
		meaning: "The authority logged the certificate in public, so that one issued by mistake can be noticed."},
	{id: CheckCertificateIdentity, title: "signer is the identity you gave",
		meaning: "Anybody can get a certificate in their own name. Only the name that you trust counts."},
	{id: CheckCertificateIssuer, title: "issuer is the one you gave",
		meaning: "The same name can belong to somebody else at another login provider."},
	{id: CheckCertificateWorkflow, title: "workflow is the one you gave",
		meaning: "The authority copied these facts about the signing run from the login token."},
	{id: CheckLogPresent, title: "signature carries a log entry",
		meaning: "An entry in a public log lets signers notice signatures that they did not make."},
	{id: CheckLogKey, title: "log is trusted",
		meaning: "Anybody can run a log. Only entries of a log in the trusted root count."},
	{id: CheckLogSET, title: "signed entry timestamp (SET)",
		meaning: "The log signs that it has accepted the entry, and when."},
	{id: CheckLogInclusion, title: "inclusion proof",
		meaning: "Hashes lead from the entry to the root of the log, which proves that the log holds the entry."},
	{id: CheckLogCheckpoint, title: "checkpoint signed by the log",
		meaning: "The log signs its root. Without that signature, a proof could lead into a made-up log."},
	{id: CheckLogTime, title: "time from the log",
		meaning: "Certificates are checked against the time at which the log received the signature."},
	{id: CheckLogBodyHash, title: "log entry is for this payload",
		meaning: "The entry must be for these signed bytes. Otherwise it was copied from another signature."},
	{id: CheckLogBodySignature, title: "log entry is for this signature",
		meaning: "The entry must contain this signature. Otherwise it was copied from another one."},
	{id: CheckLogBodyKey, title: "log entry is for this key",
		meaning: "The entry must name this key or certificate. Otherwise it was copied from another signer."},
	{id: CheckTimestampPresent, title: "signed timestamp",
		meaning: "A timestamp by an authority (RFC 3161) can take the place of the log's time."},
	{id: CheckTimestampSignature, title: "timestamp is for this signature",
		meaning: "The timestamp must be for this signature. Otherwise it was copied from another one."},
	{id: CheckTimestampChain, title: "timestamp authority is trusted",
		meaning: "Only an authority in the trusted root can say when something was signed."},
	{id: CheckTimestampTime, title: "timestamp within certificate validity",
		meaning: "The timestamp must be within the validity of the certificate."},
	{id: CheckSecondVerifier, title: "a second verifier agrees",
		meaning: "A second, independent verifier checks the same signature; if it disagrees, the signature is not accepted."},
	{id: CheckAttachmentSigned, title: "attachment is signed",
		meaning: "Anyone who may push to the repository can attach an SBOM. A signature shows who is responsible for it."},
}

// rows finds the row of a check by its ID, and positions its place.
var rows, positions = func() (map[CheckID]check, map[CheckID]int) {
	byID, position := make(map[CheckID]check, len(checks)), make(map[CheckID]int, len(checks))
	for n, row := range checks {
		byID[row.id], position[row.id] = row, n
	}
	return byID, position
}()

// Title returns the few words that say what the check with this ID
// establishes; an ID without a title is returned as it is.
func (id CheckID) Title() string {
	if row, ok := rows[id]; ok {
		return row.title
	}
	return string(id)
}

// Meaning returns one sentence on what the check with this ID is for; it is
// empty for an ID that is not known.
func (id CheckID) Meaning() string { return rows[id].meaning }
