// Package limitio says what became of reading something that the user named: a
// mistake of theirs, or a read that did not end in time. It reads nothing itself.
package limitio

import (
	"errors"
	"fmt"

	"assay/inspect/report"
	"assay/registry/file"
)

// NotRead is the error for something that the user named and that could not be
// read: a *report.UsageError about options, unless only the time was over or the
// user ended it.
func NotRead(what string, err error, options ...report.Option) error {
	err = fmt.Errorf("reading %s: %w", what, err)
	if waited := new(file.WaitError); errors.As(err, &waited) {
		return err
	}
	return &report.UsageError{Options: options, Err: err}
}
