package inspect

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/authn"

	"assay/inspect/report"
	"assay/registry/serve"
	"assay/ui/cli/schema/schematest"
	"assay/ui/text"
)

const testdata = "../testdata"

// signedCase is one row of testdata/cases.json; see testdata/README.md.
type signedCase struct {
	Case, Layout, Ref, MadeBy, Note string
	ReferrersAPI                    bool
	Intent                          struct {
		Type, Key, Identity, Issuer string
		IdentityRegexp              string `json:"identity_regexp"`
		IssuerRegexp                string `json:"issuer_regexp"`
		Annotations, GitHub         map[string]string
		TrustedRoot                 string `json:"trusted_root"`
		IgnoreLog                   bool   `json:"ignore_tlog"`
		UseSignedTimestamps         bool   `json:"use_signed_timestamps"`
		PredicateType               string `json:"predicate_type"`
		AllowChain                  bool   `json:"allow_certificate_chain"`
		Attachment, Hash            string
	}
	Expected, Cause string
	Also            []string
}

func readCases(tb testing.TB) []signedCase {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join(testdata, "cases.json"))
	if err != nil {
		tb.Fatal(err)
	}
	var cases []signedCase
	if err := json.Unmarshal(data, &cases); err != nil {
		tb.Fatal(err)
	}
	return cases
}

// server serves testdata's layouts in process.
func server(tb testing.TB) *httptest.Server {
	tb.Helper()
	handlers := map[string]*serve.Handler{
		"layouts": serve.New(os.DirFS(filepath.Join(testdata, "layouts")), "layouts", true),
		"demo":    serve.New(os.DirFS(filepath.Join(testdata, "demo/layouts")), "demo", true),
		"bare":    serve.New(os.DirFS(filepath.Join(testdata, "layouts")), "bare", false),
	}
	s := httptest.NewServer(handlerFunc(func(path string) *serve.Handler {
		prefix, _, _ := strings.Cut(strings.TrimPrefix(path, "/v2/"), "/")
		if h := handlers[prefix]; h != nil {
			return h
		}
		return handlers["layouts"]
	}))
	tb.Cleanup(s.Close)
	return s
}

func (c signedCase) reference(s *httptest.Server) string {
	prefix := "layouts"
	if _, err := os.Stat(filepath.Join(testdata, "demo/layouts", c.Layout)); err == nil {
		prefix = "demo"
	}
	if !c.ReferrersAPI {
		prefix = "bare"
	}
	separator := ":"
	if strings.HasPrefix(c.Ref, "sha256:") {
		separator = "@"
	}
	return strings.TrimPrefix(s.URL, "http://") + "/" + prefix + "/" + c.Layout + separator + c.Ref
}

func (c signedCase) options() Options {
	in := c.Intent
	asked := report.Criteria{
		Identity: in.Identity, IdentityRegexp: in.IdentityRegexp, Issuer: in.Issuer, IssuerRegexp: in.IssuerRegexp,
		Workflow: in.GitHub, Annotations: in.Annotations, PredicateType: in.PredicateType, Attachment: in.Attachment,
		AllowChain: in.AllowChain, IgnoreLog: in.IgnoreLog, UseSignedTimestamps: in.UseSignedTimestamps, DigestAlgorithm: in.Hash,
		TrustedRoot: filepath.Join(testdata, in.TrustedRoot), Offline: true,
	}
	if in.Key != "" {
		asked.Keys = []string{filepath.Join(testdata, in.Key)}
	}
	options := Options{Criteria: asked}
	options.Registry.Keychain = authn.NewMultiKeychain()
	return options
}

// TestCases compares verdict and primary cause of really signed images with
// cosign's own verdict and against what is known to be wrong with each.
func TestCases(t *testing.T) {
	t.Parallel()
	s := server(t)
	for _, c := range readCases(t) {
		t.Run(c.Case, func(t *testing.T) {
			t.Parallel()
			r, err := Run(context.Background(), c.reference(s), c.options(), nil)
			if c.Cause == "trusted-root-malformed" {
				wantUsageError(t, err)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			checkJSON(t, r)
			accepted := r.Verdict == report.VerdictVerified
			if c.Expected != "either" && accepted != (c.Expected == "accept") {
				t.Errorf("verdict %s, want %s; diagnoses %+v", r.Verdict, c.Expected, r.Diagnoses)
			}
			if accepted != (r.ExitCode() == 0) {
				t.Errorf("exit code %d for verdict %s", r.ExitCode(), r.Verdict)
			}
			if c.Cause == "" {
				return
			}
			checkDiagnosis(t, wantCause(t, r, append(c.Also, c.Cause)...))
		})
	}
}

// checkJSON holds the JSON of a report to its schema.
func checkJSON(t *testing.T, r *report.Report) {
	t.Helper()
	var out strings.Builder
	if err := text.WriteJSON(&out, r, false); err != nil {
		t.Fatal(err)
	}
	if err := schematest.Validate("report", []byte(out.String())); err != nil {
		t.Error(err)
	}
}

func wantUsageError(t *testing.T, err error) {
	t.Helper()
	if _, ok := err.(*report.UsageError); !ok { //nolint:errorlint // It is documented to be of this very type.
		t.Fatalf("error %v (%T), want a *report.UsageError", err, err)
	}
}

// checkDiagnosis wants a diagnosis to say what a reader needs: a title, a
// message, both sides, and something to do.
func checkDiagnosis(t *testing.T, d report.Diagnosis) {
	t.Helper()
	for part, text := range map[string]string{"title": d.Title, "message": d.Message, "evidence": d.Evidence.Got} {
		if text == "" {
			t.Errorf("the diagnosis has no %s: %+v", part, d)
		}
	}
	if len(d.Remedy) == 0 {
		t.Errorf("the diagnosis has no remedy: %+v", d)
	}
}

// TestUnpinned wants every signature that holds to be unpinned, never verified,
// when nobody is asked for.
func TestUnpinned(t *testing.T) {
	t.Parallel()
	s := server(t)
	for _, c := range readCases(t) {
		if c.Intent.Attachment != "" || c.Cause == "trusted-root-malformed" {
			continue
		}
		t.Run(c.Case, func(t *testing.T) {
			t.Parallel()
			o := c.options()
			o.Criteria.Keys, o.Criteria.Identity, o.Criteria.IdentityRegexp, o.Criteria.Issuer, o.Criteria.IssuerRegexp = nil,
				"", "", "", ""
			o.Criteria.Workflow = nil
			r, err := Run(context.Background(), c.reference(s), o, nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, signed := range append(r.Signatures, r.Attestations...) {
				if signed.Verdict == report.VerdictVerified {
					t.Errorf("signature %s is verified, though no signer was named", signed.ID)
				}
			}
			named := c.Intent.Key == "" || !c.Intent.IgnoreLog
			if c.Expected == "accept" && named && r.Verdict != report.VerdictUnpinned {
				t.Errorf("verdict %s, want unpinned; diagnoses %+v", r.Verdict, r.Diagnoses)
			}
		})
	}
}
