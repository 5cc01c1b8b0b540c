package remote

import (
	"context"
	"sync/atomic"
)

// roundTrips counts the round trips before a piece of work, each needed for the
// next. RequestLog.Depth follows from it, so that it says what had to wait for
// what, and not how requests happened to overlap.
type roundTrips struct{ level atomic.Int64 }

type roundTripsKey struct{}

// Branch returns a context for work that is done beside other work of ctx: the
// round trips that it waits for do not count for the others.
func Branch(ctx context.Context) context.Context {
	l := new(roundTrips)
	if parent := roundTripsOf(ctx); parent != nil {
		l.level.Store(parent.level.Load())
	}
	return context.WithValue(ctx, roundTripsKey{}, l)
}

// Join records that the work of ctx has waited for that of branch.
func Join(ctx, branch context.Context) {
	if l, b := roundTripsOf(ctx), roundTripsOf(branch); l != nil && b != nil {
		l.reached(b.level.Load())
	}
}

// After records that the work of ctx has waited for depth round trips.
func After(ctx context.Context, depth int) {
	if l := roundTripsOf(ctx); l != nil {
		l.reached(int64(depth))
	}
}

// reached raises the level to level; it never falls.
func (l *roundTrips) reached(level int64) {
	for {
		old := l.level.Load()
		if level <= old || l.level.CompareAndSwap(old, level) {
			return
		}
	}
}

func roundTripsOf(ctx context.Context) *roundTrips {
	l, _ := ctx.Value(roundTripsKey{}).(*roundTrips)
	return l
}
