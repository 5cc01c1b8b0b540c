package registry

import (
	"context"
	"errors"
	"sync"
	"time"
)

// gate holds requests back after a registry has asked to be left alone (429).
// One answer holds for all requests: they wait together, each is sent once
// more, and when the registry refuses again nothing more is sent.
type gate struct {
	mu sync.Mutex
	// until is when requests may go on; generation counts how often that was
	// put off, so that requests which were under way together count once.
	until      time.Time
	generation int
	// closed is the refusal after which nothing is sent any more.
	closed error
}

// errGateClosed says that a request was not even sent.
var errGateClosed = errors.New("not asked, because the registry limits requests (429)")

// wait returns when a request may be sent, with the generation it belongs to.
func (g *gate) wait(ctx context.Context) (generation int, err error) {
	for {
		g.mu.Lock()
		closed, left, generation := g.closed, time.Until(g.until), g.generation
		g.mu.Unlock()
		switch {
		case closed != nil:
			return generation, errGateClosed
		case left <= 0:
			return generation, nil
		}
		if !pause(ctx, left) {
			// Cancelled, or the run would be over before the pause is.
			if err := ctx.Err(); err != nil {
				return generation, err
			}
			return generation, errGateClosed
		}
	}
}

// refused takes note of a 429. after is how long the registry asked to be left
// alone, and negative where that is too long to wait.
func (g *gate) refused(generation int, after time.Duration, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case after < 0:
		g.closed = err
	case generation < g.generation:
		// Another request of the same time was refused already.
	case generation > 0:
		g.closed = err
	default:
		g.generation++
		g.until = time.Now().Add(after)
	}
}
