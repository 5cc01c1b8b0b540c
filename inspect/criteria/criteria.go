// Package criteria turns what was asked for into what verifiers take: public
// keys, an OpenPGP keyring, expressions for identities, a policy file, a trusted
// root. Each is read once, with the context of the run that asks for it.
//
// It reads what the user named and nothing of the image, and decides nothing.
package criteria

import (
	"context"
	"log/slog"
	"regexp"
	"slices"
	"time"

	"assay/inspect/containerspolicy"
	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/inspect/sigstore/primitive"
	"assay/inspect/trust"
	"assay/registry/file"
	"assay/registry/remote"
)

// Options says what keys and files are read with.
type Options struct {
	// Inputs reads the files that the user named, and keeps what can be read once
	// only.
	Inputs *file.Inputs
	// Getenv reads an environment variable for keys named env://NAME; nil means
	// that of the process.
	Getenv func(string) string
	// Registry is for keys that are fetched by URL.
	Registry remote.Options
	// Root overrides the trusted root.
	Root *trust.Root
	// Now is the time at which certificates without a trusted one are verified.
	Now time.Time
	// Notes are said with the criteria's own: what the caller took and does not
	// use.
	Notes []string
	// Logger is told which trusted root is used, and what the second verifier said.
	Logger *slog.Logger
}

// Criteria is what a signature is measured against. It is not changed once it
// was loaded, and may be shared by runs.
type Criteria struct {
	// Asked is what was asked for, as typed.
	Asked report.Criteria
	// Verify holds the same for sigstore's signatures, and the OpenPGP keys.
	Verify *sigstore.VerifyOptions
	// Policy is the containers policy that was asked for, or nil.
	Policy *Policy
	// Notes say which of the options had no effect, and why.
	Notes []string
}

// Policy is a policy.json, read once for all reports.
type Policy struct {
	// Name is where it was read from.
	Name   string
	Parsed *containerspolicy.Policy
	// Err is why it is no valid policy. That is no mistake in what was asked, but
	// part of the report, because it is what podman would stumble over.
	Err error
}

// Unpinned returns criteria without a signer, for images that only explain.
func (c *Criteria) Unpinned() *Criteria {
	loose := *c.Verify
	loose.WantKey, loose.WantIdentity, loose.Keys = false, false, nil
	return &Criteria{Asked: c.Asked, Verify: &loose, Policy: c.Policy}
}

// Load reads what asked names. The error is a *report.UsageError for a mistake in
// it; otherwise the time was over, or the user ended the run.
func Load(ctx context.Context, asked report.Criteria, options Options) (*Criteria, error) {
	l, err := Begin(ctx, asked, options)
	if err != nil {
		return nil, err
	}
	return l.Wait()
}

// compile makes of asked what needs no reading.
func compile(asked report.Criteria, options Options) (*Criteria, error) {
	p := &sigstore.VerifyOptions{
		WantKey: asked.WantsKey(), WantIdentity: asked.WantsIdentity(),
		Identity: asked.Identity, Issuer: asked.Issuer, Workflow: asked.Workflow, Annotations: asked.Annotations,
		IgnoreLog: asked.IgnoreLog, IgnoreSCT: asked.IgnoreSCT, UseSignedTimestamps: asked.UseSignedTimestamps,
		AllowChain: asked.AllowChain, IgnoreClaims: asked.IgnoreClaims,
		Now: options.Now, Logger: options.Logger,
	}
	if asked.PredicateType != "" {
		p.PredicateType = sigstore.PredicateURI(asked.PredicateType)
	}
	var err error
	if p.Hash, err = primitive.HashByName(asked.DigestAlgorithm); err != nil {
		return nil, mistake(err, report.OptionDigestAlgorithm)
	}
	if err := checkSigner(asked); err != nil {
		return nil, err
	}
	if asked.Attachment != "" && asked.Attachment != report.AttachmentSBOM {
		return nil, report.Usagef([]report.Option{report.OptionAttachment}, "an attachment of the kind %s is not known; only sbom is",
			asked.Attachment)
	}
	if p.IdentityRegexp, err = expression(report.OptionIdentityRegexp, asked.IdentityRegexp); err != nil {
		return nil, err
	}
	if p.IssuerRegexp, err = expression(report.OptionIssuerRegexp, asked.IssuerRegexp); err != nil {
		return nil, err
	}
	return &Criteria{Asked: asked, Verify: p, Notes: append(slices.Clone(options.Notes), remarks(asked)...)}, nil
}

// checkSigner wants one kind of signer, and both halves of an identity.
func checkSigner(asked report.Criteria) error {
	if len(asked.Keys) > 0 && asked.WantsIdentity() {
		return report.Usagef([]report.Option{report.OptionKey, report.OptionIdentity},
			"a plain key and the identity in a certificate were both asked for; ask for one of them")
	}
	if len(asked.Keys) > 0 && asked.Certificate != "" {
		return report.Usagef([]report.Option{report.OptionKey, report.OptionCertificate},
			"a plain key and the key of a certificate were both asked for; ask for one of them")
	}
	return checkIdentity(asked)
}

func mistake(err error, option report.Option) error {
	return &report.UsageError{Options: []report.Option{option}, Err: err}
}

// checkIdentity wants both halves of an identity, as cosign does: a name
// without the issuer that confirmed it could be anybody's.
func checkIdentity(asked report.Criteria) error {
	if !asked.WantsIdentity() {
		return nil
	}
	if asked.Identity == "" && asked.IdentityRegexp == "" {
		return report.Usagef([]report.Option{report.OptionIdentity, report.OptionIdentityRegexp},
			"an issuer or workflow was asked for but no identity; add one")
	}
	if asked.Issuer == "" && asked.IssuerRegexp == "" {
		return report.Usagef([]report.Option{report.OptionIssuer, report.OptionIssuerRegexp},
			"an identity was asked for but no issuer; add one")
	}
	return nil
}

func expression(option report.Option, text string) (*regexp.Regexp, error) {
	if text == "" {
		return nil, nil
	}
	r, err := regexp.Compile(text)
	if err != nil {
		return nil, mistake(err, option)
	}
	return r, nil
}
