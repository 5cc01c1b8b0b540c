package discover

import (
	"context"
	"slices"
	"sync"

	"assay/inspect/evidence"
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

// retrier fetches an artifact again.
type retrier func(context.Context, *walk)

// retryWith says how to fetch an artifact again that could not be had.
func (d *Discovery) retryWith(id string, again retrier) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.again == nil {
		d.again = map[string]retrier{}
	}
	d.again[id] = again
}

// Retry fetches one artifact again that could not be had. It returns false when
// there is nothing to fetch again.
func (d *Discovery) Retry(ctx context.Context, id string) bool {
	again := d.forget(id)
	if again == nil {
		return false
	}
	defer d.retried()
	w := &walk{Discovery: d, notify: func(*report.Artifact) {}}
	again(ctx, w)
	w.work.Wait()
	return true
}

// retried says that an artifact is no longer being fetched again.
func (d *Discovery) retried() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.retrying--
}

// forget drops what is known of an artifact, and returns how to fetch it. Until
// it was fetched again the evidence is not complete: its failed lookup is gone,
// and nobody may take that for an answer that there is nothing.
func (d *Discovery) forget(id string) retrier {
	d.mu.Lock()
	defer d.mu.Unlock()
	again := d.again[id]
	a := d.artifactByID(id)
	if again == nil || a == nil {
		return nil
	}
	delete(d.again, id)
	d.retrying++
	reference := a.Source.Reference
	a.State, a.Problem, a.Signed, a.Bytes, a.SBOM = report.StateFetching, "", nil, 0, -1
	d.found = slices.DeleteFunc(d.found, func(f *evidence.Signature) bool { return f.ArtifactID == id })
	d.sboms = slices.DeleteFunc(d.sboms, func(b *evidence.SBOM) bool { return b.ArtifactID == id })
	d.problems = slices.DeleteFunc(d.problems, func(p evidence.Problem) bool { return p.Source.Reference == reference })
	d.lookups = slices.DeleteFunc(d.lookups, func(l report.Lookup) bool {
		return l.Subject == a.Subject && d.signatureReference(l.Reference) == reference
	})
	return again
}
