//go:build !unix

package file

// These systems keep pipes apart from files, so that looking at what there is
// before it is opened is enough.
const (
	nonBlocking = 0
	noFollow    = 0
)
