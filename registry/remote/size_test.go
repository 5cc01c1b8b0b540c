package remote

import (
	"archive/tar"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/authn"

	"assay/registry"
	"assay/registry/layout"
)

// TestSizes wants content to be handed out only with the size that its
// descriptor gives, wherever it comes from.
func TestSizes(t *testing.T) {
	t.Parallel()
	manifest, blob := []byte(smallManifest), []byte("some bytes")
	content := map[string][]byte{registry.DigestOf(manifest, ""): manifest, registry.DigestOf(blob, ""): blob,
		registry.DigestOf(nil, ""): {}}
	for name, open := range map[string]func(*testing.T, map[string][]byte) registry.Source{"registry": servedContent,
		"directory": directoryOf, "archive": archiveOf} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source := open(t, content)
			for _, test := range []struct {
				manifest bool
				data     []byte
				size     int64
				want     string // part of the error, or empty
				limit    registry.Limit
			}{
				{true, manifest, int64(len(manifest)), "", registry.LimitNone},
				{true, manifest, int64(len(manifest)) - 1, "bytes, and it has", registry.LimitNone},
				{true, manifest, int64(len(manifest)) + 1, fmt.Sprintf("and it has %d", len(manifest)), registry.LimitNone},
				{true, manifest, 0, "gives 0 bytes", registry.LimitNone},
				{true, manifest, -1, "gives the size -1", registry.LimitNone},
				{true, manifest, 1 << 40, "larger than the limit", registry.LimitManifest},
				{false, blob, int64(len(blob)), "", registry.LimitNone},
				{false, blob, 9, "gives 9 bytes, and it has", registry.LimitNone},
				{false, blob, 11, "gives 11 bytes, and it has 10", registry.LimitNone},
				{false, blob, 0, "gives 0 bytes, and it has", registry.LimitNone},
				{false, blob, -1, "gives the size -1", registry.LimitNone},
				{false, blob, 1 << 40, "larger than the limit", registry.LimitBlob},
				{false, nil, 0, "", registry.LimitNone},
			} {
				d := registry.Descriptor{Digest: registry.DigestOf(test.data, ""), Size: test.size,
					MediaType: registry.MediaTypeOCIManifest}
				var err error
				if test.manifest {
					_, err = source.ManifestOf(t.Context(), d)
				} else {
					_, err = source.Blob(t.Context(), d, nil)
				}
				if test.want == "" {
					if err != nil {
						t.Errorf("%q of %d bytes: %v", test.data, test.size, err)
					}
					continue
				}
				checkSizeError(t, err, d, test.want, test.limit)
			}
		})
	}
}

// checkSizeError wants an error that contains a text, about the limit or, with
// none, about the size that a descriptor gives.
func checkSizeError(t *testing.T, err error, d registry.Descriptor, want string, limit registry.Limit) {
	t.Helper()
	var e *registry.Error
	if !errors.As(err, &e) {
		t.Errorf("%d bytes: error %v, want a *registry.Error", d.Size, err)
		return
	}
	if !strings.Contains(err.Error(), want) {
		t.Errorf("%d bytes: error %v, want one with %q", d.Size, err, want)
	}
	if e.Limit != limit {
		t.Errorf("%d bytes: limit %q, want %q", d.Size, e.Limit, limit)
	}
	if limit != registry.LimitNone {
		if e.Remedy != registry.RemedyRaiseLimit {
			t.Errorf("%d bytes: remedy %q", d.Size, e.Remedy)
		}
		return
	}
	if wrong := new(registry.SizeError); !errors.As(err, &wrong) {
		t.Errorf("%d bytes: error %v, want a SizeError", d.Size, err)
	} else if wrong.Want != d.Size || wrong.Digest != d.Digest {
		t.Errorf("%d bytes: %#v", d.Size, wrong)
	}
	if e.Remedy != registry.RemedyPushAgain {
		t.Errorf("%d bytes: remedy %q", d.Size, e.Remedy)
	}
}

func servedContent(t *testing.T, content map[string][]byte) registry.Source {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "/manifests/") {
			w.Header().Set("Content-Type", registry.MediaTypeOCIManifest)
		}
		_, _ = w.Write(content[filepath.Base(r.URL.Path)])
	}))
	t.Cleanup(s.Close)
	return New(repository(t, s), Options{Keychain: authn.NewMultiKeychain()})
}

// writeLayout writes the content as a layout and returns its directory.
func writeLayout(t *testing.T, content map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	for name, data := range layoutOf(t, content) {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func directoryOf(t *testing.T, content map[string][]byte) registry.Source {
	t.Helper()
	l, err := layout.Open(writeLayout(t, content), false, registry.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func archiveOf(t *testing.T, content map[string][]byte) registry.Source {
	t.Helper()
	path := filepath.Join(t.TempDir(), "image.tar")
	archive, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := tar.NewWriter(archive)
	if err := errors.Join(w.AddFS(os.DirFS(writeLayout(t, content))), w.Close(), archive.Close()); err != nil {
		t.Fatal(err)
	}
	l, err := layout.Open(path, true, registry.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func layoutOf(t *testing.T, content map[string][]byte) map[string]string {
	t.Helper()
	files := map[string]string{"oci-layout": "{}"}
	var list []registry.Descriptor
	for digest, data := range content {
		files["blobs/"+strings.Replace(digest, ":", "/", 1)] = string(data)
		if strings.HasPrefix(string(data), "{") {
			// One byte too many for an image that is asked for by its name.
			list = append(list, registry.Descriptor{Digest: digest, Size: int64(len(data)) + 1,
				Annotations: map[string]string{"org.opencontainers.image.ref.name": "lie"}})
		}
	}
	index, err := json.Marshal(map[string]any{"schemaVersion": 2, "manifests": list})
	if err != nil {
		t.Fatal(err)
	}
	files["index.json"] = string(index)
	return files
}

// TestLayoutIndexLies holds the index of a layout to the sizes that it gives.
func TestLayoutIndexLies(t *testing.T) {
	t.Parallel()
	_, err := directoryOf(t, map[string][]byte{registry.DigestOf([]byte(smallManifest), ""): []byte(smallManifest)}).Manifest(t.Context(),
		"lie")
	if wrong := new(registry.SizeError); !errors.As(err, &wrong) {
		t.Errorf("error %v, want a SizeError", err)
	}
}

// TestLyingLayers reads sixteen layers of 250 bytes, as their descriptors give,
// from a registry that sends without end, or announces more and then does so. It
// is hung up on at once, and little is ever on the way.
func TestLyingLayers(t *testing.T) {
	t.Parallel()
	for name, length := range map[string]string{"without a length": "", "with a length": "1000000000"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var sent atomic.Int64
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if length != "" {
					w.Header().Set("Content-Length", length)
				}
				chunk := make([]byte, 32<<10)
				for {
					n, err := w.Write(chunk)
					sent.Add(int64(n))
					if err != nil {
						return
					}
				}
			}))
			r := New(repository(t, s), Options{Keychain: authn.NewMultiKeychain()})
			var work sync.WaitGroup
			begin := time.Now()
			for n := range 16 {
				work.Go(func() {
					_, err := r.Blob(t.Context(), registry.Descriptor{Digest: fmt.Sprintf("sha256:%064x", n), Size: 250}, nil)
					if wrong := new(registry.SizeError); !errors.As(err, &wrong) || wrong.Want != 250 ||
						registry.OutcomeOf(err) != registry.Unreadable {
						t.Errorf("layer %d: %v", n, err)
					}
				})
			}
			work.Wait()
			took := time.Since(begin)
			s.Close() // It waits for the answers to end.
			t.Logf("%d KiB were sent in %s, and %d bytes read", sent.Load()>>10, took, r.Log().Bytes)
			// What is not read fills the buffers of the connections only.
			if sent.Load() > 256<<20 || r.Log().Bytes > 16*251 || took > time.Minute {
				t.Errorf("%d KiB were sent in %s, and %d bytes read", sent.Load()>>10, took, r.Log().Bytes)
			}
		})
	}
}

// TestEndlessToken has a server of tokens send without end.
func TestEndlessToken(t *testing.T) {
	t.Parallel()
	var s *httptest.Server
	s = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/token" {
			w.Header().Set("WWW-Authenticate", `Bearer realm="`+s.URL+`/token",service="x"`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		chunk := make([]byte, 64<<10)
		for {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}))
	t.Cleanup(s.Close)
	r := New(repository(t, s), Options{Keychain: authn.NewMultiKeychain()})
	if _, err := r.Manifest(t.Context(), "1.0"); err == nil {
		t.Error("there is a manifest")
	}
	if read := r.Log().Bytes; read > 1<<20 {
		t.Errorf("%d bytes were read", read)
	}
}

// TestInFlight bounds what the answers of a host may bring at the same time.
func TestInFlight(t *testing.T) {
	t.Parallel()
	h := NewPool().host("a", Options{}, registry.Limits{InFlight: 10, Concurrent: 2}.WithDefaults())
	admitted := func(limit int64) (release func(), ok bool) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		release, err := h.admit(ctx, limit)
		return release, err == nil
	}
	first, ok := admitted(6)
	if !ok {
		t.Fatal("the first is not admitted")
	}
	if _, ok := admitted(6); ok {
		t.Error("12 bytes of 10 are admitted")
	}
	second, ok := admitted(4)
	if !ok {
		t.Error("10 bytes of 10 are not admitted")
	}
	if _, ok := admitted(0); ok {
		t.Error("three requests of two are admitted")
	}
	first()
	second()
	huge, ok := admitted(1000)
	if !ok {
		t.Fatal("one that is larger than the bound is not admitted alone")
	}
	if _, ok := admitted(1); ok {
		t.Error("another is admitted at the same time")
	}
	huge()
}
