package registry

import (
	"errors"
	"fmt"
)

// ErrRunLimit is the reason when a run has read as many bytes as Limits.Run
// permits.
var ErrRunLimit = errors.New("this run has read as many bytes as it may")

// SizeError says that content does not have the size that its descriptor gives.
// Other clients refuse it too (OCI image specification, descriptors:
// verification).
type SizeError struct {
	// Digest is that of the descriptor, Want the size in it, in bytes.
	Digest string
	Want   int64
	// Got is how many bytes there are, or are announced. With More there are more
	// than Want, and they were not counted.
	Got  int64
	More bool
}

func (e *SizeError) Error() string {
	if e.Want < 0 {
		return fmt.Sprintf("its descriptor gives the size %d", e.Want)
	}
	if e.More {
		return fmt.Sprintf("its descriptor gives %d bytes, and it has more", e.Want)
	}
	return fmt.Sprintf("its descriptor gives %d bytes, and it has %d", e.Want, e.Got)
}

// sizeError wraps a SizeError. It counts as a mismatch, as bytes of another
// digest do: asking again does not help.
func (a Action) sizeError(e *SizeError) *Error {
	got := fmt.Sprintf("%d bytes", e.Got)
	if e.More {
		got = fmt.Sprintf("more than %d bytes", max(0, e.Want))
	}
	return &Error{
		Action: a, Outcome: Unreadable, Mismatch: true, Err: e, Want: fmt.Sprintf("%d bytes", e.Want), Got: got,
		Remedy: RemedyPushAgain,
	}
}

// CheckRef returns an *Error unless ref is a digest that assay can check: no other
// string may become part of a path or URL.
func (a Action) CheckRef(ref string) error {
	if !ValidDigest(ref) {
		return a.Fail(Unreadable, fmt.Errorf("%q is not a digest", ref))
	}
	return nil
}

// CheckDigest returns an *Error unless data has the digest want.
func (a Action) CheckDigest(want string, data []byte) error {
	got := DigestOf(data, want)
	if got == want {
		return nil
	}
	return &Error{
		Action: a, Outcome: Unreadable, Mismatch: true, Want: want,
		Got: fmt.Sprintf("%s (%d bytes)", got, len(data)),
		Err: fmt.Errorf("the bytes served have digest %s, not %s", got, want),
	}
}

// CheckContent returns an *Error unless data has the digest and the size that d
// gives.
func (a Action) CheckContent(d Descriptor, data []byte) error {
	if err := a.CheckDigest(d.Digest, data); err != nil {
		return err
	}
	if got := int64(len(data)); got != d.Size {
		return a.sizeError(&SizeError{Digest: d.Digest, Want: d.Size, Got: got})
	}
	return nil
}

// Bound is how many bytes an action may read, and what says so: a limit, or a
// descriptor within it.
type Bound struct {
	Action Action
	// Max is in bytes.
	Max   int64
	Limit Limit
	// described is the descriptor that gave Max, or nil.
	described *Descriptor
}

// Narrow lowers the bound to the size that d gives. The error is an *Error
// unless d has a valid digest and at least least bytes, and no more than Max.
func (b *Bound) Narrow(d Descriptor, least int64) error {
	if err := b.Action.CheckRef(d.Digest); err != nil {
		return err
	}
	if d.Size < least {
		return b.Action.sizeError(&SizeError{Digest: d.Digest, Want: d.Size, More: true})
	}
	if d.Size > b.Max {
		return b.TooLarge(d.Size)
	}
	b.Max, b.described = d.Size, &d
	return nil
}

// TooLarge is the error of content with more bytes than the bound. announced is
// how many there are, where that is known, or negative.
func (b *Bound) TooLarge(announced int64) *Error {
	if b.described != nil {
		return b.Action.sizeError(&SizeError{Digest: b.described.Digest, Want: b.Max, Got: announced, More: announced < 0})
	}
	return b.Action.Exceeds(b.Limit, fmt.Errorf("it is larger than the limit of %d bytes", b.Max))
}

// Check returns an *Error unless data is what the descriptor of the bound names
// or, without one, what digest names.
func (b *Bound) Check(digest string, data []byte) error {
	if b.described != nil {
		return b.Action.CheckContent(*b.described, data)
	}
	return b.Action.CheckDigest(digest, data)
}
