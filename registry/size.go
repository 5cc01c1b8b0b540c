package registry

import "fmt"

// SizeError says that content has not the size that its descriptor gives. Other
// clients refuse it too (OCI image specification, descriptors: verification).
type SizeError struct {
	// Digest is that of the descriptor, Want the size in it.
	Digest string
	Want   int64
	// Got is how many bytes there are, or are announced. With More there are more
	// than Want, and nobody counted them.
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
func sizeError(doing string, e *SizeError) *Error {
	got := fmt.Sprintf("%d bytes", e.Got)
	if e.More {
		got = fmt.Sprintf("more than %d bytes", max(0, e.Want))
	}
	return &Error{
		Doing: doing, Outcome: Unreadable, Mismatch: true, Err: e, Want: fmt.Sprintf("%d bytes", e.Want), Got: got,
		Hint: "whoever pushed it has to do so again, with the right size",
	}
}

// checkDescriptor returns an *Error unless d names content that may be read: by
// a digest that can be checked, and with a size of at least least bytes.
func checkDescriptor(doing string, d Descriptor, least int64) error {
	if !ValidDigest(d.Digest) {
		return &Error{Doing: doing, Outcome: Unreadable, Err: fmt.Errorf("%q is not a digest", d.Digest)}
	}
	if d.Size < least {
		return sizeError(doing, &SizeError{Digest: d.Digest, Want: d.Size, More: true})
	}
	return nil
}

// checkContent returns an *Error unless data is what d names.
func checkContent(doing string, d Descriptor, data []byte) error {
	if err := checkDigest(doing, d.Digest, data); err != nil {
		return err
	}
	if got := int64(len(data)); got != d.Size {
		return sizeError(doing, &SizeError{Digest: d.Digest, Want: d.Size, Got: got})
	}
	return nil
}
