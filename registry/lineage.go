package registry

import (
	"context"
	"sync/atomic"
)

// lineage is how many round trips came before a piece of work, each needed for
// the next. Depth counts by it, so that it tells what had to wait for what, and
// not how requests happened to overlap.
type lineage struct{ level atomic.Int64 }

type lineageKey struct{}

// Branch returns a context for work that goes on beside other work of ctx: what
// it waits for from now on is not waited for by the others.
func Branch(ctx context.Context) context.Context {
	l := new(lineage)
	if parent := lineageOf(ctx); parent != nil {
		l.level.Store(parent.level.Load())
	}
	return context.WithValue(ctx, lineageKey{}, l)
}

// Join says that the work of ctx has waited for that of branch.
func Join(ctx, branch context.Context) {
	if l, b := lineageOf(ctx), lineageOf(branch); l != nil && b != nil {
		l.reached(b.level.Load())
	}
}

// After says that the work of ctx has waited for depth round trips.
func After(ctx context.Context, depth int) {
	if l := lineageOf(ctx); l != nil {
		l.reached(int64(depth))
	}
}

// reached takes note of a level, which only ever grows.
func (l *lineage) reached(level int64) {
	for {
		old := l.level.Load()
		if level <= old || l.level.CompareAndSwap(old, level) {
			return
		}
	}
}

func lineageOf(ctx context.Context) *lineage {
	l, _ := ctx.Value(lineageKey{}).(*lineage)
	return l
}
