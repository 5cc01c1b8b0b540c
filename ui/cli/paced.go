package cli

import (
	"context"
	"fmt"
	"io"
	"time"
)

// printing is how long a report may take to be made into text or JSON even
// where nothing is left of --timeout: what was found in time is worth having.
const printing = 2 * time.Second

// paced writes to another writer until the run is interrupted or its time is
// up. The time that the other writer takes does not count: whoever reads the
// report in a pager may take as long as they like.
type paced struct {
	w io.Writer
	// interrupted returns why the run is to end.
	interrupted func() error
	// until is when the time is up, or zero.
	until   time.Time
	timeout time.Duration
}

// newPaced returns a writer for a run that began at begun and may take timeout;
// zero means that it may take any time.
func newPaced(ctx context.Context, w io.Writer, begun time.Time, timeout time.Duration) *paced {
	p := &paced{w: w, interrupted: ctx.Err, timeout: timeout}
	if timeout > 0 {
		p.until = begun.Add(timeout)
		if least := time.Now().Add(printing); p.until.Before(least) {
			p.until = least
		}
	}
	return p
}

// Write writes, unless there is a reason to end.
func (p *paced) Write(text []byte) (int, error) {
	if err := p.interrupted(); err != nil {
		return 0, err
	}
	begin := time.Now()
	if !p.until.IsZero() && begin.After(p.until) {
		return 0, fmt.Errorf("it is incomplete: the time allowed (--timeout %s) is over", p.timeout)
	}
	n, err := p.w.Write(text)
	if !p.until.IsZero() {
		p.until = p.until.Add(time.Since(begin))
	}
	return n, err
}
