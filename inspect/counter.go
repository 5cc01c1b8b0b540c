package inspect

import "sync/atomic"

// counter calls a function when a number of parts are done.
type counter struct {
	left atomic.Int64
	then func()
}

func newCounter(n int, then func()) *counter {
	c := &counter{then: then}
	c.left.Store(int64(n))
	return c
}

func (c *counter) done() {
	if c.left.Add(-1) == 0 {
		c.then()
	}
}
