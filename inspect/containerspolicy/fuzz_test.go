package containerspolicy

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"assay/inspect/report"
	"assay/registry"
)

// FuzzBlob reads anything as a store's signature and compares it with a policy
// that wants one by a key; nothing but the fixtures' own content is accepted.
func FuzzBlob(f *testing.F) {
	paths, err := filepath.Glob(filepath.Join(testdata, "gpg/signatures/*.sig"))
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte("\x00sigstore-json\n" + `{"mimeType":"application/vnd.dev.cosign.simplesigning.v1+json","payload":"e30=",` +
		`"annotations":{"dev.cosignproject.cosign/signature":"AA=="}}`))
	f.Add([]byte("\x00simple-signing\n\xa3"))
	root, err := filepath.Abs(testdata)
	if err != nil {
		f.Fatal(err)
	}
	p, err := Parse("x", []byte(strings.ReplaceAll(`{"default":[{"type":"sigstoreSigned","keyPath":"@/keys/k-p256.pub",`+
		`"rekorPublicKeyPath":"@/policy/rekor.pem"},{"type":"signedBy","keyType":"GPGKeys","keyPath":"@/gpg/keys/other.asc"}]}`,
		"@/", root+"/")))
	if err != nil {
		f.Fatal(err)
	}
	p.ReadFiles(ReadKeyFile)
	name, err := registry.ParseImageName("registry.example.com/acme/app:1.0")
	if err != nil {
		f.Fatal(err)
	}
	image := Image{Transport: "docker", Name: name, Digest: "sha256:" + strings.Repeat("0", 64)}
	f.Fuzz(func(t *testing.T, data []byte) {
		if outcome := p.Evaluate(image, Evidence{Signatures: []Signature{{ID: "x", Blob: data}}},
			fixedNow); outcome.Decision != report.PolicyRejected {
			t.Fatal(outcome.Decision)
		}
	})
}

// FuzzLogEntry reads anything as the log entry of a cosign layer.
func FuzzLogEntry(f *testing.F) {
	for _, c := range engineCases(f) {
		if strings.HasPrefix(c.Name, "sigstore 3 v2-key") {
			for _, a := range attachments(f, c.Layout, filepath.Base(c.Manifest)) {
				f.Add(a.Annotations[annotationBundle])
			}
		}
	}
	f.Fuzz(func(t *testing.T, bundle string) {
		a := attachmentCheck{attachment: &Attachment{Annotations: map[string]string{annotationSignature: "AA=="}},
			trusted: &trustedMaterial{}}
		if _, err := a.verifyEntry(bundle, nil); err == nil {
			t.Fatal("an entry that no log signed")
		}
	})
}
