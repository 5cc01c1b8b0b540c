package file

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestInputsFiles wants a file to be read again when it has changed, within the
// limit of who asks.
func TestInputsFiles(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "key")
	var inputs Inputs
	want := func(text string, limit int64) {
		t.Helper()
		if got, err := inputs.Read(t.Context(), path, limit); err != nil || string(got) != text {
			t.Errorf("%q, %v; want %q", got, err, text)
		}
	}
	if _, err := inputs.Read(t.Context(), path, 10); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v", err)
	}
	write(t, path, "one")
	want("one", 3)
	want("one", 3)
	var tooLarge *SizeError
	if _, err := inputs.Read(t.Context(), path, 2); !errors.As(err, &tooLarge) || tooLarge.Limit != 2 ||
		!strings.Contains(err.Error(), path) {
		t.Errorf("error %v", err)
	}
	write(t, path, "three")
	want("three", 5)
	if _, err := inputs.Read(t.Context(), path, 4); !errors.As(err, &tooLarge) {
		t.Errorf("error %v", err)
	}
	want("three", 5)
	if _, err := inputs.Read(t.Context(), filepath.Dir(path), 10); err == nil {
		t.Error("a folder was read")
	}
	if got, err := (*Inputs)(nil).Read(t.Context(), path, 10); err != nil || string(got) != "three" {
		t.Errorf("%q, %v", got, err)
	}
}

// TestInputsFetch wants what is fetched to be fetched once, however many ask at
// the same time, and an error not to be kept.
func TestInputsFetch(t *testing.T) {
	t.Parallel()
	var inputs Inputs
	failed := errors.New("failed")
	if _, err := inputs.Fetch(t.Context(), "a", func() ([]byte, error) { return nil, failed }); !errors.Is(err, failed) {
		t.Errorf("error %v", err)
	}
	started, calls := make(chan struct{}), 0
	var work sync.WaitGroup
	for range 8 {
		work.Go(func() {
			got, err := inputs.Fetch(t.Context(), "a", func() ([]byte, error) { calls++; <-started; return []byte("x"), nil })
			if err != nil || string(got) != "x" {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
	close(started)
	work.Wait()
	if calls != 1 {
		t.Errorf("it was fetched %d times", calls)
	}
}

// TestInputsEnd wants waiting to end with its context, and what comes later to be
// there for who asks again.
func TestInputsEnd(t *testing.T) {
	t.Parallel()
	var inputs Inputs
	late := make(chan struct{})
	fetch := func() ([]byte, error) { <-late; return []byte("late"), nil }
	over, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	ended, end := context.WithCancel(t.Context())
	end()
	for ctx, want := range map[context.Context]error{over: context.DeadlineExceeded, ended: context.Canceled} {
		_, err := inputs.Fetch(ctx, "a", fetch)
		var waited *WaitError
		if !errors.As(err, &waited) || !errors.Is(err, want) || waited.Name != "a" {
			t.Errorf("error %v, want %v", err, want)
		}
	}
	close(late)
	if got, err := inputs.Fetch(t.Context(), "a", func() ([]byte, error) { return nil, errors.New("it is asked again") }); err != nil ||
		string(got) != "late" {
		t.Errorf("%q, %v", got, err)
	}
}
