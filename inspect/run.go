package inspect

import (
	"context"
	"errors"
	"sync"
	"time"

	"assay/inspect/remedy"
	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/registry"
)

// Run inspects target and returns the report. emit, if not nil, is called with
// news as it comes: tree nodes that move on and, whenever an artifact is
// complete, a new report. It is never called twice at a time, nor after Run
// has returned.
//
// The error is a *report.UsageError for a mistake in what was asked, ErrNoSuchImage
// where the registry knows no such image, or a *registry.Error. Anything that
// goes wrong after the image itself was found is in the report instead.
func Run(ctx context.Context, target string, options Options, emit func(report.Event)) (*report.Report, error) {
	i, policy, err := Gather(ctx, target, options, emit)
	if err != nil {
		return nil, err
	}
	return i.Report(policy), nil
}

// ErrNoSuchImage says that the registry has no image of this name.
var ErrNoSuchImage = errors.New("no such image")

// Gather does the fetching half of Run. The inspection can then be judged
// several times, see Judge; the policy is the one for options.Asked.
func Gather(ctx context.Context, target string, options Options, emit func(report.Event)) (*Inspection, *sigstore.VerifyOptions, error) {
	reference, err := registry.ParseReference(target)
	if err != nil {
		return nil, nil, &report.UsageError{Err: err}
	}
	options = options.withInputs()
	ctx, cancel := options.bounded(ctx)
	defer cancel()
	// The trusted root may come from the network; the image does not wait for
	// it.
	type compiled struct {
		policy *sigstore.VerifyOptions
		err    error
	}
	ready := make(chan compiled, 1)
	if options.prepared != nil {
		ready <- compiled{options.prepared, nil}
	} else if needsNetwork(options) {
		go func() {
			p, err := compile(ctx, options.Asked, options)
			ready <- compiled{p, err}
		}()
	} else {
		p, err := compile(ctx, options.Asked, options)
		if err != nil {
			return nil, nil, err
		}
		ready <- compiled{p, nil}
	}
	t := &teller{emit: emit, asked: options.Asked}
	go func() {
		c := <-ready
		t.setPolicy(c.policy)
		ready <- c
	}()
	i, err := gather(ctx, reference, options, t.changed)
	c := <-ready
	t.stop()
	if c.err != nil {
		return nil, nil, c.err
	}
	var e *registry.Error
	if errors.As(err, &e) && e.Outcome == registry.None {
		err = errors.Join(ErrNoSuchImage, err)
	}
	if err != nil {
		return nil, nil, costing(err, i)
	}
	return i, c.policy, nil
}

// costly is an error with what was asked of the registry before it.
type costly struct {
	error
	inspection *Inspection
}

func (c *costly) Unwrap() error { return c.error }

func costing(err error, i *Inspection) error {
	if i == nil {
		return err
	}
	return &costly{err, i}
}

// needsNetwork reports whether compiling what was asked may take long: then
// mistakes in it are only found while the image is fetched.
func needsNetwork(options Options) bool {
	return options.Asked.TrustedRoot == "" && options.Root == nil && !options.Asked.Offline
}

// Unread is the report about a target that Run could not read, with the reason
// as its only problem, and what was asked of the registry.
func Unread(target string, reason error) *report.Report {
	r := &report.Report{SchemaVersion: report.SchemaVersion, Target: report.Target{Reference: target}, Verdict: report.VerdictUnknown,
		Signatures: []*report.Signature{}, Attestations: []*report.Signature{}, SBOMs: []*report.SBOM{}, Diagnoses: []report.Diagnosis{}, Lookups: []report.Lookup{},
		Errors: []report.Problem{{Source: report.Source{Reference: target}, Message: remedy.Explain(reason)}}, Headline: "could not be read"}
	var c *costly
	if errors.As(reason, &c) {
		c.inspection.account(r)
	}
	return r
}

// Report makes the report for what was asked of Gather.
func (i *Inspection) Report(policy *sigstore.VerifyOptions) *report.Report {
	return i.judge(i.deadline(), policy, i.options.Asked)
}

// Judge makes a report of the same evidence under another demand, without
// asking the registry again.
func (i *Inspection) Judge(ctx context.Context, asked report.Criteria) (*report.Report, error) {
	ctx, cancel := i.options.bounded(ctx)
	defer cancel()
	policy, err := compile(ctx, asked, i.options)
	if err != nil {
		return nil, err
	}
	return i.judge(until(ctx), policy, asked), nil
}

// teller passes news on, one piece at a time.
type teller struct {
	mu      sync.Mutex
	emit    func(report.Event)
	policy  *sigstore.VerifyOptions
	asked   report.Criteria
	stopped bool
	// next is when the next report may be made.
	next time.Time
}

func (t *teller) setPolicy(p *sigstore.VerifyOptions) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.policy = p
}

func (t *teller) stop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stopped = true
}

func (t *teller) changed(i *Inspection, a *report.Artifact) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.emit == nil || t.stopped {
		return
	}
	copied := *a
	t.emit(report.Event{Artifact: &copied})
	if t.policy == nil || a.State != report.StateDone && a.State != report.StateFailed || time.Now().Before(t.next) {
		return
	}
	begun := time.Now()
	t.emit(report.Event{Report: i.judge(i.deadline(), t.policy, t.asked)})
	// A report of a thousand signatures for each one that arrives would take
	// longer than fetching them: at most a third of the time goes to reports
	// meanwhile. The last one is made in any case, when everything is there.
	t.next = time.Now().Add(2 * time.Since(begun))
}
