package remote

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"

	"assay/registry"
	"assay/registry/serve"
)

// BenchmarkSignedImage reads an image, its referrers and their blobs from a
// registry on this machine.
func BenchmarkSignedImage(b *testing.B) {
	s := httptest.NewServer(serve.New(os.DirFS("../../testdata/layouts"), "", true))
	defer s.Close()
	repo, err := name.NewRepository(strings.TrimPrefix(s.URL, "http://") + "/b-two-signatures")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		r := New(repo, Options{Keychain: authn.NewMultiKeychain()})
		m, err := r.Manifest(b.Context(), "1.0")
		if err != nil {
			b.Fatal(err)
		}
		referrers, err := r.Referrers(b.Context(), m.Digest)
		if err != nil {
			b.Fatal(err)
		}
		for _, d := range referrers {
			bundle, err := r.ManifestOf(b.Context(), d)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := r.Blob(b.Context(), bundle.Layers[0], nil); err != nil {
				b.Fatal(err)
			}
		}
		r.Close()
	}
}

// BenchmarkMissingTag looks for a tag that does not exist, as for most images and
// most kinds of artifact.
func BenchmarkMissingTag(b *testing.B) {
	s := httptest.NewServer(http.NotFoundHandler())
	defer s.Close()
	repo, err := name.NewRepository(strings.TrimPrefix(s.URL, "http://") + "/some/image")
	if err != nil {
		b.Fatal(err)
	}
	r := New(repo, Options{Keychain: authn.NewMultiKeychain()})
	defer r.Close()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Manifest(b.Context(), "none"); registry.OutcomeOf(err) != registry.None {
			b.Fatal(err)
		}
	}
}
