package registry

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
)

// TestSizes wants content to be handed out only with the size that its
// descriptor gives, wherever it comes from.
func TestSizes(t *testing.T) {
	t.Parallel()
	manifest, blob := []byte(smallManifest), []byte("some bytes")
	content := map[string][]byte{DigestOf(manifest, ""): manifest, DigestOf(blob, ""): blob, DigestOf(nil, ""): {}}
	for name, open := range map[string]func(*testing.T, map[string][]byte) Source{"registry": servedContent, "folder": folderOf, "archive": archiveOf} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source := open(t, content)
			for _, test := range []struct {
				manifest bool
				data     []byte
				size     int64
				want     string // part of the error, or empty where all is well
			}{
				{true, manifest, int64(len(manifest)), ""},
				{true, manifest, int64(len(manifest)) - 1, "bytes, and it has"},
				{true, manifest, int64(len(manifest)) + 1, fmt.Sprintf("and it has %d", len(manifest))},
				{true, manifest, 0, "gives 0 bytes"},
				{true, manifest, -1, "gives the size -1"},
				{true, manifest, 1 << 40, "--max-manifest-size"},
				{false, blob, int64(len(blob)), ""},
				{false, blob, 9, "gives 9 bytes, and it has"},
				{false, blob, 11, "gives 11 bytes, and it has 10"},
				{false, blob, 0, "gives 0 bytes, and it has"},
				{false, blob, -1, "gives the size -1"},
				{false, blob, 1 << 40, "--max-blob-size"},
				{false, nil, 0, ""},
			} {
				d := Descriptor{Digest: DigestOf(test.data, ""), Size: test.size, MediaType: MediaTypeOCIManifest}
				var err error
				if test.manifest {
					_, err = source.ManifestOf(t.Context(), d)
				} else {
					_, err = source.Blob(t.Context(), d, nil)
				}
				var wrong *SizeError
				switch {
				case test.want == "" && err != nil, test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
					t.Errorf("%q of %d bytes: %v, want %q", test.data, test.size, err, test.want)
				case err == nil, strings.HasPrefix(test.want, "--"):
				case !errors.As(err, &wrong) || wrong.Want != test.size || wrong.Digest != d.Digest:
					t.Errorf("%q of %d bytes: %#v in %v", test.data, test.size, wrong, err)
				}
			}
		})
	}
}

func servedContent(t *testing.T, content map[string][]byte) Source {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "/manifests/") {
			w.Header().Set("Content-Type", MediaTypeOCIManifest)
		}
		_, _ = w.Write(content[filepath.Base(r.URL.Path)])
	}))
	t.Cleanup(s.Close)
	return NewRemote(repository(t, s), Options{Keychain: authn.NewMultiKeychain()})
}

func folderOf(t *testing.T, content map[string][]byte) Source {
	dir := t.TempDir()
	for name, data := range layoutOf(t, content) {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	l, err := OpenLayout(dir, false, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func archiveOf(t *testing.T, content map[string][]byte) Source {
	var entries []entry
	for name, data := range layoutOf(t, content) {
		entries = append(entries, entry{name: name, kind: tar.TypeReg, content: data})
	}
	l, err := OpenLayout(writeTar(t, entries), true, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func layoutOf(t *testing.T, content map[string][]byte) map[string]string {
	t.Helper()
	files := map[string]string{"oci-layout": "{}"}
	var list []Descriptor
	for digest, data := range content {
		files["blobs/"+strings.Replace(digest, ":", "/", 1)] = string(data)
		if strings.HasPrefix(string(data), "{") {
			// One byte too many for an image that is asked for by its name.
			list = append(list, Descriptor{Digest: digest, Size: int64(len(data)) + 1, Annotations: map[string]string{annotationRefName: "lie"}})
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
	_, err := folderOf(t, map[string][]byte{DigestOf([]byte(smallManifest), ""): []byte(smallManifest)}).Manifest(t.Context(), "lie")
	if wrong := new(SizeError); !errors.As(err, &wrong) {
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
			r := NewRemote(repository(t, s), Options{Keychain: authn.NewMultiKeychain()})
			var work sync.WaitGroup
			begin := time.Now()
			for n := range 16 {
				work.Go(func() {
					_, err := r.Blob(t.Context(), Descriptor{Digest: fmt.Sprintf("sha256:%064x", n), Size: 250}, nil)
					if wrong := new(SizeError); !errors.As(err, &wrong) || wrong.Want != 250 || OutcomeOf(err) != Unreadable {
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
	r := NewRemote(repository(t, s), Options{Keychain: authn.NewMultiKeychain()})
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
	h := NewPool().host("a", Options{}, Limits{InFlight: 10, Concurrent: 2}.WithDefaults())
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
		t.Error("another is admitted beside it")
	}
	huge()
}
