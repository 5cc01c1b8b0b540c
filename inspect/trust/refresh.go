package trust

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/sigstore/sigstore-go/pkg/tuf"

	"assay/registry/file"
)

// Repository is a TUF repository that holds a trusted root.
type Repository struct {
	// URL is where it is, Root the first root metadata, in JSON, that is
	// trusted. The zero value stands for the public-good instance.
	URL  string
	Root []byte
	// Directory is where metadata and the root last fetched are cached; see
	// CacheDir.
	Directory string
	// Now is the current time; the zero value means the clock.
	Now time.Time
	// Logger is told how a root was had, and why not; nil discards that.
	Logger *slog.Logger
}

// debug logs what came of a way to the root.
func (p Repository) debug(way string, root *Root, err error) {
	logger := cmp.Or(p.Logger, slog.New(slog.DiscardHandler))
	if err != nil {
		logger.Debug("no trusted root "+way, "directory", p.Directory, "error", err)
		return
	}
	logger.Debug("trusted root "+way, "directory", p.Directory, "origin", root.Origin)
}

func (p Repository) now() time.Time {
	if p.Now.IsZero() {
		return time.Now()
	}
	return p.Now
}

// Refreshed returns the trusted root of a TUF repository. Metadata that was
// checked within a day is used without asking the network. The root is cached for
// [Repository.Cached]; its Origin says where it came from.
func (p Repository) Refreshed(ctx context.Context) (root *Root, err error) {
	defer func() { p.debug("by TUF", root, err) }()
	type answer struct {
		root *Root
		err  error
	}
	done := make(chan answer, 1)
	go func() {
		r, err := p.fetch(ctx)
		done <- answer{r, err}
	}()
	// The TUF client does not give up between two files by itself.
	select {
	case a := <-done:
		return a.root, a.err
	case <-ctx.Done():
		return nil, fmt.Errorf("fetching the trusted root by TUF: %w", ctx.Err())
	}
}

func (p Repository) fetch(ctx context.Context) (*Root, error) {
	options := tuf.DefaultOptions().WithContext(ctx).WithCachePath(p.Directory).WithCacheValidity(1)
	if p.URL != "" {
		options = options.WithRepositoryBaseURL(p.URL).WithRoot(p.Root)
	}
	client, err := tuf.New(options)
	if err != nil {
		return nil, fmt.Errorf("fetching the trusted root by TUF: %w", err)
	}
	data, err := client.GetTarget("trusted_root.json")
	if err != nil {
		return nil, fmt.Errorf("fetching the trusted root by TUF: %w", err)
	}
	r, err := Parse(data)
	if err != nil {
		return nil, err
	}
	r.Origin = "public-good, by TUF on " + p.now().UTC().Format(time.DateOnly)
	// Where nothing can be cached, the next run fetches again.
	_ = p.put(data)
	return r, nil
}

// cachedName is the file with the root that was last fetched.
const cachedName = "trusted_root.json"

func (p Repository) put(data []byte) error {
	if err := os.MkdirAll(p.Directory, 0o700); err != nil {
		return err
	}
	temporary, err := os.CreateTemp(p.Directory, cachedName+".unfinished-*")
	if err != nil {
		return err
	}
	_, err = temporary.Write(data)
	if err := errors.Join(err, temporary.Close()); err != nil {
		return errors.Join(err, os.Remove(temporary.Name()))
	}
	return os.Rename(temporary.Name(), filepath.Join(p.Directory, cachedName))
}

// Cached returns the root that an earlier run fetched, without asking the
// network; its Origin says how old it is. The error says why there is none.
func (p Repository) Cached() (root *Root, err error) {
	defer func() { p.debug("cached by an earlier run", root, err) }()
	path := filepath.Join(p.Directory, cachedName)
	data, fetched, err := readCached(path)
	if err != nil {
		return nil, fmt.Errorf("looking for a cached trusted root: %w", err)
	}
	r, err := Parse(data)
	if err != nil {
		return nil, fmt.Errorf("reading the trusted root %s: %w", path, err)
	}
	r.Origin = fmt.Sprintf("public-good, by TUF on %s, kept for %s", fetched.UTC().Format(time.DateOnly), days(p.now().Sub(fetched)))
	return r, nil
}

// readCached reads what put wrote, and when that was.
func readCached(path string) (data []byte, written time.Time, err error) {
	cached, err := file.OpenOwn(path)
	if err != nil {
		return nil, written, err
	}
	defer cached.Close() //nolint:errcheck // Only read.
	info, err := cached.Stat()
	if err != nil {
		return nil, written, err
	}
	data, err = file.All(cached, path, file.Small)
	return data, info.ModTime(), err
}

// days writes an age in whole days.
func days(age time.Duration) string {
	switch n := int(age.Hours() / 24); n {
	case 0:
		return "less than a day"
	case 1:
		return "1 day"
	default:
		return fmt.Sprintf("%d days", n)
	}
}

// CacheDir returns the directory in which TUF metadata is cached:
// $XDG_CACHE_HOME/assay/tuf or the system's equivalent.
func CacheDir() (string, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("finding a cache directory: %w", err)
	}
	return filepath.Join(dir, "assay", "tuf"), nil
}
