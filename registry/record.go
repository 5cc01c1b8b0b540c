package registry

import (
	"io"
	"net/http"
	"sync"
	"time"
)

// recorder is a RoundTripper that keeps account of every request below the
// authentication layer, so that token requests and redirects are seen too.
type recorder struct {
	next  http.RoundTripper
	begin time.Time
	limit int64

	mu       sync.Mutex
	requests []Request
	bytes    int64
	// completed is the deepest level of any request that has ended. A request
	// of unknown lineage may depend on all of those, so its level is one more.
	completed int
}

func newRecorder(next http.RoundTripper, limit int64) *recorder {
	return &recorder{next: next, begin: time.Now(), limit: limit}
}

func (r *recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	started := time.Now()
	l := lineageOf(request.Context())
	entry := Request{Method: request.Method, URL: request.URL.Redacted(), Started: started.Sub(r.begin)}
	level := r.level(l)
	response, err := r.next.RoundTrip(request)
	if err != nil {
		entry.Problem = err.Error()
		r.finish(entry, l, level, started)
		return nil, err
	}
	entry.Status = response.StatusCode
	response.Body = &countedBody{ReadCloser: response.Body, recorder: r, entry: entry, lineage: l, level: level, started: started}
	return response, nil
}

// level is that of a request that starts now.
func (r *recorder) level(l *lineage) int {
	if l != nil {
		return int(l.level.Load()) + 1
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.completed + 1
}

func (r *recorder) finish(entry Request, l *lineage, level int, started time.Time) {
	entry.Duration = time.Since(started)
	if l != nil {
		l.reached(int64(level))
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.requests = append(r.requests, entry)
	if level > r.completed {
		r.completed = level
	}
}

// log returns a copy of the account.
func (r *recorder) log() RequestLog {
	r.mu.Lock()
	defer r.mu.Unlock()
	return RequestLog{Requests: append([]Request(nil), r.requests...), Bytes: r.bytes, Depth: r.completed}
}

// countedBody counts what is read of a response, and ends the whole run's
// reading when its limit is reached.
type countedBody struct {
	io.ReadCloser
	recorder *recorder
	entry    Request
	lineage  *lineage
	level    int
	started  time.Time
	once     sync.Once
}

func (b *countedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.entry.Bytes += int64(n)
	b.recorder.mu.Lock()
	b.recorder.bytes += int64(n)
	over := b.recorder.bytes > b.recorder.limit
	b.recorder.mu.Unlock()
	if over && err == nil {
		err = errRunLimit
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
		b.recorder.finish(b.entry, b.lineage, b.level, b.started)
	})
}
