package remote

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/authn"

	"assay/registry"
	"assay/registry/cache"
	"assay/registry/internal/gauge"
)

// TestUnchangedTag wants a tag to be asked for every time, and what it points
// to to be sent again only when it has changed.
func TestUnchangedTag(t *testing.T) {
	const moved = `{"schemaVersion":2,"mediaType":"` + registry.MediaTypeOCIManifest + `","config":{"digest":"sha256:y"},"layers":[]}`
	content, tags, always := smallManifest, true, 0
	var statuses []int
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		etag, status := `"`+registry.DigestOf([]byte(content), "")+`"`, http.StatusOK
		if tags {
			w.Header().Set("ETag", etag)
			if r.Header.Get("If-None-Match") == etag {
				status = http.StatusNotModified
			}
		}
		if always != 0 {
			status = always
		}
		statuses = append(statuses, status)
		w.Header().Set("Content-Type", registry.MediaTypeOCIManifest)
		w.WriteHeader(status)
		if status == http.StatusOK {
			_, _ = w.Write([]byte(content))
		}
	}))
	defer s.Close()
	dir := t.TempDir()
	read := func(tag, want string, status int) *Repository {
		t.Helper()
		r := New(repository(t, s), Options{Keychain: authn.NewMultiKeychain()})
		r.cache = cache.Open(dir, 0) // Not used on this machine's own registries otherwise.
		statuses = nil
		m, err := r.Manifest(context.Background(), tag)
		switch {
		case want == "" && err == nil:
			t.Fatalf("%s: there is a manifest, want an error", tag)
		case want != "" && err != nil:
			t.Fatalf("%s: %v", tag, err)
		case want != "" && (string(m.Raw) != want || m.Digest != registry.DigestOf([]byte(want), "")):
			t.Fatalf("%s: manifest %s %s", tag, m.Digest, m.Raw)
		}
		if len(statuses) != 1 || statuses[0] != status {
			t.Errorf("%s: answered %v, want %d", tag, statuses, status)
		}
		return r
	}
	read("1.0", smallManifest, http.StatusOK)
	read("1.0", smallManifest, http.StatusNotModified)
	read("other", smallManifest, http.StatusOK)
	content = moved
	read("1.0", moved, http.StatusOK)
	read("1.0", moved, http.StatusNotModified)

	// What was stored is gone, or damaged: the tag is asked for as at first.
	paths, _ := gauge.Files(t, dir)
	for _, path := range paths {
		if strings.HasSuffix(path, strings.TrimPrefix(registry.DigestOf([]byte(moved), ""), "sha256:")) {
			if err := os.WriteFile(path, []byte("damaged"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	read("1.0", moved, http.StatusOK)
	// A record that is no record is not believed.
	paths, _ = gauge.Files(t, dir)
	for _, path := range paths {
		if strings.Contains(path, "/tags/") {
			if err := os.WriteFile(path, []byte("../../etc/passwd"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	read("1.0", moved, http.StatusOK)
	// Nobody asked whether anything has changed.
	always = http.StatusNotModified
	read("new", "", http.StatusNotModified)
	always = 0
	// Without an entity tag there is nothing to ask by.
	tags = false
	read("untagged", moved, http.StatusOK)
	read("untagged", moved, http.StatusOK)
}

// TestContradictedTag wants "nothing has changed" to count only when nothing in
// the answer says otherwise, and to be asked for only by an entity tag that names
// the digest: others may come back for something else.
func TestContradictedTag(t *testing.T) {
	t.Parallel()
	const moved = `{"schemaVersion":2,"mediaType":"` + registry.MediaTypeOCIManifest + `","config":{"digest":"sha256:y"},"layers":[]}`
	digest, now := registry.DigestOf([]byte(smallManifest), ""), registry.DigestOf([]byte(moved), "")
	for _, test := range []struct {
		name string
		// etag goes with the first answer, the headers with "nothing has changed".
		etag    string
		headers map[string]string
		// asked is how often the second run asks, want what it gets.
		asked int
		want  string
	}{
		{"nothing said", cache.EntityTag(digest), nil, 1, smallManifest},
		{"the same said", cache.EntityTag(digest), map[string]string{"Docker-Content-Digest": digest, "ETag": cache.EntityTag(digest)}, 1,
			smallManifest},
		{"another digest", cache.EntityTag(digest), map[string]string{"Docker-Content-Digest": now}, 2, moved},
		{"another entity tag", cache.EntityTag(digest), map[string]string{"ETag": cache.EntityTag(now)}, 2, moved},
		{"a weak entity tag", "W/" + cache.EntityTag(digest), nil, 1, moved},
		{"one of its own", `"v1"`, nil, 1, moved},
		{"that of another digest", cache.EntityTag(now), nil, 1, moved},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			second, asked := false, 0
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked++
				content := smallManifest
				switch {
				case second && r.Header.Get("If-None-Match") != "":
					for name, value := range test.headers {
						w.Header().Set(name, value)
					}
					w.WriteHeader(http.StatusNotModified)
					return
				case second:
					content = moved
				}
				w.Header().Set("Content-Type", registry.MediaTypeOCIManifest)
				w.Header().Set("ETag", test.etag)
				_, _ = w.Write([]byte(content))
			}))
			t.Cleanup(s.Close)
			dir := t.TempDir()
			read := func() string {
				r := New(repository(t, s), Options{Keychain: authn.NewMultiKeychain()})
				r.cache = cache.Open(dir, 0)
				m, err := r.Manifest(t.Context(), "1.0")
				if err != nil {
					t.Fatal(err)
				}
				return string(m.Raw)
			}
			if got := read(); got != smallManifest {
				t.Fatalf("the first run got %s", got)
			}
			second, asked = true, 0
			if got := read(); got != test.want || asked != test.asked {
				t.Errorf("%s after %d requests, want %s after %d", got, asked, test.want, test.asked)
			}
		})
	}
}
