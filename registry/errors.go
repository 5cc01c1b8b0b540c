package registry

import (
	"errors"
	"fmt"
)

// Outcome is how an enquiry ended.
type Outcome string

// The outcomes.
const (
	Found       Outcome = "found"
	None        Outcome = "none"
	Unsupported Outcome = "unsupported"
	Denied      Outcome = "denied"
	RateLimited Outcome = "rate-limited"
	Unreadable  Outcome = "unreadable"
)

// Error says what could not be read, how that showed, and what can be done.
type Error struct {
	// Doing is what was being done, on what: "fetching manifest 1.0 of …".
	Doing   string
	Outcome Outcome
	// Status is the HTTP status, or 0 where there was no answer.
	Status int
	// Want and Got are two digests or sizes, where those differ.
	Want, Got string
	// Mismatch is set when the bytes served are not those that the digest
	// names.
	Mismatch bool
	// Hint is what the user can do.
	Hint string
	Err  error
}

func (e *Error) Error() string {
	text := e.Doing
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	if e.Hint != "" {
		text += " (" + e.Hint + ")"
	}
	return text
}

func (e *Error) Unwrap() error { return e.Err }

// OutcomeOf returns the outcome that err stands for; nil is Found.
func OutcomeOf(err error) Outcome {
	if err == nil {
		return Found
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Outcome
	}
	return Unreadable
}

// statusError turns an HTTP status that is not a success into an Error.
func statusError(doing string, status int, host, body string) *Error {
	e := &Error{Doing: doing, Status: status, Outcome: Unreadable}
	detail := ""
	if body != "" {
		detail = ": " + body
	}
	switch status {
	case 401:
		e.Outcome, e.Hint = Denied, "log in with `docker login "+host+"` or `podman login "+host+"`"
		e.Err = fmt.Errorf("the registry wants credentials (401)%s", detail)
	case 403:
		e.Outcome, e.Hint = Denied, "the account that you are logged in with may not read this; some registries also say so of a name that does not exist"
		e.Err = fmt.Errorf("the registry refuses (403)%s", detail)
	case 404:
		e.Outcome = None
		e.Err = fmt.Errorf("not there (404)%s", detail)
	case 429:
		e.Outcome, e.Hint = RateLimited, "wait, or log in for a higher limit"
		e.Err = fmt.Errorf("the registry limits requests (429)%s", detail)
	default:
		e.Err = fmt.Errorf("the registry answered %d%s", status, detail)
		if status >= 500 {
			e.Hint = "the registry has trouble; try again"
		}
	}
	return e
}
