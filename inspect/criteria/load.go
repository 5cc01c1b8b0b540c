package criteria

import (
	"context"
	"slices"
	"strings"
	"time"

	"assay/certview"
	"assay/inspect/containerspolicy"
	"assay/inspect/internal/limitio"
	"assay/inspect/report"
	"assay/registry/file"
)

// Loading is criteria on their way: what is on this machine was read, and what
// may come from the network is being fetched.
type Loading struct {
	criteria *Criteria
	// keys is closed when all keys are read, done when everything is; err is set
	// before that.
	keys, done chan struct{}
	err        error
	// giveUp ends the wait for a newer trusted root.
	giveUp context.CancelFunc
}

// Begin reads what asked names on this machine, and goes on in the background
// with what may come from the network: keys by URL, and a newer trusted root. The
// error is as for Load, for mistakes that are found so early.
func Begin(ctx context.Context, asked report.Criteria, options Options) (*Loading, error) {
	if options.Now.IsZero() {
		options.Now = time.Now().UTC()
	}
	c, err := compile(asked, options)
	if err != nil {
		return nil, err
	}
	l := &Loading{criteria: c, keys: make(chan struct{}), done: make(chan struct{}), giveUp: func() {}}
	remote := slices.ContainsFunc(asked.Keys, isURL)
	if !remote {
		if err := c.readKeys(ctx, options); err != nil {
			return nil, err
		}
		close(l.keys)
	}
	if err := c.readCertificate(ctx, options.Inputs); err != nil {
		return nil, err
	}
	if err := c.readPolicy(ctx, options.Inputs); err != nil {
		return nil, err
	}
	if asked.TrustedRoot != "" || options.Root != nil || asked.Offline {
		if c.Verify.Root, err = chooseRoot(ctx, asked, options); err != nil {
			return nil, err
		}
	}
	forRoot, giveUp := context.WithCancel(ctx)
	l.giveUp = giveUp
	go l.finish(ctx, forRoot, options, remote)
	return l, nil
}

// finish reads what may come from the network: keys with ctx, the trusted root
// with forRoot.
func (l *Loading) finish(ctx, forRoot context.Context, options Options, remote bool) {
	defer close(l.done)
	defer l.giveUp()
	c := l.criteria
	if remote {
		l.err = c.readKeys(ctx, options)
		close(l.keys)
	}
	if l.err == nil && c.Verify.Root == nil {
		c.Verify.Root, l.err = chooseRoot(forRoot, c.Asked, options)
	}
}

// Loaded is criteria that are there.
func Loaded(c *Criteria) *Loading {
	l := &Loading{criteria: c, keys: make(chan struct{}), done: make(chan struct{}), giveUp: func() {}}
	close(l.keys)
	close(l.done)
	return l
}

// Wait returns the criteria when they are complete. The error is as for Load.
func (l *Loading) Wait() (*Criteria, error) {
	<-l.done
	if l.err != nil {
		return nil, l.err
	}
	l.criteria.Verify.Log().Debug("checks use this trusted root", "origin", l.criteria.Verify.Root.Origin)
	return l.criteria, nil
}

// GiveUp is for a run without an image: it waits for the keys, in which there may
// be a mistake to report, and for no newer trusted root.
func (l *Loading) GiveUp() {
	<-l.keys
	l.giveUp()
}

// WantsOpenPGP reports whether an OpenPGP signature is asked for: by a policy,
// or by a key of that kind. It waits for keys that are fetched, for as long as
// ctx lasts.
func (l *Loading) WantsOpenPGP(ctx context.Context) bool {
	if l.criteria.Policy != nil {
		return true
	}
	select {
	case <-l.keys:
		return l.criteria.Verify.OpenPGP != nil
	case <-ctx.Done():
		return false
	}
}

// readCertificate reads the certificate that was given, and its issuers.
func (c *Criteria) readCertificate(ctx context.Context, inputs *file.Inputs) error {
	asked, p := c.Asked, c.Verify
	if asked.Certificate != "" {
		data, err := inputs.Read(ctx, asked.Certificate, file.Small)
		if err != nil {
			return limitio.NotRead("the certificate", err, report.OptionCertificate)
		}
		certs, err := certview.Parse(data)
		if err != nil {
			return report.Usagef([]report.Option{report.OptionCertificate}, "reading the certificate %s: %w", asked.Certificate, err)
		}
		p.Certificate = certs[0]
	}
	if asked.CertificateChain == "" {
		return nil
	}
	data, err := inputs.Read(ctx, asked.CertificateChain, file.Small)
	if err != nil {
		return limitio.NotRead("the chain of certificates", err, report.OptionChain)
	}
	certs, err := certview.Parse(data)
	if err != nil {
		return report.Usagef([]report.Option{report.OptionChain}, "reading the chain of certificates %s: %w", asked.CertificateChain, err)
	}
	p.ChainGiven = true
	if asked.TrustedRoot != "" {
		c.Notes = append(c.Notes, "the chain of certificates adds no authority to a trusted root that was given: the trusted root "+
			"decides which are trusted, as with cosign")
		return nil
	}
	last := len(certs) - 1
	p.ExtraRoots, p.ExtraIntermediates = certs[last:], certs[:last]
	return nil
}

// readPolicy reads the containers policy that was asked for, from a path or from
// the text itself. It has to be there; what is wrong inside is kept as Err.
func (c *Criteria) readPolicy(ctx context.Context, inputs *file.Inputs) error {
	where := c.Asked.Policy
	if where == "" {
		return nil
	}
	p := &Policy{Name: where}
	var data []byte
	var err error
	if strings.HasPrefix(strings.TrimSpace(where), "{") {
		data, p.Name = []byte(where), "policy.json"
	} else if data, err = inputs.Read(ctx, where, containerspolicy.MaxSize); err != nil {
		return limitio.NotRead("the policy", err, report.OptionPolicy)
	}
	if p.Parsed, p.Err = containerspolicy.Parse(p.Name, data); p.Err == nil {
		p.Parsed.ReadFiles(containerspolicy.ReadKeyFile)
	}
	c.Policy = p
	return nil
}
