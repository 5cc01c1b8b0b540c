package registry

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
)

// Options says how to talk to a registry.
type Options struct {
	// AllowHTTP permits plain http on any host; on loopback it always is.
	AllowHTTP bool
	// AllowInsecure permits plain http and certificates that do not verify.
	AllowInsecure bool
	// Keychain holds credentials; nil means those of docker and podman.
	Keychain authn.Keychain
	// AllowPrivate permits redirects and token realms at private addresses.
	AllowPrivate bool
	// Cache keeps what digests name; nil means that nothing is kept. It is used
	// with connections that are verified only, so not with AllowHTTP or
	// AllowInsecure, and not for registries on this machine: it saves nothing
	// there, and hides what a registry under test serves.
	Cache *Cache
	// Pool is shared with other sources of the same run; nil means that this
	// source has its own.
	Pool *Pool
	// Transport replaces the HTTP transport, for tests.
	Transport http.RoundTripper
	Limits    Limits
	UserAgent string
}

// verified reports whether a registry can be reached over https with a valid
// certificate only. It is not asked how one was reached in the end: whoever
// stands in the way chooses that where there is a choice.
func (o Options) verified() bool { return !o.AllowHTTP && !o.AllowInsecure }

// Remote is a repository of a registry.
type Remote struct {
	repository name.Repository
	options    Options
	limits     Limits
	recorder   *recorder
	host       *host
	pool       *Pool // its own, or nil
	cache      *Cache
	keychain   authn.Keychain

	mu     sync.Mutex
	scheme string
	client *http.Client
	// round counts authentications, so that requests that were refused
	// together do not authenticate one after the other.
	round int
}

// NewRemote returns a source for a repository. Nothing is asked of the
// registry before the first call.
func NewRemote(repository name.Repository, options Options) *Remote {
	limits := options.Limits.WithDefaults()
	pool, own := options.Pool, (*Pool)(nil)
	if pool == nil {
		pool = NewPool()
		own = pool
	}
	shared := pool.host(repository.RegistryStr(), options, limits)
	keychain := options.Keychain
	if keychain == nil {
		keychain = systemKeychain{}
	}
	recorder := newRecorder(shared.transport, limits.Run)
	r := &Remote{
		repository: repository, options: options, limits: limits, recorder: recorder,
		host: shared, pool: own, keychain: keychain,
	}
	if !isLoopback(repository.RegistryStr()) && options.verified() {
		r.cache = options.Cache
	}
	r.client = r.newClient(recorder)
	return r
}

func newTransport(options Options, g *guard) http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone() //nolint:forcetypeassert // The standard library's own.
	t.DialContext = g.dial
	t.MaxIdleConnsPerHost = 16
	t.ResponseHeaderTimeout = 30 * time.Second
	t.MaxResponseHeaderBytes = 1 << 20
	if options.AllowInsecure {
		t.TLSClientConfig = &tls.Config{InsecureSkipVerify: true} //nolint:gosec // The user asked for it by flag.
	}
	return t
}

func (r *Remote) newClient(transport http.RoundTripper) *http.Client {
	return &http.Client{Transport: transport, CheckRedirect: checkRedirect}
}

// checkRedirect follows a few redirects, as blob stores need them, but never
// from https to http, where content and token could be read.
func checkRedirect(next *http.Request, via []*http.Request) error {
	if len(via) >= 5 {
		return fmt.Errorf("stopped after %d redirects", len(via))
	}
	if via[0].URL.Scheme == "https" && next.URL.Scheme != "https" {
		return fmt.Errorf("refused to be redirected from https to %s://%s", next.URL.Scheme, next.URL.Host)
	}
	return nil
}

// Close ends the connections that nobody uses, unless they are shared.
func (r *Remote) Close() {
	if r.pool != nil {
		r.pool.Close()
	}
}

// Name returns the repository with its registry.
func (r *Remote) Name() string { return Familiar(r.repository) }

// Log returns the requests made so far.
func (r *Remote) Log() RequestLog { return r.recorder.log() }

// Manifest fetches the manifest with this tag or digest and checks its digest.
func (r *Remote) Manifest(ctx context.Context, reference string) (*Manifest, error) {
	doing := fmt.Sprintf("fetching manifest %s of %s", reference, r.Name())
	if strings.Contains(reference, ":") && !ValidDigest(reference) {
		return nil, &Error{Doing: doing, Outcome: Unreadable, Err: fmt.Errorf("%q is not a digest", reference)}
	}
	return r.manifest(ctx, reference, question{doing: doing, limit: r.limits.Manifest, raise: raiseManifest})
}

// ManifestOf fetches the manifest that d names and checks its digest and size.
func (r *Remote) ManifestOf(ctx context.Context, d Descriptor) (*Manifest, error) {
	doing := fmt.Sprintf("fetching manifest %s of %s", d.Digest, r.Name())
	q := question{doing: doing, limit: r.limits.Manifest, raise: raiseManifest}
	if err := q.bound(d, 1); err != nil {
		return nil, err
	}
	m, err := r.manifest(ctx, d.Digest, q)
	if err != nil {
		return nil, err
	}
	if err := checkContent(doing, d, m.Raw); err != nil {
		return nil, err
	}
	return m, nil
}

// manifest fetches the manifest with a tag or digest, from the cache where it is
// known to be the right one.
func (r *Remote) manifest(ctx context.Context, reference string, q question) (*Manifest, error) {
	kept := r.kept(reference)
	if kept != nil && ValidDigest(reference) {
		return kept, nil
	}
	q.at, q.accept = r.within("/manifests/"+reference), manifestTypes
	if kept != nil {
		q.etag = entityTag(kept.Digest)
	}
	answer, err := r.get(ctx, q)
	if err != nil {
		return nil, err
	}
	if answer.unchanged {
		if stillIs(answer.header, kept.Digest) {
			return kept, nil
		}
		q.etag = ""
		if answer, err = r.get(ctx, q); err != nil {
			return nil, err
		}
	}
	want := reference
	if !ValidDigest(want) {
		// The header is the server's word only; it must at least agree with
		// the bytes that came with it.
		want = answer.header.Get("Docker-Content-Digest")
		if !ValidDigest(want) {
			want = DigestOf(answer.body, "")
		}
	}
	if err := checkDigest(q.doing, want, answer.body); err != nil {
		return nil, err
	}
	m, err := parseManifest(answer.body, want, answer.header.Get("Content-Type"), r.limits.descriptorLimit())
	if err != nil {
		return nil, &Error{Doing: q.doing, Outcome: Unreadable, Err: err, Hint: notManifestHint(answer.body)}
	}
	r.cache.put(r.Name(), m.Digest, m.Raw)
	if !ValidDigest(reference) {
		r.cache.remember(r.Name(), reference, m.Digest, answer.header.Get("ETag"))
	}
	return m, nil
}

// stillIs reports whether an answer that nothing has changed is about the
// manifest with this digest, which the question's entity tag named. Registries
// need not say the digest or the entity tag again; another one is a
// contradiction, after which only the manifest itself tells.
func stillIs(header http.Header, digest string) bool {
	said, tag := header.Get("Docker-Content-Digest"), header.Get("ETag")
	return (said == "" || said == digest) && (tag == "" || tag == entityTag(digest))
}

// kept returns the manifest of a digest from the cache, or nil. Of a tag it
// returns the one that it last pointed to, to ask whether it still does (RFC
// 9110, section 13.1.2), which spares the bytes and not the question.
func (r *Remote) kept(reference string) *Manifest {
	digest := reference
	if !ValidDigest(reference) {
		digest = r.cache.last(r.Name(), reference)
	}
	data := r.cache.get(r.Name(), digest)
	if data == nil {
		return nil
	}
	m, err := parseManifest(data, digest, "", r.limits.descriptorLimit())
	if err != nil {
		return nil
	}
	return m
}

var manifestTypes = strings.Join([]string{MediaTypeOCIManifest, MediaTypeOCIIndex, MediaTypeDockerManifest, MediaTypeDockerList}, ", ")

func notManifestHint(body []byte) string {
	if strings.HasPrefix(strings.ToLower(strings.TrimSpace(string(body[:min(len(body), 256)]))), "<") {
		return "the answer is a web page: a proxy or a login page stands between, or this host is no registry"
	}
	return ""
}

// Blob fetches the bytes that d names and checks their digest and size.
func (r *Remote) Blob(ctx context.Context, d Descriptor, progress func(int64)) ([]byte, error) {
	q := question{doing: fmt.Sprintf("fetching blob %s of %s", d.Digest, r.Name()), limit: r.limits.Blob, raise: raiseBlob, progress: progress}
	if err := q.bound(d, 0); err != nil {
		return nil, err
	}
	data := r.cache.get(r.Name(), d.Digest)
	kept := data != nil
	if kept && progress != nil {
		progress(int64(len(data)))
	}
	if !kept {
		q.at = r.within("/blobs/" + d.Digest)
		answer, err := r.get(ctx, q)
		if err != nil {
			return nil, err
		}
		data = answer.body
	}
	if err := checkContent(q.doing, d, data); err != nil {
		return nil, err
	}
	if !kept {
		r.cache.put(r.Name(), d.Digest, data)
	}
	return data, nil
}
