package inspect

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"assay/inspect/report"
	"assay/inspect/trust"
	"assay/registry"
	"assay/registry/serve"
)

// copied is a registry of one repository, x, that is put together from layouts.
type copied struct {
	t     *testing.T
	files fstest.MapFS
	index []registry.Descriptor
}

func copyLayouts(t *testing.T, names ...string) *copied {
	t.Helper()
	c := &copied{t: t, files: fstest.MapFS{}}
	for _, name := range names {
		dir := os.DirFS(filepath.Join(testdata, name))
		paths, err := filepath.Glob(filepath.Join(testdata, name, "blobs/sha256/*"))
		if err != nil {
			t.Fatalf("layout %s: %v", name, err)
		}
		if len(paths) == 0 {
			t.Fatalf("layout %s has no blobs", name)
		}
		for _, path := range paths {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			c.files["x/blobs/sha256/"+filepath.Base(path)] = &fstest.MapFile{Data: data}
		}
		file, err := dir.Open("index.json")
		if err != nil {
			t.Fatal(err)
		}
		var index struct{ Manifests []registry.Descriptor }
		if err := json.NewDecoder(file).Decode(&index); err != nil {
			t.Fatal(err)
		}
		_ = file.Close()
		c.index = append(c.index, index.Manifests...)
	}
	return c
}

// digest returns what a tag points to, and drops the tag.
func (c *copied) take(tag string) string {
	for i, d := range c.index {
		if strings.HasSuffix(d.Annotations["org.opencontainers.image.ref.name"], tag) {
			c.index = append(c.index[:i:i], c.index[i+1:]...)
			return d.Digest
		}
	}
	c.t.Fatalf("there is no tag %s", tag)
	return ""
}

func (c *copied) blob(digest string) []byte {
	return c.files["x/blobs/sha256/"+strings.TrimPrefix(digest, "sha256:")].Data
}

func (c *copied) put(data []byte) string {
	digest := registry.DigestOf(data, "")
	c.files["x/blobs/sha256/"+strings.TrimPrefix(digest, "sha256:")] = &fstest.MapFile{Data: data}
	return digest
}

func (c *copied) tag(tag, digest string) {
	c.index = append(c.index, registry.Descriptor{MediaType: registry.MediaTypeOCIManifest, Digest: digest,
		Size:        int64(len(c.blob(digest))),
		Annotations: map[string]string{"org.opencontainers.image.ref.name": tag}})
}

func (c *copied) serve() string {
	index, err := json.Marshal(map[string]any{"schemaVersion": 2, "manifests": c.index})
	if err != nil {
		c.t.Fatal(err)
	}
	c.files["x/index.json"] = &fstest.MapFile{Data: index}
	s := httptest.NewServer(serve.New(c.files, "", true))
	c.t.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "http://") + "/x"
}

func byTag(digest, kind string) string { return strings.Replace(digest, ":", "-", 1) + "." + kind }

// TestAttachedSBOMOnly wants --attachment sbom to go by signatures of the
// attached SBOM alone: not by those of anything else that somebody with push
// rights hangs onto the image and that happens to be signed.
func TestAttachedSBOMOnly(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"att", "sig"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			c := copyLayouts(t, "demo/layouts/sbom-attached-signed", "demo/layouts/unsigned")
			signed := c.take(".sbom")
			c.take("1.0")
			image := c.index[len(c.index)-1].Digest
			other := c.put(append([]byte(" "), c.blob(signed)...))
			c.tag(byTag(image, "sbom"), other)
			c.tag(byTag(image, kind), signed)
			options := faultOptions()
			options.Criteria = report.Criteria{Keys: []string{filepath.Join(testdata, "demo/k-p256.pub")},
				TrustedRoot: filepath.Join(testdata, "demo/trusted-root.json"), Offline: true, Attachment: "sbom"}
			r, err := Run(context.Background(), c.serve()+"@"+image, options, nil)
			if err != nil {
				t.Fatal(err)
			}
			wantUnverified(t, r)
			if len(r.SBOMs) == 0 {
				t.Fatal("no SBOM is shown")
			}
			if r.SBOMs[0].Trust == report.VerdictVerified {
				t.Errorf("the SBOM is verified: %s", r.SBOMs[0].TrustReason)
			}
		})
	}
}

// TestSuggestOnlyNamed wants no policy to be suggested that trusts somebody else
// than the signer whom the user named.
func TestSuggestOnlyNamed(t *testing.T) {
	t.Parallel()
	s := server(t)
	for key, want := range map[string]string{"demo/k-p256.pub": "It accepts", "demo/k-other.pub": "not by the signer that you named"} {
		options := faultOptions()
		options.SuggestPolicy = true
		options.Criteria = report.Criteria{Keys: []string{filepath.Join(testdata, key)},
			TrustedRoot: filepath.Join(testdata, "demo/trusted-root.json"), Offline: true}
		r, err := Run(context.Background(), strings.TrimPrefix(s.URL, "http://")+"/demo/v2-key-rekor:1.0", options, nil)
		if err != nil {
			t.Fatal(err)
		}
		suggestion := r.Policy.Suggestion
		if suggestion == nil {
			t.Fatalf("%s: nothing is suggested", key)
		}
		if notes := strings.Join(suggestion.Notes, " "); !strings.Contains(notes, want) {
			t.Errorf("%s: notes %q, want one with %q", key, notes, want)
		}
		if given := suggestion.Policy != ""; given != (key == "demo/k-p256.pub") {
			t.Errorf("%s: the policy %q is suggested", key, suggestion.Policy)
		}
	}
}

// TestNamesOfLayers wants the signatures of one manifest to have the same names
// in every run, whichever layer comes first.
func TestNamesOfLayers(t *testing.T) {
	t.Parallel()
	s := server(t)
	names := map[string]bool{}
	for range 10 {
		r, err := Run(context.Background(), strings.TrimPrefix(s.URL, "http://")+"/layouts/good-one-broken-one-good:1.0",
			faultOptions(), nil)
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		for _, one := range r.Signatures {
			_, _ = fmt.Fprintln(&text, one.ID, one.Verdict, len(one.Checks))
		}
		names[text.String()] = true
	}
	if len(names) != 1 {
		t.Errorf("names differ: %v", names)
	}
}

// TestCertificateChainReplaces wants the authorities that the user names to be
// the only ones, and a trusted root that the user names to come before them, as
// with cosign; then it is said that the chain has no effect.
func TestCertificateChainReplaces(t *testing.T) {
	t.Parallel()
	s := server(t)
	chain := filepath.Join(t.TempDir(), "chain.pem")
	if err := os.WriteFile(chain, selfSigned(t), 0o600); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(testdata, "demo/trusted-root.json")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	root, err := trust.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, chain, root string
		want              report.Verdict
		note              bool
	}{
		{"no chain", "", "", report.VerdictVerified, false},
		{"chain alone", chain, "", report.VerdictFailed, false},
		{"chain and trusted root", chain, file, report.VerdictVerified, true},
	} {
		options := faultOptions()
		options.Root = root
		options.Criteria = report.Criteria{IdentityRegexp: ".*", IssuerRegexp: ".*", TrustedRoot: c.root, Offline: true,
			CertificateChain: c.chain}
		r, err := Run(context.Background(), strings.TrimPrefix(s.URL, "http://")+"/demo/v2-keyless-github:1.0", options, nil)
		if err != nil {
			t.Fatal(err)
		}
		if r.Verdict != c.want {
			t.Errorf("%s: verdict %s, want %s", c.name, r.Verdict, c.want)
		}
		if said := strings.Contains(strings.Join(r.Notes, " "), "chain of certificates adds no authority"); said != c.note {
			t.Errorf("%s: notes %q, want the chain to be named %v", c.name, r.Notes, c.note)
		}
	}
}
