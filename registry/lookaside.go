package registry

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"assay/registry/file"
)

// Bounds on stores of signatures, the same as containers/image has.
const (
	MaxSignatures    = 128
	MaxSignatureSize = 4 << 20
	// maxSignatureBytes bounds all signatures of one manifest together. Real
	// ones take less than 10 KB each.
	maxSignatureBytes = 64 << 20
)

// StoredSignature is a signature as a store holds it.
type StoredSignature struct {
	// Reference is the URL or path that it was read from.
	Reference string
	Data      []byte
}

// Lookaside is a store of signatures beside a registry: files signature-1,
// signature-2 and so on in a folder for each manifest (containers/image,
// docs/signature-protocols.md).
type Lookaside struct {
	base     *url.URL
	options  Options
	recorder *recorder
	client   *http.Client
}

// NewLookaside opens the store with this base URL (file, https, or http where
// that is allowed) for one image's repository.
func NewLookaside(base string, image ImageName, options Options) (*Lookaside, error) {
	doing := "opening the signature store " + base
	u, err := url.Parse(base)
	if err != nil {
		return nil, &Error{Doing: doing, Outcome: Unreadable, Err: err}
	}
	switch {
	case u.Scheme == "file" && (u.Host == "" || u.Host == "localhost") || u.Scheme == "https":
	case u.Scheme == "http" && (options.AllowHTTP || options.AllowInsecure || isLoopback(u.Host)):
	case u.Scheme == "http":
		return nil, &Error{Doing: doing, Outcome: Unreadable, Err: errors.New("it speaks plain http"), Hint: "--allow-http-registry permits that"}
	default:
		return nil, &Error{Doing: doing, Outcome: Unreadable, Err: fmt.Errorf("%q is neither file nor https", u.Scheme)}
	}
	full := *u
	full.Path = strings.TrimSuffix(u.Path, "/") + "/" + image.Path()
	full.RawPath = ""
	limits := options.Limits.WithDefaults()
	pool := options.Pool
	if pool == nil {
		pool = NewPool()
	}
	recorder := newRecorder(pool.host(full.Host, options, limits).transport, limits.Run)
	// No credentials: the store is another service than the registry.
	return &Lookaside{base: &full, options: options, recorder: recorder, client: &http.Client{Transport: recorder, CheckRedirect: checkRedirect}}, nil
}

// Name returns the store's URL for the repository.
func (l *Lookaside) Name() string { return l.base.Redacted() }

// Log returns the requests made so far.
func (l *Lookaside) Log() RequestLog { return l.recorder.log() }

// Signatures reads signature-1, signature-2 and so on until one is not there.
// Those that were read before an error are returned with it.
func (l *Lookaside) Signatures(ctx context.Context, digest string) ([]StoredSignature, error) {
	if !ValidDigest(digest) {
		return nil, &Error{Doing: "looking for signatures", Outcome: Unreadable, Err: fmt.Errorf("%q is not a digest", digest)}
	}
	var out []StoredSignature
	total := 0
	for n := 1; ; n++ {
		at := *l.base
		at.Path += "@" + strings.Replace(digest, ":", "=", 1) + "/signature-" + strconv.Itoa(n)
		if n > MaxSignatures {
			return out, &Error{Doing: "reading signatures of " + l.Name(), Outcome: Unreadable, Err: fmt.Errorf("there are more than %d; the rest was not read", MaxSignatures)}
		}
		data, err := l.one(ctx, &at)
		if OutcomeOf(err) == None {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		if total += len(data); total > maxSignatureBytes {
			return out, tooMany("reading signatures of " + l.Name())
		}
		out = append(out, StoredSignature{at.Redacted(), data})
	}
}

func tooMany(doing string) *Error {
	return &Error{Doing: doing, Outcome: Unreadable, Err: fmt.Errorf("together they are larger than %d bytes; the rest was not read", maxSignatureBytes)}
}

func (l *Lookaside) one(ctx context.Context, at *url.URL) ([]byte, error) {
	doing := "reading the signature " + at.Redacted()
	if at.Scheme == "file" {
		data, err := file.ReadRegular(at.Path, MaxSignatureSize)
		return data, diskError(doing, err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return nil, &Error{Doing: doing, Outcome: Unreadable, Err: err}
	}
	if l.options.UserAgent != "" {
		request.Header.Set("User-Agent", l.options.UserAgent)
	}
	response, err := l.client.Do(request)
	if err != nil {
		return nil, transportError(doing, err)
	}
	defer response.Body.Close() //nolint:errcheck // Nothing is lost when closing a body fails.
	if response.StatusCode != http.StatusOK {
		e := statusError(doing, response.StatusCode, at.Host, "")
		if e.Outcome == Denied {
			e.Hint = "signature stores are read without credentials; look at its URL"
		}
		return nil, e
	}
	body, err := readBody(response, question{doing: doing, limit: MaxSignatureSize})
	if hint := notManifestHint(body); err == nil && hint != "" {
		// Such a server has a page for every number.
		return nil, &Error{Doing: doing, Outcome: Unreadable, Err: errors.New("it is no signature"), Hint: hint}
	}
	return body, err
}

// diskError turns an error of reading a file into an *Error.
func diskError(doing string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return &Error{Doing: doing, Outcome: None, Err: errors.New("there is no such file")}
	case errors.Is(err, fs.ErrPermission):
		return &Error{Doing: doing, Outcome: Denied, Err: err}
	}
	return &Error{Doing: doing, Outcome: Unreadable, Err: err}
}

// SignaturesOnDisk reads signatures from a path that the user named: one file,
// which may be a pipe and is read by inputs; a folder with signature-1,
// signature-2 and so on; the root of a lookaside store, in which the folder of
// this image and digest is looked for; or else every file of the folder, by name.
// Those that could be read are returned with the error of the first one that
// could not.
func SignaturesOnDisk(ctx context.Context, inputs *file.Inputs, path string, image ImageName, digest string) ([]StoredSignature, error) {
	doing := "reading signatures from " + path
	info, err := os.Stat(path)
	if err != nil {
		return nil, &Error{Doing: doing, Outcome: None, Err: err}
	}
	if !info.IsDir() {
		data, err := inputs.Read(ctx, path, MaxSignatureSize)
		if err != nil {
			return nil, diskError(doing, err)
		}
		return []StoredSignature{{path, data}}, nil
	}
	if image.Known() && ValidDigest(digest) {
		below := filepath.Join(path, filepath.FromSlash(image.Path())+"@"+strings.Replace(digest, ":", "=", 1))
		if info, err := os.Stat(below); err == nil && info.IsDir() {
			path = below
		}
	}
	names, err := signatureFiles(path)
	if err != nil {
		return nil, &Error{Doing: doing, Outcome: Unreadable, Err: err}
	}
	var out []StoredSignature
	var failed error
	total := 0
	for _, name := range names {
		one := filepath.Join(path, name)
		data, err := file.ReadRegular(one, MaxSignatureSize)
		if err != nil && failed == nil {
			failed = diskError("reading the signature "+one, err)
		}
		if err != nil {
			continue
		}
		if total += len(data); total > maxSignatureBytes {
			return out, tooMany(doing)
		}
		out = append(out, StoredSignature{one, data})
	}
	return out, failed
}

// signatureFiles lists the files of a folder that hold signatures, at most
// MaxSignatures: numbered ones in order, up to the first gap, as readers of a
// store see them.
func signatureFiles(path string) ([]string, error) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	var names []string
	have := map[string]bool{}
	for _, entry := range entries {
		if !entry.IsDir() {
			names = append(names, entry.Name())
			have[entry.Name()] = true
		}
	}
	if have["signature-1"] {
		names = nil
		for n := 1; have["signature-"+strconv.Itoa(n)]; n++ {
			names = append(names, "signature-"+strconv.Itoa(n))
		}
	}
	if len(names) > MaxSignatures {
		return nil, fmt.Errorf("it holds more than %d files", MaxSignatures)
	}
	if !have["signature-1"] {
		sort.Strings(names)
	}
	return names, nil
}
