package remote

import (
	"cmp"
	"context"
	"sync"
	"time"
)

// rateLimiter holds requests back after a registry has answered 429. One answer
// holds for all requests: they wait together, and those that were refused are
// sent once more. When the registry refuses again, or asks for more
// time than a run has, no request is sent twice any more; others are still sent
// once, because a limit often covers one kind of request only.
type rateLimiter struct {
	mu sync.Mutex
	// until is when requests may go on; generation counts how often that was
	// put off, so that requests which were under way together count once.
	until      time.Time
	generation int
	exhausted  bool
}

// wait returns when a request may be sent, with the generation it belongs to.
// The error is the context's.
func (l *rateLimiter) wait(ctx context.Context) (generation int, err error) {
	for {
		l.mu.Lock()
		left, generation := time.Until(l.until), l.generation
		l.mu.Unlock()
		if left <= 0 {
			return generation, nil
		}
		if !sleep(ctx, left) {
			// Cancelled, or the run would be over before the pause is.
			return generation, cmp.Or(ctx.Err(), context.DeadlineExceeded)
		}
	}
}

// refused records a 429 to a request of a generation, and reports whether
// the request may be sent again. after is how long the registry asked to be left
// alone, and negative where that is too long to wait.
func (l *rateLimiter) refused(generation int, after time.Duration) (again bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.exhausted:
	case after < 0 || generation > 0:
		l.exhausted = true
	case l.generation == 0:
		l.generation = 1
		l.until = time.Now().Add(after)
	}
	return !l.exhausted
}
