package report

// Reason names the way in which a check failed. It is in the JSON as the reason of
// a check and, where the check explains the verdict, as the cause of a diagnosis;
// the table of causes has a row for each.
type Reason string

// The signature, or what holds it, cannot be read, or not as what it is.
const (
	ReasonBlobMissing                 Reason = "blob-missing"
	ReasonBlobDigestMismatch          Reason = "blob-digest-mismatch"
	ReasonReferrerManifestMissing     Reason = "referrer-manifest-missing"
	ReasonInternalError               Reason = "internal-error"
	ReasonBundleMalformed             Reason = "bundle-malformed"
	ReasonBundleVersionUnknown        Reason = "bundle-version-unknown"
	ReasonBundleVersionMismatch       Reason = "bundle-version-mismatch"
	ReasonBundleContentKindUnexpected Reason = "bundle-content-kind-unexpected"
	ReasonBundleChainHoldsRoot        Reason = "bundle-chain-holds-root"
	ReasonBundleChainInV03            Reason = "bundle-chain-in-v0.3"
	ReasonCertificateDiffers          Reason = "certificate-differs"
	ReasonCertificateNotForBundle     Reason = "certificate-not-for-bundle"
	ReasonManifestMalformed           Reason = "manifest-malformed"
	ReasonArtifactTypeDiffers         Reason = "artifact-type-differs"
	ReasonLayerMediaTypeWrong         Reason = "layer-media-type-wrong"
	ReasonCertificateMalformed        Reason = "cert-malformed"
	ReasonSignatureAnnotationMissing  Reason = "signature-annotation-missing"
	ReasonSignatureEmpty              Reason = "signature-empty"
	ReasonSignatureNotBase64          Reason = "signature-not-base64"
	ReasonDSSEMalformed               Reason = "dsse-malformed"
	ReasonDSSEPayloadTypeWrong        Reason = "dsse-payload-type-wrong"
	ReasonDSSENoSignatures            Reason = "dsse-no-signatures"
	ReasonDSSETwoSignatures           Reason = "dsse-two-signatures"
	ReasonChainMalformed              Reason = "chain-malformed"
	ReasonBundleAnnotationMalformed   Reason = "bundle-annotation-malformed"
	ReasonLogEntryDuplicate           Reason = "tlog-entry-duplicate"
)

// The trusted root, or what it says of the certificate.
const (
	ReasonTrustedRootEmpty         Reason = "trusted-root-empty"
	ReasonTrustedRootExpired       Reason = "trusted-root-expired"
	ReasonTrustedRootWithoutLog    Reason = "trusted-root-without-log"
	ReasonCertificateWrongEKU      Reason = "cert-wrong-eku"
	ReasonUnknownCA                Reason = "unknown-ca"
	ReasonTrustedRootExpiredFulcio Reason = "trusted-root-expired-fulcio"
	ReasonSCTMissing               Reason = "sct-missing"
	ReasonTrustedRootExpiredCTFE   Reason = "trusted-root-expired-ctfe"
	ReasonSCTUnknownCTLog          Reason = "sct-unknown-ct-log"
	ReasonSCTSignatureInvalid      Reason = "sct-signature-invalid"
)

// The signer, and whether the signature fits.
const (
	ReasonKeyGivenButSignedKeyless      Reason = "key-given-but-signed-keyless"
	ReasonIdentityGivenButSignedWithKey Reason = "identity-given-but-signed-with-key"
	ReasonCertificateMissing            Reason = "cert-missing"
	ReasonCertificateSwapped            Reason = "cert-swapped"
	ReasonPayloadTampered               Reason = "payload-tampered"
	ReasonSignatureTampered             Reason = "signature-tampered"
	ReasonDSSEPayloadTampered           Reason = "dsse-payload-tampered"
	ReasonDSSESignatureTampered         Reason = "dsse-signature-tampered"
	ReasonWrongHashAlgorithm            Reason = "wrong-hash-algorithm"
	ReasonEd25519phSignature            Reason = "ed25519ph-signature"
	ReasonWrongPadding                  Reason = "wrong-padding"
	ReasonWrongKey                      Reason = "wrong-key"
	ReasonSignatureMalformed            Reason = "signature-malformed"
	ReasonSignatureInvalid              Reason = "signature-invalid"
)

// The log entry, and the time.
const (
	ReasonRekorBodyMalformed                     Reason = "rekor-body-malformed"
	ReasonRekorBodyHashAlgorithmUnexpected       Reason = "rekor-body-hash-algorithm-unexpected"
	ReasonRekorBodyKeyMismatch                   Reason = "rekor-body-key-mismatch"
	ReasonRekorBodyHashMismatch                  Reason = "rekor-body-hash-mismatch"
	ReasonRekorBodySignatureMismatch             Reason = "rekor-body-signature-mismatch"
	ReasonUnknownLog                             Reason = "unknown-log"
	ReasonTrustedRootExpiredRekor                Reason = "trusted-root-expired-rekor"
	ReasonSETMissing                             Reason = "set-missing"
	ReasonSETSignatureInvalid                    Reason = "set-signature-invalid"
	ReasonInclusionProofMissing                  Reason = "inclusion-proof-missing"
	ReasonInclusionProofRootMismatch             Reason = "inclusion-proof-root-mismatch"
	ReasonInclusionProofInvalid                  Reason = "inclusion-proof-invalid"
	ReasonCheckpointMissing                      Reason = "checkpoint-missing"
	ReasonCheckpointRootMismatch                 Reason = "checkpoint-root-mismatch"
	ReasonCheckpointUnknownLog                   Reason = "checkpoint-unknown-log"
	ReasonCheckpointSignatureInvalid             Reason = "checkpoint-signature-invalid"
	ReasonLogEntryMissing                        Reason = "tlog-entry-missing"
	ReasonTimestampMissing                       Reason = "timestamp-missing"
	ReasonTimestampMalformed                     Reason = "timestamp-malformed"
	ReasonTimestampImprintMismatch               Reason = "timestamp-imprint-mismatch"
	ReasonTimestampSignatureInvalid              Reason = "timestamp-signature-invalid"
	ReasonTSAUnknown                             Reason = "tsa-unknown"
	ReasonTrustedRootWithoutTSA                  Reason = "trusted-root-without-tsa"
	ReasonTrustedRootExpiredTSA                  Reason = "trusted-root-expired-tsa"
	ReasonTimestampOutsideCertificateValidity    Reason = "timestamp-outside-cert-validity"
	ReasonCertificateNotYetValidAtIntegratedTime Reason = "cert-not-yet-valid-at-integrated-time"
	ReasonCertificateExpiredAtIntegratedTime     Reason = "cert-expired-at-integrated-time"
)

// What was signed, and who was asked for.
const (
	ReasonPayloadMalformed                 Reason = "payload-malformed"
	ReasonPayloadDigestMismatch            Reason = "payload-digest-mismatch"
	ReasonStatementMalformed               Reason = "statement-malformed"
	ReasonDSSESubjectMismatch              Reason = "dsse-subject-mismatch"
	ReasonCertificateNoSAN                 Reason = "cert-no-san"
	ReasonWrongIdentity                    Reason = "wrong-identity"
	ReasonIdentityRegexpMismatch           Reason = "identity-regexp-mismatch"
	ReasonCertificateNoIssuerExtension     Reason = "cert-no-issuer-extension"
	ReasonWrongIssuer                      Reason = "wrong-issuer"
	ReasonIssuerRegexpMismatch             Reason = "issuer-regexp-mismatch"
	ReasonAnnotationMismatch               Reason = "annotation-mismatch"
	ReasonPredicateTypeMismatch            Reason = "predicate-type-mismatch"
	ReasonVerifierDisagreement             Reason = "verifier-disagreement"
	ReasonGitHubWorkflowRepositoryMismatch Reason = "github-workflow-repository-mismatch"
	ReasonGitHubWorkflowRefMismatch        Reason = "github-workflow-ref-mismatch"
	ReasonGitHubWorkflowTriggerMismatch    Reason = "github-workflow-trigger-mismatch"
	ReasonGitHubWorkflowNameMismatch       Reason = "github-workflow-name-mismatch"
	ReasonGitHubWorkflowSHAMismatch        Reason = "github-workflow-sha-mismatch"
)

// OpenPGP signatures.
const (
	ReasonOpenPGPTooLarge              Reason = "openpgp-too-large"
	ReasonOpenPGPArmored               Reason = "openpgp-armored"
	ReasonOpenPGPDetached              Reason = "openpgp-detached"
	ReasonOpenPGPSeveralSignatures     Reason = "openpgp-several-signatures"
	ReasonOpenPGPUnsupported           Reason = "openpgp-unsupported"
	ReasonOpenPGPMalformed             Reason = "openpgp-malformed"
	ReasonSignerFailed                 Reason = "signer-failed"
	ReasonOpenPGPNotAskedFor           Reason = "openpgp-not-asked-for"
	ReasonOpenPGPKeyNeeded             Reason = "openpgp-key-needed"
	ReasonOpenPGPKeyUsage              Reason = "openpgp-key-usage"
	ReasonOpenPGPKeyUnsupported        Reason = "openpgp-key-unsupported"
	ReasonOpenPGPSignatureInvalid      Reason = "openpgp-signature-invalid"
	ReasonOpenPGPAlgorithmWeak         Reason = "openpgp-weak-algorithm"
	ReasonOpenPGPKeyRevoked            Reason = "openpgp-key-revoked"
	ReasonOpenPGPKeyExpired            Reason = "openpgp-key-expired"
	ReasonOpenPGPSignatureExpired      Reason = "openpgp-signature-expired"
	ReasonOpenPGPSignatureOlderThanKey Reason = "openpgp-signature-older-than-key"
	ReasonClaimsDigestAlgorithm        Reason = "claims-digest-algorithm"
	ReasonOpenPGPNotationUnknown       Reason = "openpgp-notation-unknown"
	ReasonOpenPGPIdentityMismatch      Reason = "openpgp-identity-mismatch"
)

// Flaws that verifiers tolerate: the check fails and does not decide.
const (
	ReasonReferenceDiffers           Reason = "reference-differs"
	ReasonChainAnnotationDiffers     Reason = "chain-annotation-differs"
	ReasonPredicateAnnotationDiffers Reason = "predicate-annotation-differs"
	ReasonProofIndexDiffers          Reason = "proof-index-differs"
	ReasonProofRootDiffers           Reason = "proof-root-differs"
	ReasonProofSizeDiffers           Reason = "proof-size-differs"
)

// A containers policy: what it asks for beyond the checks of a signature.
const (
	ReasonKeyNotKeyless             Reason = "key-not-keyless"
	ReasonPolicyIdentityMismatch    Reason = "policy-identity-mismatch"
	ReasonRequirementNotImplemented Reason = "requirement-not-implemented"
	ReasonPolicyKeyUnreadable       Reason = "policy-key-unreadable"
)
