package inspect

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"assay/inspect/report"
	"assay/registry"
)

// rewrite copies a layout and changes the manifest with a tag that ends so.
func rewrite(t *testing.T, layout, suffix string, change func(manifest []byte) (changed []byte, mediaType string)) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(testdata, layout))); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, "index.json"))
	if err != nil {
		t.Fatal(err)
	}
	var index struct {
		SchemaVersion int              `json:"schemaVersion"`
		Manifests     []map[string]any `json:"manifests"`
	}
	if err := json.Unmarshal(data, &index); err != nil {
		t.Fatal(err)
	}
	blob := func(digest string) string { return filepath.Join(dir, "blobs", strings.Replace(digest, ":", "/", 1)) }
	for _, m := range index.Manifests {
		if !strings.Contains(fmt.Sprint(m["annotations"]), suffix) {
			continue
		}
		old, err := os.ReadFile(blob(fmt.Sprint(m["digest"])))
		if err != nil {
			t.Fatal(err)
		}
		changed, mediaType := change(old)
		digest := registry.DigestOf(changed, "")
		m["digest"], m["size"], m["mediaType"] = digest, len(changed), mediaType
		if err := os.WriteFile(blob(digest), changed, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if data, err = json.Marshal(index); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "index.json"), data, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestAttachmentManifests refuses a .sig tag in a form that podman does not
// read, under every requirement that looks at signatures, with podman's words.
func TestAttachmentManifests(t *testing.T) {
	t.Parallel()
	const reference = "127.0.0.1:5005/corpus/v2-key-rekor:1.0"
	docker := func(m []byte) ([]byte, string) {
		return bytes.Replace(m, []byte(registry.MediaTypeOCIManifest), []byte(registry.MediaTypeDockerManifest), 1),
			registry.MediaTypeDockerManifest
	}
	ambiguous := func(m []byte) ([]byte, string) {
		return bytes.Replace(m, []byte(`"layers"`), []byte(`"history":[],"layers"`), 1), registry.MediaTypeOCIManifest
	}
	same := func(m []byte) ([]byte, string) { return m, registry.MediaTypeOCIManifest }
	for _, c := range []struct {
		name, policy string
		change       func([]byte) ([]byte, string)
		decision     report.PolicyDecision
		message      string
	}{
		{"as it is", only(trusts), same, report.PolicyAccepted, ""},
		{"docker", only(trusts), docker, report.PolicyRejected, `Source image rejected: unexpected MIME type for sigstore attachment ` +
			`manifest 127.0.0.1:5005/corpus/v2-key-rekor:sha256-`},
		{"docker, OpenPGP", only(gpg("rsa.asc")), docker, report.PolicyRejected,
			`Source image rejected: unexpected MIME type for sigstore attachment manifest `},
		{"docker, anything", only(`{"type":"insecureAcceptAnything"}`), docker, report.PolicyUnchecked, ""},
		{"ambiguous", only(trusts), ambiguous, report.PolicyRejected,
			`unexpected fields []string{"history"} in supposedly application/vnd.oci.image.manifest.v1+json`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			layout := rewrite(t, "demo/layouts/v2-key-rekor", ".sig", c.change)
			o := policyCase{reference: reference, policy: c.policy, registries: attachments}.options(t)
			r, err := Run(context.Background(), "oci:"+layout+":1.0", o, nil)
			if err != nil {
				t.Fatal(err)
			}
			wantDecision(t, r, c.decision)
			if !strings.Contains(r.Policy.Message, c.message) {
				t.Errorf("podman prints %q, want %q", r.Policy.Message, c.message)
			}
			if c.decision != report.PolicyRejected {
				return
			}
			checkDiagnosis(t, wantCause(t, r, "policy-attachment-manifest-unread"))
			if slices.ContainsFunc(r.Signatures, func(s *report.Signature) bool { return s.Deciding }) {
				t.Errorf("a signature counts: %+v", r.Signatures)
			}
		})
	}
}

// TestUnreadStoreIsNotQuoted wants assay's own words about a store that could
// not be read not to be passed off as podman's.
func TestUnreadStoreIsNotQuoted(t *testing.T) {
	t.Parallel()
	s := newGPGStore(t)
	s.refuse = true
	r := s.inspect(t, report.Criteria{Policy: strings.ReplaceAll(only(gpg("rsa.asc")), "@/", testdata+"/")})
	wantDecision(t, r, report.PolicyUndecided)
	if r.Policy.Message != "" {
		t.Errorf("podman prints %q, want nothing", r.Policy.Message)
	}
	if !strings.Contains(r.Policy.Reason, "could not be read") {
		t.Errorf("reason %q, want that it could not be read", r.Policy.Reason)
	}
	for _, d := range r.Diagnoses {
		if strings.Contains(d.Why, "podman prints") {
			t.Errorf("quoted: %s", d.Why)
		}
	}
}
