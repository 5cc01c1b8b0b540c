package report

import "fmt"

// Option is something that a caller of the engine can set, by the name that the
// command line gives it without its dashes. The engine says which option a
// mistake or a limit is about; how the option is written is the front end's
// business.
type Option string

// The options that errors and limits name.
const (
	OptionKey              Option = "key"
	OptionCertificate      Option = "certificate"
	OptionChain            Option = "certificate-chain"
	OptionIdentity         Option = "certificate-identity"
	OptionIdentityRegexp   Option = "certificate-identity-regexp"
	OptionIssuer           Option = "certificate-oidc-issuer"
	OptionIssuerRegexp     Option = "certificate-oidc-issuer-regexp"
	OptionDigestAlgorithm  Option = "signature-digest-algorithm"
	OptionAttachment       Option = "attachment"
	OptionArtifact         Option = "artifact"
	OptionPolicy           Option = "policy"
	OptionTrustedRoot      Option = "trusted-root"
	OptionPlatform         Option = "platform"
	OptionReference        Option = "reference"
	OptionSignerResults    Option = "signer-results"
	OptionTimeout          Option = "timeout"
	OptionAllowHTTP        Option = "allow-http-registry"
	OptionAllowInsecure    Option = "allow-insecure-registry"
	OptionAllowPrivate     Option = "allow-private-addresses"
	OptionMaxManifest      Option = "max-manifest-size"
	OptionMaxBlob          Option = "max-blob-size"
	OptionMaxRun           Option = "max-run-size"
	OptionMaxReferrers     Option = "max-referrers"
	OptionMaxLayers        Option = "max-layers"
	OptionMaxPlatforms     Option = "max-platforms"
	OptionMaxSBOM          Option = "max-sbom-size"
	OptionSignatureStorage Option = "COSIGN_REPOSITORY"
)

// UsageError is a mistake in what was asked, not in what was found: exit code 2.
// Options are those that it is about, in the order in which a reader should see
// them; none where the mistake is about no option.
type UsageError struct {
	Options []Option
	Err     error
}

func (e *UsageError) Error() string { return e.Err.Error() }
func (e *UsageError) Unwrap() error { return e.Err }

// Usagef returns a *UsageError about options with a formatted message.
func Usagef(options []Option, format string, args ...any) error {
	return &UsageError{Options: options, Err: fmt.Errorf(format, args...)}
}

// LimitError says that a limit kept something from being looked at. Option is
// what changes it.
type LimitError struct {
	Option Option
	Text   string
}

func (e *LimitError) Error() string { return e.Text }
