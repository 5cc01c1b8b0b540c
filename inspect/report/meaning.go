package report

// meanings says of each check what it protects against, or why it is made, in
// one sentence for somebody who meets it for the first time.
var meanings = map[CheckID]string{
	CheckArtifactBlob:        "What the registry sent hashes to the digest that its manifest names, so nothing was swapped on the way.",
	CheckArtifactMediaType:   "Verifiers skip what carries another media type, however well it is signed.",
	CheckBundleFormat:        "A bundle is one JSON document with signature, certificate or key, and log entry; a verifier reads all of it or nothing.",
	CheckPayloadDigest:       "The signed bytes are those that the signature's manifest names.",
	CheckPayloadFormat:       "The signed bytes are JSON in the form that signers of container images use.",
	CheckClaimsDigest:        "The signer wrote down which manifest was signed. Another digest means that the signature is for another image.",
	CheckClaimsReference:     "The signer wrote down under which name the image was pushed. cosign does not compare it; the policies of podman do.",
	CheckClaimsAnnotations:   "Annotations count only where they are part of the signed claims.",
	CheckEnvelopeType:        "The envelope says what kind of document it holds, and that type is signed with it.",
	CheckEnvelopeSignature:   "The signature covers the envelope's type and payload together (DSSE).",
	CheckStatementSubject:    "The statement lists by digest what it is about. Without this image among them it says nothing about it.",
	CheckStatementPredicate:  "The predicate type says how to read the statement: provenance, SBOM, scan result.",
	CheckSignatureEncoding:   "A signature that cannot be decoded cannot be checked.",
	CheckSignatureValue:      "The arithmetic: these bytes were signed by the holder of this key.",
	CheckKeyMatch:            "Anybody can sign with a key of their own. Only the key that you trust says something.",
	CheckCertificatePresent:  "A keyless signature needs the certificate that ties its short-lived key to a person or a workflow.",
	CheckCertificateChain:    "Only a certificate that leads to a root that you trust says who signed.",
	CheckCertificateValidity: "Certificates of keyless signers live for minutes. The signature must have been made within them, by a time that somebody else confirms.",
	CheckCertificateSCT:      "The authority logged the certificate in public, so that one issued by mistake can be noticed.",
	CheckCertificateIdentity: "Anybody can get a certificate in their own name. Only the name that you trust says something.",
	CheckCertificateIssuer:   "The same name means something else at another login provider.",
	CheckCertificateWorkflow: "Facts about the run that signed, which the authority took from the login token.",
	CheckLogPresent:          "An entry in a public log makes a signature that the signer did not mean visible to them.",
	CheckLogKey:              "Any log can make promises. Only those of a log in the trusted root count.",
	CheckLogSET:              "The log's signed entry timestamp promises that the entry is in the log, and gives it a time.",
	CheckLogInclusion:        "Hashes that lead from the entry to the root of the log: proof that it really is in there.",
	CheckLogCheckpoint:       "The log's signature over its root. Without it a proof could lead into a log made up for this purpose.",
	CheckLogTime:             "The time at which the log saw the signature, which certificates are measured against.",
	CheckLogBodyHash:         "The entry must be of these signed bytes. Otherwise it was borrowed from another signature.",
	CheckLogBodySignature:    "The entry must hold this very signature. Otherwise it was borrowed from another one.",
	CheckLogBodyKey:          "The entry must name this key or certificate. Otherwise it was borrowed from another signer.",
	CheckTimestampPresent:    "A timestamp by an authority (RFC 3161) can stand in for the log's time.",
	CheckTimestampSignature:  "The timestamp must be of this signature. Otherwise it was borrowed from another one.",
	CheckTimestampChain:      "Only an authority in the trusted root can say when something was signed.",
	CheckTimestampTime:       "The timestamp must be within the life of the certificate.",
	CheckSecondVerifier:      "A second, independent verifier looks at the same; where it disagrees the signature is not accepted.",
	CheckKeyValidity:         "OpenPGP keys can expire or be revoked by their owner.",
	CheckSignatureAlgorithm:  "Old algorithms can be forged today.",
	CheckAttachmentSigned:    "Whoever may push to the repository can attach an SBOM. A signature says who stands behind it.",
}

// Meaning returns one sentence on what the check with this ID is for; it is
// empty for an ID that is not known.
func (id CheckID) Meaning() string { return meanings[id] }
