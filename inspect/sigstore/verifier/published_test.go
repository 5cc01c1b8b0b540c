package verifier_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/sigstore/sigstore/pkg/cryptoutils"

	"assay/inspect/report"
	"assay/inspect/sigstore"
	"assay/inspect/sigstore/primitive"
	"assay/inspect/sigstore/verifier"
	"assay/inspect/trust"
)

const published = "../../../testdata/published/"

// publishedLayer rebuilds what is known of a published signature: its Rekor bundle
// and signature. The payload's exact bytes are not known.
func publishedLayer(t *testing.T) sigstore.Layer {
	t.Helper()
	data, err := os.ReadFile(published + "verify-output.json")
	if err != nil {
		t.Fatal(err)
	}
	var printed []struct {
		Optional struct{ Bundle json.RawMessage }
	}
	if err := json.Unmarshal(data, &printed); err != nil {
		t.Fatal(err)
	}
	var bundle bytes.Buffer
	if err := json.Compact(&bundle, printed[0].Optional.Bundle); err != nil {
		t.Fatal(err)
	}
	m := sigstore.ReadSignature(sigstore.Layer{MediaType: sigstore.MediaTypeSimpleSigning, Data: []byte("{}"),
		Annotations: map[string]string{
			"dev.cosignproject.cosign/signature": "AA==", "dev.sigstore.cosign/bundle": bundle.String()}})
	recorded := m.Entries[0].Body.First().Signature
	return sigstore.Layer{MediaType: sigstore.MediaTypeSimpleSigning, Data: []byte(`{}`), Annotations: map[string]string{
		"dev.cosignproject.cosign/signature": base64.StdEncoding.EncodeToString(recorded), "dev.sigstore.cosign/bundle": bundle.String()}}
}

func verifyPublished(t *testing.T, keyFile string) *report.Signature {
	t.Helper()
	data, err := os.ReadFile(published + keyFile)
	if err != nil {
		t.Fatal(err)
	}
	key, err := cryptoutils.UnmarshalPEMToPublicKey(data)
	if err != nil {
		t.Fatal(err)
	}
	root, err := trust.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	hash, err := primitive.HashByName("sha256")
	if err != nil {
		t.Fatal(err)
	}
	policy := &sigstore.VerifyOptions{WantKey: true, Keys: []sigstore.GivenKey{{Public: key, Name: keyFile}}, Root: root,
		Now: time.Now(), Hash: hash}
	return verifier.Verify(sigstore.ReadSignature(publishedLayer(t)),
		sigstore.Artifact{Digest: "sha256:" + strings.Repeat("0", 64), Image: true}, policy)
}

// TestPublishedEntry compares a log entry of the public-good instance with the
// built-in trusted root: the SET verifies, and the key in the entry is the
// publisher's and not another project's.
func TestPublishedEntry(t *testing.T) {
	for _, test := range []struct {
		key    string
		status report.Status
	}{{"signing-key.pub", report.StatusPass}, {"other-key.pub", report.StatusFail}} {
		t.Run(test.key, func(t *testing.T) {
			s := verifyPublished(t, test.key)
			for _, id := range []report.CheckID{report.CheckLogSET, report.CheckLogKey, report.CheckLogBodySignature} {
				if c, _ := s.Check(id); c.Status != report.StatusPass {
					t.Errorf("%s is %s: %s", id, c.Status, c.Detail)
				}
			}
			c, _ := s.Check(report.CheckLogBodyKey)
			if c.Status != test.status {
				t.Errorf("log.body.key is %s, want %s", c.Status, test.status)
			}
			if test.status == report.StatusFail && (!strings.Contains(c.Want, "SHA256:") || !strings.Contains(c.Got, "SHA256:") ||
				c.Want == c.Got) {
				t.Errorf("log.body.key does not show both keys: want %q, got %q", c.Want, c.Got)
			}
			if s.Log.SearchURL != "https://search.sigstore.dev/?logIndex=57230483" {
				t.Errorf("search URL %q", s.Log.SearchURL)
			}
		})
	}
}
