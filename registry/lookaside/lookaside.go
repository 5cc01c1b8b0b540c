package lookaside

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"

	"assay/registry"
	"assay/registry/file"
	"assay/registry/remote"
)

// Store is a store of signatures beside a registry: files signature-1,
// signature-2 and so on in a directory for each manifest (containers/image,
// docs/signature-protocols.md).
type Store struct {
	base  *url.URL
	files *remote.Files
}

// Open opens the store with this base URL (file, https, or http where options
// permit that) for one image's repository. Nothing is read before the first call
// of Signatures. The error is a *registry.Error.
func Open(base string, image registry.ImageName, options remote.Options) (*Store, error) {
	action := registry.Action{Op: registry.OpOpenStore, Ref: base}
	u, err := url.Parse(base)
	if err != nil {
		return nil, action.Fail(registry.Unreadable, err)
	}
	switch {
	case u.Scheme == "file" && (u.Host == "" || u.Host == "localhost") || u.Scheme == "https":
	case u.Scheme == "http" && (options.AllowHTTP || options.AllowInsecure || registry.IsLoopback(u.Host)):
	case u.Scheme == "http":
		e := action.Fail(registry.Unreadable, errors.New("it speaks plain http"))
		e.Remedy = registry.RemedyAllowHTTP
		return nil, e
	default:
		return nil, action.Fail(registry.Unreadable, fmt.Errorf("%q is neither file nor https", u.Scheme))
	}
	full := *u
	full.Path = strings.TrimSuffix(u.Path, "/") + "/" + image.Path()
	full.RawPath = ""
	return &Store{base: &full, files: remote.NewFiles(full.Host, options)}, nil
}

// Name returns the store's URL for the repository.
func (s *Store) Name() string { return s.base.Redacted() }

// Log returns the requests made so far.
func (s *Store) Log() registry.RequestLog { return s.files.Log() }

// Signatures reads signature-1, signature-2 and so on until one does not exist.
// Those that were read before an error are returned with it.
func (s *Store) Signatures(ctx context.Context, digest string) ([]registry.StoredSignature, error) {
	action := registry.Action{Op: registry.OpSignatures, Ref: digest, Source: s.Name()}
	if !registry.ValidDigest(digest) {
		return nil, action.Fail(registry.Unreadable, fmt.Errorf("%q is not a digest", digest))
	}
	var all list
	for n := 1; ; n++ {
		at := *s.base
		at.Path += directoryOf(digest) + "/signature-" + strconv.Itoa(n)
		if n > registry.MaxSignatures {
			return all.out, exceeded(action, "signatures; the rest was not read")
		}
		data, err := s.signature(ctx, &at)
		if registry.OutcomeOf(err) == registry.None {
			return all.out, nil
		}
		if err != nil {
			return all.out, err
		}
		if err := all.add(action, at.Redacted(), data); err != nil {
			return all.out, err
		}
	}
}

// directoryOf is the end of the name of a manifest's directory.
func directoryOf(digest string) string { return "@" + strings.Replace(digest, ":", "=", 1) }

// signature reads one signature.
func (s *Store) signature(ctx context.Context, at *url.URL) ([]byte, error) {
	action := registry.Action{Op: registry.OpSignature, Ref: at.Redacted()}
	if at.Scheme == "file" {
		data, err := file.ReadRegular(at.Path, registry.MaxSignatureSize)
		return data, diskError(action, err)
	}
	return s.files.Get(ctx, at, registry.Bound{Action: action, Max: registry.MaxSignatureSize, Limit: registry.LimitSignature})
}

// DefaultURL is the store when registries.d names none: the machine's for root,
// else that in the user's home directory (containers-registries.d(5)).
func DefaultURL(root bool, home string) string {
	if root || home == "" {
		return "file:///var/lib/containers/sigstore"
	}
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(home, ".local/share/containers/sigstore"))}).String()
}

// PublicURL returns the store in which a vendor is known to publish the
// signatures of its registry, or empty. It is a hint for the user and is never
// read without being configured.
func PublicURL(host string) string {
	return map[string]string{
		"registry.access.redhat.com": "https://access.redhat.com/webassets/docker/content/sigstore",
		"registry.redhat.io":         "https://registry.redhat.io/containers/sigstore",
	}[host]
}
