package inspect

import (
	"context"
	"sync"
	"time"

	"assay/inspect/criteria"
	"assay/inspect/diagnose"
	"assay/inspect/discover"
	"assay/inspect/evidence"
	"assay/inspect/remedy"
	"assay/inspect/report"
	"assay/inspect/verify"
	"assay/registry"
)

// Run inspects target and returns the report. emit, if not nil, is called with
// news as it comes: tree nodes that move on and, as artifacts become complete,
// new reports. It is never called twice at a time, nor after Run has returned.
//
// The error is a *report.UsageError for a mistake in what was asked, ErrNoSuchImage
// where the registry knows no such image, or a *registry.Error. Anything that
// goes wrong after the image itself was found is in the report instead.
func Run(ctx context.Context, target string, options Options, emit func(report.Event)) (*report.Report, error) {
	i, err := Inspect(ctx, target, options, emit)
	if err != nil {
		return nil, err
	}
	return i.Report(), nil
}

// Inspection is what was found about a target. It may be used from any goroutine.
type Inspection struct {
	options   Options
	discovery *discover.Discovery
	criteria  *criteria.Criteria
	// end is when checks for the first report end; the zero time means never.
	end time.Time

	// reporting keeps one report in the making at a time, for the memo's sake.
	reporting sync.Mutex
	memo      verify.Memo
}

// Control can stop what is being fetched for single artifacts of a run.
type Control = discover.Control

// Inspect does what Run does up to the report, which Inspection.Report then
// makes. Options.Control can stop what is being fetched for one artifact.
func Inspect(ctx context.Context, target string, options Options, emit func(report.Event)) (*Inspection, error) {
	reference, err := registry.ParseReference(target)
	if err != nil {
		return nil, &report.UsageError{Err: err}
	}
	options = options.withDefaults()
	ctx, cancel := options.bounded(ctx)
	defer cancel()
	// A newer trusted root and keys by URL come from the network; the image does
	// not wait for them.
	var loading *criteria.Loading
	if options.prepared != nil {
		loading = criteria.Loaded(options.prepared)
	} else if loading, err = options.begin(ctx, options.Criteria); err != nil {
		return nil, err
	}
	i := &Inspection{options: options, end: until(ctx)}
	n := &notifier{inspection: i, emit: emit}
	go n.expect(loading)
	i.discovery, err = discover.Run(ctx, reference, options.discovery(loading.WantsOpenPGP), n.changed)
	if err != nil {
		loading.GiveUp()
	}
	var failed error
	i.criteria, failed = loading.Wait()
	n.stop()
	if failed != nil {
		return nil, failed
	}
	if err != nil {
		err = asNoSuchImage(err)
		if i.discovery != nil {
			err = &accountedError{err, i.discovery.Requests()}
		}
		return nil, err
	}
	// What is checked last, when everything is there, has its chance too.
	i.end = until(ctx)
	return i, nil
}

// Report makes the report by the criteria of Inspect.
func (i *Inspection) Report() *report.Report {
	return i.report(i.discovery.Evidence(), i.criteria, i.end)
}

// Reverify makes a report of the same evidence by other criteria, without asking
// the registry again. The error is as for Run.
func (i *Inspection) Reverify(ctx context.Context, asked report.Criteria) (*report.Report, error) {
	ctx, cancel := i.options.bounded(ctx)
	defer cancel()
	c, err := i.options.load(ctx, asked)
	if err != nil {
		return nil, err
	}
	return i.report(i.discovery.Evidence(), c, until(ctx)), nil
}

// Retry fetches one artifact again that could not be had, and reports anew by
// asked. It returns nil when there is nothing to fetch again.
func (i *Inspection) Retry(ctx context.Context, id string, asked report.Criteria) (*report.Report, error) {
	ctx, cancel := i.options.bounded(ctx)
	defer cancel()
	if !i.discovery.Retry(ctx, id) {
		return nil, nil
	}
	return i.Reverify(ctx, asked)
}

// report measures evidence by criteria and says why, and what to do.
func (i *Inspection) report(e *evidence.Evidence, c *criteria.Criteria, end time.Time) *report.Report {
	i.reporting.Lock()
	defer i.reporting.Unlock()
	return newReport(e, c, i.options.verification(end, &i.memo))
}

// newReport is the way from evidence to a report.
func newReport(e *evidence.Evidence, c *criteria.Criteria, o verify.Options) *report.Report {
	r := verify.Report(e, c, o)
	diagnose.Report(r, diagnosisContext(e, c))
	remedy.Attach(r)
	r.Notes = append(r.Notes, diagnose.Notes(r)...)
	r.Headline = diagnose.Headline(r)
	return r
}

// diagnosisContext is what explanations draw on besides the report.
func diagnosisContext(e *evidence.Evidence, c *criteria.Criteria) diagnose.Context {
	x := diagnose.Context{Reference: e.Reference.WithIdentifier(e.Target.Digest), Tag: e.Reference.Identifier,
		PredicateType: c.Verify.PredicateType}
	for _, k := range c.Verify.Keys {
		x.Keys = append(x.Keys, k.Name)
	}
	for _, other := range e.Related {
		x.Related = append(x.Related, diagnose.Related{Relation: other.Relation, Digest: other.Digest, Tag: other.Tag,
			Platform: other.Platform,
			By:       verify.Related(e, c, other)})
	}
	return x
}

// graceToCheck is how long signatures are checked at the least, also where
// fetching has used up the time for the run.
const graceToCheck = 2 * time.Second

// until is when checks end for a run with this context: with the time for the
// run, and not before what was fetched had a chance.
func until(ctx context.Context) time.Time {
	end, ok := ctx.Deadline()
	if !ok {
		return time.Time{}
	}
	if least := time.Now().Add(graceToCheck); end.Before(least) {
		return least
	}
	return end
}

// notifier passes news on, one piece at a time.
type notifier struct {
	inspection *Inspection
	emit       func(report.Event)

	mu       sync.Mutex
	criteria *criteria.Criteria
	stopped  bool
	// next is when the next report may be made.
	next time.Time
}

// expect takes the criteria when they are complete.
func (n *notifier) expect(loading *criteria.Loading) {
	c, err := loading.Wait()
	if err != nil {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.criteria = c
}

func (n *notifier) stop() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.stopped = true
}

func (n *notifier) changed(d *discover.Discovery, a *report.Artifact) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.emit == nil || n.stopped {
		return
	}
	n.emit(report.Event{Artifact: a})
	if n.criteria == nil || a.State != report.StateDone && a.State != report.StateFailed || time.Now().Before(n.next) {
		return
	}
	begun := time.Now()
	e := d.Evidence()
	if e.Manifest == nil {
		// Nothing can be said yet of what is attached to an unknown image.
		return
	}
	n.emit(report.Event{Report: n.inspection.report(e, n.criteria, n.inspection.end)})
	// A report of a thousand signatures for each one that arrives would take
	// longer than fetching them: at most a third of the time goes to reports
	// meanwhile. The last one is made in any case, when everything is there.
	n.next = time.Now().Add(2 * time.Since(begun))
}
