package remote

import (
	"context"
	"net/http"
	"sync"

	"golang.org/x/sync/semaphore"

	"assay/registry"
)

// Pool is what the sources of one run share for each registry: connections, the
// number of concurrent requests, and whether it asked to be left alone.
type Pool struct {
	mu    sync.Mutex
	hosts map[string]*host
}

// host is one registry.
type host struct {
	transport http.RoundTripper
	slots     chan struct{}
	// bytes weighs the answers that are being read; inFlight is its capacity.
	bytes    *semaphore.Weighted
	inFlight int64
	limiter  rateLimiter
}

// admit waits until a request may be sent whose answer has at most limit bytes.
// release must be called when the answer was read. The error is that of ctx.
func (h *host) admit(ctx context.Context, limit int64) (release func(), err error) {
	// The bytes first: a request that waits for them occupies no slot.
	weight := min(limit, h.inFlight)
	if err := h.bytes.Acquire(ctx, weight); err != nil {
		return nil, err
	}
	select {
	case h.slots <- struct{}{}:
		return func() { <-h.slots; h.bytes.Release(weight) }, nil
	case <-ctx.Done():
		h.bytes.Release(weight)
		return nil, ctx.Err()
	}
}

// NewPool returns an empty pool. Close it when the run is over.
func NewPool() *Pool { return &Pool{hosts: map[string]*host{}} }

// host returns what is shared for a registry. The options of the first source
// that asks count for all.
func (p *Pool) host(name string, options Options, limits registry.Limits) *host {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.hosts[name]
	if h == nil {
		h = &host{
			transport: options.Transport, slots: make(chan struct{}, limits.Concurrent),
			bytes: semaphore.NewWeighted(limits.InFlight), inFlight: limits.InFlight,
		}
		if h.transport == nil {
			h.transport = newTransport(options, newDialGuard(name, options.AllowPrivate))
		}
		p.hosts[name] = h
	}
	return h
}

// Close ends the idle connections.
func (p *Pool) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, h := range p.hosts {
		if t, ok := h.transport.(interface{ CloseIdleConnections() }); ok {
			t.CloseIdleConnections()
		}
	}
}
