package registry

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

var errRunLimit = errors.New("this run has read as many bytes as it may (raise --max-run-size)")

// within returns the place of a path of the repository. Its parts have been
// checked by the caller to be tags or digests.
func (r *Remote) within(path string) func(scheme string) *url.URL {
	return r.beside("/v2/" + r.repository.RepositoryStr() + path)
}

// get asks a question. It authenticates when the registry wants that, tries
// again what may pass, and turns every answer that is none into an *Error.
func (r *Remote) get(ctx context.Context, q question) (*reply, error) {
	release, err := r.host.admit(ctx, q.limit)
	if err != nil {
		return nil, transportError(q.doing, err)
	}
	defer release()
	var last error
	for attempt := range r.limits.Attempts {
		if attempt > 0 && OutcomeOf(last) != RateLimited && !pause(ctx, waitBefore(last, attempt, r.limits.Wait)) {
			break
		}
		generation, err := r.host.gate.wait(ctx)
		if err != nil {
			return nil, transportError(q.doing, err)
		}
		answer, err := r.once(ctx, q)
		if err == nil {
			return answer, nil
		}
		last = err
		if e := new(Error); errors.As(err, &e) && e.Outcome == RateLimited {
			// Waiting is the gate's business.
			if !r.host.gate.refused(generation, waitBefore(err, attempt+1, r.limits.Wait)) {
				return nil, err
			}
			continue
		}
		if !mayPass(err) || ctx.Err() != nil {
			break
		}
	}
	return nil, last
}

// once makes one attempt: the request, and if it is refused for want of a
// token, authentication and the request again.
func (r *Remote) once(ctx context.Context, q question) (*reply, error) {
	client, round := r.current()
	response, err := r.send(ctx, client, q)
	if err != nil {
		return nil, transportError(q.doing, err)
	}
	if response.StatusCode == http.StatusUnauthorized {
		challenge := response.Header.Values("WWW-Authenticate")
		scheme := response.Request.URL.Scheme
		discard(response)
		if client, err = r.authenticate(ctx, round, scheme, challenge); err != nil {
			return nil, authError(q.doing, r.repository.RegistryStr(), err)
		}
		if response, err = r.send(ctx, client, q); err != nil {
			return nil, transportError(q.doing, err)
		}
	}
	defer response.Body.Close() //nolint:errcheck // Nothing is lost when closing a body fails.
	if response.StatusCode == http.StatusNotModified && q.etag != "" {
		return &reply{header: response.Header, url: response.Request.URL, unchanged: true}, nil
	}
	if response.StatusCode != http.StatusOK {
		text := errorText(response)
		e := statusError(q.doing, response.StatusCode, r.repository.RegistryStr(), text)
		if e.Outcome == RateLimited {
			e.Got = response.Header.Get("Retry-After")
		}
		return nil, e
	}
	body, err := readBody(response, q)
	if err != nil {
		return nil, err
	}
	return &reply{header: response.Header, url: response.Request.URL, body: body}, nil
}

// send makes the request under the scheme that the registry is known to speak,
// or finds that out: http first on loopback, https elsewhere and http after it
// only where the user allowed that.
func (r *Remote) send(ctx context.Context, client *http.Client, q question) (*http.Response, error) {
	var first error
	for _, scheme := range r.schemes() {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, q.at(scheme).String(), nil)
		if err != nil {
			return nil, err
		}
		if q.accept != "" {
			request.Header.Set("Accept", q.accept)
		}
		if q.etag != "" {
			request.Header.Set("If-None-Match", q.etag)
		}
		if r.options.UserAgent != "" {
			request.Header.Set("User-Agent", r.options.UserAgent)
		}
		response, err := client.Do(request)
		if err == nil && !spokeHTTPToTLS(response) {
			r.mu.Lock()
			r.scheme = scheme
			r.mu.Unlock()
			return response, nil
		}
		if err == nil {
			discard(response)
			err = errors.New("this port speaks https")
		}
		if first == nil {
			first = err
		}
		if ctx.Err() != nil {
			break
		}
	}
	return nil, first
}

func (r *Remote) schemes() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.scheme != "":
		return []string{r.scheme}
	case isLoopback(r.repository.RegistryStr()):
		return []string{"http", "https"}
	case r.options.AllowHTTP || r.options.AllowInsecure:
		return []string{"https", "http"}
	default:
		return []string{"https"}
	}
}

// spokeHTTPToTLS recognises the answer that Go's and nginx' TLS servers give to
// plain http.
func spokeHTTPToTLS(response *http.Response) bool {
	if response.StatusCode != http.StatusBadRequest || response.Request.URL.Scheme != "http" {
		return false
	}
	head, _ := io.ReadAll(io.LimitReader(response.Body, 512))
	response.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(strings.NewReader(string(head)), response.Body), response.Body}
	return strings.Contains(string(head), "HTTPS")
}

// readBody reads as many bytes as q allows; one more is an error, not a cut. Of
// an answer that announces more nothing is read.
func readBody(response *http.Response, q question) ([]byte, error) {
	if response.ContentLength > q.limit {
		return nil, q.tooLarge(response.ContentLength)
	}
	var source io.Reader = response.Body
	if q.progress != nil {
		source = io.TeeReader(source, &progressWriter{tell: q.progress})
	}
	// A length that the server merely claims does not decide how much is
	// allocated; ReadAll grows with what really comes.
	data, err := io.ReadAll(io.LimitReader(source, q.limit+1))
	if err != nil {
		return nil, transportError(q.doing, fmt.Errorf("after %d bytes: %w", len(data), err))
	}
	if int64(len(data)) > q.limit {
		return nil, q.tooLarge(-1)
	}
	return data, nil
}

type progressWriter struct {
	done int64
	tell func(int64)
}

func (w *progressWriter) Write(p []byte) (int, error) {
	w.done += int64(len(p))
	w.tell(w.done)
	return len(p), nil
}

func discard(response *http.Response) {
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 64<<10))
	_ = response.Body.Close()
}

// errorText takes the first message out of an error body in the form of the OCI
// distribution specification; anything else is left out, as it is often a page
// of HTML.
func errorText(response *http.Response) string {
	body, _ := io.ReadAll(io.LimitReader(response.Body, 64<<10))
	var doc struct {
		Errors []struct {
			Code    string `json:"code"`
			Message string `json:"message"`
		} `json:"errors"`
	}
	if json.Unmarshal(body, &doc) != nil || len(doc.Errors) == 0 {
		return ""
	}
	text := doc.Errors[0].Message
	if text == "" {
		text = doc.Errors[0].Code
	}
	return text[:min(len(text), 300)]
}

// transportError wraps a failure below HTTP and says what could help.
func transportError(doing string, err error) error {
	e := &Error{Doing: doing, Outcome: Unreadable, Err: err}
	var dns *net.DNSError
	var urlError *url.Error
	var private *privateError
	if errors.As(err, &urlError) {
		e.Err = urlError.Err
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		e.Err, e.Hint = errors.New("no answer in time"), "raise --timeout, or look at the network"
	case errors.Is(err, context.Canceled):
		e.Err = errors.New("cancelled")
	case errors.As(err, &private):
		e.Err, e.Hint = private, privateHint
	case errors.Is(err, io.ErrUnexpectedEOF):
		e.Err, e.Hint = fmt.Errorf("the answer broke off: %w", e.Err), "the connection or the registry has trouble; try again"
	case errors.Is(err, io.EOF):
		e.Err, e.Hint = fmt.Errorf("the server closed the connection without an answer: %w", e.Err), "the connection or the registry has trouble; try again"
	case errors.As(err, &dns):
		e.Hint = "look at the spelling of the registry, and at the network"
	case strings.Contains(err.Error(), "certificate"):
		e.Hint = "a private CA must be known to the system (SSL_CERT_FILE); --allow-insecure-registry does without"
	case strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		e.Hint = "the registry speaks plain http; --allow-http-registry permits that"
	}
	return e
}

// mayPass reports whether the same request may succeed a little later.
func mayPass(err error) bool {
	var e *Error
	if !errors.As(err, &e) || e.Mismatch || errors.Is(err, errRunLimit) {
		return false
	}
	if e.Status != 0 {
		return e.Outcome == RateLimited || e.Status >= 500 && e.Status != http.StatusNotImplemented
	}
	var netError net.Error
	return errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) ||
		errors.As(err, &netError) || strings.Contains(err.Error(), "connection reset")
}

// waitBefore returns how long to wait before attempt number attempt (from 1):
// what the server asked for, within bounds, else a growing pause. A server that
// asks for more than the bound is not asked again: -1.
func waitBefore(err error, attempt int, bound time.Duration) time.Duration {
	var e *Error
	if errors.As(err, &e) && e.Outcome == RateLimited {
		if asked, ok := retryAfter(e.Got); ok {
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

// pause waits and reports whether to go on.
func pause(ctx context.Context, d time.Duration) bool {
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
