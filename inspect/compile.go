package inspect

import (
	"context"
	"regexp"
	"time"

	"assay/certview"
	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/inspect/sigstore/primitive"
	"assay/inspect/trust"
	"assay/registry/file"
)

// compile turns what was asked into keys, expressions and a trusted root. The
// error is a UsageError where the user can mend it.
func compile(ctx context.Context, asked report.Criteria, options Options) (*sigstore.VerifyOptions, error) {
	p := &sigstore.VerifyOptions{
		WantKey: asked.WantsKey(), WantIdentity: asked.WantsIdentity(),
		Identity: asked.Identity, Issuer: asked.Issuer, Workflow: asked.Workflow, Annotations: asked.Annotations,
		IgnoreLog: asked.IgnoreLog, IgnoreSCT: asked.IgnoreSCT, UseSignedTimestamps: asked.UseSignedTimestamps,
		AllowChain: asked.AllowChain, IgnoreClaims: asked.IgnoreClaims,
		Now: options.now(),
	}
	if asked.PredicateType != "" {
		p.PredicateType = sigstore.PredicateURI(asked.PredicateType)
	}
	var err error
	if p.Hash, err = primitive.HashByName(asked.DigestAlgorithm); err != nil {
		return nil, usage("--signature-digest-algorithm: %w", err)
	}
	if len(asked.Keys) > 0 && asked.WantsIdentity() {
		return nil, usage("--key asks for a plain key and --certificate-identity for a certificate; ask for one of them")
	}
	if len(asked.Keys) > 0 && asked.Certificate != "" {
		return nil, usage("--key asks for a plain key and --certificate for the key of a certificate; ask for one of them")
	}
	if options.SignatureRepository != "" && (asked.Policy != "" || options.SuggestPolicy) {
		return nil, usage("COSIGN_REPOSITORY is set, and whoever enforces a policy does not look there: unset it to see what the policy says")
	}
	if asked.Attachment != "" && asked.Attachment != "sbom" {
		return nil, usage("--attachment %s is not known; only sbom is", asked.Attachment)
	}
	if err := checkIdentity(asked); err != nil {
		return nil, err
	}
	if p.IdentityRegexp, err = expression("--certificate-identity-regexp", asked.IdentityRegexp); err != nil {
		return nil, err
	}
	if p.IssuerRegexp, err = expression("--certificate-oidc-issuer-regexp", asked.IssuerRegexp); err != nil {
		return nil, err
	}
	for _, where := range asked.Keys {
		if err := loadKey(ctx, p, where, options); err != nil {
			return nil, err
		}
	}
	if err := loadCertificate(ctx, p, asked, options.Inputs); err != nil {
		return nil, err
	}
	p.Notes = append(append(p.Notes, options.Notes...), remarks(asked)...)
	if err := checkPolicyFile(ctx, asked.Policy, options.Inputs); err != nil {
		return nil, err
	}
	if p.Root, err = chooseRoot(ctx, asked, options); err != nil {
		return nil, err
	}
	return p, nil
}

// remarks say what the options leave out, so that no verdict says more than was
// checked.
func remarks(asked report.Criteria) []string {
	var out []string
	if asked.IgnoreClaims {
		out = append(out, "--check-claims=false: whether the signed claims are about this image was not asked, only who signed them")
	}
	if asked.Policy != "" && (asked.Pinned() || asked.PredicateType != "" || asked.Attachment != "") {
		out = append(out, "--policy decides alone: --key, an identity, --type and --attachment change nothing of the verdict; what they say of each signature is shown beside it")
	}
	if asked.Certificate != "" && !asked.WantsIdentity() {
		out = append(out, "--certificate says with which certificate to check, and names nobody; --certificate-identity and --certificate-oidc-issuer name a signer")
	}
	return out
}

// checkIdentity wants both halves of an identity, as cosign does: a name
// without the issuer that confirmed it could be anybody's.
func checkIdentity(asked report.Criteria) error {
	if !asked.WantsIdentity() {
		return nil
	}
	if asked.Identity == "" && asked.IdentityRegexp == "" {
		return usage("an issuer or workflow was asked for but no identity; add --certificate-identity or --certificate-identity-regexp")
	}
	if asked.Issuer == "" && asked.IssuerRegexp == "" {
		return usage("an identity was asked for but no issuer; add --certificate-oidc-issuer or --certificate-oidc-issuer-regexp")
	}
	return nil
}

func expression(flag, text string) (*regexp.Regexp, error) {
	if text == "" {
		return nil, nil
	}
	r, err := regexp.Compile(text)
	if err != nil {
		return nil, usage("%s: %w", flag, err)
	}
	return r, nil
}

// loadCertificate reads --certificate and --certificate-chain.
func loadCertificate(ctx context.Context, p *sigstore.VerifyOptions, asked report.Criteria, inputs *file.Inputs) error {
	if asked.Certificate != "" {
		data, err := inputs.Read(ctx, asked.Certificate, file.Small)
		if err != nil {
			return notRead("--certificate", err)
		}
		certs, err := certview.Parse(data)
		if err != nil {
			return usage("reading --certificate %s: %w", asked.Certificate, err)
		}
		p.Certificate = certs[0]
	}
	if asked.CertificateChain == "" {
		return nil
	}
	data, err := inputs.Read(ctx, asked.CertificateChain, file.Small)
	if err != nil {
		return notRead("--certificate-chain", err)
	}
	certs, err := certview.Parse(data)
	if err != nil {
		return usage("reading --certificate-chain %s: %w", asked.CertificateChain, err)
	}
	p.ChainGiven = true
	if asked.TrustedRoot != "" {
		p.Notes = append(p.Notes, "--certificate-chain adds no authority beside --trusted-root: the trusted root decides which are trusted, as with cosign")
		return nil
	}
	last := len(certs) - 1
	p.ExtraRoots, p.ExtraIntermediates = certs[last:], certs[:last]
	return nil
}

// refreshPatience is how long a run waits for TUF before it goes on with the
// copy that was built in.
const refreshPatience = 5 * time.Second

// chooseRoot loads the trusted root: the one given, else the public-good one by
// TUF, else what TUF gave an earlier run, else the copy that was built in.
func chooseRoot(ctx context.Context, asked report.Criteria, options Options) (*trust.Root, error) {
	if asked.TrustedRoot != "" {
		return namedRoot(ctx, asked.TrustedRoot, options.Inputs)
	}
	if options.Root != nil {
		return options.Root, nil
	}
	embedded, err := trust.Embedded()
	if err != nil {
		return nil, err
	}
	dir, err := trust.CacheDir()
	if err != nil {
		return embedded, nil
	}
	repository := trust.Repository{Directory: dir}
	if asked.Offline {
		return newest(repository, embedded, ""), nil
	}
	ctx, cancel := context.WithTimeout(ctx, refreshPatience)
	defer cancel()
	refreshed, err := repository.Refreshed(ctx)
	if err != nil {
		return newest(repository, embedded, "; a newer one could not be fetched"), nil
	}
	return refreshed, nil
}

// namedRoot reads the trusted root that the user named.
func namedRoot(ctx context.Context, path string, inputs *file.Inputs) (*trust.Root, error) {
	data, err := inputs.Read(ctx, path, file.Small)
	if err != nil {
		return nil, notRead("the trusted root", err)
	}
	root, err := trust.Parse(data)
	if err != nil {
		return nil, usage("reading the trusted root %s: %w", path, err)
	}
	root.Origin = "file " + path
	return root, nil
}

// newest is the root that an earlier run has kept, else the built-in one.
func newest(repository trust.Repository, embedded *trust.Root, remark string) *trust.Root {
	root, err := repository.Cached()
	if err != nil {
		root = embedded
	}
	root.Origin += remark
	return root
}
