package remote_test

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"strings"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"

	"assay/registry"
	"assay/registry/remote"
	"assay/registry/serve"
)

// The example serves a signed image from disk and lists what refers to it. A
// registry elsewhere is read in the same way, with the zero Options.
func Example() {
	server := httptest.NewServer(serve.New(os.DirFS("../../testdata/layouts"), "", true))
	defer server.Close()
	ctx := context.Background()

	repository, err := name.NewRepository(strings.TrimPrefix(server.URL, "http://") + "/b-two-signatures")
	if err != nil {
		fmt.Println(err)
		return
	}
	source := remote.New(repository, remote.Options{Keychain: authn.NewMultiKeychain()})
	defer source.Close()

	image, err := source.Manifest(ctx, "1.0")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(image.MediaType)
	referrers, err := source.Referrers(ctx, image.Digest)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range referrers {
		m, err := source.ManifestOf(ctx, d)
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, layer := range m.Layers {
			data, err := source.Blob(ctx, layer, nil)
			fmt.Println(m.Kind(), int64(len(data)) == layer.Size, err)
		}
	}
	fmt.Println(len(source.Log().Requests), "requests")
	// Output:
	// application/vnd.oci.image.manifest.v1+json
	// application/vnd.dev.sigstore.bundle.v0.3+json true <nil>
	// 4 requests
}

// An error says by its fields what failed and what would permit it.
func Example_errors() {
	server := httptest.NewServer(serve.New(os.DirFS("../../testdata/layouts"), "", true))
	defer server.Close()

	repository, err := name.NewRepository(strings.TrimPrefix(server.URL, "http://") + "/b-two-signatures")
	if err != nil {
		fmt.Println(err)
		return
	}
	source := remote.New(repository, remote.Options{
		Keychain: authn.NewMultiKeychain(),
		Limits:   registry.Limits{Manifest: 100},
	})
	defer source.Close()

	for _, tag := range []string{"1.0", "2.0"} {
		_, err = source.Manifest(context.Background(), tag)
		var e *registry.Error
		if !errors.As(err, &e) {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s %s: %s, limit %q, remedy %q\n", e.Op, e.Ref, e.Outcome, e.Limit, e.Remedy)
	}
	// Output:
	// manifest 1.0: unreadable, limit "manifest-size", remedy "raise-limit"
	// manifest 2.0: none, limit "", remedy ""
}
