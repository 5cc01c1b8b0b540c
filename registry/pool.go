package registry

import (
	"context"
	"net/http"
	"sync"

	"golang.org/x/sync/semaphore"
)

// Pool is what the sources of one run share of each registry: connections, how
// many requests it gets at a time, and whether it asked to be left alone.
type Pool struct {
	mu    sync.Mutex
	hosts map[string]*host
}

// host is one registry.
type host struct {
	transport http.RoundTripper
	slots     chan struct{}
	// bytes are those that answers may bring which are being read.
	bytes    *semaphore.Weighted
	inFlight int64
	gate     gate
}

// admit waits until a request may be sent whose answer has at most limit bytes.
// release says that its answer was read. The error is that of ctx.
func (h *host) admit(ctx context.Context, limit int64) (release func(), err error) {
	// The bytes first: what waits for them keeps nobody from a slot.
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

// host returns what is shared of a registry. The options of the first source
// that asks count for all.
func (p *Pool) host(registry string, options Options, limits Limits) *host {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.hosts[registry]
	if h == nil {
		h = &host{
			transport: options.Transport, slots: make(chan struct{}, limits.Concurrent),
			bytes: semaphore.NewWeighted(limits.InFlight), inFlight: limits.InFlight,
		}
		if h.transport == nil {
			h.transport = newTransport(options, newGuard(registry, options.AllowPrivate))
		}
		p.hosts[registry] = h
	}
	return h
}

// Close ends connections that nobody uses.
func (p *Pool) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, h := range p.hosts {
		if t, ok := h.transport.(interface{ CloseIdleConnections() }); ok {
			t.CloseIdleConnections()
		}
	}
}
