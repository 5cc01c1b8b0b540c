package inspect

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"assay/inspect/report"
	"assay/registry"
)

// child is one manifest of an index; images that are named alike are the same.
type child struct{ image, platform, annotation string }

// decoyRegistry serves an index of children and returns its reference and the
// digests of the images by name.
func decoyRegistry(t *testing.T, children []child) (reference string, digests map[string]string) {
	t.Helper()
	digests = map[string]string{}
	served := map[string][]byte{}
	var list []registry.Descriptor
	for _, c := range children {
		image := []byte(`{"schemaVersion":2,"mediaType":"` + registry.MediaTypeOCIManifest + `","config":{"digest":"` +
			registry.DigestOf([]byte(c.image), "") + `"},"layers":[]}`)
		digest := registry.DigestOf(image, "")
		digests[c.image], served[digest] = digest, image
		d := registry.Descriptor{MediaType: registry.MediaTypeOCIManifest, Digest: digest, Size: int64(len(image))}
		if parts := strings.Split(c.platform+"//", "/"); c.platform != "" {
			d.Platform = &registry.Platform{OS: parts[0], Architecture: parts[1], Variant: parts[2]}
		}
		if key, value, ok := strings.Cut(c.annotation, "="); ok {
			d.Annotations = map[string]string{key: value}
		}
		list = append(list, d)
	}
	index, err := json.Marshal(map[string]any{"schemaVersion": 2, "mediaType": registry.MediaTypeOCIIndex, "manifests": list})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, name, _ := strings.Cut(r.URL.Path, "/manifests/")
		switch data := served[name]; {
		case name == "1.0":
			w.Header().Set("Content-Type", registry.MediaTypeOCIIndex)
			_, _ = w.Write(index)
		case data != nil:
			w.Header().Set("Content-Type", registry.MediaTypeOCIManifest)
			_, _ = w.Write(data)
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	t.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "http://") + "/a:1.0", digests
}

// TestDecoys asks for a platform of indexes that other tools read differently
// than by the first child that fits more or less.
func TestDecoys(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		children []child
		platform string
		want     string // an image, or empty for a refusal
	}{
		{"an annotation on an image", []child{{"evil", "linux/amd64", annotationReferenceType + "=x"}, {"good", "linux/amd64", ""}},
			"linux/amd64", ""},
		{"the only image, called an attestation", []child{{"evil", "linux/amd64", annotationReferenceType + "=" + attestationManifest}},
			"linux/amd64", "evil"},
		{"a real attestation", []child{{"good", "linux/amd64", ""},
			{"attestation", "unknown/unknown", annotationReferenceType + "=" + attestationManifest}}, "linux/amd64", "good"},
		{"a variant first", []child{{"good", "linux/amd64/v9", ""}, {"evil", "linux/amd64", ""}}, "linux/amd64", "evil"},
		{"a variant last", []child{{"evil", "linux/amd64", ""}, {"good", "linux/amd64/v9", ""}}, "linux/amd64", "evil"},
		{"the variant itself", []child{{"evil", "linux/amd64", ""}, {"good", "linux/amd64/v9", ""}}, "linux/amd64/v9", "good"},
		{"a variant only", []child{{"good", "linux/arm64/v8", ""}}, "linux/arm64", "good"},
		{"two variants", []child{{"good", "linux/arm/v6", ""}, {"evil", "linux/arm/v7", ""}}, "linux/arm", ""},
		{"one image twice", []child{{"good", "linux/amd64", ""}, {"good", "linux/amd64", ""}}, "linux/amd64", "good"},
		{"two images", []child{{"good", "linux/amd64", ""}, {"evil", "linux/amd64", ""}}, "linux/amd64", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			reference, digests := decoyRegistry(t, test.children)
			o := faultOptions()
			o.Platform = test.platform
			r, err := Run(context.Background(), reference, o, nil)
			if test.want == "" {
				var wrong *report.UsageError
				if !errors.As(err, &wrong) {
					t.Errorf("error %v, want a mistake in what was asked", err)
				}
				wantError(t, err, "@"+digests["good"], "@"+digests["evil"])
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if r.Target.Digest != digests[test.want] {
				t.Errorf("%s, want %s", r.Target.Digest, digests[test.want])
			}
		})
	}
}

// TestPolicyImage wants a policy to be applied to what podman would run of an
// index, and to be told when that is a matter of choice.
func TestPolicyImage(t *testing.T) {
	t.Parallel()
	own := "linux/" + runtime.GOARCH
	policy := filepath.Join(t.TempDir(), "policy.json")
	if err := os.WriteFile(policy, []byte(`{"default":[{"type":"insecureAcceptAnything"}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name     string
		children []child
		want     string
		noted    bool
	}{
		{"an annotation on an image", []child{{"evil", own, annotationReferenceType + "=x"}, {"good", own, ""}}, "evil", true},
		{"a variant first", []child{{"good", own + "/v99", ""}, {"evil", own, ""}}, "evil", false},
		{"layers in zstd", []child{{"good", own, ""}, {"evil", own, annotationZstd + "=true"}}, "evil", true},
		{"one image twice", []child{{"good", own, ""}, {"good", own, ""}}, "good", false},
		{"another architecture", []child{{"good", "linux/other", ""}, {"evil", own, ""}}, "evil", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			reference, digests := decoyRegistry(t, test.children)
			o := faultOptions()
			o.Criteria.Policy = policy
			r, err := Run(context.Background(), reference, o, nil)
			if err != nil {
				t.Fatal(err)
			}
			if r.Policy == nil {
				t.Fatal("no policy was evaluated")
			}
			if r.Policy.Evaluated != digests[test.want] {
				t.Errorf("the policy was applied to %s, want %s", r.Policy.Evaluated, digests[test.want])
			}
			if notes := strings.Join(r.Notes, " "); strings.Contains(notes, "several manifests for") != test.noted {
				t.Errorf("notes %q", notes)
			}
		})
	}
}
