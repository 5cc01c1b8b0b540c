package remedy

import (
	"assay/inspect/report"
)

// What to do, where that does not depend on the case.
const (
	// Resign is for what was signed wrongly; Distrust for what may have been
	// changed since.
	Resign   = "The verifier cannot fix this: ask whoever published the image to sign it again."
	Distrust = "Do not use the image on the strength of this signature. Fetch it again; if nothing changes, ask the publisher."
	// NewerRoot is for a trusted root that is too old.
	NewerRoot = "Get a newer trusted root of this instance and give it with --trusted-root FILE (for public-good images, run assay " +
		"online once, so that TUF refreshes it)."
	// FilledRoot is for a trusted root that holds nothing.
	FilledRoot = "Give a trusted root that holds the keys of the sigstore instance that signed: --trusted-root FILE."
	// GitHubRootsAdvice goes before GitHubRoots.
	GitHubRootsAdvice = "Get the roots of GitHub's instance and of the public-good one, and give them with --trusted-root roots.jsonl:"

	CopyAgain         = "Copy the image again with its signatures (`cosign copy`), or sign it again."
	CopyFromDiskAgain = "Copy the image again with its signatures: `cosign save` and `oras copy --recursive` include them, other tools " +
		"leave them behind."
	SignRecursively  = "Or have the index signed with its platforms: cosign sign --recursive."
	SignPlatforms    = "Or have the platforms signed too: cosign sign --recursive."
	SignAllPlatforms = "Have all platforms signed: cosign sign --recursive."
	AttestSBOM       = "The publisher can sign it (better: attest it, `cosign attest --type spdxjson`):"
	OtherRepository  = "If signatures are kept in another repository, name it in COSIGN_REPOSITORY."
	SignLikeCosign   = "Have it signed again with the SHA-256 of the manifest in the claims, as podman, skopeo and cosign write it."

	TakeChain        = "Sign again with a client that leaves the chain out. To accept the chain, if its root is in the trusted root:"
	WithoutSCT       = "--insecure-ignore-sct does without an SCT, and gives up that protection."
	SignPKCS1        = "Sign again with PKCS #1 v1.5 padding (`openssl dgst -sign` uses it by default)."
	SignBundle       = "Sign in the bundle format (`cosign sign --new-bundle-format`), or with an ECDSA P-256 key."
	AlgorithmNoHelp  = "--signature-digest-algorithm does not help here: it is about the signature, not about the log entry."
	SignTimestamped  = "Sign again with a timestamp authority (`--timestamp-server-url`, or a signing config that names one)."
	NotUploaded      = "It was signed with --tlog-upload=false, or the entry was lost when the signature was copied."
	LeaveAnnotation  = "Ask for the annotation as it was signed, or leave -a out."
	GiveKey          = "If it was signed with a key, give that key with --key."
	AskForKeyless    = "If it was signed keyless, the verifier cannot fix this: ask whoever published the image to sign it again."
	KeyInsteadOfName = "Get the public key from the publisher and give it with --key instead of the identity flags."
	NameInsteadOfKey = "If this is who should have signed, ask for the identity instead of --key:"
	OtherKeys        = "Try the publisher's other keys with --key, if there are any."

	// CertificateStandsIn and the two after it are about a certificate that was
	// given.
	CertificateStandsIn = "--certificate stands in for a certificate that is missing; it does not replace another one."
	LeaveCertificate    = "Leave --certificate out, and ask for the signer by identity."
	LeaveCertificates   = "Leave --certificate and --certificate-chain out; give authorities of your own in a trusted root " +
		"(--trusted-root)."
	CertificateForPlainKey = "Where the signature carries no certificate, verifiers want the log entry to be of the plain key, also " +
		"with --certificate."
	AttachCertificateAdvice = "Ask whoever published the image to attach the certificate to the signature; then --certificate is not " +
		"needed."

	SignedMessage = "Ask whoever published it for a signed message: gpg --sign, or skopeo standalone-sign."
	Dearmor       = "gpg --dearmor turns an armored message into a binary one; a cleartext signature must be made again."
	RefreshKey    = "Get the key again: its owner may have extended it (gpg --recv-keys, or the publisher's page)."
	OlderKeyForms = "Ask the publisher to sign with an RSA, ECDSA or Ed25519 (EdDSA) key of version 4, as gpg makes them."
	// RemapIdentity is for an image that was mirrored under another name.
	RemapIdentity = "If this is a mirror of the name in the claims, a policy.json can say so (signedIdentity remapIdentity or " +
		"exactReference); --suggest-policy writes it."
)

// LeaveWorkflow is what to do about a GitHub claim that a certificate does not
// have.
func LeaveWorkflow(claim string) string {
	return "Leave " + workflowStart + claim + " out, or ask who should have signed."
}

// WithoutLog returns the flags that accept a signature without a log entry.
// timestamped says that a verified timestamp can say when it was made.
func WithoutLog(timestamped bool) string {
	if timestamped {
		return words(IgnoreLog, UseSignedTimestamps)
	}
	return IgnoreLog
}

// WhyNoPolicy says what keeps any containers policy from accepting the manifest
// with this digest. transport is the one under which a policy would look at the
// image, and named says that a signer was asked for.
func WhyNoPolicy(r *report.Report, transport report.Transport, digest string, named bool) string {
	if transport != report.TransportDocker {
		return "No policy can ask for signatures of an image on disk; --reference NAME says under which name it would be pulled."
	}
	var bundle, workflow, unknown, other bool
	for _, s := range r.Signatures {
		switch {
		case s.Subject != digest:
		case named && s.Verdict != report.VerdictVerified && s.FitsClaims():
			other = true
		case s.Format.IsBundle():
			bundle = true
		case s.Certificate != nil && s.Certificate.Email() == "":
			workflow = true
		case s.Format == report.FormatOpenPGP && s.Key != nil && s.Key.FingerprintSHA256 == "":
			unknown = true
		}
	}
	switch {
	case other:
		return "The image is signed, but not by the signer that you named. Without --key and --certificate-identity, a policy for the " +
			"signers it has is suggested."
	case unknown:
		return "The image is signed with OpenPGP; give the signer's public key with --key FILE, so that a policy can be written with it."
	case bundle:
		return "The image is signed in the bundle format only, which no containers policy reads; have it signed in the tag format too " +
			"(cosign sign --new-bundle-format=false)."
	case workflow:
		return "The image is signed by a workflow; a containers policy can ask for e-mail subjects only."
	}
	return "No signature of the manifest that would run is valid, so no policy that checks signatures accepts it."
}
