package remote

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"syscall"

	"assay/registry"
)

// statusError turns an answer whose status is not a success into an error. host
// is where one would log in.
func statusError(action registry.Action, answer *http.Response, host string) *registry.Error {
	e := &registry.Error{Action: action, Outcome: registry.Unreadable, Status: answer.StatusCode}
	detail := errorText(answer)
	if detail != "" {
		detail = ": " + detail
	}
	switch status := answer.StatusCode; status {
	case http.StatusUnauthorized:
		e.Outcome, e.Remedy, e.Host = registry.Denied, registry.RemedyLogIn, host
		e.Err = fmt.Errorf("the registry requires credentials (401)%s", detail)
	case http.StatusForbidden:
		e.Outcome, e.Remedy = registry.Denied, registry.RemedyAskAccess
		e.Err = fmt.Errorf("the registry refuses (403)%s", detail)
	case http.StatusNotFound:
		e.Outcome = registry.None
		e.Err = fmt.Errorf("not found (404)%s", detail)
	case http.StatusTooManyRequests:
		e.Outcome, e.Remedy, e.RetryAfter = registry.RateLimited, registry.RemedyWait, answer.Header.Get("Retry-After")
		e.Err = fmt.Errorf("the registry limits requests (429)%s", detail)
	default:
		e.Err = fmt.Errorf("the registry answered %d%s", status, detail)
		if status >= http.StatusInternalServerError {
			e.Remedy = registry.RemedyRetry
		}
	}
	return e
}

// transportError turns a failure below HTTP into an error with its remedy.
func transportError(action registry.Action, err error) error {
	if e := action.Interrupted(err); e != nil {
		return e
	}
	if errors.Is(err, registry.ErrRunLimit) {
		return action.Exceeds(registry.LimitRun, withoutURL(err))
	}
	e := action.Fail(registry.Unreadable, withoutURL(err))
	var private *privateAddressError
	switch {
	case errors.As(err, &private):
		e.Err, e.Remedy = private, registry.RemedyAllowPrivate
	case errors.Is(err, io.ErrUnexpectedEOF):
		e.Err, e.Remedy = fmt.Errorf("the answer broke off: %w", e.Err), registry.RemedyRetry
	case errors.Is(err, io.EOF):
		e.Err, e.Remedy = fmt.Errorf("the server closed the connection without an answer: %w", e.Err), registry.RemedyRetry
	case isReset(err):
		e.Remedy = registry.RemedyRetry
	default:
		e.Remedy = connectionRemedy(err)
	}
	return e
}

// withoutURL takes off the URL that net/http puts before a reason.
func withoutURL(err error) error {
	var located *url.Error
	if errors.As(err, &located) {
		return located.Err
	}
	return err
}

// isReset reports whether the other side, or this one, closed the connection in
// the middle.
func isReset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, net.ErrClosed)
}

// connectionRemedy tells by the type of an error why no connection came about.
func connectionRemedy(err error) registry.Remedy {
	var (
		dns         *net.DNSError
		record      tls.RecordHeaderError
		unknown     x509.UnknownAuthorityError
		certificate *tls.CertificateVerificationError
	)
	switch {
	case errors.As(err, &dns), errors.As(err, &record):
		return registry.RemedyCheckName
	case errors.Is(err, http.ErrSchemeMismatch):
		return registry.RemedyAllowHTTP
	case errors.As(err, &unknown):
		return registry.RemedyTrustCA
	case errors.As(err, &certificate):
		return registry.RemedyAllowInsecure
	}
	return registry.RemedyNone
}

// authError is the error of an authentication that failed.
func authError(action registry.Action, host string, err error) error {
	if e := action.Interrupted(err); e != nil {
		return e
	}
	if errors.Is(err, registry.ErrRunLimit) {
		return action.Exceeds(registry.LimitRun, fmt.Errorf("authenticating: %w", withoutURL(err)))
	}
	e := &registry.Error{
		Action: action, Outcome: registry.Denied, Status: http.StatusUnauthorized, Host: host,
		Remedy: registry.RemedyLogInOrCheckName, Err: fmt.Errorf("authenticating: %w", err),
	}
	if private := new(privateAddressError); errors.As(err, &private) {
		e.Err, e.Remedy = private, registry.RemedyAllowPrivate
	} else if remedy := connectionRemedy(err); remedy != registry.RemedyNone {
		e.Remedy = remedy
	}
	return e
}

// isRetryable reports whether the same request may succeed a little later.
func isRetryable(err error) bool {
	var e *registry.Error
	if !errors.As(err, &e) || e.Mismatch || e.Limit != registry.LimitNone {
		return false
	}
	if e.Status != 0 {
		return e.Outcome == registry.RateLimited || e.Status >= http.StatusInternalServerError && e.Status != http.StatusNotImplemented
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return false
	}
	var netError net.Error
	return errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || isReset(err) || errors.As(err, &netError)
}
