package registry

import (
	"fmt"
	"net/http"
	"net/url"
)

// question is one thing to be asked of the registry.
type question struct {
	// doing says what is being done, for errors.
	doing string
	at    func(scheme string) *url.URL
	// accept are the media types that are wanted; empty leaves it open.
	accept string
	// etag, where set, asks only for what is no longer what had this tag.
	etag string
	// limit is how many bytes the answer may have; raise says how the user can
	// have more read, and described what else gave the limit.
	limit     int64
	raise     string
	described *Descriptor
	progress  func(int64)
}

// What raises the limits of questions.
const (
	raiseManifest = "raise --max-manifest-size to read it all the same"
	raiseBlob     = "raise --max-blob-size to read it all the same"
)

// bound sets the limit to the size that a descriptor gives. The error is an
// *Error for a descriptor of less than least bytes, or of more than the limit.
func (q *question) bound(d Descriptor, least int64) error {
	if err := checkDescriptor(q.doing, d, least); err != nil {
		return err
	}
	if d.Size > q.limit {
		return q.tooLarge(d.Size)
	}
	q.limit, q.described = d.Size, &d
	return nil
}

// tooLarge is the error of an answer of more bytes than its limit. announced is
// how many there are, where that is known, or negative.
func (q *question) tooLarge(announced int64) *Error {
	if q.described != nil {
		return sizeError(q.doing, &SizeError{Digest: q.described.Digest, Want: q.limit, Got: announced, More: announced < 0})
	}
	return &Error{Doing: q.doing, Outcome: Unreadable, Hint: q.raise, Err: fmt.Errorf("it is larger than the limit of %d bytes", q.limit)}
}

// reply is an answer that was read whole.
type reply struct {
	header http.Header
	// url is where it came from in the end, after redirects.
	url  *url.URL
	body []byte
	// unchanged says that what had the question's etag is still right; there is
	// no body then.
	unchanged bool
}
