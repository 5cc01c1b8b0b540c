package registry

import (
	"cmp"
	"context"
	"sync"
	"time"
)

// gate holds requests back after a registry has asked to be left alone (429).
// One answer holds for all requests: they wait together, and those that were
// refused are sent once more. When the registry refuses again, or asks for more
// time than a run has, nothing is sent twice any more; other requests still go
// out once, because limits are often on a kind of request only.
type gate struct {
	mu sync.Mutex
	// until is when requests may go on; generation counts how often that was
	// put off, so that requests which were under way together count once.
	until      time.Time
	generation int
	exhausted  bool
}

// wait returns when a request may be sent, with the generation it belongs to.
// The error is the context's.
func (g *gate) wait(ctx context.Context) (generation int, err error) {
	for {
		g.mu.Lock()
		left, generation := time.Until(g.until), g.generation
		g.mu.Unlock()
		if left <= 0 {
			return generation, nil
		}
		if !pause(ctx, left) {
			// Cancelled, or the run would be over before the pause is.
			return generation, cmp.Or(ctx.Err(), context.DeadlineExceeded)
		}
	}
}

// refused takes note of a 429 to a request of a generation, and reports whether
// the request may be sent again. after is how long the registry asked to be left
// alone, and negative where that is too long to wait.
func (g *gate) refused(generation int, after time.Duration) (again bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.exhausted:
	case after < 0 || generation > 0:
		g.exhausted = true
	case g.generation == 0:
		g.generation = 1
		g.until = time.Now().Add(after)
	}
	return !g.exhausted
}
