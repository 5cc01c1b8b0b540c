package registry

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
)

// Referrers asks the referrers API (OCI distribution specification, listing
// referrers) and follows its pages. A registry without the API, one that
// answers with a web page or redirects to one, yields outcome Unsupported:
// absence of an answer is never taken for absence of referrers.
func (r *Remote) Referrers(ctx context.Context, digest string) ([]Descriptor, error) {
	doing := fmt.Sprintf("listing referrers of %s in %s", digest, r.Name())
	if !ValidDigest(digest) {
		return nil, &Error{Doing: doing, Outcome: Unreadable, Err: fmt.Errorf("%q is not a digest", digest)}
	}
	var out []Descriptor
	err := r.pages(ctx, doing, "/referrers/"+digest, MediaTypeOCIIndex, func(answer *reply) error {
		var index struct {
			MediaType string         `json:"mediaType"`
			Manifests descriptorList `json:"manifests"`
		}
		index.Manifests.most = r.limits.Referrers - len(out)
		contentType, _, _ := strings.Cut(answer.header.Get("Content-Type"), ";")
		if err := json.Unmarshal(answer.body, &index); err != nil {
			return &Error{Doing: doing, Outcome: Unsupported, Err: fmt.Errorf("the answer (%s) is not an image index", contentType)}
		}
		if contentType != MediaTypeOCIIndex && index.MediaType != MediaTypeOCIIndex {
			return &Error{Doing: doing, Outcome: Unsupported, Err: fmt.Errorf("the answer has type %q, not that of an image index", contentType)}
		}
		out = append(out, index.Manifests.list...)
		if index.Manifests.more {
			return &Error{
				Doing: doing, Outcome: Unreadable, Hint: "raise --max-referrers to see all",
				Err: fmt.Errorf("there are more than %d referrers; the rest was not read", r.limits.Referrers),
			}
		}
		return nil
	})
	var e *Error
	if errors.As(err, &e) && unsupportedStatus(e.Status) {
		e.Outcome = Unsupported
	}
	return out, err
}

// unsupportedStatus reports whether a status says that there is no such API.
// The specification has 404; others are seen in the wild, 303 among them.
func unsupportedStatus(status int) bool {
	switch status {
	case http.StatusNotFound, http.StatusBadRequest, http.StatusMethodNotAllowed, http.StatusNotAcceptable,
		http.StatusSeeOther, http.StatusFound, http.StatusMovedPermanently, http.StatusNotImplemented:
		return true
	}
	return false
}

// Tags lists the repository's tags (OCI distribution specification, listing
// tags), following pages.
func (r *Remote) Tags(ctx context.Context) ([]string, error) {
	doing := "listing the tags of " + r.Name()
	var out []string
	err := r.pages(ctx, doing, "/tags/list", "application/json", func(answer *reply) error {
		var list struct {
			Tags []string `json:"tags"`
		}
		if err := json.Unmarshal(answer.body, &list); err != nil {
			return &Error{Doing: doing, Outcome: Unreadable, Err: fmt.Errorf("the answer is not a tag list: %w", err)}
		}
		out = append(out, list.Tags...)
		if len(out) > r.limits.Tags {
			out = out[:r.limits.Tags]
			return &Error{Doing: doing, Outcome: Unreadable, Err: fmt.Errorf("there are more than %d tags", r.limits.Tags)}
		}
		return nil
	})
	return out, err
}

// pages fetches a listing page by page. What was taken in before a page failed
// stays with the caller.
func (r *Remote) pages(ctx context.Context, doing, path, accept string, take func(*reply) error) error {
	q := question{doing: doing, at: r.within(path), accept: accept, limit: r.limits.Manifest, raise: raiseManifest}
	for range r.limits.Pages {
		answer, err := r.get(ctx, q)
		if err != nil {
			return err
		}
		if err := take(answer); err != nil {
			return err
		}
		next, err := nextPage(answer)
		if err != nil {
			return &Error{Doing: doing, Outcome: Unreadable, Err: err}
		}
		if next == nil {
			return nil
		}
		q.at = func(string) *url.URL { return next }
	}
	return &Error{Doing: doing, Outcome: Unreadable, Err: fmt.Errorf("the listing has more than %d pages", r.limits.Pages)}
}

var nextLink = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`<([^>]+)>\s*;[^,]*\brel="?next"?`)
})

// nextPage returns the URL of a Link header with rel=next (RFC 8288), or nil.
// It must stay on the server that gave it.
func nextPage(answer *reply) (*url.URL, error) {
	for _, header := range answer.header.Values("Link") {
		m := nextLink().FindStringSubmatch(header)
		if m == nil {
			continue
		}
		next, err := answer.url.Parse(m[1])
		if err != nil {
			return nil, fmt.Errorf("reading the link to the next page: %w", err)
		}
		if next.Host != answer.url.Host || next.Scheme != answer.url.Scheme {
			return nil, fmt.Errorf("the next page lies on another server (%s)", next.Host)
		}
		return next, nil
	}
	return nil, nil
}
