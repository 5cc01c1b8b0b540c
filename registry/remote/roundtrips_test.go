package remote

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-containerregistry/pkg/authn"
)

// TestDepth wants round trips to be counted by what waited for what, not by how
// requests happened to overlap: here none does.
func TestDepth(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { serveManifest(w) }))
	defer s.Close()
	ask := func(ctx context.Context, r *Repository) {
		t.Helper()
		if _, err := r.Manifest(ctx, "1.0"); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name string
		work func(ctx context.Context, r *Repository)
		want int
	}{
		{"one after another", func(ctx context.Context, r *Repository) { ask(ctx, r); ask(ctx, r) }, 2},
		{"beside one another", func(ctx context.Context, r *Repository) {
			for range 3 {
				ask(Branch(ctx), r)
			}
		}, 1},
		{"beside one another after a third", func(ctx context.Context, r *Repository) {
			ask(ctx, r)
			for range 3 {
				ask(Branch(ctx), r)
			}
		}, 2},
		{"after both branches", func(ctx context.Context, r *Repository) {
			one, other := Branch(ctx), Branch(ctx)
			ask(one, r)
			ask(other, r)
			ask(other, r)
			Join(ctx, one)
			Join(ctx, other)
			ask(ctx, r)
		}, 3},
		{"after all", func(ctx context.Context, r *Repository) {
			ask(Branch(ctx), r)
			After(ctx, r.Log().Depth)
			ask(ctx, r)
		}, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := New(repository(t, s), Options{Keychain: authn.NewMultiKeychain()})
			c.work(Branch(context.Background()), r)
			if got := r.Log().Depth; got != c.want {
				t.Errorf("depth %d, want %d", got, c.want)
			}
		})
	}
}
