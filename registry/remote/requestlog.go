package remote

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"assay/registry"
)

// requestLog is a RoundTripper that records every request below the
// authentication layer, so that token requests and redirects are seen too.
type requestLog struct {
	next   http.RoundTripper
	begin  time.Time
	limit  int64
	logger *slog.Logger

	mu       sync.Mutex
	requests []registry.Request
	bytes    int64
	// completed is the deepest level of any request that has ended. A request
	// without round trips in its context may depend on all of those, so its level
	// is one more.
	completed int
}

func newRequestLog(next http.RoundTripper, limit int64, logger *slog.Logger) *requestLog {
	return &requestLog{next: next, begin: time.Now(), limit: limit, logger: logger}
}

func (r *requestLog) RoundTrip(request *http.Request) (*http.Response, error) {
	started := time.Now()
	trips := roundTripsOf(request.Context())
	entry := registry.Request{Method: request.Method, URL: request.URL.Redacted(), Started: started.Sub(r.begin)}
	level := r.level(trips)
	response, err := r.next.RoundTrip(request)
	if err != nil {
		entry.Problem = err.Error()
		r.finish(entry, trips, level, started)
		return nil, err
	}
	entry.Status = response.StatusCode
	response.Body = &countedBody{ReadCloser: response.Body, log: r, entry: entry, trips: trips, level: level, started: started}
	return response, nil
}

// level is that of a request that starts now.
func (r *requestLog) level(trips *roundTrips) int {
	if trips != nil {
		return int(trips.level.Load()) + 1
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.completed + 1
}

func (r *requestLog) finish(entry registry.Request, trips *roundTrips, level int, started time.Time) {
	entry.Duration = time.Since(started)
	r.debug(entry, level)
	if trips != nil {
		trips.reached(int64(level))
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.requests = append(r.requests, entry)
	if level > r.completed {
		r.completed = level
	}
}

// debug logs a request that has ended, without the query of its URL.
func (r *requestLog) debug(entry registry.Request, level int) {
	ctx := context.Background()
	if !r.logger.Enabled(ctx, slog.LevelDebug) {
		return
	}
	address, _, _ := strings.Cut(entry.URL, "?")
	attributes := []slog.Attr{
		slog.String("method", entry.Method), slog.String("url", address), slog.Int("status", entry.Status),
		slog.Int64("bytes", entry.Bytes),
		slog.Int("depth", level), slog.Duration("took", entry.Duration),
	}
	if entry.Problem != "" {
		attributes = append(attributes, slog.String("problem", entry.Problem))
	}
	r.logger.LogAttrs(ctx, slog.LevelDebug, "request", attributes...)
}

// log returns a copy of what was recorded.
func (r *requestLog) log() registry.RequestLog {
	r.mu.Lock()
	defer r.mu.Unlock()
	return registry.RequestLog{Requests: append([]registry.Request(nil), r.requests...), Bytes: r.bytes, Depth: r.completed}
}

// countedBody counts what is read of a response, and ends the whole run's
// reading when its limit is reached.
type countedBody struct {
	io.ReadCloser
	log     *requestLog
	entry   registry.Request
	trips   *roundTrips
	level   int
	started time.Time
	once    sync.Once
}

func (b *countedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.entry.Bytes += int64(n)
	b.log.mu.Lock()
	b.log.bytes += int64(n)
	over := b.log.bytes > b.log.limit
	b.log.mu.Unlock()
	if over && err == nil {
		err = registry.ErrRunLimit
	}
	if err != nil {
		b.done(err)
	}
	return n, err
}

func (b *countedBody) Close() error {
	b.done(io.EOF)
	return b.ReadCloser.Close()
}

func (b *countedBody) done(err error) {
	b.once.Do(func() {
		if err != io.EOF { //nolint:errorlint // A Reader returns io.EOF itself.
			b.entry.Problem = err.Error()
		}
		b.log.finish(b.entry, b.trips, b.level, b.started)
	})
}
