package remote

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

	"assay/registry"
)

// Referrers asks the referrers API (OCI distribution specification, listing
// referrers) and follows its pages. A registry without the API, one that
// answers with a web page or redirects to one, yields outcome Unsupported:
// absence of an answer is never taken for absence of referrers.
func (r *Repository) Referrers(ctx context.Context, digest string) ([]registry.Descriptor, error) {
	action := r.action(registry.OpReferrers, digest)
	if err := action.CheckRef(digest); err != nil {
		return nil, err
	}
	var out []registry.Descriptor
	err := r.pages(ctx, action, "/referrers/"+digest, registry.MediaTypeOCIIndex, func(answer *response) error {
		page, err := readReferrers(action, answer, r.limits.Referrers-len(out))
		if err != nil {
			return err
		}
		out = append(out, page.List...)
		if page.Truncated {
			return action.Exceeds(registry.LimitReferrers,
				fmt.Errorf("there are more than %d referrers; the rest was not read", r.limits.Referrers))
		}
		return nil
	})
	var e *registry.Error
	if errors.As(err, &e) && isUnsupported(e.Status) {
		e.Outcome = registry.Unsupported
	}
	return out, err
}

// readReferrers reads one page of referrers, at most limit of them.
func readReferrers(action registry.Action, answer *response, limit int) (*registry.DescriptorList, error) {
	var index struct {
		MediaType string                  `json:"mediaType"`
		Manifests registry.DescriptorList `json:"manifests"`
	}
	index.Manifests.Max = limit
	contentType, _, _ := strings.Cut(answer.header.Get("Content-Type"), ";")
	if err := json.Unmarshal(answer.body, &index); err != nil {
		return nil, action.Fail(registry.Unsupported, fmt.Errorf("the answer (%s) is not an image index", contentType))
	}
	if contentType != registry.MediaTypeOCIIndex && index.MediaType != registry.MediaTypeOCIIndex {
		return nil, action.Fail(registry.Unsupported, fmt.Errorf("the answer has type %q, not that of an image index", contentType))
	}
	return &index.Manifests, nil
}

// isUnsupported reports whether a status says that there is no such API. The
// specification has 404; others are seen in the wild, 303 among them.
func isUnsupported(status int) bool {
	switch status {
	case http.StatusNotFound, http.StatusBadRequest, http.StatusMethodNotAllowed, http.StatusNotAcceptable,
		http.StatusSeeOther, http.StatusFound, http.StatusMovedPermanently, http.StatusNotImplemented:
		return true
	}
	return false
}

// Tags lists the repository's tags (OCI distribution specification, listing
// tags), following pages. Those read before an error are returned with it.
func (r *Repository) Tags(ctx context.Context) ([]string, error) {
	action := r.action(registry.OpTags, "")
	var out []string
	err := r.pages(ctx, action, "/tags/list", "application/json", func(answer *response) error {
		var list struct {
			Tags []string `json:"tags"`
		}
		if err := json.Unmarshal(answer.body, &list); err != nil {
			return action.Fail(registry.Unreadable, fmt.Errorf("the answer is not a tag list: %w", err))
		}
		out = append(out, list.Tags...)
		if len(out) > r.limits.Tags {
			out = out[:r.limits.Tags]
			return action.Exceeds(registry.LimitTags, fmt.Errorf("there are more than %d tags", r.limits.Tags))
		}
		return nil
	})
	return out, err
}

// pages fetches a listing page by page and hands each to take, whose error ends
// it.
func (r *Repository) pages(ctx context.Context, action registry.Action, path, accept string, take func(*response) error) error {
	q := request{
		bound: registry.Bound{Action: action, Max: r.limits.Manifest, Limit: registry.LimitManifest},
		at:    r.repositoryURL(path), accept: accept,
	}
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
			return action.Fail(registry.Unreadable, err)
		}
		if next == nil {
			return nil
		}
		q.at = func(string) *url.URL { return next }
	}
	return action.Exceeds(registry.LimitPages, fmt.Errorf("the listing has more than %d pages", r.limits.Pages))
}

var nextLink = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`<([^>]+)>\s*;[^,]*\brel="?next"?`)
})

// nextPage returns the URL of a Link header with rel=next (RFC 8288), or nil.
// The page must be on the server that names it.
func nextPage(answer *response) (*url.URL, error) {
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
			return nil, fmt.Errorf("the next page is on another server (%s)", next.Host)
		}
		return next, nil
	}
	return nil, nil
}
