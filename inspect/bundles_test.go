package inspect

import (
	"context"
	"encoding/base64"
	"path/filepath"
	"strings"
	"testing"

	"assay/inspect/report"
)

// TestBundlesAsCosign spells a bundle, and the manifest that holds it,
// differently. Verdicts are those of cosign 3.1.3.
func TestBundlesAsCosign(t *testing.T) {
	t.Parallel()
	type object = map[string]any
	replace := func(old, other string) func(string) string {
		return func(text string) string { return strings.Replace(text, old, other, 1) }
	}
	proof := func(how func(object)) func(*testing.T, string) string {
		return func(t *testing.T, text string) string {
			t.Helper()
			var bundle object
			decode(t, []byte(text), &bundle)
			how(bundle["verificationMaterial"].(object)["tlogEntries"].([]any)[0].(object)["inclusionProof"].(object))
			return string(encode(t, bundle))
		}
	}
	plain := func(how func(string) string) func(*testing.T, string) string {
		return func(_ *testing.T, text string) string { return how(text) }
	}
	same := plain(func(text string) string { return text })
	for _, c := range []struct {
		name     string
		bundle   func(*testing.T, string) string
		manifest func(object)
		accept   bool
	}{
		{"as it was", same, nil, true},
		{"written anew", proof(func(object) {}), nil, true},
		{"names with underscores", plain(replace(`"verificationMaterial"`, `"verification_material"`)), nil, true},
		{"a member that nobody knows", plain(replace(`{`, `{"extra":1,`)), nil, false},
		{"a member twice", plain(replace(`{`, `{"mediaType":"x",`)), nil, false},
		{"version 0.3.1", plain(replace("bundle.v0.3+json", "bundle.v0.3.1+json")), nil, true},
		{"version 0.4", plain(replace("bundle.v0.3+json", "bundle.v0.4+json")), nil, false},
		{"version 0.2", plain(replace("bundle.v0.3+json", "bundle+json;version=0.2")), nil, false},
		{"other tree size beside the checkpoint", proof(func(p object) { p["treeSize"] = "999999" }), nil, true},
		{"no root beside the checkpoint", proof(func(p object) { delete(p, "rootHash") }), nil, true},
		{"one hash more", proof(func(p object) {
			hashes, _ := p["hashes"].([]any)
			p["hashes"] = append(hashes, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
		}), nil, false},
		// cosign takes this one: it makes the entry anew and does not look at the
		// bytes (SECURITY.md).
		{"white space behind the logged body", func(t *testing.T, text string) string {
			t.Helper()
			var bundle object
			decode(t, []byte(text), &bundle)
			entry := bundle["verificationMaterial"].(object)["tlogEntries"].([]any)[0].(object)
			body, err := base64.StdEncoding.DecodeString(entry["canonicalizedBody"].(string))
			if err != nil {
				t.Fatal(err)
			}
			entry["canonicalizedBody"] = base64.StdEncoding.EncodeToString(append(body, ' '))
			return string(encode(t, bundle))
		}, nil, false},
		{"two layers", same, func(m object) { m["layers"] = append(m["layers"].([]any), m["layers"].([]any)...) }, false},
		{"other artifact type", same, func(m object) { m["artifactType"] = "application/x" }, true},
		{"no annotations", same, func(m object) { delete(m, "annotations") }, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := copyLayouts(t, "demo/layouts/v3-keyless-email")
			image := l.index[0].Digest
			for i, d := range l.index {
				var manifest object
				decode(t, l.blob(d.Digest), &manifest)
				if manifest["subject"] == nil {
					continue
				}
				layer := manifest["layers"].([]any)[0].(object)
				text := c.bundle(t, string(l.blob(layer["digest"].(string))))
				layer["digest"], layer["size"] = l.put([]byte(text)), len(text)
				if c.manifest != nil {
					c.manifest(manifest)
				}
				l.index[i].Digest = l.put(encode(t, manifest))
				l.index[i].Size = int64(len(l.blob(l.index[i].Digest)))
			}
			options := faultOptions()
			options.Criteria = report.Criteria{Identity: "alice@acme.test", Issuer: "http://127.0.0.1:5400",
				TrustedRoot: filepath.Join(testdata, "demo/trusted-root.json"), Offline: true}
			r, err := Run(context.Background(), l.serve()+"@"+image, options, nil)
			if err != nil {
				t.Fatal(err)
			}
			wantAccepted(t, r, c.accept)
		})
	}
}
