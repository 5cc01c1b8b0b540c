package cli

import (
	"errors"

	"assay/inspect/remedy"
)

// explained is an error whose text says what the user can do about it.
type explained struct{ err error }

func (e *explained) Error() string { return remedy.Explain(e.err) }
func (e *explained) Unwrap() error { return e.err }

// explain returns err with a text that says what the user can do about it; nil
// stays nil, and what was explained is not explained twice.
func explain(err error) error {
	var before *explained
	if err == nil || errors.As(err, &before) {
		return err
	}
	return &explained{err}
}
