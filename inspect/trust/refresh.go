package trust

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/sigstore/sigstore-go/pkg/tuf"
)

// Refreshed returns the public-good root from TUF, using and filling the cache
// in dir (see CacheDir). A copy in the cache that was checked within a day is
// used without asking the network. The returned root's Origin says how it was
// had.
func Refreshed(ctx context.Context, dir string) (*Root, error) {
	type answer struct {
		root *Root
		err  error
	}
	done := make(chan answer, 1)
	go func() {
		r, err := fetch(ctx, dir)
		done <- answer{r, err}
	}()
	// The TUF client does not give up between two files by itself.
	select {
	case a := <-done:
		return a.root, a.err
	case <-ctx.Done():
		return nil, fmt.Errorf("fetching the public-good root by TUF: %w", ctx.Err())
	}
}

func fetch(ctx context.Context, dir string) (*Root, error) {
	options := tuf.DefaultOptions().WithContext(ctx).WithCachePath(dir).WithCacheValidity(1)
	client, err := tuf.New(options)
	if err != nil {
		return nil, fmt.Errorf("fetching the public-good root by TUF: %w", err)
	}
	data, err := client.GetTarget("trusted_root.json")
	if err != nil {
		return nil, fmt.Errorf("fetching the public-good root by TUF: %w", err)
	}
	r, err := Parse(data)
	if err != nil {
		return nil, err
	}
	r.Origin = "public-good, by TUF on " + time.Now().UTC().Format("2006-01-02")
	return r, nil
}

// CacheDir returns the directory in which TUF metadata is kept:
// $XDG_CACHE_HOME/assay/tuf or the system's equivalent.
func CacheDir() (string, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("finding a cache directory: %w", err)
	}
	return filepath.Join(dir, "assay", "tuf"), nil
}
