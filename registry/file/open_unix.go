//go:build unix

package file

import "syscall"

// How files are opened: without waiting for the other end of a pipe, and without
// following a link.
const (
	nonBlocking = syscall.O_NONBLOCK
	noFollow    = syscall.O_NOFOLLOW
)
