package registry

import (
	"context"
	"errors"
)

// Outcome is how a lookup ended.
type Outcome string

// The outcomes. Unsupported says that the source has no such function, Denied
// that it has one and refuses to answer: neither means that there is nothing.
const (
	Found       Outcome = "found"
	None        Outcome = "none"
	Unsupported Outcome = "unsupported"
	Denied      Outcome = "denied"
	RateLimited Outcome = "rate-limited"
	Unreadable  Outcome = "unreadable"
)

// Error says which operation failed, how, and what would permit it. Callers
// decide by its fields; its text is for people only.
type Error struct {
	Action
	Outcome Outcome
	// Limit is the bound that stopped the operation, LimitNone where none did.
	Limit Limit
	// Remedy is what the user can do about it.
	Remedy Remedy
	// Choices are what RemedyChoose chooses from, as they follow the path of a
	// layout in a reference: ":1.0" or "@sha256:…".
	Choices []string
	// Host is the server that a remedy is about, where there is one.
	Host string
	// Status is the HTTP status, or 0 where there was no answer.
	Status int
	// RetryAfter is the header of that name (RFC 9110, section 10.2.3) of an
	// answer with outcome RateLimited.
	RetryAfter string
	// Mismatch is set when the bytes served are not those that the descriptor
	// names. Want and Got are then the two digests or sizes.
	Mismatch  bool
	Want, Got string
	// Err is the reason.
	Err error
}

func (e *Error) Error() string {
	text := e.String()
	switch {
	case e.Err == nil:
		return text
	case text == "":
		return e.Err.Error()
	}
	return text + ": " + e.Err.Error()
}

func (e *Error) Unwrap() error { return e.Err }

// OutcomeOf returns the outcome that err stands for; nil is Found, and an error
// that holds no *Error is Unreadable.
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

// Fail returns the error of an action that ended with outcome because of err.
func (a Action) Fail(outcome Outcome, err error) *Error {
	return &Error{Action: a, Outcome: outcome, Err: err}
}

// Exceeds returns the error of an action that a limit stopped.
func (a Action) Exceeds(limit Limit, err error) *Error {
	return &Error{Action: a, Outcome: Unreadable, Limit: limit, Remedy: limit.remedy(), Err: err}
}

// Malformed returns the error of an action whose content could not be parsed.
func (a Action) Malformed(err error) *Error {
	if many := new(DescriptorsError); errors.As(err, &many) {
		return a.Exceeds(LimitDescriptors, err)
	}
	return a.Fail(Unreadable, err)
}

// Interrupted returns the error of an action whose context has ended, or nil
// when err is of another kind. The result wraps context.DeadlineExceeded or
// context.Canceled.
func (a Action) Interrupted(err error) *Error {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		e := a.Fail(Unreadable, &interruption{"no answer in time", context.DeadlineExceeded})
		e.Remedy = RemedyMoreTime
		return e
	case errors.Is(err, context.Canceled):
		return a.Fail(Unreadable, &interruption{"cancelled", context.Canceled})
	}
	return nil
}

// interruption words the end of a context for a reader.
type interruption struct {
	text string
	err  error
}

func (e *interruption) Error() string { return e.text }
func (e *interruption) Unwrap() error { return e.err }
