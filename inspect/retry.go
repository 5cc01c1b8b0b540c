package inspect

import (
	"context"
	"slices"
	"sync"

	"assay/inspect/report"
)

// Control lets a user stop what is being fetched for one artifact while a run
// goes on. The zero value is ready; it may be used from any goroutine.
type Control struct {
	mu      sync.Mutex
	cancels map[string]context.CancelFunc
}

// Cancel stops fetching the artifact with this ID, and reports whether anything
// was being fetched for it.
func (c *Control) Cancel(id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	cancel, ok := c.cancels[id]
	if ok {
		cancel()
		delete(c.cancels, id)
	}
	return ok
}

// begin returns a context that Cancel ends, and what to call when all is there.
func (c *Control) begin(ctx context.Context, id string) (context.Context, func()) {
	if c == nil {
		return ctx, func() {}
	}
	ctx, cancel := context.WithCancel(ctx) //nolint:gosec // Cancel calls it, at the latest when all is there.
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cancels == nil {
		c.cancels = map[string]context.CancelFunc{}
	}
	c.cancels[id] = cancel
	return ctx, func() { c.Cancel(id) }
}

// retryWith says how to fetch an artifact again that could not be had.
func (g *gatherer) retryWith(id string, again func(context.Context, *gatherer)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.again == nil {
		g.again = map[string]func(context.Context, *gatherer){}
	}
	g.again[id] = again
}

// Retry fetches one artifact again that could not be had, and reports anew
// under policy's demand. It returns nil when there is nothing to fetch again.
func (i *Inspection) Retry(ctx context.Context, id string, asked report.Criteria) (*report.Report, error) {
	ctx, cancel := i.options.bounded(ctx)
	defer cancel()
	policy, err := compile(ctx, asked, i.options)
	if err != nil {
		return nil, err
	}
	again := i.forget(id)
	if again == nil {
		return nil, nil
	}
	g := &gatherer{Inspection: i, limits: i.options.Registry.Limits.WithDefaults(), changed: func(*report.Artifact) {}}
	again(ctx, g)
	g.work.Wait()
	return i.judge(until(ctx), policy, asked), nil
}

// forget drops what is known of an artifact, and returns how to fetch it.
func (i *Inspection) forget(id string) func(context.Context, *gatherer) {
	i.mu.Lock()
	defer i.mu.Unlock()
	again := i.again[id]
	a := i.artifactByID(id)
	if again == nil || a == nil {
		return nil
	}
	delete(i.again, id)
	i.examinedFor = nil
	reference := a.Source.Reference
	a.State, a.Problem, a.Signed, a.Bytes, a.SBOM = report.StateFetching, "", nil, 0, -1
	i.found = slices.DeleteFunc(i.found, func(f *found) bool { return f.artifactID == id })
	i.sboms = slices.DeleteFunc(i.sboms, func(b *foundSBOM) bool { return b.artifactID == id })
	i.problems = slices.DeleteFunc(i.problems, func(p report.Problem) bool { return p.Source.Reference == reference })
	i.probes = slices.DeleteFunc(i.probes, func(p report.Lookup) bool {
		return p.Subject == a.Subject && i.probeReference(p.Reference) == reference
	})
	return again
}
