package cli

import (
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"assay/inspect/discover"
	"assay/inspect/report"
	"assay/registry"
)

// flags is what the command line sets, before it is turned into options.
type flags struct {
	env           *environment
	asked         report.Criteria
	annotations   listFlag
	workflow      map[string]*string
	checkClaims   bool
	platform      string
	allowHTTP     bool
	allowInsecure bool
	timeout       time.Duration
	rekorURL      string
	policy        string
	registriesD   string
	suggest       bool
	stores        discover.StoreOptions
	output        string
	theme         string
	noMouse       bool
	allowPrivate  bool
	noCache       bool
	limits        registry.Limits
	maxSBOM       int64
	debug         string
	// set are the flags themselves, to tell an empty value from none.
	set *pflag.FlagSet
	// begun is when the program began.
	begun time.Time
}

// defaultTimeout bounds a run that was given no --timeout.
const defaultTimeout = 3 * time.Minute

// workflowFlags are the claims of a GitHub workflow that can be asked for.
var workflowFlags = []string{"name", "ref", "repository", "sha", "trigger"}

func (f *flags) register(command *cobra.Command) {
	set := command.Flags()
	f.set, f.begun = set, time.Now()
	a := &f.asked
	set.StringArrayVar(&a.Keys, "key", nil, "public key that must have signed, PEM or OpenPGP: path, URL or env://NAME; any one of several")
	set.StringVar(&a.Identity, "certificate-identity", "", "subject that the certificate must name")
	set.StringVar(&a.IdentityRegexp, "certificate-identity-regexp", "", "expression that a subject of the certificate must match")
	set.StringVar(&a.Issuer, "certificate-oidc-issuer", "", "issuer (OIDC) that the certificate must name")
	set.StringVar(&a.IssuerRegexp, "certificate-oidc-issuer-regexp", "", "expression that the issuer must match")
	f.workflow = map[string]*string{}
	for _, claim := range workflowFlags {
		f.workflow[claim] = set.String("certificate-github-workflow-"+claim, "",
			claim+" of the GitHub workflow that the certificate must name")
	}
	set.StringVar(&a.Certificate, "certificate", "", "file with the signer's certificate, for a signature that carries none")
	set.StringVar(&a.CertificateChain, "certificate-chain", "",
		"file with the issuers of certificates, root last, trusted in place of the trusted root's")
	set.VarP(&f.annotations, "annotations", "a", "signed annotations k=v that are required, separated by commas")
	set.StringVar(&a.PredicateType, "type", "",
		"let attestations of this predicate type (alias or URI) decide, as cosign verify-attestation does")
	set.StringVar(&a.Attachment, "attachment", "", "let the signature of an attached artifact decide: sbom")
	set.BoolVar(&a.AllowChain, "allow-certificate-chain", false, "accept intermediate certificates in bundles of version 0.3")
	set.BoolVar(&f.checkClaims, "check-claims", true, "compare the signed claims with the image; false checks only who signed")
	set.BoolVar(&a.IgnoreLog, "insecure-ignore-tlog", false, "do not require a transparency log entry")
	set.BoolVar(&a.IgnoreSCT, "insecure-ignore-sct", false, "do not require a certificate timestamp (SCT)")
	set.BoolVar(&a.UseSignedTimestamps, "use-signed-timestamps", false, "require an RFC 3161 timestamp")
	set.StringVar(&a.DigestAlgorithm, "signature-digest-algorithm", "sha256",
		"digest that the signature is made over: sha256, sha384 or sha512")
	set.StringVar(&a.TrustedRoot, "trusted-root", "", "file with the trusted root; the public-good one otherwise")
	set.BoolVar(&a.Offline, "offline", false, "contact only the registry: do not refresh the trusted root")
	f.registerForCosign(command)
	set.StringVar(&f.policy, "policy", "", "let this policy.json decide, as podman would; system takes this machine's")
	set.StringVar(&f.registriesD, "registries-d", "", "directory with registries.d files, in place of this machine's")
	set.StringVar(&f.stores.Signatures, "signatures", "", "file or directory with OpenPGP signatures of the image")
	set.StringVar(&f.stores.SignerResults, "signer-results", "", "file with the JSON results of a message-based signer")
	set.StringVar(&f.stores.Reference, "reference", "", "name to compare claims and policy with, for an image on disk")
	set.BoolVar(&f.suggest, "suggest-policy", false, "write a policy.json that would accept the image as it is signed today")
	set.StringVar(&f.rekorURL, "rekor-url", "", "look the log entries up in the Rekor v1 log at this URL")
	set.StringVar(&f.platform, "platform", "", "look at os/arch[/variant] of an image with several; all looks at every one")
	set.BoolVar(&f.allowInsecure, "allow-insecure-registry", false, "allow registries whose certificate does not verify, and plain http")
	set.BoolVar(&f.allowHTTP, "allow-http-registry", false, "allow plain http (always allowed on this machine)")
	set.DurationVar(&f.timeout, "timeout", defaultTimeout, "time limit of the whole run, including the report")
	set.StringVarP(&f.output, "output", "o", "auto", "form: auto, tui, text or json")
	_ = command.RegisterFlagCompletionFunc("output", cobra.FixedCompletions(formNames(), cobra.ShellCompDirectiveNoFileComp))
	_ = command.RegisterFlagCompletionFunc("theme", cobra.FixedCompletions([]string{"auto", "dark", "light"},
		cobra.ShellCompDirectiveNoFileComp))
	f.registerDebug(set)
	set.StringVar(&f.theme, "theme", "auto", "colours: auto, dark or light")
	set.BoolVar(&f.noMouse, "no-mouse", false, "leave the mouse to the terminal")
	set.BoolVar(&f.allowPrivate, "allow-private-addresses", false,
		"follow a public registry's redirects and token realms to private addresses")
	set.BoolVar(&f.noCache, "no-cache", false, "neither read nor write the cache on disk")
	set.Int64Var(&f.limits.Manifest, "max-manifest-size", 0, "largest manifest that is read, in bytes (4 MiB)")
	set.Int64Var(&f.limits.Blob, "max-blob-size", 0, "largest blob that is read, in bytes (128 MiB)")
	set.Int64Var(&f.limits.Run, "max-run-size", 0, "most bytes that a run reads (1 GiB)")
	set.IntVar(&f.limits.Referrers, "max-referrers", 0, "most referrers that are read (1000)")
	set.IntVar(&f.limits.Layers, "max-layers", 0, "most layers that are read of one artifact; each may be a signature (64)")
	set.IntVar(&f.limits.Platforms, "max-platforms", 0, "most platforms that are read of one index (256)")
	set.Int64Var(&f.maxSBOM, "max-sbom-size", 0, "largest SBOM that is read, in bytes (128 MiB)")
}

// registerForCosign takes flags of cosign verify that change nothing here, so
// that a command line for it works unchanged: assay always looks at bundles and
// referrers, and shows what it finds.
func (f *flags) registerForCosign(command *cobra.Command) {
	set := command.Flags()
	for _, flag := range withoutEffect {
		if flag.number {
			set.Int(flag.name, 0, flag.why)
		} else {
			set.Bool(flag.name, true, flag.why)
		}
		_ = set.MarkHidden(flag.name)
	}
}

// withoutEffect are flags of cosign verify that change nothing here, and why.
// The report says so when one is given.
var withoutEffect = []struct {
	name, why string
	number    bool
}{
	{"experimental-oci11", "referrers are always looked at", false},
	{"new-bundle-format", "bundles and cosign's tags are always both looked at", false},
	{"max-workers", "the number of requests at a time is limited by host", true},
}

// notes say which of the flags that were given have no effect.
func (f *flags) notes() []string {
	var out []string
	for _, flag := range withoutEffect {
		if f.set.Changed(flag.name) {
			out = append(out, "--"+flag.name+" has no effect: "+flag.why)
		}
	}
	return out
}
