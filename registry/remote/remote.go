package remote

import (
	"cmp"
	"log/slog"
	"net/http"
	"sync"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"

	"assay/registry"
	"assay/registry/cache"
)

// Options says how to talk to a registry. The zero value reads from registries
// with a valid certificate, with the credentials of docker and podman.
type Options struct {
	// AllowHTTP permits plain http on any host; on loopback it always is.
	AllowHTTP bool
	// AllowInsecure permits plain http and certificates that do not verify.
	AllowInsecure bool
	// Keychain holds credentials; nil means those of docker and podman.
	Keychain authn.Keychain
	// AllowPrivate permits redirects and token realms at private addresses.
	AllowPrivate bool
	// Cache stores what digests name; nil means that nothing is stored. It is used
	// with connections that are verified only, so not with AllowHTTP or
	// AllowInsecure, and not for registries on this machine: there it saves
	// nothing, and hides what a registry under test serves.
	Cache *cache.Cache
	// Pool is shared with other sources of the same run; nil means that this
	// source has its own.
	Pool *Pool
	// Transport replaces the HTTP transport, for tests.
	Transport http.RoundTripper
	Limits    registry.Limits
	UserAgent string
	// Logger is told of every request and of what is taken from the cache; nil
	// discards that. Headers and the queries of URLs, where tokens are, are left
	// out.
	Logger *slog.Logger
}

// logger is never nil.
func (o Options) logger() *slog.Logger { return cmp.Or(o.Logger, slog.New(slog.DiscardHandler)) }

// verified reports whether a registry can be reached over https with a valid
// certificate only. It does not depend on how one was reached in the end: an
// attacker on the way chooses that where there is a choice.
func (o Options) verified() bool { return !o.AllowHTTP && !o.AllowInsecure }

// Repository is a repository of a registry. It is a registry.Source and a
// registry.SignatureExtension; its errors are *registry.Error values.
type Repository struct {
	repository name.Repository
	options    Options
	limits     registry.Limits
	requests   *requestLog
	host       *host
	pool       *Pool // its own, or nil
	cache      *cache.Cache
	keychain   authn.Keychain

	mu     sync.Mutex
	scheme string
	client *http.Client
	// round counts authentications, so that requests that were refused
	// together do not authenticate one after the other.
	round int
}

// New returns a source for a repository. No request is sent before the first
// call of a method.
func New(repository name.Repository, options Options) *Repository {
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
	requests := newRequestLog(shared.transport, limits.Run, options.logger())
	r := &Repository{
		repository: repository, options: options, limits: limits, requests: requests,
		host: shared, pool: own, keychain: keychain,
	}
	if !registry.IsLoopback(repository.RegistryStr()) && options.verified() {
		r.cache = options.Cache
	}
	r.client = newClient(requests)
	return r
}

// Close ends the idle connections, unless they are shared.
func (r *Repository) Close() {
	if r.pool != nil {
		r.pool.Close()
	}
}

// Name returns the repository with its registry.
func (r *Repository) Name() string { return registry.Familiar(r.repository) }

// Log returns the requests made so far.
func (r *Repository) Log() registry.RequestLog { return r.requests.log() }

// action is an operation on this repository.
func (r *Repository) action(op registry.Op, ref string) registry.Action {
	return registry.Action{Op: op, Ref: ref, Source: r.Name()}
}
