package inspect

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/authn"

	"assay/inspect/report"
	"assay/registry/lookaside"
	"assay/registry/serve"
)

// gpgStore serves an image, its lookaside store, and the signature extension
// where that is on.
type gpgStore struct {
	*httptest.Server
	extension bool
	refuse    bool
	asked     []string
}

func newGPGStore(t *testing.T) *gpgStore {
	t.Helper()
	s := &gpgStore{}
	images := serve.New(os.DirFS(filepath.Join(testdata, "demo/layouts")), "demo", true)
	blob, err := os.ReadFile(filepath.Join(testdata, "gpg/signatures/skopeo-rsa.sig"))
	if err != nil {
		t.Fatal(err)
	}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/v2/" && s.extension:
			w.Header().Set("X-Registry-Supports-Signatures", "1")
		case strings.HasPrefix(r.URL.Path, "/extensions/v2/"):
			s.asked = append(s.asked, "extension")
			fmt.Fprintf(w, `{"signatures":[{"schemaVersion":2,"name":"x","type":"atomic","content":%q}]}`,
				base64.StdEncoding.EncodeToString(blob))
		case strings.HasPrefix(r.URL.Path, "/lookaside/"):
			s.asked = append(s.asked, "lookaside")
			switch {
			case s.refuse:
				w.WriteHeader(http.StatusForbidden)
			case strings.HasSuffix(r.URL.Path, "signature-1"):
				_, _ = w.Write(blob)
			default:
				w.WriteHeader(http.StatusNotFound)
			}
		default:
			images.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *gpgStore) host() string { return strings.TrimPrefix(s.URL, "http://") }

func (s *gpgStore) inspect(t *testing.T, asked report.Criteria) *report.Report {
	t.Helper()
	asked.Offline, asked.TrustedRoot = true, filepath.Join(testdata, "trust/trusted-root.json")
	o := Options{Criteria: asked, Now: fixtureDay}
	o.Registry.Keychain = authn.NewMultiKeychain()
	o.Stores.Registries = &lookaside.Registries{Docker: map[string]lookaside.Entry{s.host(): {Lookaside: s.URL + "/lookaside"}}}
	r, err := Run(context.Background(), s.host()+"/demo/unsigned:1.0", o, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestStores finds signatures in a lookaside store, or with the registry itself
// where that keeps them.
func TestStores(t *testing.T) {
	t.Parallel()
	s := newGPGStore(t)
	remapped := report.Criteria{Policy: strings.ReplaceAll(only(gpg("rsa.asc",
		`,"signedIdentity":{"type":"exactRepository","dockerRepository":"registry.example.com/acme/app"}`)), "@/", testdata+"/")}
	r := s.inspect(t, remapped)
	wantDecision(t, r, report.PolicyAccepted)
	if store := wantSignature(t, r, report.VerdictVerified).Source.Store; store != report.StoreLookaside {
		t.Errorf("the signature is from %s, want %s", store, report.StoreLookaside)
	}
	s.extension = true
	r = s.inspect(t, remapped)
	wantDecision(t, r, report.PolicyAccepted)
	if store := wantSignature(t, r, report.VerdictVerified).Source.Store; store != report.StoreExtension {
		t.Errorf("the signature is from %s, want %s", store, report.StoreExtension)
	}
	if len(s.asked) != 3 {
		t.Errorf("asked %v, want three", s.asked)
	}
	if last := s.asked[len(s.asked)-1]; last != "extension" {
		t.Errorf("asked %s last, want the extension", last)
	}
	s.extension, s.refuse = false, true
	r = s.inspect(t, remapped)
	wantDecision(t, r, report.PolicyUndecided)
	wantExit(t, r, 1)
}

// TestOpenPGPKeys wants an OpenPGP key to be taken for --key, and the signature
// to be named for what it is without one.
func TestOpenPGPKeys(t *testing.T) {
	t.Parallel()
	s := newGPGStore(t)
	for _, c := range []struct {
		asked report.Criteria
		cause string
	}{
		{report.Criteria{}, "openpgp-key-needed"},
		{report.Criteria{Keys: []string{testdata + "/gpg/keys/rsa.asc"}}, "openpgp-identity-mismatch"},
		{report.Criteria{Keys: []string{testdata + "/gpg/keys/rsa.gpg"}}, "openpgp-identity-mismatch"},
		{report.Criteria{Keys: []string{testdata + "/gpg/keys/ed25519.asc"}}, "wrong-key"},
		{report.Criteria{Keys: []string{testdata + "/keys/k-p256.pub"}}, "openpgp-not-asked-for"},
	} {
		r := s.inspect(t, c.asked)
		wantVerdict(t, r, report.VerdictFailed)
		checkDiagnosis(t, wantCause(t, r, c.cause))
		for _, command := range r.Signatures[0].Commands {
			if strings.Contains(command.Line, "cosign") {
				t.Errorf("cosign does not read OpenPGP: %s", command.Line)
			}
		}
	}
	o := policyCase{layout: "demo/layouts/unsigned", policy: "{}"}.options(t)
	o.Criteria.Policy, o.Criteria.Keys = "", []string{testdata + "/gpg/keys/two-blocks.asc"}
	o.Stores.Signatures = testdata + "/gpg/signatures/skopeo-rsa.sig"
	r, err := Run(context.Background(), "oci:"+testdata+"/demo/layouts/unsigned:1.0", o, nil)
	if err != nil {
		t.Fatal(err)
	}
	wantVerdict(t, r, report.VerdictVerified)
	wantAgreement(t, r)
}

// TestSignerResultsOfImage keeps what a signer refused apart from what it
// signed, and leaves out claims about other images.
func TestSignerResultsOfImage(t *testing.T) {
	t.Parallel()
	encoded := func(name string) string {
		data, err := os.ReadFile(testdata + "/gpg/signatures/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return base64.StdEncoding.EncodeToString(data)
	}
	path := filepath.Join(t.TempDir(), "results.json")
	text := fmt.Sprintf(`[{"msg":{"errors":[],"signed_claim":%q}},{"msg":{"errors":["no such key"]}},{"msg":{"errors":[],`+
		`"signed_claim":%q}}]`, encoded("gpg-rsa.sig"), encoded("wrong-digest.sig"))
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	o := policyCase{layout: "demo/layouts/unsigned", policy: "{}"}.options(t)
	o.Criteria.Policy, o.Criteria.Keys, o.Stores.SignerResults = "", []string{testdata + "/gpg/keys/rsa.asc"}, path
	r, err := Run(context.Background(), "oci:"+testdata+"/demo/layouts/unsigned:1.0", o, nil)
	if err != nil {
		t.Fatal(err)
	}
	wantVerdict(t, r, report.VerdictVerified)
	if len(r.Signatures) != 2 {
		t.Errorf("%d signatures, want 2", len(r.Signatures))
	}
	causes := []string{}
	for _, d := range r.Diagnoses {
		causes = append(causes, d.Cause)
	}
	if !slices.Contains(causes, "signer-failed") {
		t.Errorf("causes %v", causes)
	}
}

// TestSuggestPolicy writes a policy for what is there, or says what is missing.
func TestSuggestPolicy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		layout, reference, signatures, key string
		want, note                         string
	}{
		{"demo/layouts/unsigned", gpgName, "gpg/signatures/skopeo-rsa.sig", "gpg/keys/rsa.asc", "GPGKeys", "Release RSA"},
		{"demo/layouts/unsigned", gpgName, "gpg/signatures/skopeo-rsa.sig", "", "", "give the signer's public key"},
		{"demo/layouts/v2-key-rekor", "127.0.0.1:5005/corpus/v2-key-rekor:1.0", "", "", "sigstoreSigned",
			"Compare it with the publisher's"},
		{"layouts/v2-keyless-email", "127.0.0.1:5005/corpus/v2-keyless-email:1.0", "", "", "subjectEmail", "alice@acme.test"},
		{"demo/layouts/v2-keyless-github", "127.0.0.1:5005/corpus/v2-keyless-github:1.0", "", "", "", "e-mail subjects only"},
		{"layouts/v3-key-p521", "127.0.0.1:5005/corpus/v3-key-p521:1.0", "", "", "", "bundle format only"},
		{"demo/layouts/unsigned", "", "", "", "", "--reference"},
	} {
		o := policyCase{layout: c.layout, policy: "{}"}.options(t)
		o.Criteria.Policy, o.Stores.Reference, o.SuggestPolicy = "", c.reference, true
		if c.key != "" {
			o.Criteria.Keys = []string{filepath.Join(testdata, c.key)}
		}
		if c.signatures != "" {
			o.Stores.Signatures = filepath.Join(testdata, c.signatures)
		}
		r, err := Run(context.Background(), "oci:"+filepath.Join(testdata, c.layout)+":1.0", o, nil)
		if err != nil {
			t.Fatal(err)
		}
		s := r.Policy.Suggestion
		if s == nil {
			t.Fatalf("%s: nothing is suggested", c.layout)
		}
		if c.want == "" && s.Policy != "" {
			t.Errorf("%s: the policy %s is suggested, want none", c.layout, s.Policy)
		}
		if !strings.Contains(s.Policy, c.want) {
			t.Errorf("%s: the policy %s is suggested, want one with %q", c.layout, s.Policy, c.want)
		}
		if notes := strings.Join(s.Notes, " "); !strings.Contains(notes, c.note) {
			t.Errorf("%s: notes %q, want one with %q", c.layout, notes, c.note)
		}
	}
}
