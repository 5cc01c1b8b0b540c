package file

import (
	"context"
	"errors"
	"os"
	"sync"
)

// Inputs reads what a user names, and keeps it: a pipe, such as that of a shell's
// <(...), has its text once, and a program that asks again for the same path is
// given what came the first time. A regular file is read again when it has
// changed. Reading ends with its context, also in a pipe without a writer.
//
// The zero value is ready, and nil stands for one that keeps nothing. It may be
// used from several goroutines. What it returns is shared and must not be
// changed.
type Inputs struct {
	mu     sync.Mutex
	inputs map[string]*input
}

// input is one file, or what else has a name, while it is read and afterwards.
type input struct {
	// info is what the file was before it was read; nil for no file.
	info os.FileInfo
	// done is closed when data and err are set.
	done chan struct{}
	data []byte
	err  error
}

// WaitError says that reading was given up because its time was over or the user
// ended it, as Err tells: context.DeadlineExceeded or context.Canceled.
type WaitError struct {
	Name string
	// Pipe says that it is no regular file, and so may never end.
	Pipe bool
	Err  error
}

func (e *WaitError) Error() string {
	switch {
	case !errors.Is(e.Err, context.DeadlineExceeded):
		return "reading " + e.Name + " was cancelled"
	case e.Pipe:
		return e.Name + " did not end within the time for the run; a pipe ends when its last writer closes it"
	}
	return e.Name + " did not end within the time for the run"
}

func (e *WaitError) Unwrap() error { return e.Err }

// Read returns the bytes of a file, at most limit of them. The error is a
// *SizeError for a file that has more, and a *WaitError when ctx ends first.
func (n *Inputs) Read(ctx context.Context, path string, limit int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, asOpening(err)
	}
	data, err := n.do(ctx, path, info, func() ([]byte, error) {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close() //nolint:errcheck // Only read.
		return All(f, path, limit)
	})
	if err == nil && int64(len(data)) > limit {
		// It was read under a wider limit before.
		return nil, &SizeError{path, limit}
	}
	return data, err
}

// Fetch is Read for what is not a file: fetch gets it the first time. An error of
// fetch is not stored.
func (n *Inputs) Fetch(ctx context.Context, name string, fetch func() ([]byte, error)) ([]byte, error) {
	return n.do(ctx, name, nil, fetch)
}

// do calls read unless its result is stored, or on its way, under this name.
func (n *Inputs) do(ctx context.Context, name string, info os.FileInfo, read func() ([]byte, error)) ([]byte, error) {
	if n == nil {
		n = &Inputs{}
	}
	n.mu.Lock()
	one := n.inputs[name]
	if one == nil || one.stale(info) {
		one = &input{info: info, done: make(chan struct{})}
		if n.inputs == nil {
			n.inputs = map[string]*input{}
		}
		n.inputs[name] = one
		// Nothing ends a read in a pipe but its writer. It goes on in the
		// background, and who asks for it next waits for the same one.
		go n.fill(name, one, read)
	}
	n.mu.Unlock()
	select {
	case <-one.done:
		return one.data, one.err
	case <-ctx.Done():
		return nil, &WaitError{name, info != nil && !isRegular(info), ctx.Err()}
	}
}

// fill reads an input. What failed, and large files that can be read again, are
// not stored.
func (n *Inputs) fill(name string, one *input, read func() ([]byte, error)) {
	one.data, one.err = read()
	if one.err != nil || isRegular(one.info) && len(one.data) > Small {
		n.mu.Lock()
		if n.inputs[name] == one {
			delete(n.inputs, name)
		}
		n.mu.Unlock()
	}
	close(one.done)
}

// stale reports whether a regular file is no longer what was read.
func (i *input) stale(now os.FileInfo) bool {
	if !isRegular(i.info) || now == nil {
		return false
	}
	return !os.SameFile(i.info, now) || i.info.Size() != now.Size() || !i.info.ModTime().Equal(now.ModTime())
}

func isRegular(info os.FileInfo) bool { return info != nil && info.Mode().IsRegular() }
