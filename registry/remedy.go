package registry

// Remedy is what a user can do about an Error. How it is done is a matter of the
// program that shows it.
type Remedy string

// The remedies. The first group changes how assay is called, the second changes
// the request, the third is up to others.
const (
	// RemedyNone: nothing is known to help.
	RemedyNone Remedy = ""

	// RemedyAllowHTTP: permit plain http (Options.AllowHTTP of the client).
	RemedyAllowHTTP Remedy = "allow-http"
	// RemedyAllowInsecure: permit a certificate that does not verify
	// (Options.AllowInsecure).
	RemedyAllowInsecure Remedy = "allow-insecure"
	// RemedyTrustCA: make the private certificate authority known to the system,
	// or permit certificates that do not verify.
	RemedyTrustCA Remedy = "trust-ca"
	// RemedyAllowPrivate: permit redirects and token realms at private addresses
	// (Options.AllowPrivate).
	RemedyAllowPrivate Remedy = "allow-private"
	// RemedyRaiseLimit: raise the Limit that the error names.
	RemedyRaiseLimit Remedy = "raise-limit"
	// RemedyMoreTime: allow the run more time.
	RemedyMoreTime Remedy = "more-time"

	// RemedyLogIn: log in to Host.
	RemedyLogIn Remedy = "log-in"
	// RemedyLogInOrCheckName: log in to Host, or correct the name; registries answer
	// so for repositories that do not exist.
	RemedyLogInOrCheckName Remedy = "log-in-or-check-name"
	// RemedyCheckName: correct the name of the registry, or the network.
	RemedyCheckName Remedy = "check-name"
	// RemedyCheckStore: correct the URL of the signature store, which is read
	// without credentials.
	RemedyCheckStore Remedy = "check-store"
	// RemedyCheckPath: give a directory as oci:, or a tar file as archive:.
	RemedyCheckPath Remedy = "check-path"
	// RemedyUseArchive: the path is a file, so it is not oci: but archive:.
	RemedyUseArchive Remedy = "use-archive"
	// RemedyCheckLayout: give an OCI layout.
	RemedyCheckLayout Remedy = "check-layout"
	// RemedyChoose: choose one of Choices.
	RemedyChoose Remedy = "choose"

	// RemedyAskAccess: ask for access to the repository.
	RemedyAskAccess Remedy = "ask-access"
	// RemedyWait: wait until the registry's rate limit allows more.
	RemedyWait Remedy = "wait"
	// RemedyRetry: try again; the connection or the registry has trouble.
	RemedyRetry Remedy = "retry"
	// RemedyCheckProxy: look at what answers in place of the registry.
	RemedyCheckProxy Remedy = "check-proxy"
	// RemedyPushAgain: the publisher pushes the content again.
	RemedyPushAgain Remedy = "push-again"
)

// Limit is a bound on what is read.
type Limit string

// The limits.
const (
	// LimitNone: no limit was reached.
	LimitNone Limit = ""
	// LimitManifest to LimitPlatforms are the fields of Limits.
	LimitManifest  Limit = "manifest-size"
	LimitBlob      Limit = "blob-size"
	LimitRun       Limit = "run-size"
	LimitReferrers Limit = "referrers"
	LimitTags      Limit = "tags"
	LimitPages     Limit = "pages"
	LimitLayers    Limit = "layers"
	LimitPlatforms Limit = "platforms"
	// LimitDescriptors bounds one list of descriptors; see Limits.Descriptors.
	LimitDescriptors Limit = "descriptors"
	// LimitSignatures, LimitSignature and LimitSignatureTotal bound a store of
	// signatures: how many, how large each and all together.
	LimitSignatures     Limit = "signatures"
	LimitSignature      Limit = "signature-size"
	LimitSignatureTotal Limit = "signature-total-size"
	// LimitDownload bounds a file that was named by URL.
	LimitDownload Limit = "download-size"
)

// remedy is what helps where the limit was reached: the fixed ones cannot be
// raised.
func (l Limit) remedy() Remedy {
	switch l {
	case LimitManifest, LimitBlob, LimitRun, LimitReferrers, LimitLayers, LimitPlatforms:
		return RemedyRaiseLimit
	default:
		return RemedyNone
	}
}
