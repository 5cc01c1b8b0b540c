package remote

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"assay/registry"
)

// waitBefore returns how long to wait before attempt number attempt (from 1):
// what the server asked for, within bounds, else a growing pause. A server that
// asks for more than the bound is not asked again: -1.
func waitBefore(err error, attempt int, bound time.Duration) time.Duration {
	var e *registry.Error
	if errors.As(err, &e) && e.Outcome == registry.RateLimited {
		if asked, ok := retryAfter(e.RetryAfter); ok {
			if asked <= bound {
				return asked
			}
			return -1
		}
	}
	return 150 * time.Millisecond << (2 * (attempt - 1))
}

// retryAfter reads a Retry-After header: seconds or a date (RFC 9110, section
// 10.2.3).
func retryAfter(text string) (time.Duration, bool) {
	text = strings.TrimSpace(text)
	if seconds, err := strconv.ParseUint(text, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second, true
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(0, time.Until(at)), true
	}
	return 0, false
}

// sleep waits and reports whether to go on: false where d is negative, or longer
// than ctx lasts.
func sleep(ctx context.Context, d time.Duration) bool {
	if d < 0 {
		return false
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= d {
		return false
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
